// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <locale.h>
#include <string.h>

#include "base/cvk-i18n.h"
#include "desktop/forms/cvk-date-words.h"
#include "desktop/forms/cvk-duration-text.h"
#include "desktop/forms/cvk-passcode-rules.h"
#include "desktop/forms/cvk-people-text.h"
#include "desktop/forms/cvk-time-truth.h"
#include "desktop/forms/cvk-time-zone-names.h"

/* Thursday 26 February 2026, 13:00 UTC. */
#define NOW INT64_C (1772110800000000)

static void
test_time_truth (void)
{
  static const struct
  {
    const char *text, *zone, *own_zone;
    unsigned flags;
    const char *line, *place;
  } cases[] = {
    { "2026-03-03T14:00:00", "Europe/Berlin", "America/New_York", 0,
      "Tue 3 Mar 2026, 14:00 Berlin = 08:00 New York = 13:00 UTC, in 5 days",
      "Tue 3 Mar 2026, 14:00 Berlin" },
    { "2026-03-03T14:00:00+01:00[Europe/Berlin]", NULL, "Europe/Berlin", 0,
      "Tue 3 Mar 2026, 14:00 Berlin = 13:00 UTC, in 5 days", "Tue 3 Mar 2026, 14:00 Berlin" },
    { "2026-03-03T23:30:00", "UTC", "Pacific/Auckland", 0,
      "Tue 3 Mar 2026, 23:30 UTC = Wed 12:30 Auckland, in 5 days", "Tue 3 Mar 2026, 23:30 UTC" },
    { "2026-02-26T13:45:00Z", NULL, "UTC", 0, "Thu 26 Feb 2026, 13:45 UTC, in 45 minutes",
      "Thu 26 Feb 2026, 13:45 UTC" },
    { "2026-02-26T16:00:00Z", "Europe/Berlin", "Europe/Berlin", CVK_TIME_TRUTH_INSTANT,
      "Thu 26 Feb 2026, 17:00 Berlin = 16:00 UTC, in 3 hours", "Thu 26 Feb 2026, 17:00 Berlin" },
    { "2020-11-29T11:00:00", "Europe/Berlin", "Europe/Berlin", CVK_TIME_TRUTH_PAST,
      "Sun 29 Nov 2020, 11:00 Berlin = 10:00 UTC, 5 years ago", "Sun 29 Nov 2020, 11:00 Berlin" },
    { "2026-03-03T14:00:00", NULL, "Europe/Berlin", CVK_TIME_TRUTH_NO_ZONE,
      "Tue 3 Mar 2026, 14:00 in the account's time zone",
      "Tue 3 Mar 2026, 14:00 in the account's time zone" },
    { "2026-03-08T02:30:00", "America/New_York", "UTC", CVK_TIME_TRUTH_GAP,
      "Sun 8 Mar 2026, 03:30 New York = 07:30 UTC, in 10 days", "Sun 8 Mar 2026, 03:30 New York" },
    { "2026-10-25T02:30:00", "Europe/Berlin", "UTC", CVK_TIME_TRUTH_REPEATED,
      "Sun 25 Oct 2026, 02:30 Berlin = 00:30 UTC, in 8 months", "Sun 25 Oct 2026, 02:30 Berlin" },
    { "next week", "Europe/Berlin", "UTC", CVK_TIME_TRUTH_UNREADABLE, "", "" },
    { "2026-03-03", "Europe/Berlin", "UTC", CVK_TIME_TRUTH_UNREADABLE, "", "" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkTimeTruth) truth =
        cvk_time_truth_new (cases[i].text, cases[i].zone, cases[i].own_zone, NOW, TRUE);
      g_autofree char *place = g_strndup (truth->line, truth->place_length);

      g_assert_cmpstr (truth->line, ==, cases[i].line);
      g_assert_cmpstr (place, ==, cases[i].place);
      g_assert_cmpuint (truth->flags, ==, cases[i].flags);
      g_assert_true ((truth->warning != NULL) == ((cases[i].flags & 0xf) != 0));
    }
}

/* What is no start is not warned about. */
static void
test_time_truth_of_others (void)
{
  g_autoptr (CvkTimeTruth) past =
    cvk_time_truth_new ("2020-11-29T11:00:00", "UTC", "UTC", NOW, FALSE);
  g_autoptr (CvkTimeTruth) open = cvk_time_truth_new ("2026-03-03T14:00", NULL, "UTC", NOW, FALSE);

  g_assert_cmpuint (past->flags, ==, 0);
  g_assert_null (past->warning);
  g_assert_cmpstr (open->line, ==, "Tue 3 Mar 2026, 14:00, without a time zone");
  g_assert_null (open->warning);
}

