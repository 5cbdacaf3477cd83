// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A table as a stranger's program has written it. The first byte says how it is read. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "nodes/cvk-csv.h"

/* What was read is written and read again as the same. */
static void
check_round_trip (const CvkValue *rows)
{
  const CvkCsvOptions options = { "auto", "utf-8", TRUE };
  g_autofree char *text = cvk_csv_write (rows, NULL, ',', TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  const CvkCsvOptions with_comma = { ",", options.encoding, options.header };
  g_autoptr (CvkValue) again = cvk_csv_read (bytes, &with_comma, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (cvk_value_get_length (again), ==, cvk_value_get_length (rows));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const delimiters[] = { "auto", ",", ";", "\t" };
  static const char *const encodings[] = { "auto", "utf-8", "latin-1" };
  CvkCsvOptions options = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkValue) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (size == 0)
    return 0;
  options.delimiter = delimiters[data[0] % 4];
  options.encoding = encodings[data[0] / 4 % 3];
  options.header = data[0] / 12 % 2 == 0;
  bytes = g_bytes_new_static (data + 1, size - 1);
  rows = cvk_csv_read (bytes, &options, &error);
  fuzz_check_outcome (rows, error);
  if (rows == NULL)
    return 0;
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    g_assert_true (cvk_value_is_object (cvk_value_get_element (rows, i)));
  if (cvk_value_get_length (rows) > 0)
    check_round_trip (rows);
  return 0;
}
