// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "model/cvk-schedule.h"

#define OWN_ZONE "Europe/Berlin"

static CvkValue *
read_settings (const char *json)
{
  g_autoptr (GError) error = NULL;
  CvkValue *settings = cvk_value_from_json (json, -1, CVK_JSON_STRICT, &error);

  g_assert_no_error (error);
  return settings;
}

static CvkSchedule *
read_schedule (const char *json)
{
  g_autoptr (CvkValue) settings = read_settings (json);
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  CvkSchedule *schedule = cvk_schedule_new (settings, OWN_ZONE, problems);

  if (schedule == NULL)
    {
      g_autofree char *message = cvk_problem_dup_message (g_ptr_array_index (problems, 0));

      g_error ("%s: %s", json, message);
    }
  return schedule;
}

static int64_t
read_instant (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDateTime) date = cvk_date_time_parse (text, &error);

  g_assert_no_error (error);
  g_assert_true (date->has_offset);
  return date->instant;
}

/* --- In words --- */

typedef struct
{
  const char *settings;
  const char *text;
} Words;

static const Words words[] = {
  { "{\"schedule\": {}}", "Every day at 09:00, the time of this computer (Berlin)" },
  { "{\"schedule\": {}, \"timezone\": \"America/New_York\"}", "Every day at 09:00, New York time" },
  { "{\"schedule\": {\"every\": 3, \"times\": [\"17:30\", \"9:00\", \"12:00\"]}, \"timezone\": "
    "\"UTC\"}",
    "Every 3 days at 09:00, 12:00 and 17:30, UTC time" },
  { "{\"schedule\": {\"repeat\": \"weeks\"}, \"timezone\": \"Europe/Berlin\"}",
    "Every weekday at 09:00, Berlin time" },
  { "{\"schedule\": {\"repeat\": \"weeks\", \"weekdays\": [\"sunday\", \"monday\"]}, \"timezone\": "
    "\"UTC\"}",
    "Every Monday and Sunday at 09:00, UTC time" },
  { "{\"schedule\": {\"repeat\": \"weeks\", \"every\": 2, \"weekdays\": [\"friday\"]}, "
    "\"timezone\": \"UTC\"}",
    "Every 2 weeks on Friday at 09:00, UTC time" },
  { "{\"schedule\": {\"repeat\": \"months\", \"day\": 15}, \"timezone\": \"UTC\"}",
    "Every month on day 15 at 09:00, UTC time" },
  { "{\"schedule\": {\"repeat\": \"months\", \"day\": -1, \"every\": 3}, \"timezone\": \"UTC\"}",
    "Every 3 months on the last day at 09:00, UTC time" },
  { "{\"schedule\": {\"repeat\": \"months\", \"week\": -1, \"week_day\": \"friday\"}, "
    "\"timezone\": \"UTC\"}",
    "Every month on the last Friday at 09:00, UTC time" },
  { "{\"schedule\": {\"repeat\": \"months\", \"every\": 12, \"day\": 3}, \"timezone\": \"UTC\", "
    "\"from\": \"2026-10-03\"}",
    "Every year in October on day 3 at 09:00, UTC time, from 3 October 2026 on" },
  { "{\"schedule\": {\"repeat\": \"minutes\", \"every\": 15}}", "Every 15 minutes" },
  { "{\"schedule\": {\"repeat\": \"hours\"}, \"until\": \"2026-03-31\"}",
    "Every hour, until 31 March 2026" },
  { "{\"schedule\": {}, \"timezone\": \"UTC\", \"from\": \"2026-03-01\", \"until\": "
    "\"2026-03-31\"}",
    "Every day at 09:00, UTC time, from 1 March 2026 until 31 March 2026" },
  { "{\"schedule\": \"0 9 * * 1-5\", \"timezone\": \"Europe/Berlin\"}",
    "Every weekday at 09:00, Berlin time" },
  { "{\"schedule\": \"*/5 * * * *\"}", "Every 5 minutes" },
  { "{\"schedule\": \"5,35 * * * *\"}", "Every hour at :05 and :35" },
  { "{\"schedule\": \"@weekly\", \"timezone\": \"UTC\"}", "Every Sunday at 00:00, UTC time" },
  { "{\"schedule\": \"@yearly\", \"timezone\": \"UTC\"}",
    "Every year in January on day 1 at 00:00, UTC time" },
  { "{\"schedule\": \"0 0 13 1,7 5\", \"timezone\": \"UTC\"}",
    "At 00:00, on day 13 of the month and also on Friday, in January and July, UTC time" },
  { "{\"schedule\": \"0 */2 * * *\", \"timezone\": \"UTC\"}",
    "Every day at 12 times from 00:00 to 22:00, UTC time" },
  { "{\"schedule\": \"*/15 9-17 * * mon-fri\", \"timezone\": \"UTC\"}",
    "Every 15 minutes from 09:00 to 17:45, on weekdays, UTC time" },
  { "{\"schedule\": \"0 9-17 1 * *\", \"timezone\": \"UTC\"}",
    "Every month on day 1 at 9 times from 09:00 to 17:00, UTC time" },
  { "{\"schedule\": \"0 9-17 1,15 * *\", \"timezone\": \"UTC\"}",
    "Every hour from 09:00 to 17:00, on day 1 and day 15 of the month, UTC time" },
  { "{\"schedule\": \"0 9 */2 * mon#1\", \"timezone\": \"UTC\"}",
    "At 09:00, on day 1, day 3, day 5, day 7, day 9, day 11, day 13, day 15, day 17, day 19, day "
    "21, day 23, day 25, day 27, day 29 and day 31 of the month if it is the first Monday, UTC "
    "time" },
};

