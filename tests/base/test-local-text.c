// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"

/* What people read, in the C library's own locales. Only the two categories that matter are made of
 * each, because those of letters take seconds. */

static char *folder;

/* Digits are among them; and glibc 2.36's localedef falls over the eras of Japan without. */
static gboolean
has_letters (const char *name)
{
  return g_str_equal (name, "ja_JP") || g_str_equal (name, "fa_IR");
}

static void
make_locale (const char *name)
{
  g_autofree char *letters = has_letters (name)
                               ? g_strdup_printf ("LC_CTYPE\ncopy \"%s\"\nEND LC_CTYPE\n", name)
                               : g_strdup ("");
  g_autofree char *text =
    g_strdup_printf ("comment_char %%\nescape_char /\n%sLC_TIME\ncopy \"%s\"\nEND LC_TIME\n"
                     "LC_NUMERIC\ncopy \"%s\"\nEND LC_NUMERIC\n",
                     letters, name, name);
  g_autofree char *source = g_build_filename (folder, name, NULL);
  g_autofree char *target = g_strconcat (folder, "/", name, ".UTF-8", NULL);
  const char *command[] = { "localedef", "--no-archive", "-c",    "--quiet", "-i",
                            source,      "-f",           "UTF-8", target,    NULL };
  g_autoptr (GError) error = NULL;

  g_file_set_contents (source, text, -1, &error);
  g_assert_no_error (error);
  /* Its status tells of the categories that were left out. */
  g_spawn_sync (NULL, (char **) command, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* NULL: that of no country. */
static void
enter (const char *name, const char *language)
{
  g_autofree char *locale = name != NULL ? g_strconcat (name, ".UTF-8", NULL) : NULL;

  g_setenv ("LANGUAGE", language, TRUE);
  /* The C library looks at that again after another locale. */
  g_assert_nonnull (setlocale (LC_MESSAGES, "C"));
  g_assert_nonnull (setlocale (LC_MESSAGES, "zxx.UTF-8"));
  if (locale == NULL)
    locale = g_strdup ("C.UTF-8");
  g_assert_nonnull (setlocale (LC_TIME, locale));
  g_assert_nonnull (setlocale (LC_NUMERIC, locale));
  g_assert_nonnull (setlocale (LC_CTYPE, name != NULL && has_letters (name) ? locale : "C.UTF-8"));
}

/* --- The tables --- */

typedef struct
{
  const char *locale;
  const char *language;
  const char *number;
  const char *time;
  const char *twelve; /* after the user has chosen 12 hours */
  const char *dates[CVK_N_DATE_STYLES];
  const char *date_time; /* with the weekday, without the year */
  int first_weekday;
} Row;

/* glibc 2.37 wrote printf() anew, and leaves the comma that is another one in Persian. */
#if __GLIBC_PREREQ(2, 37)
#define PERSIAN_NUMBER "۱,۲۳۴,۵۶۷"
#else
#define PERSIAN_NUMBER "۱٬۲۳۴٬۵۶۷"
#endif
#define NARROW "\u202f"
#define RTL "\u200f"

static const Row rows[] = {
  { NULL,
    "",
    "1234567",
    "14:05",
    "2:05 PM",
    { "3 Mar", "3 Mar 2026", "Tue 3 Mar", "Tue 3 Mar 2026", "3 March 2026" },
    "Tue 3 Mar, 14:05",
    1 },
  { "en_US",
    "",
    "1,234,567",
    "2:05 PM",
    "2:05 PM",
    { "Mar 3", "Mar 3, 2026", "Tue, Mar 3", "Tue, Mar 3, 2026", "March 3, 2026" },
    "Tue, Mar 3, 2:05 PM",
    0 },
  { "de_DE",
    "de",
    "1.234.567",
    "14:05",
    /* German has no words for the halves of the day. */
    "14:05",
    { "3. Mär", "3. Mär 2026", "Di, 3. Mär", "Di, 3. Mär 2026", "3. März 2026" },
    "Di, 3. Mär, 14:05",
    1 },
  { "fr_FR",
    "fr",
    "1" NARROW "234" NARROW "567",
    "14:05",
    "14:05",
    { "3 mars", "3 mars 2026", "mar. 3 mars", "mar. 3 mars 2026", "3 mars 2026" },
    "mar. 3 mars à 14:05",
    1 },
  { "ja_JP",
    "ja",
    "1,234,567",
    "14:05",
    "午後2:05",
    { "3月3日", "2026年3月3日", "3月3日(火)", "2026年3月3日(火)", "2026年3月3日" },
    "3月3日(火) 14:05",
    0 },
  { "ar_EG",
    "ar",
    "1,234,567",
    "2:05 م",
    "2:05 م",
    { "3 مار", "3 مار 2026", "ث 3 مار", "ث 3 مار 2026", "3 مارس 2026" },
    "ث 3 مار، " RTL "2:05 م",
    6 },
  /* The digits of the locale, where the C library knows some. */
  { "fa_IR", "", PERSIAN_NUMBER, "14:05", NULL, { NULL }, NULL, 6 },
  /* Its weeks begin on Mondays because the date is one, which is a number beside whatever memory
   * held before. */
  { "i18n", "", "1234567", "14:05", NULL, { NULL }, NULL, 1 },
};

static void
test_table (void)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 3, 3, 14, 5, 9);

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autofree char *number = NULL;
      g_autofree char *text = NULL;
      g_autofree char *twelve = NULL;
      g_autofree char *wall = NULL;

      enter (row->locale, row->language);
      number = cvk_local_number (1234567);
      g_assert_cmpstr (number, ==, row->number);
      text = cvk_local_time (time);
      g_assert_cmpstr (text, ==, row->time);
      wall = cvk_local_wall_time (14, 5);
      g_assert_cmpstr (wall, ==, row->time);
      g_assert_cmpint (cvk_local_get_first_weekday (), ==, row->first_weekday);
      for (int style = 0; style < CVK_N_DATE_STYLES && row->dates[0] != NULL; style++)
        {
          g_autofree char *date = cvk_local_date (time, (CvkDateStyle) style);

          g_assert_cmpstr (date, ==, row->dates[style]);
        }
      if (row->date_time == NULL)
        continue;
      g_free (text);
      text = cvk_local_date_time (time, CVK_DATE_WEEKDAY);
      g_assert_cmpstr (text, ==, row->date_time);
      cvk_local_set_clock_format (CVK_CLOCK_12_HOURS);
      twelve = cvk_local_time (time);
      g_assert_cmpstr (twelve, ==, row->twelve);
      cvk_local_set_clock_format (CVK_CLOCK_24_HOURS);
      g_free (twelve);
      twelve = cvk_local_time (time);
      g_assert_cmpstr (twelve, ==, "14:05");
      cvk_local_set_clock_format (CVK_CLOCK_OF_LOCALE);
    }
}

