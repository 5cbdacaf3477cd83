// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <locale.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-recurrence.h"

static CvkRecurrence *
read_rule (const char *text)
{
  g_autofree char *json = g_strdup (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) value = NULL;

  g_strdelimit (json, "'", '"');
  value = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
  g_assert_no_error (error);
  return cvk_recurrence_read (value);
}

/* Sentence, and the value that is written again: what does not belong together falls away. */
static void
test_describe (void)
{
  static const struct
  {
    const char *rule, *sentence, *written;
  } cases[] = {
    { "{'type':1,'end_times':5}", "Every day, 5 times.",
      "{'type':1,'repeat_interval':1,'end_times':5}" },
    { "{'type':1,'repeat_interval':3,'end_times':1,'weekly_days':'2'}", "Every 3 days, 1 time.",
      "{'type':1,'repeat_interval':3,'end_times':1}" },
    { "{'type':2,'repeat_interval':2,'weekly_days':'3,5','end_times':12}",
      "Every 2 weeks on Tuesday and Thursday, 12 times.",
      "{'type':2,'repeat_interval':2,'weekly_days':'3,5','end_times':12}" },
    { "{'type':2,'weekly_days':'2,4,6','end_times':0}",
      "Every Monday, Wednesday and Friday, without end.",
      "{'type':2,'repeat_interval':1,'weekly_days':'2,4,6','end_times':0}" },
    { "{'type':2,'weekly_days':'6,2,3,4,5','end_times':0}",
      "Every working day from Monday to Friday, without end.",
      "{'type':2,'repeat_interval':1,'weekly_days':'2,3,4,5,6','end_times':0}" },
    { "{'type':2,'end_times':2}", "Every Sunday, 2 times.",
      "{'type':2,'repeat_interval':1,'weekly_days':'1','end_times':2}" },
    { "{'type':3,'monthly_day':15,'end_date_time':'2026-06-30T23:59:00Z'}",
      "Every month on day 15, until Tue 30 Jun 2026.",
      "{'type':3,'repeat_interval':1,'monthly_day':15,'end_date_time':'2026-06-30T23:59:00Z'}" },
    { "{'type':3,'repeat_interval':2,'monthly_week':-1,'monthly_week_day':6,'end_times':4}",
      "Every 2 months on the last Friday, 4 times.",
      "{'type':3,'repeat_interval':2,'monthly_week':-1,'monthly_week_day':6,'end_times':4}" },
    { "{'type':'1','repeat_interval':'2'}", "Every 2 days, once only: say when it ends.",
      "{'type':1,'repeat_interval':2}" },
    { "{'type':4}", NULL, NULL },
    { "{'type':'{{ item.kind }}'}", NULL, NULL },
    { "{'type':2,'weekly_days':'{{ item.days }}'}", NULL, NULL },
    { "{'type':2,'weekly_days':'8'}", NULL, NULL },
    { "{'type':1,'end_date_time':'{{ item.end }}'}", NULL, NULL },
    { "{'type':1,'repeat_interval':0}", NULL, NULL },
    { "{}", NULL, NULL },
    { "'daily'", NULL, NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkRecurrence) rule = read_rule (cases[i].rule);
      g_autoptr (CvkValue) value = NULL;
      g_autofree char *sentence = NULL;
      g_autofree char *written = NULL;

      g_test_message ("%s", cases[i].rule);
      g_assert_true ((rule != NULL) == (cases[i].sentence != NULL));
      if (rule == NULL)
        continue;
      sentence = cvk_recurrence_describe (rule);
      g_assert_cmpstr (sentence, ==, cases[i].sentence);
      value = cvk_recurrence_to_value (rule);
      written = cvk_value_to_json (value, CVK_JSON_COMPACT);
      g_strdelimit (written, "\"", '\'');
      g_assert_cmpstr (written, ==, cases[i].written);
    }
}