static void
test_words (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (CvkSchedule) schedule = read_schedule (words[i].settings);
      g_autofree char *text = cvk_schedule_describe (schedule);

      g_assert_cmpstr (text, ==, words[i].text);
    }
}

/* --- What is wrong --- */

typedef struct
{
  const char *settings;
  const char *code;
  const char *field;
} Wrong;

static const Wrong wrong[] = {
  { "{\"schedule\": {\"repeat\": \"fortnights\"}}", "schedule-choice", "schedule.repeat" },
  { "{\"schedule\": {\"repeat\": 7}}", "schedule-choice", "schedule.repeat" },
  { "{\"schedule\": {\"every\": 0}}", "schedule-number", "schedule.every" },
  { "{\"schedule\": {\"every\": \"2\"}}", "schedule-number", "schedule.every" },
  { "{\"schedule\": {\"times\": []}}", "schedule-time", "schedule.times" },
  { "{\"schedule\": {\"times\": \"09:00\"}}", "schedule-time", "schedule.times" },
  { "{\"schedule\": {\"times\": [\"09:00\", \"24:00\"]}}", "schedule-time", "schedule.times.1" },
  { "{\"schedule\": {\"times\": [\"9\"]}}", "schedule-time", "schedule.times.0" },
  { "{\"schedule\": {\"times\": [\"09:00:30\"]}}", "schedule-time", "schedule.times.0" },
  { "{\"schedule\": {\"times\": [null]}}", "schedule-time", "schedule.times.0" },
  { "{\"schedule\": {\"repeat\": \"weeks\", \"weekdays\": []}}", "schedule-weekdays",
    "schedule.weekdays" },
  { "{\"schedule\": {\"repeat\": \"weeks\", \"weekdays\": [\"Monday\"]}}", "schedule-choice",
    "schedule.weekdays.0" },
  { "{\"schedule\": {\"repeat\": \"months\", \"day\": 0}}", "schedule-number", "schedule.day" },
  { "{\"schedule\": {\"repeat\": \"months\", \"day\": 32}}", "schedule-number", "schedule.day" },
  { "{\"schedule\": {\"repeat\": \"months\", \"week\": 6}}", "schedule-number", "schedule.week" },
  { "{\"schedule\": {}, \"timezone\": \"Mars/Olympus\"}", "unknown-time-zone", "timezone" },
  { "{\"schedule\": {}, \"timezone\": 3}", "unknown-time-zone", "timezone" },
  { "{\"schedule\": {}, \"from\": \"yesterday\"}", "schedule-date", "from" },
  { "{\"schedule\": {}, \"until\": \"2026-02-31\"}", "schedule-date", "until" },
  { "{\"schedule\": {}, \"missed\": \"never\"}", "schedule-choice", "missed" },
  { "{\"schedule\": {}, \"missed_most\": 1000}", "schedule-number", "missed_most" },
  { "{\"schedule\": {}, \"missed_window\": 0}", "schedule-number", "missed_window" },
  { "{\"schedule\": {}, \"overlap\": \"wait\"}", "schedule-choice", "overlap" },
  { "{\"schedule\": {}, \"from\": \"2026-03-02\", \"until\": \"2026-03-01\"}", "schedule-never",
    "until" },
  { "{\"schedule\": {\"repeat\": \"weeks\", \"weekdays\": [\"sunday\"]}, \"from\": \"2026-03-02\", "
    "\"until\": \"2026-03-07\"}",
    "schedule-never", "until" },
  { "{\"schedule\": {\"repeat\": \"months\", \"every\": 12, \"day\": 31}, \"from\": "
    "\"2026-02-01\"}",
    "schedule-never", "schedule.day" },
  { "{\"schedule\": {\"repeat\": \"months\", \"every\": 12, \"week\": 5, \"week_day\": "
    "\"monday\"}, \"from\": \"2026-02-01\", \"until\": \"2026-12-31\"}",
    "schedule-never", "until" },
  { "{}", "schedule-missing", "schedule" },
  { "{\"schedule\": 5}", "schedule-missing", "schedule" },
  { "{\"schedule\": \"0 0 31 2 *\"}", "schedule-never", "schedule" },
  { "{\"schedule\": \"0 0 30,31 feb *\"}", "schedule-never", "schedule" },
  { "{\"schedule\": \"0 0 31 4,6,9,11 *\"}", "schedule-never", "schedule" },
  { "{\"schedule\": \"\"}", "cron-text", "schedule" },
};