static void
test_date_words (void)
{
  static const struct
  {
    const char *text, *date;
  } cases[] = {
    { "2026-03-03T14:00:00", "2026-03-03T14:00:00" },
    { "2026-03-03 14:00", "2026-03-03T14:00:00" },
    { "2026-03-03T14:00:00+01:00[Europe/Berlin]", "2026-03-03T14:00:00+01:00[Europe/Berlin]" },
    { "tomorrow 14:00", "2026-02-27T14:00:00" },
    { "Tomorrow at 2pm", "2026-02-27T14:00:00" },
    { "today 2 PM", "2026-02-26T14:00:00" },
    { "14:00", "2026-02-26T14:00:00" },
    { "9:30 am", "2026-02-27T09:30:00" },
    { "12am", "2026-02-27T00:00:00" },
    { "noon", "2026-02-27T12:00:00" },
    { "next Tuesday at 3", "2026-03-03T03:00:00" },
    { "tue 15h30", "2026-03-03T15:30:00" },
    { "Thursday 10:00", "2026-03-05T10:00:00" },
    { "3 Mar 14:00", "2026-03-03T14:00:00" },
    { "3rd of March 2027, 14:00", "2027-03-03T14:00:00" },
    { "March 3, 2027 2:15pm", "2027-03-03T14:15:00" },
    { "1 February", "2027-02-01" },
    { "29 February", "2028-02-29" },
    { "3.3.2026 14:00", "2026-03-03T14:00:00" },
    { "3.3. 14.30", "2026-03-03T14:30:00" },
    { "24.12. 18:00", "2026-12-24T18:00:00" },
    { "2026/03/03 1400", "2026-03-03T14:00:00" },
    { "2026年3月3日 14時30分", "2026-03-03T14:30:00" },
    { "2026年3月3日 14時", "2026-03-03T14:00:00" },
    { "٣/٣/٢٠٢٦، ١٤:٣٠", "2026-03-03T14:30:00" },
    { "3 Mar. 2026 2:30\u00a0PM", "2026-03-03T14:30:00" },
    { "in 2 hours", "2026-02-26T16:00:00" },
    { "in 3 days at 14:00", "2026-03-01T14:00:00" },
    { "in 1 month", "2026-03-26" },
    { "tomorrow", "2026-02-27" },
    { "", NULL },
    { "soon", NULL },
    { "25:00", NULL },
    { "31 February", NULL },
    { "31.2.2026", NULL },
    { "tomorrow tomorrow", NULL },
    { "14:00 15:00", NULL },
    { "13pm", NULL },
    { "5", NULL },
    { "{{ item.when }}", NULL },
  };
  /* Thursday. */
  g_autoptr (CvkDateTime) now = cvk_date_time_parse ("2026-02-26T14:00:00", NULL);

  now->hour = 13;
  now->minute = 59;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkDateTime) date = cvk_date_words_parse (cases[i].text, now);
      g_autofree char *text = date == NULL ? NULL : cvk_date_time_to_string (date);

      g_test_message ("%s", cases[i].text);
      if (g_str_equal (cases[i].text, "in 2 hours"))
        g_assert_cmpstr (text, ==, "2026-02-26T15:59:00");
      else
        g_assert_cmpstr (text, ==, cases[i].date);
    }
}

/* What a field writes it reads again, whatever the language. */
static void
test_dates_of_fields (void)
{
  static const struct
  {
    const char *date, *text;
  } cases[] = {
    { "2026-03-03T14:00:00", "3 Mar 2026 14:00" },
    { "2026-03-03T14:00:09", "3 Mar 2026 14:00:09" },
    { "2026-12-31", "31 Dec 2026" },
    /* What is typed without a year is the next one, and a year of long ago would be a time. */
    { "1500-03-03T14:00:00", "1500-03-03 14:00" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkDateTime) date = cvk_date_time_parse (cases[i].date, NULL);
      g_autofree char *text = cvk_date_words_format (date);
      g_autoptr (CvkDateTime) read = cvk_date_words_parse (text, date);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (read->year * 100 + read->month, ==, date->year * 100 + date->month);
      g_assert_cmpint (read->day * 100 + read->hour, ==, date->day * 100 + date->hour);
    }
}

/* What the German translation says people type is read, and English still is. */
static void
test_date_words_in_german (void)
{
  static const struct
  {
    const char *text, *date;
  } cases[] = {
    { "morgen um 14 Uhr", "2026-02-27T14:00:00" },
    { "Heute 15:30 Uhr", "2026-02-26T15:30:00" },
    { "mittags", "2026-02-27T12:00:00" },
    { "in 3 Tagen um 9", "2026-03-01T09:00:00" },
    { "in 2 Wochen", "2026-03-12" },
    { "in 1 Monat", "2026-03-26" },
    { "tomorrow at 2pm", "2026-02-27T14:00:00" },
    { "in 2 weeks", "2026-03-12" },
    { "übermorgen vielleicht", NULL },
  };
  g_autoptr (CvkDateTime) now = cvk_date_time_parse ("2026-02-26T14:00:00", NULL);

  g_assert_null (cvk_date_words_parse (cases[0].text, now));
  g_setenv ("LANGUAGE", "de", TRUE);
  cvk_i18n_init ();
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkDateTime) date = cvk_date_words_parse (cases[i].text, now);
      g_autofree char *text = date == NULL ? NULL : cvk_date_time_to_string (date);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (text, ==, cases[i].date);
    }
  g_setenv ("LANGUAGE", "", TRUE);
  cvk_i18n_init ();
}

