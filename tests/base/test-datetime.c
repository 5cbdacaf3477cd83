// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-datetime.h"

#include <glib/gstdio.h>

#include "base/cvk-time-zone.h"

static CvkDateTime *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CvkDateTime *date = cvk_date_time_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (date);
  return date;
}

static void
assert_text (const CvkDateTime *date, const char *expected)
{
  g_autofree char *text = cvk_date_time_to_string (date);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    const char *again; /* NULL: the same */
    const char *utc;   /* NULL: a wall time */
  } cases[] = {
    { "2026-03-03T14:00:00+01:00[Europe/Berlin]", NULL, "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00+01:00", NULL, "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00Z", NULL, "2026-03-03T14:00:00Z" },
    { "2026-03-03t14:00:00z", "2026-03-03T14:00:00Z", "2026-03-03T14:00:00Z" },
    { "2026-03-03T14:00:00+00:00", "2026-03-03T14:00:00Z", "2026-03-03T14:00:00Z" },
    { "2026-03-03T14:00:00-00:00", "2026-03-03T14:00:00Z", "2026-03-03T14:00:00Z" },
    { "2026-03-03T14:00Z", "2026-03-03T14:00:00Z", "2026-03-03T14:00:00Z" },
    { "2026-03-03T14:00:00", NULL, NULL },
    { "2026-03-03T14:00", "2026-03-03T14:00:00", NULL },
    { "2026-03-03 14:00", "2026-03-03T14:00:00", NULL },
    { "2026-03-03 14:00:05.5", "2026-03-03T14:00:05.5", NULL },
    { "2026-03-03", NULL, NULL },
    { "2026-03-03T14:00:00.000001Z", NULL, "2026-03-03T14:00:00Z" },
    { "2026-03-03T14:00:00.1234567899Z", "2026-03-03T14:00:00.123456Z", "2026-03-03T14:00:00Z" },
    { "1969-12-31T23:59:59.5Z", NULL, "1969-12-31T23:59:59Z" },
    { "0001-01-01T00:00:00Z", NULL, "0001-01-01T00:00:00Z" },
    { "9999-12-31T23:59:59Z", NULL, "9999-12-31T23:59:59Z" },
    { "2024-02-29", NULL, NULL },
    { "2000-02-29", NULL, NULL },
    /* RFC 9557: what "Z" and "-00:00" leave open, the zone says. */
    { "2026-03-03T13:00:00Z[Europe/Berlin]", "2026-03-03T14:00:00+01:00[Europe/Berlin]",
      "2026-03-03T13:00:00Z" },
    { "2026-07-03T13:00:00-00:00[Europe/Berlin]", "2026-07-03T15:00:00+02:00[Europe/Berlin]",
      "2026-07-03T13:00:00Z" },
    { "2026-03-03T14:00:00+01:00[!Europe/Berlin]", "2026-03-03T14:00:00+01:00[Europe/Berlin]",
      "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00+01:00[Europe/Berlin][u-ca=gregory]",
      "2026-03-03T14:00:00+01:00[Europe/Berlin]", "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00+01:00[u-ca=hebrew]", "2026-03-03T14:00:00+01:00",
      "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00+01:00[!u-ca=iso8601]", "2026-03-03T14:00:00+01:00",
      "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00+01:00[+01:00]", "2026-03-03T14:00:00+01:00", "2026-03-03T13:00:00Z" },
    { "2026-03-03T13:00:00Z[+01:00]", "2026-03-03T14:00:00+01:00", "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00[Europe/Berlin]", "2026-03-03T14:00:00+01:00[Europe/Berlin]",
      "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00[UTC]", "2026-03-03T14:00:00+00:00[UTC]", "2026-03-03T14:00:00Z" },
    /* Both halves of a repeated hour can be told apart by the offset. */
    { "2026-11-01T01:30:00-04:00[America/New_York]", NULL, "2026-11-01T05:30:00Z" },
    { "2026-11-01T01:30:00-05:00[America/New_York]", NULL, "2026-11-01T06:30:00Z" },
    /* Local mean time, rounded in the text and exact in the instant. */
    { "1880-01-01T00:00:00+00:53[Europe/Berlin]", NULL, "1879-12-31T23:06:32Z" },
    { "1960-01-01T00:00:00-00:44[Africa/Monrovia]", NULL, "1960-01-01T00:44:30Z" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkDateTime) date = parse (cases[i].text);

      assert_text (date, cases[i].again == NULL ? cases[i].text : cases[i].again);
      g_assert_cmpint (date->has_offset, ==, cases[i].utc != NULL);
      if (cases[i].utc != NULL)
        {
          g_autofree char *utc = cvk_instant_to_utc_string (date->instant);

          g_assert_cmpstr (utc, ==, cases[i].utc);
        }
    }
}

