// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "model/cvk-spoken-date.h"

#define ZONE "Europe/Berlin"
/* A Tuesday. */
#define NOW "2026-03-03T10:00:00+01:00[Europe/Berlin]"

typedef struct
{
  const char *words;
  const char *date;  /* NULL: not understood */
  const char *doubt; /* nullable: part of the reason */
} Row;

static const Row rows[] = {
  /* days that are counted from today */
  { "today at 15:30", "2026-03-03T15:30:00+01:00[Europe/Berlin]", NULL },
  { "today at 9 am", "2026-03-03T09:00:00+01:00[Europe/Berlin]", "in the past" },
  { "tomorrow 15:30", "2026-03-04T15:30:00+01:00[Europe/Berlin]", NULL },
  { "Tomorrow at 3pm", "2026-03-04T15:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow at 3 p.m.", "2026-03-04T15:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow at 3", "2026-03-04T15:00:00+01:00[Europe/Berlin]", "before or after noon" },
  { "tomorrow, 3", "2026-03-04T15:00:00+01:00[Europe/Berlin]", "before or after noon" },
  { "tomorrow at three in the afternoon", "2026-03-04T15:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow at 7", "2026-03-04T07:00:00+01:00[Europe/Berlin]", "before or after noon" },
  { "tomorrow evening at 7", "2026-03-04T19:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow morning at 3", "2026-03-04T03:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow at 03:00", "2026-03-04T03:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow at 10", "2026-03-04T10:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow morning", "2026-03-04T09:00:00+01:00[Europe/Berlin]", "part of the day" },
  { "tomorrow", "2026-03-04T00:00:00+01:00[Europe/Berlin]", "no time of day" },
  { "tomorrow at noon", "2026-03-04T12:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow at midnight", "2026-03-05T00:00:00+01:00[Europe/Berlin]", NULL },
  { "tonight at 8", "2026-03-03T20:00:00+01:00[Europe/Berlin]", NULL },
  { "this afternoon at 4:15", "2026-03-03T16:15:00+01:00[Europe/Berlin]", NULL },
  { "yesterday at 15:00", "2026-03-02T15:00:00+01:00[Europe/Berlin]", "in the past" },
  { "heute um 15:30", "2026-03-03T15:30:00+01:00[Europe/Berlin]", NULL },
  { "heute Abend um 8", "2026-03-03T20:00:00+01:00[Europe/Berlin]", NULL },
  { "morgen um 14 Uhr", "2026-03-04T14:00:00+01:00[Europe/Berlin]", NULL },
  { "morgen früh um 8 Uhr", "2026-03-04T08:00:00+01:00[Europe/Berlin]", NULL },
  { "Morgen Abend um halb acht", "2026-03-04T19:30:00+01:00[Europe/Berlin]", NULL },
  { "übermorgen um 9 Uhr", "2026-03-05T09:00:00+01:00[Europe/Berlin]", NULL },
  { "uebermorgen 9 Uhr 30", "2026-03-05T09:30:00+01:00[Europe/Berlin]", NULL },
  { "übermorgen um 3 Uhr", "2026-03-05T15:00:00+01:00[Europe/Berlin]", "before or after noon" },
  { "morgen um 7 Uhr", "2026-03-04T07:00:00+01:00[Europe/Berlin]", NULL },
  { "vorgestern um 12 Uhr", "2026-03-01T12:00:00+01:00[Europe/Berlin]", "in the past" },
  /* days of the week */
  { "Friday at 2pm", "2026-03-06T14:00:00+01:00[Europe/Berlin]", NULL },
  { "Friday", "2026-03-06T00:00:00+01:00[Europe/Berlin]", "no time of day" },
  { "Fri, 14:00", "2026-03-06T14:00:00+01:00[Europe/Berlin]", NULL },
  { "on Monday at 9:30 am", "2026-03-09T09:30:00+01:00[Europe/Berlin]", NULL },
  { "Tuesday at 15:00", "2026-03-10T15:00:00+01:00[Europe/Berlin]", "today or in a week" },
  { "next Tuesday at 3", "2026-03-10T15:00:00+01:00[Europe/Berlin]", "this week or of the next" },
  { "next Tuesday at 3 pm", "2026-03-10T15:00:00+01:00[Europe/Berlin]",
    "this week or of the next" },
  { "next Monday at 15:00", "2026-03-09T15:00:00+01:00[Europe/Berlin]", NULL },
  { "next Friday at 15:00", "2026-03-13T15:00:00+01:00[Europe/Berlin]",
    "this week or of the next" },
  { "this Friday at 15:00", "2026-03-06T15:00:00+01:00[Europe/Berlin]", NULL },
  { "this Monday at 15:00", "2026-03-02T15:00:00+01:00[Europe/Berlin]", "in the past" },
  { "last Friday at 15:00", "2026-02-27T15:00:00+01:00[Europe/Berlin]", "in the past" },
  { "Thursday next week at 11:00", "2026-03-12T11:00:00+01:00[Europe/Berlin]", NULL },
  { "next week", "2026-03-10T00:00:00+01:00[Europe/Berlin]", "which day of the week" },
  { "Freitag um 14 Uhr", "2026-03-06T14:00:00+01:00[Europe/Berlin]", NULL },
  { "am Freitag, 14.30 Uhr", "2026-03-06T14:30:00+01:00[Europe/Berlin]", NULL },
  { "um 9 am Freitag", "2026-03-06T09:00:00+01:00[Europe/Berlin]", NULL },
  { "at 9 am Friday", "2026-03-06T09:00:00+01:00[Europe/Berlin]", NULL },
  { "Freitagabend um acht", "2026-03-06T20:00:00+01:00[Europe/Berlin]", NULL },
  { "Freitag Morgen um 8", "2026-03-06T08:00:00+01:00[Europe/Berlin]", NULL },
  { "kommenden Dienstag um 10 Uhr", "2026-03-10T10:00:00+01:00[Europe/Berlin]", NULL },
  { "nächsten Mittwoch um 10 Uhr", "2026-03-11T10:00:00+01:00[Europe/Berlin]",
    "this week or of the next" },
  { "diesen Donnerstag um Viertel nach drei", "2026-03-05T15:15:00+01:00[Europe/Berlin]",
    "before or after noon" },
  { "nächste Woche Mittwoch um 16 Uhr", "2026-03-11T16:00:00+01:00[Europe/Berlin]", NULL },
  { "Mi. 11:00", "2026-03-04T11:00:00+01:00[Europe/Berlin]", NULL },
  /* dates */
  { "3rd of May at 10:00", "2026-05-03T10:00:00+02:00[Europe/Berlin]", NULL },
  { "the third of May at 10:00", "2026-05-03T10:00:00+02:00[Europe/Berlin]", NULL },
  { "3rd of May", "2026-05-03T00:00:00+02:00[Europe/Berlin]", "no time of day" },
  { "May 3rd, 2027 at 4pm", "2027-05-03T16:00:00+02:00[Europe/Berlin]", NULL },
  { "Tuesday, March 10 at 15:00", "2026-03-10T15:00:00+01:00[Europe/Berlin]", NULL },
  { "Friday, March 10 at 15:00", "2026-03-10T15:00:00+01:00[Europe/Berlin]", "not the same one" },
  { "tomorrow, 4 March, 15:00", "2026-03-04T15:00:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow, 5 March, 15:00", "2026-03-05T15:00:00+01:00[Europe/Berlin]", "not the same one" },
  { "2 March at 10:00", "2027-03-02T10:00:00+01:00[Europe/Berlin]", "passed this year" },
  { "1 October at 10:00", "2026-10-01T10:00:00+02:00[Europe/Berlin]", NULL },
  { "the 15th at 3pm", "2026-03-15T15:00:00+01:00[Europe/Berlin]", NULL },
  { "the 2nd at 3pm", "2026-04-02T15:00:00+02:00[Europe/Berlin]", NULL },
  { "3. Mai um 10 Uhr", "2026-05-03T10:00:00+02:00[Europe/Berlin]", NULL },
  { "am 3. Mai 2027, 10.15 Uhr", "2027-05-03T10:15:00+02:00[Europe/Berlin]", NULL },
  { "3.5. um 15.30", "2026-05-03T15:30:00+02:00[Europe/Berlin]", NULL },
  { "03.05.2026 15:30", "2026-05-03T15:30:00+02:00[Europe/Berlin]", NULL },
  { "am 15. um 10 Uhr", "2026-03-15T10:00:00+01:00[Europe/Berlin]", NULL },
  { "5/3/2026 15:30", "2026-05-03T15:30:00+02:00[Europe/Berlin]", "which number is the month" },
  { "15/5/2026 15:30", "2026-05-15T15:30:00+02:00[Europe/Berlin]", NULL },
  { "5/5/2026 15:30", "2026-05-05T15:30:00+02:00[Europe/Berlin]", NULL },
  { "29 February at 10:00", "2028-02-29T10:00:00+01:00[Europe/Berlin]", NULL },
  { "29 February 2026 at 10:00", NULL, NULL },
  { "2026-05-03 at 3 pm", "2026-05-03T15:00:00+02:00[Europe/Berlin]", NULL },
  { "2026-05-03T15:00:00+02:00", "2026-05-03T15:00:00+02:00", NULL },
  { "2026-05-03 15:00", "2026-05-03T15:00:00+02:00[Europe/Berlin]", NULL },
  { "2026-05-03", "2026-05-03T00:00:00+02:00[Europe/Berlin]", "no time of day" },
  /* spans */
  { "in two weeks", "2026-03-17T00:00:00+01:00[Europe/Berlin]", "no time of day" },
  { "in two weeks at 15:00", "2026-03-17T15:00:00+01:00[Europe/Berlin]", NULL },
  { "two weeks from today at 15:00", "2026-03-17T15:00:00+01:00[Europe/Berlin]", NULL },
  { "in 3 hours", "2026-03-03T13:00:00+01:00[Europe/Berlin]", NULL },
  { "in half an hour", "2026-03-03T10:30:00+01:00[Europe/Berlin]", NULL },
  { "now", "2026-03-03T10:00:00+01:00[Europe/Berlin]", NULL },
  { "in einer halben Stunde", "2026-03-03T10:30:00+01:00[Europe/Berlin]", NULL },
  { "in zwei Wochen um 9 Uhr", "2026-03-17T09:00:00+01:00[Europe/Berlin]", NULL },
  { "heute in drei Tagen um 9 Uhr", "2026-03-06T09:00:00+01:00[Europe/Berlin]", NULL },
  { "Freitag in zwei Wochen um 9 Uhr", "2026-03-20T09:00:00+01:00[Europe/Berlin]",
    "from today or from that day" },
  { "vor drei Tagen um 9 Uhr", "2026-02-28T09:00:00+01:00[Europe/Berlin]", "in the past" },
  { "three days ago at 9:00", "2026-02-28T09:00:00+01:00[Europe/Berlin]", "in the past" },
  { "in one month at 9:00", "2026-04-03T09:00:00+02:00[Europe/Berlin]", NULL },
  /* ways to say a time */
  { "tomorrow at half past three pm", "2026-03-04T15:30:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow at quarter to 11", "2026-03-04T10:45:00+01:00[Europe/Berlin]", NULL },
  { "morgen um halb vier", "2026-03-04T15:30:00+01:00[Europe/Berlin]", "before or after noon" },
  { "morgen um viertel vor elf", "2026-03-04T10:45:00+01:00[Europe/Berlin]", NULL },
  { "morgen um halb eins", "2026-03-04T12:30:00+01:00[Europe/Berlin]", NULL },
  { "tomorrow at 11 o’clock", "2026-03-04T11:00:00+01:00[Europe/Berlin]", NULL },
  { "15:30", "2026-03-03T15:30:00+01:00[Europe/Berlin]", NULL },
  /* zones, and clocks that change */
  { "tomorrow at 15:30 UTC", "2026-03-04T15:30:00+00:00[UTC]", NULL },
  { "tomorrow at 9 am America/New_York", "2026-03-04T09:00:00-05:00[America/New_York]", NULL },
  { "29 March at 02:30", "2026-03-29T03:30:00+02:00[Europe/Berlin]", "clocks change" },
  { "25 October at 02:30", "2026-10-25T02:30:00+02:00[Europe/Berlin]", "clocks change" },
  /* what is no date */
  { "", NULL, NULL },
  { "soon", NULL, NULL },
  { "as soon as possible", NULL, NULL },
  { "tomorrow at 25:00", NULL, NULL },
  { "tomorrow at 3 or 4", NULL, NULL },
  { "Tuesday or Wednesday", NULL, NULL },
  { "32 March at 10:00", NULL, NULL },
  { "tomorrow at 15 pm", "2026-03-04T15:00:00+01:00[Europe/Berlin]", NULL },
  { "in 2 hours tomorrow", NULL, NULL },
  { "tomorrow at 3 CET", NULL, NULL },
  { "99999 March", NULL, NULL },
};