static void
test_moments (void)
{
  static const int64_t hour = INT64_C (3600) * G_USEC_PER_SEC;
  static const struct
  {
    const char *language;
    int hours;
    const char *text;
  } cases[] = {
    { "", 0, "today at 14:00" },       { "", 9, "today at 23:00" },
    { "", 10, "tomorrow at 00:00" },   { "", -15, "yesterday at 23:00" },
    { "", -38, "yesterday at 00:00" }, { "", -39, "on 1 Mar 2026" },
    { "", 34, "on 5 Mar 2026" },       { "de", 0, "heute um 14:00" },
    { "fr", 10, "demain à 00:00" },    { "ja", -15, "昨日 23:00" },
  };
  /* 2026-03-03T14:00:00Z, and the tests live in UTC. */
  int64_t now = INT64_C (1772546400) * G_USEC_PER_SEC;

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;

      enter (NULL, cases[i].language);
      text = cvk_local_moment (now + cases[i].hours * hour, now);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_zones (void)
{
  static const struct
  {
    const char *language;
    const char *zone;
    const char *text;
  } cases[] = {
    { "", "Europe/Berlin", "Berlin, Europe" },
    { "", "America/Argentina/Buenos_Aires", "Buenos Aires, America" },
    { "", "UTC", "UTC" },
    { "", "Etc/GMT+5", "Etc/GMT+5" },
    { "de", "Asia/Tokyo", "Tokyo, Asien" },
    { "ja", "Europe/Berlin", "ヨーロッパ、Berlin" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;

      enter (NULL, cases[i].language);
      text = cvk_local_zone (cases[i].zone);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_problems (void)
{
  g_autoptr (CvkProblem) problem =
    cvk_problem_new ("test", "“{name}” and {count} of {limit} are left; after {reset}. {value}",
                     "name", "1234567", "count", "1234567", "limit", "many", "reset",
                     "2026-03-03T14:05:09Z", "value", "2026-03-03T14:05:09Z", NULL);
  g_autofree char *local = NULL;
  g_autofree char *plain = NULL;

  enter ("en_US", "");
  local = cvk_local_problem (problem);
  g_assert_cmpstr (local, ==,
                   "“1234567” and 1,234,567 of many are left; after Mar 3, 2026, 2:05 PM. "
                   "2026-03-03T14:05:09Z");
  /* What the problem holds is what it was. */
  plain = cvk_problem_dup_message (problem);
  g_assert_cmpstr (plain, ==,
                   "“1234567” and 1234567 of many are left; after 2026-03-03T14:05:09Z. "
                   "2026-03-03T14:05:09Z");
}

int
main (int argc, char *argv[])
{
  g_autofree char *places = NULL;
  int status;

  folder = g_dir_make_tmp ("convoke-locales-XXXXXX", NULL);
  g_assert_nonnull (folder);
  /* That of tests/support is one for messages. */
  places = g_strjoin (":", folder, g_getenv ("LOCPATH"), NULL);
  g_setenv ("LOCPATH", places, TRUE);
  g_setenv ("LC_ALL", "zxx.UTF-8", TRUE);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].locale != NULL)
      make_locale (rows[i].locale);
  /* GLib looks once whether there are translations at all. */
  g_setenv ("LANGUAGE", "de", TRUE);
  cvk_i18n_init ();
  g_assert_cmpstr (_ ("%-d %b"), ==, "%-d. %b");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/local-text/table", test_table);
  g_test_add_func ("/local-text/moments", test_moments);
  g_test_add_func ("/local-text/zones", test_zones);
  g_test_add_func ("/local-text/problems", test_problems);
  status = g_test_run ();
  {
    const char *command[] = { "rm", "-r", folder, NULL };

    g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                                 NULL, NULL, NULL, NULL));
  }
  g_free (folder);
  return status;
}