static void
test_refuse (void)
{
  static const struct
  {
    const char *text;
    CvkDateTimeError code;
  } cases[] = {
    { "", CVK_DATE_TIME_ERROR_SYNTAX },
    { "tomorrow", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-3-3", CVK_DATE_TIME_ERROR_SYNTAX },
    { "26-03-03", CVK_DATE_TIME_ERROR_SYNTAX },
    { "02026-03-03", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-033", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:0", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00.", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00,5", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00 ", CVK_DATE_TIME_ERROR_SYNTAX },
    { " 2026-03-03", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00+1", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00+0100", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00ZZ", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03Z", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03[Europe/Berlin]", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00[", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00[]", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00[!]", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00[Europe/Berlin", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00[Europe/Berlin][Europe/Paris]", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00[Europe/Berlin]x", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00[UPPER=x]", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00+01:00[!u-ca=hebrew]", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-03-03T14:00:00+01:00[!knort=blargel]", CVK_DATE_TIME_ERROR_SYNTAX },
    { "2026-02-31", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-02-29", CVK_DATE_TIME_ERROR_RANGE },
    { "1900-02-29", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-13-01", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-00-01", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-01-00", CVK_DATE_TIME_ERROR_RANGE },
    { "0000-01-01", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-03-03T24:00:00Z", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-03-03T25:00", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-03-03T14:60", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-06-30T23:59:60Z", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-03-03T14:00:61Z", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-03-03T14:00:00+24:00", CVK_DATE_TIME_ERROR_RANGE },
    { "2026-03-03T14:00:00[Mars/Olympus]", CVK_DATE_TIME_ERROR_UNKNOWN_ZONE },
    { "2026-03-03T14:00:00[../../etc/passwd]", CVK_DATE_TIME_ERROR_UNKNOWN_ZONE },
    { "2026-03-03T14:00:00[/etc/localtime]", CVK_DATE_TIME_ERROR_UNKNOWN_ZONE },
    { "2026-03-03T14:00:00[zone.tab]", CVK_DATE_TIME_ERROR_UNKNOWN_ZONE },
    { "2026-03-03T14:00:00[Europe]", CVK_DATE_TIME_ERROR_UNKNOWN_ZONE },
    { "2026-03-03T14:00:00[ABC5DEF]", CVK_DATE_TIME_ERROR_UNKNOWN_ZONE },
    { "2026-03-03T14:00:00[localtime]", CVK_DATE_TIME_ERROR_UNKNOWN_ZONE },
    { "2026-03-03T14:00:00+02:00[Europe/Berlin]", CVK_DATE_TIME_ERROR_CONTRADICTION },
    { "2026-03-03T14:00:00+02:00[!Europe/Berlin]", CVK_DATE_TIME_ERROR_CONTRADICTION },
    { "2026-03-03T14:00:00+01:00[+02:00]", CVK_DATE_TIME_ERROR_CONTRADICTION },
    { "2026-03-08T02:30:00-05:00[America/New_York]", CVK_DATE_TIME_ERROR_CONTRADICTION },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkDateTime) date = cvk_date_time_parse (cases[i].text, &error);

      g_test_message ("%s: %s", cases[i].text, error == NULL ? "accepted" : error->message);
      g_assert_null (date);
      g_assert_error (error, CVK_DATE_TIME_ERROR, (int) cases[i].code);
    }
}

static void
test_leap_second (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDateTime) date = cvk_date_time_parse ("2016-12-31T23:59:60Z", &error);

  g_assert_null (date);
  g_assert_cmpstr (error->message, ==,
                   "“2016-12-31T23:59:60Z” has a leap second, which clocks here do not show. "
                   "Write second 59.");
}

static void
test_resolve (void)
{
  static const struct
  {
    const char *wall;
    const char *zone;
    const char *expected;
    CvkWallTimeKind kind;
  } cases[] = {
    { "2026-03-08T01:59:59", "America/New_York", "2026-03-08T01:59:59-05:00[America/New_York]",
      CVK_WALL_TIME_UNIQUE },
    { "2026-03-08T02:00", "America/New_York", "2026-03-08T03:00:00-04:00[America/New_York]",
      CVK_WALL_TIME_GAP },
    { "2026-03-08T02:30", "America/New_York", "2026-03-08T03:30:00-04:00[America/New_York]",
      CVK_WALL_TIME_GAP },
    { "2026-03-08T03:00", "America/New_York", "2026-03-08T03:00:00-04:00[America/New_York]",
      CVK_WALL_TIME_UNIQUE },
    { "2026-11-01T00:59:59", "America/New_York", "2026-11-01T00:59:59-04:00[America/New_York]",
      CVK_WALL_TIME_UNIQUE },
    { "2026-11-01T01:00", "America/New_York", "2026-11-01T01:00:00-04:00[America/New_York]",
      CVK_WALL_TIME_REPEATED },
    { "2026-11-01T01:30", "America/New_York", "2026-11-01T01:30:00-04:00[America/New_York]",
      CVK_WALL_TIME_REPEATED },
    { "2026-11-01T02:00", "America/New_York", "2026-11-01T02:00:00-05:00[America/New_York]",
      CVK_WALL_TIME_UNIQUE },
    { "2026-03-29T02:30", "Europe/Berlin", "2026-03-29T03:30:00+02:00[Europe/Berlin]",
      CVK_WALL_TIME_GAP },
    { "2026-10-25T02:30", "Europe/Berlin", "2026-10-25T02:30:00+02:00[Europe/Berlin]",
      CVK_WALL_TIME_REPEATED },
    /* A half-hour shift. */
    { "2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-04T02:45:00+11:00[Australia/Lord_Howe]",
      CVK_WALL_TIME_GAP },
    { "2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-05T01:45:00+11:00[Australia/Lord_Howe]",
      CVK_WALL_TIME_REPEATED },
    /* A day that was left out. */
    { "2011-12-30T12:00", "Pacific/Apia", "2011-12-31T12:00:00+14:00[Pacific/Apia]",
      CVK_WALL_TIME_GAP },
    { "2011-12-29T23:59:59", "Pacific/Apia", "2011-12-29T23:59:59-10:00[Pacific/Apia]",
      CVK_WALL_TIME_UNIQUE },
    { "2011-12-31T00:00", "Pacific/Apia", "2011-12-31T00:00:00+14:00[Pacific/Apia]",
      CVK_WALL_TIME_UNIQUE },
    /* Summer time that pauses for Ramadan. */
    { "2026-02-15T02:30", "Africa/Casablanca", "2026-02-15T02:30:00+01:00[Africa/Casablanca]",
      CVK_WALL_TIME_REPEATED },
    { "2026-03-01T12:00", "Africa/Casablanca", "2026-03-01T12:00:00+00:00[Africa/Casablanca]",
      CVK_WALL_TIME_UNIQUE },
    { "2026-03-22T02:30", "Africa/Casablanca", "2026-03-22T03:30:00+01:00[Africa/Casablanca]",
      CVK_WALL_TIME_GAP },
    { "2026-06-15", "Asia/Kolkata", "2026-06-15T00:00:00+05:30[Asia/Kolkata]",
      CVK_WALL_TIME_UNIQUE },
    /* By the rule for the years that no table lists. */
    { "2060-07-01T12:00", "America/New_York", "2060-07-01T12:00:00-04:00[America/New_York]",
      CVK_WALL_TIME_UNIQUE },
    { "9999-07-01T12:00", "America/New_York", "9999-07-01T12:00:00-04:00[America/New_York]",
      CVK_WALL_TIME_UNIQUE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkDateTime) wall = parse (cases[i].wall);
      g_autoptr (GError) error = NULL;
      CvkWallTimeKind kind = CVK_WALL_TIME_UNIQUE;
      g_autoptr (CvkDateTime) date = cvk_date_time_resolve (wall, cases[i].zone, &kind, &error);
      g_autoptr (CvkDateTime) seen = NULL;

      g_assert_no_error (error);
      assert_text (date, cases[i].expected);
      g_assert_cmpint (kind, ==, cases[i].kind);
      seen = cvk_date_time_from_instant (date->instant, cases[i].zone, &error);
      g_assert_no_error (error);
      assert_text (seen, cases[i].expected);
    }
}

static void
test_from_instant (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDateTime) epoch = cvk_date_time_from_instant (0, NULL, &error);
  g_autoptr (CvkDateTime) before = cvk_date_time_from_instant (-1, NULL, &error);
  g_autoptr (CvkDateTime) never = NULL;

  g_assert_no_error (error);
  assert_text (epoch, "1970-01-01T00:00:00Z");
  assert_text (before, "1969-12-31T23:59:59.999999Z");

  never = cvk_date_time_from_instant (G_MAXINT64, NULL, &error);
  g_assert_error (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_RANGE);
  g_assert_null (never);
  g_clear_error (&error);
  never = cvk_date_time_from_instant (0, "No/Where", &error);
  g_assert_error (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_UNKNOWN_ZONE);
  g_assert_null (never);
}

static void
test_shift (void)
{
  static const struct
  {
    const char *text;
    int64_t amount;
    const char *unit;
    const char *expected; /* NULL: out of range */
  } cases[] = {
    { "2026-01-31", 1, "months", "2026-02-28" },
    { "2024-01-31", 1, "months", "2024-02-29" },
    { "2024-02-29", 1, "years", "2025-02-28" },
    { "2024-02-29", 4, "years", "2028-02-29" },
    { "2026-01-15", -1, "months", "2025-12-15" },
    { "2026-03-31", -13, "months", "2025-02-28" },
    { "2026-01-01", 2, "weeks", "2026-01-15" },
    { "2026-01-01", -1, "days", "2025-12-31" },
    { "2026-01-01", 36, "hours", "2026-01-02T12:00:00" },
    { "2026-01-01T10:00", 90, "minutes", "2026-01-01T11:30:00" },
    { "2026-01-01T10:00:00.25Z", -1, "seconds", "2026-01-01T09:59:59.25Z" },
    { "2026-03-03T14:00:00+01:00", 60, "days", "2026-05-02T14:00:00+01:00" },
    /* A day keeps the time on the wall, 24 hours keep the instant. */
    { "2026-03-28T14:00:00+01:00[Europe/Berlin]", 1, "days",
      "2026-03-29T14:00:00+02:00[Europe/Berlin]" },
    { "2026-03-28T14:00:00+01:00[Europe/Berlin]", 24, "hours",
      "2026-03-29T15:00:00+02:00[Europe/Berlin]" },
    { "2026-03-07T02:30:00-05:00[America/New_York]", 1, "days",
      "2026-03-08T03:30:00-04:00[America/New_York]" },
    { "2026-03-07T02:30:00-05:00[America/New_York]", 2, "days",
      "2026-03-09T02:30:00-04:00[America/New_York]" },
    { "2026-11-01T01:30:00-04:00[America/New_York]", 1, "hours",
      "2026-11-01T01:30:00-05:00[America/New_York]" },
    { "2026-11-01T01:30:00-05:00[America/New_York]", 0, "days",
      "2026-11-01T01:30:00-05:00[America/New_York]" },
    { "9999-12-31", 1, "days", NULL },
    { "0001-01-01", -1, "days", NULL },
    { "9999-12-31T23:59:59Z", 1, "seconds", NULL },
    { "2026-01-01", G_MAXINT64, "years", NULL },
    { "2026-01-01", G_MININT64, "months", NULL },
    { "2026-01-01", G_MAXINT64, "weeks", NULL },
    { "2026-01-01T00:00:00Z", G_MAXINT64, "hours", NULL },
    { "2026-01-01T00:00:00Z", G_MININT64, "seconds", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkDateTime) date = parse (cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkDateTime) shifted =
        cvk_date_time_shift (date, cases[i].amount, cases[i].unit, &error);

      if (cases[i].expected == NULL)
        {
          g_assert_error (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_RANGE);
          g_assert_null (shifted);
          continue;
        }
      g_assert_no_error (error);
      assert_text (shifted, cases[i].expected);
    }
}

static void
test_shift_unit (void)
{
  g_autoptr (CvkDateTime) date = parse ("2026-01-01");
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDateTime) shifted = cvk_date_time_shift (date, 1, "fortnights", &error);

  g_assert_null (shifted);
  g_assert_error (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_SYNTAX);
}

/* Every day of the Gregorian calendar there and back. */
static void
test_calendar (void)
{
  g_autoptr (CvkDateTime) date = parse ("0001-01-01");
  unsigned days = 1;

  for (; date->year < 9999 || date->month < 12 || date->day < 31; days++)
    {
      CvkDateTime *next = cvk_date_time_shift (date, 1, "days", NULL);

      g_assert_nonnull (next);
      g_assert_true (next->day == date->day + 1 ||
                     (next->day == 1 && next->month == date->month % 12 + 1));
      cvk_date_time_free (date);
      date = next;
    }
  g_assert_cmpuint (days, ==, 3652059);
}

static void
test_zone_names (void)
{
  g_assert_true (cvk_time_zone_is_known ("Europe/Berlin"));
  g_assert_true (cvk_time_zone_is_known ("America/Argentina/Buenos_Aires"));
  g_assert_true (cvk_time_zone_is_known ("Etc/GMT+5"));
  g_assert_true (cvk_time_zone_is_known ("UTC"));
  g_assert_false (cvk_time_zone_is_known ("Europe/Atlantis"));
  g_assert_false (cvk_time_zone_is_known (""));
  g_assert_false (cvk_time_zone_is_known ("+01:00"));
  g_assert_false (cvk_time_zone_is_known ("EST5EDT,M3.2.0,M11.1.0"));
  g_assert_false (cvk_time_zone_is_known ("right/UTC"));
  g_assert_false (cvk_time_zone_is_known ("Europe//Berlin"));
}

static void
copy_zone (const char *from, const char *folder)
{
  g_autofree char *source = g_build_filename ("/usr/share/zoneinfo", from, NULL);
  g_autofree char *target = g_build_filename (folder, "Town", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  size_t length = 0;

  g_file_get_contents (source, &data, &length, &error);
  g_assert_no_error (error);
  /* Another file under the same name, as packages are brought up to date. */
  g_file_set_contents (target, data, (gssize) length, &error);
  g_assert_no_error (error);
}

/* A country changes its mind, and the machine hears of it while we run. */
static void
test_new_data (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("zones.XXXXXX", &error);
  g_autofree char *file = NULL;
  g_autoptr (CvkDateTime) wall = parse ("2026-07-01T12:00:00");
  CvkTimeZone *old = NULL;

  g_assert_no_error (error);
  file = g_build_filename (folder, "Town", NULL);
  g_setenv ("TZDIR", folder, TRUE);
  for (unsigned i = 0; i < 3; i++)
    {
      static const char *const zones[] = { "Europe/Berlin", "Asia/Tokyo", "America/Bogota" };
      static const char *const texts[] = { "2026-07-01T12:00:00+02:00[Town]",
                                           "2026-07-01T12:00:00+09:00[Town]",
                                           "2026-07-01T12:00:00-05:00[Town]" };
      g_autoptr (CvkDateTime) placed = NULL;

      copy_zone (zones[i], folder);
      placed = cvk_date_time_resolve (wall, "Town", NULL, &error);
      g_assert_no_error (error);
      assert_text (placed, texts[i]);
      if (i == 0)
        old = cvk_time_zone_lookup ("Town", NULL);
    }
  /* Who has the old one keeps it; and what is gone has not changed. */
  g_assert_cmpint (cvk_time_zone_get_offset (old, 1782900000), ==, 7200);
  g_assert_cmpint (g_remove (file), ==, 0);
  g_assert_true (cvk_time_zone_is_known ("Town"));
  g_unsetenv ("TZDIR");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/datetime/parse", test_parse);
  g_test_add_func ("/datetime/refuse", test_refuse);
  g_test_add_func ("/datetime/leap-second", test_leap_second);
  g_test_add_func ("/datetime/resolve", test_resolve);
  g_test_add_func ("/datetime/from-instant", test_from_instant);
  g_test_add_func ("/datetime/shift", test_shift);
  g_test_add_func ("/datetime/shift-unit", test_shift_unit);
  g_test_add_func ("/datetime/calendar", test_calendar);
  g_test_add_func ("/datetime/zone-names", test_zone_names);
  g_test_add_func ("/datetime/new-data", test_new_data);
  return g_test_run ();
}
