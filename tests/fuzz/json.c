// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A JSON text: read, and written again as the same value. */

#include "config.h"

#include "fuzz.h"

static void
visit (CvkJsonCursor cursor)
{
  CvkJsonCursor child;
  g_autofree char *name = cvk_json_cursor_dup_name (cursor);
  unsigned line = 0;
  unsigned column = 0;

  cvk_json_cursor_get_place (cursor, &line, &column);
  g_assert_true (line > 0 && column > 0);
  g_assert_true (name == NULL || g_utf8_validate (name, -1, NULL));
  if (!cvk_json_cursor_first (cursor, &child))
    return;
  do
    visit (child);
  while (cvk_json_cursor_next (&child));
}

static void
check_round_trip (const CvkValue *value, CvkJsonStyle style)
{
  g_autofree char *text = cvk_value_to_json (value, style);
  g_autoptr (CvkValue) again = cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL);

  g_assert_true (again != NULL && cvk_value_equal (again, value));
  g_assert_cmpuint (cvk_value_hash (again), ==, cvk_value_hash (value));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkJson) json = cvk_json_parse (bytes, 0, 0, &error);
  g_autoptr (CvkValue) strict = NULL;
  g_autoptr (CvkValue) value = NULL;

  g_assert_true ((json == NULL) == (error != NULL));
  if (json == NULL)
    return 0;
  visit (cvk_json_get_root (json));
  value = cvk_json_cursor_to_value (cvk_json_get_root (json), CVK_JSON_DATA, NULL);
  strict = cvk_json_cursor_to_value (cvk_json_get_root (json), CVK_JSON_STRICT, NULL);
  g_assert_true (strict == NULL || value != NULL);
  if (value == NULL)
    return 0;
  check_round_trip (value, CVK_JSON_COMPACT);
  check_round_trip (value, CVK_JSON_PRETTY);
  return 0;
}
