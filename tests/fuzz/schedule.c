// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A cron text, or the settings of a schedule when it is JSON. */

#include "config.h"

#include "fuzz.h"
#include "model/cvk-schedule.h"

static CvkValue *
read_settings (const char *text)
{
  CvkValue *settings = cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL);

  if (settings == NULL && g_utf8_validate (text, -1, NULL))
    settings = cvk_value_new_object ("schedule", cvk_value_new_string (text), NULL);
  return settings;
}

static void
check_schedule (const CvkSchedule *schedule)
{
  g_autofree char *words = cvk_schedule_describe (schedule);
  g_autoptr (GArray) list = cvk_schedule_list (schedule, FUZZ_NOW, 5);
  int64_t at = FUZZ_NOW;

  g_assert_true (g_utf8_validate (words, -1, NULL));
  for (unsigned i = 0; i < list->len; i++)
    {
      const CvkOccurrence *occurrence = &g_array_index (list, CvkOccurrence, i);

      g_assert_cmpint (occurrence->instant, >, at);
      at = occurrence->instant;
      g_assert_cmpint (cvk_schedule_count (schedule, FUZZ_NOW, at), ==, i + 1);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (CvkValue) settings = read_settings (text);
  g_autoptr (CvkValue) cron = NULL;
  g_autoptr (CvkValue) words = NULL;
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_autoptr (CvkSchedule) schedule = NULL;

  if (settings == NULL)
    return 0;
  schedule = cvk_schedule_new (settings, "Europe/Berlin", problems);
  g_assert_true ((schedule == NULL) == (problems->len > 0));
  cron = cvk_schedule_convert (settings, TRUE);
  words = cvk_schedule_convert (settings, FALSE);
  if (schedule != NULL)
    check_schedule (schedule);
  return 0;
}