static int64_t
get_now (void)
{
  g_autoptr (CvkDateTime) now = cvk_date_time_parse (NOW, NULL);

  return now->instant;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkSpokenDate) spoken =
    cvk_spoken_date_read (row->words, get_now (), ZONE, NULL, &problem);
  g_autofree char *date = spoken != NULL ? cvk_date_time_to_string (spoken->date) : NULL;
  g_autofree char *doubt =
    spoken != NULL && spoken->doubt != NULL ? cvk_problem_dup_message (spoken->doubt) : NULL;

  g_test_message ("“%s”: %s (%s)", row->words, date, doubt);
  g_assert_cmpstr (date, ==, row->date);
  g_assert_true ((doubt != NULL) == (row->doubt != NULL));
  if (row->doubt != NULL)
    g_assert_nonnull (g_strstr_len (doubt, -1, row->doubt));
  if (row->date == NULL)
    g_assert_cmpstr (cvk_problem_get_code (problem), ==, "date-not-understood");
}

static void
test_given_time (void)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkSpokenDate) spoken =
    cvk_spoken_date_read ("Friday", get_now (), ZONE, "14:00", &problem);
  g_autofree char *date = cvk_date_time_to_string (spoken->date);

  g_assert_cmpstr (date, ==, "2026-03-06T14:00:00+01:00[Europe/Berlin]");
  g_assert_null (spoken->doubt);
}