static void
test_wrong (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (CvkValue) settings = read_settings (wrong[i].settings);
      g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
      CvkProblem *problem;

      g_test_message ("%s", wrong[i].settings);
      g_assert_null (cvk_schedule_new (settings, OWN_ZONE, problems));
      g_assert_cmpuint (problems->len, ==, 1);
      problem = g_ptr_array_index (problems, 0);
      g_assert_cmpstr (cvk_problem_get_code (problem), ==, wrong[i].code);
      g_assert_cmpstr (cvk_problem_get_field (problem), ==, wrong[i].field);
    }
}

/* 29 February comes, and so does a fifth Monday of a February, every 28 years. */
static void
test_rare (void)
{
  static const char *const rare[] = {
    "{\"schedule\": \"0 0 29 2 *\"}",
    "{\"schedule\": \"0 0 * 2 mon#5\"}",
    "{\"schedule\": \"0 0 31 2 5\"}",
    "{\"schedule\": {\"repeat\": \"months\", \"every\": 12, \"day\": 29}, \"from\": "
    "\"2026-02-01\"}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rare); i++)
    {
      g_autoptr (CvkSchedule) schedule = read_schedule (rare[i]);
      CvkOccurrence occurrence;

      g_assert_true (
        cvk_schedule_next (schedule, read_instant ("2026-01-01T00:00:00Z"), &occurrence));
    }
}

/* --- Cron and the form --- */

typedef struct
{
  const char *words;
  const char *cron; /* NULL: cannot be said */
} Same;

static const Same same[] = {
  { "{\"repeat\":\"days\",\"times\":[\"09:00\"]}", "0 9 * * *" },
  { "{\"repeat\":\"days\",\"times\":[\"09:00\",\"09:30\",\"17:00\",\"17:30\"]}",
    "0,30 9,17 * * *" },
  { "{\"repeat\":\"days\",\"times\":[\"09:00\",\"17:30\"]}", NULL },
  { "{\"repeat\":\"days\",\"every\":2,\"times\":[\"09:00\"]}", NULL },
  { "{\"repeat\":\"weeks\",\"weekdays\":[\"monday\",\"sunday\"],\"times\":[\"09:00\"]}",
    "0 9 * * 0,1" },
  { "{\"repeat\":\"weeks\",\"every\":2,\"times\":[\"09:00\"],\"weekdays\":[\"monday\"]}", NULL },
  { "{\"repeat\":\"months\",\"day\":15,\"times\":[\"09:00\"]}", "0 9 15 * *" },
  { "{\"repeat\":\"months\",\"day\":-1,\"times\":[\"09:00\"]}", "0 9 L * *" },
  { "{\"repeat\":\"months\",\"every\":3,\"day\":1,\"times\":[\"09:00\"]}", "0 9 1 1,4,7,10 *" },
  { "{\"repeat\":\"months\",\"every\":5,\"day\":1,\"times\":[\"09:00\"]}", NULL },
  { "{\"repeat\":\"months\",\"week\":2,\"week_day\":\"friday\",\"times\":[\"09:00\"]}",
    "0 9 * * 5#2" },
  { "{\"repeat\":\"months\",\"week\":-1,\"week_day\":\"sunday\",\"times\":[\"09:00\"]}",
    "0 9 * * 0L" },
  { "{\"repeat\":\"minutes\",\"every\":15}", "*/15 * * * *" },
  { "{\"repeat\":\"minutes\",\"every\":7}", NULL },
  { "{\"repeat\":\"minutes\"}", "* * * * *" },
  { "{\"repeat\":\"hours\"}", "0 * * * *" },
};

static char *
convert (const char *json, gboolean to_cron)
{
  g_autofree char *text = g_strdup_printf ("{\"schedule\": %s}", json);
  g_autoptr (CvkValue) settings = read_settings (text);
  g_autoptr (CvkValue) converted = cvk_schedule_convert (settings, to_cron);

  return converted == NULL ? NULL : cvk_value_to_json (converted, CVK_JSON_COMPACT);
}

static void
test_convert (void)
{
  static const char *const unsayable[] = {
    "0 9 1 * 1",    "0 9 15 * 0-6", "0 9 1-31 * 1", "0 9 */2 * *",   "5 * * * *",
    "0 9 1,15 * *", "* 9 * * *",    "0 9 1 2 *",    "0 9 * * 1,5#2",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *cron = convert (same[i].words, TRUE);
      g_autofree char *expected = NULL;
      g_autofree char *back = NULL;

      if (same[i].cron == NULL)
        {
          g_assert_null (cron);
          continue;
        }
      expected = g_strdup_printf ("\"%s\"", same[i].cron);
      g_assert_cmpstr (cron, ==, expected);
      back = convert (cron, FALSE);
      g_assert_cmpstr (back, ==, same[i].words);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (unsayable); i++)
    {
      g_autofree char *cron = g_strdup_printf ("\"%s\"", unsayable[i]);
      g_autofree char *back = convert (cron, FALSE);

      g_assert_cmpstr (back, ==, NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/words", test_words);
  g_test_add_func ("/schedule/wrong", test_wrong);
  g_test_add_func ("/schedule/rare", test_rare);
  g_test_add_func ("/schedule/convert", test_convert);
  return g_test_run ();
}