static void
test_dates (void)
{
  static const struct
  {
    const char *rule, *start, *zone, *dates;
  } cases[] = {
    /* The wall time stays, the offset does not. */
    { "{'type':2,'weekly_days':'1','end_times':3}", "2026-03-22T14:00:00", "Europe/Berlin",
      "2026-03-22T14:00:00+01:00 2026-03-29T14:00:00+02:00 2026-04-05T14:00:00+02:00" },
    /* An hour that daylight saving skips. */
    { "{'type':1,'end_times':3}", "2026-03-07T02:30:00", "America/New_York",
      "2026-03-07T02:30:00-05:00 2026-03-08T03:30:00-04:00 2026-03-09T02:30:00-04:00" },
    { "{'type':2,'repeat_interval':2,'weekly_days':'3,5','end_times':4}", "2026-03-05T10:00:00Z",
      "UTC",
      "2026-03-05T10:00:00Z 2026-03-17T10:00:00Z 2026-03-19T10:00:00Z 2026-03-31T10:00:00Z" },
    { "{'type':3,'monthly_day':31,'end_times':3}", "2026-01-31T09:00:00", "UTC",
      "2026-01-31T09:00:00Z 2026-03-31T09:00:00Z 2026-05-31T09:00:00Z" },
    { "{'type':3,'monthly_week':-1,'monthly_week_day':6,'end_times':2}", "2026-01-01T09:00:00",
      "UTC", "2026-01-30T09:00:00Z 2026-02-27T09:00:00Z" },
    { "{'type':3,'monthly_week':2,'monthly_week_day':3,'end_times':2}", "2026-03-11T09:00:00",
      "UTC", "2026-04-14T09:00:00Z 2026-05-12T09:00:00Z" },
    { "{'type':1,'end_date_time':'2026-03-04T10:00:00Z'}", "2026-03-03T10:00:00", "UTC",
      "2026-03-03T10:00:00Z 2026-03-04T10:00:00Z" },
    /* The end's own day counts when it is named without a zone. */
    { "{'type':1,'end_date_time':'2026-03-04T23:59'}", "2026-03-03T23:00:00", "America/New_York",
      "2026-03-03T23:00:00-05:00 2026-03-04T23:00:00-05:00" },
    { "{'type':1}", "2026-03-03T10:00:00", "UTC", "2026-03-03T10:00:00Z" },
    { "{'type':3,'repeat_interval':1,'monthly_day':1,'end_date_time':'2026-01-01'}",
      "2026-03-03T10:00:00", "UTC", "" },
    { "{'type':1,'end_times':2}", "2026-03-03T10:00:00", NULL, NULL },
    { "{'type':1,'end_times':2}", "2026-03-03", "UTC", NULL },
    { "{'type':1,'end_times':2}", "2026-03-03T10:00:00", "Mars/Crater", NULL },
    { "{'type':1,'end_date_time':'soon'}", "2026-03-03T10:00:00", "UTC", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkRecurrence) rule = read_rule (cases[i].rule);
      g_autoptr (CvkDateTime) start = cvk_date_time_parse (cases[i].start, NULL);
      g_autoptr (GPtrArray) dates = cvk_recurrence_list (rule, start, cases[i].zone, 60);
      g_autoptr (GString) line = g_string_new (NULL);

      g_test_message ("%s", cases[i].rule);
      g_assert_true ((dates != NULL) == (cases[i].dates != NULL));
      for (unsigned j = 0; dates != NULL && j < dates->len; j++)
        {
          g_autofree char *date = cvk_date_time_to_string (g_ptr_array_index (dates, j));

          g_strdelimit (date, "[", '\0');
          if (g_str_equal (cases[i].zone, "UTC") && g_str_has_suffix (date, "+00:00"))
            strcpy (date + strlen (date) - 6, "Z");
          g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", date);
        }
      if (dates != NULL)
        g_assert_cmpstr (line->str, ==, cases[i].dates);
    }
}

static void
test_limits (void)
{
  g_autoptr (CvkRecurrence) endless = read_rule ("{'type':1,'end_times':0}");
  g_autoptr (CvkRecurrence) never =
    read_rule ("{'type':3,'repeat_interval':10,'monthly_day':31,'end_times':60}");
  g_autoptr (CvkDateTime) start = cvk_date_time_parse ("2026-02-01T10:00:00", NULL);
  g_autoptr (GPtrArray) many = cvk_recurrence_list (endless, start, "UTC", 61);
  g_autoptr (GPtrArray) some = cvk_recurrence_list (never, start, "UTC", 61);

  g_assert_cmpuint (many->len, ==, 61);
  /* Every tenth month from February: December, October, August, June, April, and again. */
  g_assert_cmpuint (some->len, ==, 60);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recurrence/describe", test_describe);
  g_test_add_func ("/recurrence/dates", test_dates);
  g_test_add_func ("/recurrence/limits", test_limits);
  return g_test_run ();
}