static void
test_zone (void)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkSpokenDate) spoken =
    cvk_spoken_date_read ("Friday", get_now (), "Mars/Olympus", NULL, &problem);

  g_assert_null (spoken);
  g_assert_cmpstr (cvk_problem_get_code (problem), ==, "invalid-zone");
}

/* Whatever a model returns: it is read or refused, and what is read can be read again. */
static void
test_random_words (void)
{
  static const char *const parts[] = { "next",  "tuesday", "3",     "pm",    "am",  ".",    "/",
                                       ":",     "30",      "in",    "two",   "um",  "uhr",  "mai",
                                       "of",    "weeks",   "from",  "halb",  "vor", "nach", "2026",
                                       "-",     "heute",   "abend", "29",    "feb", "12",   "0",
                                       "hours", "ago",     "ß",     "morgen" };
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  unsigned n_read = 0;

  for (unsigned i = 0; i < 50000; i++)
    {
      g_autoptr (GString) words = g_string_new (NULL);
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (CvkSpokenDate) spoken = NULL;
      int length = g_rand_int_range (random, 1, 7);

      while (length-- > 0)
        g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "",
                                parts[g_rand_int_range (random, 0, G_N_ELEMENTS (parts))]);
      spoken = cvk_spoken_date_read (words->str, get_now (), ZONE, NULL, &problem);
      g_assert_true ((spoken != NULL) == (problem == NULL));
      if (spoken != NULL)
        {
          g_autofree char *text = cvk_date_time_to_string (spoken->date);
          g_autoptr (CvkDateTime) again = cvk_date_time_parse (text, NULL);

          g_assert_nonnull (again);
          n_read++;
        }
    }
  g_assert_cmpuint (n_read, >, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/spoken-date/row/%zu", i);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/spoken-date/given-time", test_given_time);
  g_test_add_func ("/spoken-date/zone", test_zone);
  g_test_add_func ("/spoken-date/random-words", test_random_words);
  return g_test_run ();
}