static void
test_time_words (void)
{
  static const struct
  {
    const char *text;
    int hour, minute;
  } cases[] = { { "14:00", 14, 0 }, { "2 pm", 14, 0 }, { "14.30", 14, 30 }, { "1430", 14, 30 },
                { "9", 9, 0 },      { "noon", 12, 0 }, { "24:00", -1, 0 },  { "2 pm now", -1, 0 },
                { "", -1, 0 },      { "abc", -1, 0 },  { "12am", 0, 0 },    { "13 Uhr", 13, 0 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int hour = 0;
      int minute = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (cvk_date_words_parse_time (cases[i].text, &hour, &minute), ==,
                       cases[i].hour >= 0);
      if (cases[i].hour < 0)
        continue;
      g_assert_cmpint (hour, ==, cases[i].hour);
      g_assert_cmpint (minute, ==, cases[i].minute);
    }
}

static void
test_duration (void)
{
  static const struct
  {
    const char *text;
    int minutes; /* 0: no duration */
    const char *formatted;
  } cases[] = {
    { "45", 45, "45 minutes" },
    { "45 minutes", 45, "45 minutes" },
    { " 1 Minute ", 1, "1 minute" },
    { "1 h 30", 90, "1 hour 30 minutes" },
    { "1h30m", 90, "1 hour 30 minutes" },
    { "90", 90, "1 hour 30 minutes" },
    { "1:30", 90, "1 hour 30 minutes" },
    { "1.5 hours", 90, "1 hour 30 minutes" },
    { "1,5 h", 90, "1 hour 30 minutes" },
    { "2 hours", 120, "2 hours" },
    { "1 day", 1440, "24 hours" },
    { "1 hour 1 minute", 61, "1 hour 1 minute" },
    { "", 0, NULL },
    { "0", 0, NULL },
    { "-5", 0, NULL },
    { "soon", 0, NULL },
    { "45 apples", 0, NULL },
    { "30 m 1 h", 0, NULL },
    { "1:75", 0, NULL },
    { "1.234 h", 0, NULL },
    { "999999999", 0, NULL },
    { "{{ item.minutes }}", 0, NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int64_t minutes = 0;
      g_autofree char *formatted = NULL;
      int64_t again = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (cvk_duration_parse (cases[i].text, &minutes), ==, cases[i].minutes > 0);
      if (cases[i].minutes == 0)
        continue;
      g_assert_cmpint (minutes, ==, cases[i].minutes);
      formatted = cvk_duration_format (minutes);
      g_assert_cmpstr (formatted, ==, cases[i].formatted);
      g_assert_true (cvk_duration_parse (formatted, &again));
      g_assert_cmpint (again, ==, minutes);
    }
}

static void
test_duration_steps (void)
{
  static const int cases[][3] = { { 45, 40, 50 }, { 47, 45, 50 },    { 5, 5, 10 },
                                  { 60, 55, 75 }, { 240, 225, 270 }, { 270, 240, 300 },
                                  { 1, 5, 5 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (cvk_duration_step (cases[i][0], -1), ==, cases[i][1]);
      g_assert_cmpint (cvk_duration_step (cases[i][0], 1), ==, cases[i][2]);
    }
}

static void
test_passcode (void)
{
  g_assert_cmpint (cvk_passcode_judge (""), ==, CVK_PASSCODE_EMPTY);
  g_assert_cmpint (cvk_passcode_judge ("abcd"), ==, CVK_PASSCODE_SHORT);
  g_assert_cmpint (cvk_passcode_judge ("abcdef"), ==, CVK_PASSCODE_PLAIN);
  g_assert_cmpint (cvk_passcode_judge ("123456"), ==, CVK_PASSCODE_PLAIN);
  g_assert_cmpint (cvk_passcode_judge ("abc123"), ==, CVK_PASSCODE_GOOD);
  g_assert_cmpint (cvk_passcode_judge ("abc@-_*456"), ==, CVK_PASSCODE_GOOD);
  g_assert_cmpint (cvk_passcode_judge ("abc#123"), ==, CVK_PASSCODE_SIGN);
  g_assert_cmpint (cvk_passcode_judge ("äbc123"), ==, CVK_PASSCODE_SIGN);
  g_assert_cmpint (cvk_passcode_judge ("abc12345678"), ==, CVK_PASSCODE_LONG);
  g_assert_true (cvk_passcode_is_refused (CVK_PASSCODE_LONG));
  g_assert_false (cvk_passcode_is_refused (CVK_PASSCODE_SHORT));
  g_assert_null (cvk_passcode_explain (CVK_PASSCODE_GOOD));
  g_assert_nonnull (cvk_passcode_explain (CVK_PASSCODE_SHORT));
}

/* Made ones please the rules, and are not the same twice. */
static void
test_passcode_generated (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (unsigned i = 0; i < 200; i++)
    {
      char *passcode = cvk_passcode_generate (CVK_PASSCODE_MAX_LENGTH, NULL);

      g_assert_nonnull (passcode);
      g_assert_cmpint (cvk_passcode_judge (passcode), ==, CVK_PASSCODE_GOOD);
      g_assert_null (strpbrk (passcode, "lIO01"));
      g_assert_true (g_hash_table_add (seen, passcode));
    }
}

static void
test_people (void)
{
  static const struct
  {
    const char *text, *people;
  } cases[] = {
    { "ana@school.example", "ana@school.example" },
    { "Ana Lind <ana@school.example>; bo@school.example", "ana@school.example|bo@school.example" },
    { "\"Lind, Ana\" <ana@school.example>,bo@school.example",
      "ana@school.example|bo@school.example" },
    { "ana@school.example\nbo@school.example\n\nANA@school.example",
      "ana@school.example|bo@school.example" },
    { "ana@school.example bo@school.example", "ana@school.example|bo@school.example" },
    { "mailto, someone", "mailto|someone" },
    { " ; ,", "" },
  };
  static const char *const wrong[] = { "ana",         "ana@",        "@school.example", "a@b@c.d",
                                       "ana@school",  "a b@c.d",     "ana@.example",    "",
                                       "ana@school.", "ana..b@c..d", "{{ item.mail }}" };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) people = cvk_people_split (cases[i].text);
      g_autofree char *joined = g_strjoinv ("|", people);

      g_assert_cmpstr (joined, ==, cases[i].people);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (cvk_people_is_address (wrong[i]));
  g_assert_true (cvk_people_is_address ("ana.lind+zoom@school.example"));
}

static void
test_time_zone_names (void)
{
  static const char table[] = "# comment\n"
                              "DE,DK\t+5230+01322\tEurope/Berlin\tmost\n"
                              "AR\t-3436-05827\tAmerica/Argentina/Buenos_Aires\n"
                              "BR\t-2332-04637\tAmerica/Sao_Paulo\tx\n";
  g_autoptr (GPtrArray) names = cvk_time_zone_names_parse (table);
  const CvkTimeZoneName *first;
  static const struct
  {
    const char *text;
    unsigned count;
  } cases[] = { { "", 4 },    { "buenos", 1 }, { "aires", 1 }, { "america s", 1 },
                { "São", 1 }, { "BERL", 1 },   { "erlin", 0 }, { "europe/berlin", 1 } };

  g_assert_cmpuint (names->len, ==, 4);
  first = g_ptr_array_index (names, 0);
  g_assert_cmpstr (first->city, ==, "Berlin");
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      unsigned count = 0;

      for (unsigned j = 0; j < names->len; j++)
        count += cvk_time_zone_name_matches (g_ptr_array_index (names, j), cases[i].text) ? 1 : 0;
      g_assert_cmpuint (count, ==, cases[i].count);
    }
}

int
main (int argc, char **argv)
{
  /* That of tests/support has translations. */
  g_unsetenv ("LC_ALL");
  g_setenv ("LANG", "C.UTF-8", TRUE);
  g_setenv ("LC_MESSAGES", "zxx.UTF-8", TRUE);
  g_assert_nonnull (setlocale (LC_ALL, ""));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/time-truth", test_time_truth);
  g_test_add_func ("/forms/time-truth/of-others", test_time_truth_of_others);
  g_test_add_func ("/forms/date-words", test_date_words);
  g_test_add_func ("/forms/date-words/fields", test_dates_of_fields);
  g_test_add_func ("/forms/date-words/german", test_date_words_in_german);
  g_test_add_func ("/forms/time-words", test_time_words);
  g_test_add_func ("/forms/duration", test_duration);
  g_test_add_func ("/forms/duration/steps", test_duration_steps);
  g_test_add_func ("/forms/passcode", test_passcode);
  g_test_add_func ("/forms/passcode/generated", test_passcode_generated);
  g_test_add_func ("/forms/people", test_people);
  g_test_add_func ("/forms/time-zone-names", test_time_zone_names);
  return g_test_run ();
}
