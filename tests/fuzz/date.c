// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Dates as strangers write them: by the standards, in words, in a cell of a spreadsheet. */

#include "config.h"

#include "base/cvk-datetime.h"
#include "fuzz.h"
#include "model/cvk-spoken-date.h"
#include "model/cvk-written-date.h"

static void
check_date (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDateTime) date = cvk_date_time_parse (text, &error);
  g_autoptr (CvkDateTime) again = NULL;
  g_autofree char *written = NULL;

  fuzz_check_outcome (date, error);
  if (date == NULL)
    return;
  written = cvk_date_time_to_string (date);
  again = cvk_date_time_parse (written, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->year, ==, date->year);
  g_assert_cmpint (again->minute, ==, date->minute);
  if (date->has_offset)
    g_assert_cmpint (again->instant, ==, date->instant);
}

static void
check_words (const char *text)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkProblem) doubt = NULL;
  g_autoptr (CvkSpokenDate) spoken =
    cvk_spoken_date_read (text, FUZZ_NOW, "Europe/Berlin", NULL, &problem);
  g_autofree char *written =
    cvk_written_date_read (text, CVK_DATE_ORDER_MONTH_DAY, FUZZ_NOW, "America/New_York", &doubt);

  g_assert_true ((spoken == NULL) == (problem != NULL));
  if (problem != NULL)
    fuzz_check_problem (problem);
  else if (spoken->doubt != NULL)
    fuzz_check_problem (spoken->doubt);
  g_assert_true (written != NULL || doubt != NULL);
  if (doubt != NULL)
    fuzz_check_problem (doubt);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);

  if (text == NULL)
    return 0;
  check_date (text);
  check_words (text);
  return 0;
}
