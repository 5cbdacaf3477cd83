// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "support/cvk-run-fixture.h"

/* A calendar, a window, and what is read from it: "START END OCCURRENCE SUMMARY" for each item. */
typedef struct
{
  const char *name;
  const char *lines;    /* inside of VCALENDAR */
  const char *settings; /* besides the file: members in JSON */
  const char *expected;
  const char *warnings; /* codes */
} Case;

#define MARCH                                                                                      \
  "\"from\":\"2026-03-01T00:00:00Z\",\"until\":\"2026-04-01T00:00:00Z\",\"zone\":\"UTC\""
#define EVENT(uid, lines) "BEGIN:VEVENT\nUID:" uid "\n" lines "END:VEVENT\n"
/* Berlin's rules under a name that nobody knows. */
#define OWN_ZONE                                                                                   \
  "BEGIN:VTIMEZONE\nTZID:Our Office\nBEGIN:STANDARD\nDTSTART:19701025T030000\n"                    \
  "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\n"  \
  "BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"              \
  "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
#define WEEKLY                                                                                     \
  EVENT ("w", "DTSTART;TZID=Europe/Berlin:20260303T140000\nDTEND;TZID=Europe/"                     \
              "Berlin:20260303T150000\nRRULE:FREQ=WEEKLY\nSUMMARY:Weekly\n")

static const Case cases[] = {
  { "utc", EVENT ("1", "DTSTART:20260303T140000Z\nDTEND:20260303T150000Z\nSUMMARY:One\n"), MARCH,
    "2026-03-03T14:00:00Z 2026-03-03T15:00:00Z 1 One\n", "" },
  { "zone",
    EVENT ("1", "DTSTART;TZID=Europe/Berlin:20260303T140000\nDURATION:PT90M\nSUMMARY:One\n"), MARCH,
    "2026-03-03T14:00:00+01:00[Europe/Berlin] 2026-03-03T15:30:00+01:00[Europe/Berlin] 1 One\n",
    "" },
  { "two-zones",
    EVENT ("1",
           "DTSTART;TZID=Europe/Berlin:20260303T140000\nDTEND;TZID=America/"
           "New_York:20260303T090000\nSUMMARY:One\n"),
    MARCH,
    "2026-03-03T14:00:00+01:00[Europe/Berlin] 2026-03-03T15:00:00+01:00[Europe/Berlin] 1 One\n",
    "" },
  { "floating", EVENT ("1", "DTSTART:20260303T140000\nSUMMARY:One\n"),
    "\"from\":\"2026-03-01\",\"until\":\"2026-04-01\",\"zone\":\"Asia/Tokyo\"",
    "2026-03-03T14:00:00+09:00[Asia/Tokyo] 2026-03-03T14:00:00+09:00[Asia/Tokyo] 1 One\n", "" },
  { "windows-zone",
    EVENT ("1", "DTSTART;TZID=\"W. Europe Standard Time\":20260330T140000\nSUMMARY:One\n"), MARCH,
    "2026-03-30T14:00:00+02:00[Europe/Berlin] 2026-03-30T14:00:00+02:00[Europe/Berlin] 1 One\n",
    "" },
  { "prefixed-zone",
    EVENT ("1",
           "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260330T140000\n"
           "SUMMARY:One\n") EVENT ("2",
                                   "DTSTART;TZID=/citadel.org/20250101_1/America/Argentina/"
                                   "Buenos_Aires:20260331T140000\nSUMMARY:Two\n"),
    MARCH,
    "2026-03-30T14:00:00+02:00[Europe/Berlin] 2026-03-30T14:00:00+02:00[Europe/Berlin] 1 One\n"
    "2026-03-31T14:00:00-03:00[America/Argentina/Buenos_Aires] "
    "2026-03-31T14:00:00-03:00[America/Argentina/Buenos_Aires] 2 Two\n",
    "" },
  { "own-zone",
    OWN_ZONE EVENT ("1",
                    "DTSTART;TZID=Our Office:20260327T140000\nRRULE:FREQ=DAILY;COUNT=4\n"
                    "SUMMARY:One\n"),
    MARCH,
    "2026-03-27T14:00:00+01:00 2026-03-27T14:00:00+01:00 1/20260327T130000Z One\n"
    "2026-03-28T14:00:00+01:00 2026-03-28T14:00:00+01:00 1/20260328T130000Z One\n"
    "2026-03-29T14:00:00+02:00 2026-03-29T14:00:00+02:00 1/20260329T120000Z One\n"
    "2026-03-30T14:00:00+02:00 2026-03-30T14:00:00+02:00 1/20260330T120000Z One\n",
    "" },
  { "own-zone-behind",
    EVENT ("1", "DTSTART;TZID=Our Office:20260327T140000\nSUMMARY:One\n") OWN_ZONE, MARCH,
    "2026-03-27T14:00:00+01:00 2026-03-27T14:00:00+01:00 1 One\n", "" },
  { "unknown-zone", EVENT ("1", "DTSTART;TZID=Nowhere:20260327T140000\nSUMMARY:One\n"), MARCH,
    "2026-03-27T14:00:00+00:00[UTC] 2026-03-27T14:00:00+00:00[UTC] 1 One\n", "unknown-zone" },
  { "days", EVENT ("1", "DTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260306\nSUMMARY:Trip\n"),
    MARCH, "2026-03-03 2026-03-06 1 Trip\n", "" },
  { "one-day", EVENT ("1", "DTSTART;VALUE=DATE:20260303\nSUMMARY:Day\n"), MARCH,
    "2026-03-03 2026-03-04 1 Day\n", "" },
  { "window",
    EVENT ("before", "DTSTART:20260228T100000Z\nDTEND:20260228T110000Z\n")
      EVENT ("into", "DTSTART:20260228T230000Z\nDTEND:20260301T010000Z\nSUMMARY:Into\n")
        EVENT ("end", "DTSTART:20260401T000000Z\nDTEND:20260401T010000Z\n")
          EVENT ("out", "DTSTART:20260331T230000Z\nDTEND:20260401T010000Z\nSUMMARY:Out\n"),
    MARCH,
    "2026-02-28T23:00:00Z 2026-03-01T01:00:00Z into Into\n"
    "2026-03-31T23:00:00Z 2026-04-01T01:00:00Z out Out\n",
    "" },
  { "weekly-across-daylight-saving", WEEKLY,
    "\"from\":\"2026-03-20T00:00:00Z\",\"until\":\"2026-04-02T00:00:00Z\",\"zone\":\"UTC\"",
    "2026-03-24T14:00:00+01:00[Europe/Berlin] 2026-03-24T15:00:00+01:00[Europe/Berlin] "
    "w/20260324T130000Z Weekly\n"
    "2026-03-31T14:00:00+02:00[Europe/Berlin] 2026-03-31T15:00:00+02:00[Europe/Berlin] "
    "w/20260331T120000Z Weekly\n",
    "" },
  { "exdate-rdate",
    EVENT ("1",
           "DTSTART:20260303T140000Z\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260310T140000Z\n"
           "RDATE:20260312T160000Z,20260313T160000Z\nSUMMARY:S\n"),
    MARCH,
    "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1/20260303T140000Z S\n"
    "2026-03-12T16:00:00Z 2026-03-12T16:00:00Z 1/20260312T160000Z S\n"
    "2026-03-13T16:00:00Z 2026-03-13T16:00:00Z 1/20260313T160000Z S\n"
    "2026-03-17T14:00:00Z 2026-03-17T14:00:00Z 1/20260317T140000Z S\n",
    "" },
  { "exdate-of-another-zone",
    EVENT ("1",
           "DTSTART;TZID=Europe/Berlin:20260303T140000\nRRULE:FREQ=DAILY;COUNT=3\n"
           "EXDATE:20260304T130000Z\nSUMMARY:S\n"),
    MARCH,
    "2026-03-03T14:00:00+01:00[Europe/Berlin] 2026-03-03T14:00:00+01:00[Europe/Berlin] "
    "1/20260303T130000Z S\n"
    "2026-03-05T14:00:00+01:00[Europe/Berlin] 2026-03-05T14:00:00+01:00[Europe/Berlin] "
    "1/20260305T130000Z S\n",
    "" },
  { "exdate-day",
    EVENT ("1",
           "DTSTART:20260303T140000Z\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;VALUE=DATE:20260304\n"
           "SUMMARY:S\n"),
    MARCH, "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1/20260303T140000Z S\n", "" },
  { "override",
    EVENT ("1", "DTSTART:20260303T140000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nSUMMARY:S\n")
      EVENT ("1",
             "RECURRENCE-ID:20260304T140000Z\nDTSTART:20260304T160000Z\nDURATION:PT2H\n"
             "SUMMARY:Moved\n"),
    MARCH,
    "2026-03-03T14:00:00Z 2026-03-03T15:00:00Z 1/20260303T140000Z S\n"
    "2026-03-04T16:00:00Z 2026-03-04T18:00:00Z 1/20260304T140000Z Moved\n"
    "2026-03-05T14:00:00Z 2026-03-05T15:00:00Z 1/20260305T140000Z S\n",
    "" },
  { "override-before-series",
    EVENT ("1",
           "RECURRENCE-ID;TZID=Europe/Berlin:20260304T150000\nDTSTART:20260304T160000Z\n"
           "SUMMARY:Moved\n")
      EVENT ("1", "DTSTART:20260303T140000Z\nRRULE:FREQ=DAILY;COUNT=2\nSUMMARY:S\n"),
    MARCH,
    "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1/20260303T140000Z S\n"
    "2026-03-04T16:00:00Z 2026-03-04T16:00:00Z 1/20260304T140000Z Moved\n",
    "" },
  { "moved-out-and-in",
    EVENT ("1", "DTSTART:20260303T140000Z\nRRULE:FREQ=MONTHLY;COUNT=3\nSUMMARY:S\n")
      EVENT ("1", "RECURRENCE-ID:20260303T140000Z\nDTSTART:20260520T160000Z\nSUMMARY:Out\n")
        EVENT ("1", "RECURRENCE-ID:20260403T140000Z\nDTSTART:20260330T160000Z\nSUMMARY:In\n"),
    MARCH, "2026-03-30T16:00:00Z 2026-03-30T16:00:00Z 1/20260403T140000Z In\n", "" },
  { "this-and-future",
    EVENT ("1", "DTSTART;TZID=Europe/Berlin:20260326T100000\nRRULE:FREQ=DAILY;COUNT=5\nSUMMARY:S\n")
      EVENT ("1",
             "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260328T100000\n"
             "DTSTART;TZID=Europe/Berlin:20260328T120000\nDURATION:PT1H\nSUMMARY:Later\n"),
    MARCH,
    "2026-03-26T10:00:00+01:00[Europe/Berlin] 2026-03-26T10:00:00+01:00[Europe/Berlin] "
    "1/20260326T090000Z S\n"
    "2026-03-27T10:00:00+01:00[Europe/Berlin] 2026-03-27T10:00:00+01:00[Europe/Berlin] "
    "1/20260327T090000Z S\n"
    "2026-03-28T12:00:00+01:00[Europe/Berlin] 2026-03-28T13:00:00+01:00[Europe/Berlin] "
    "1/20260328T090000Z Later\n"
    "2026-03-29T12:00:00+02:00[Europe/Berlin] 2026-03-29T13:00:00+02:00[Europe/Berlin] "
    "1/20260329T080000Z Later\n"
    "2026-03-30T12:00:00+02:00[Europe/Berlin] 2026-03-30T13:00:00+02:00[Europe/Berlin] "
    "1/20260330T080000Z Later\n",
    "" },
  { "newer-version",
    EVENT ("1", "DTSTART:20260303T140000Z\nSEQUENCE:2\nSUMMARY:New\n")
      EVENT ("1", "DTSTART:20260303T100000Z\nSEQUENCE:1\nSUMMARY:Old\n"),
    MARCH, "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1 New\n", "" },
  { "cancelled",
    EVENT ("1", "DTSTART:20260303T140000Z\nRRULE:FREQ=DAILY;COUNT=2\nSUMMARY:S\n")
      EVENT ("1", "RECURRENCE-ID:20260304T140000Z\nDTSTART:20260304T140000Z\nSTATUS:CANCELLED\n"),
    MARCH, "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1/20260303T140000Z S\n", "" },
  { "cancelled-too", EVENT ("1", "DTSTART:20260303T140000Z\nSTATUS:CANCELLED\nSUMMARY:Gone\n"),
    MARCH ",\"cancelled\":true", "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1 Gone\n", "" },
  { "text", EVENT ("1", "DTSTART:20260303T140000Z\nSUMMARY:a\\, b\\; c\\\\\n d\n"), MARCH,
    "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1 a, b; c\\d\n", "" },
  { "not-utf-8", EVENT ("1", "DTSTART:20260303T140000Z\nSUMMARY:Caf\xe9\n"), MARCH,
    "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1 Caf\xef\xbf\xbd\n", "" },
  { "alarm-inside",
    EVENT ("1",
           "DTSTART:20260303T140000Z\nBEGIN:VALARM\nSUMMARY:Not this\nDTSTART:20200101T000000Z\n"
           "END:VALARM\nSUMMARY:This\n"),
    MARCH, "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1 This\n", "" },
  { "tasks-are-none", "BEGIN:VTODO\nUID:t\nDTSTART:20260303T140000Z\nEND:VTODO\n", MARCH, "", "" },
  { "invalid-dates",
    EVENT ("1", "DTSTART:20260231T140000Z\nSUMMARY:Never\n") EVENT ("2", "DTSTART:rubbish\n")
      EVENT ("3", "SUMMARY:No start\n") EVENT ("4", "DTSTART:20260303T140000Z\nSUMMARY:Fine\n"),
    MARCH, "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 4 Fine\n",
    "invalid-date invalid-date no-start" },
  { "every-second",
    EVENT ("1", "DTSTART:19700101T000000Z\nRRULE:FREQ=SECONDLY;COUNT=2000000000\nSUMMARY:Bomb\n")
      EVENT ("2", "DTSTART:20260303T140000Z\nSUMMARY:Fine\n"),
    MARCH, "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 2 Fine\n", "rule-too-fine" },
  { "rule-never",
    EVENT ("1",
           "DTSTART:20260301T000000Z\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\n"
           "SUMMARY:Never again\n"),
    MARCH, "2026-03-01T00:00:00Z 2026-03-01T00:00:00Z 1/20260301T000000Z Never again\n", "" },
  { "rule-invalid", EVENT ("1", "DTSTART:20260303T140000Z\nRRULE:FREQ=FORTNIGHTLY\nSUMMARY:Odd\n"),
    MARCH, "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 1/20260303T140000Z Odd\n", "rule-invalid" },
  { "no-end",
    "BEGIN:VEVENT\nUID:1\nDTSTART:20260303T140000Z\nSUMMARY:Lost\n" EVENT (
      "2",
      "DTSTART:20260303T140000Z\nSUMMARY:Kept\n"),
    MARCH, "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 2 Kept\n", "unfinished" },
  { "default-window", EVENT ("1", "DTSTART:19990101T000000Z\n"), "\"zone\":\"UTC\"", "", "" },
};

static CvkRunFixture fixture;

static char *
make_calendar (const char *lines)
{
  g_auto (GStrv) parts = g_strsplit (lines, "\n", -1);
  g_autofree char *text = g_strjoinv ("\r\n", parts);

  return g_strconcat ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", text, "END:VCALENDAR\r\n", NULL);
}

static CvkRun *
run (const char *file, const char *settings)
{
  g_autofree char *pipeline =
    g_strdup_printf ("{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"calendar.read\",\"settings\":{"
                     "\"file\":\"%s\"%s%s}}"
                     "},\"links\":[]}",
                     file, *settings != '\0' ? "," : "", settings);

  return cvk_run_fixture_run (&fixture, pipeline, NULL);
}

static CvkValue *
list_items (CvkRun *done)
{
  g_autofree char *text = cvk_run_items_to_json (done, "read", "out");

  return cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
}

static char *
print_items (CvkRun *done)
{
  g_autoptr (CvkValue) items = list_items (done);
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    {
      const CvkValue *item = cvk_value_get_element (items, i);

      g_string_append_printf (text, "%s %s %s %s\n", cvk_value_lookup_string (item, "start", "-"),
                              cvk_value_lookup_string (item, "end", "-"),
                              cvk_value_lookup_string (item, "occurrence", "-"),
                              cvk_value_lookup_string (item, "summary", "-"));
    }
  return g_string_free (text, FALSE);
}

static char *
print_warnings (CvkRun *done)
{
  GPtrArray *warnings = cvk_run_get_warnings (done);
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();

  for (unsigned i = 0; i < warnings->len; i++)
    {
      g_autofree char *message = cvk_problem_dup_message (warnings->pdata[i]);

      g_assert_true (g_str_has_suffix (message, "."));
      g_assert_null (strchr (message, '{'));
      g_ptr_array_add (codes, (char *) cvk_problem_get_code (warnings->pdata[i]));
    }
  g_ptr_array_add (codes, NULL);
  return g_strjoinv (" ", (char **) codes->pdata);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *calendar = make_calendar (test->lines);
  g_autoptr (CvkRun) done = NULL;
  g_autofree char *items = NULL;
  g_autofree char *warnings = NULL;
  g_autofree char *failures = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "c.ics", calendar);
  done = run ("c.ics", test->settings);
  failures = cvk_run_failures_to_text (done);
  g_assert_cmpstr (failures, ==, "");
  items = print_items (done);
  g_assert_cmpstr (items, ==, test->expected);
  warnings = print_warnings (done);
  g_assert_cmpstr (warnings, ==, test->warnings);
  g_clear_object (&done);
  cvk_run_fixture_clear (&fixture);
}

static void
assert_failure (const char *file, const char *settings, const char *expected)
{
  g_autoptr (CvkRun) done = run (file, settings);
  g_autofree char *failures = cvk_run_failures_to_text (done);

  g_assert_cmpstr (failures, ==, expected);
}

static void
test_failures (void)
{
  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "table.csv", "a,b\n1,2\n");
  cvk_run_fixture_write (&fixture, "c.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  assert_failure ("table.csv", "", "read/not-a-calendar/file/-1");
  assert_failure ("missing.ics", "", "read/file/file/-1");
  assert_failure ("c.ics", "\"from\":\"yesterday\"", "read/invalid-date/from/-1");
  assert_failure ("c.ics", "\"until\":\"2026-02-31\"", "read/invalid-date/until/-1");
  assert_failure ("c.ics", "\"zone\":\"Mars/Olympus\"", "read/unknown-zone/zone/-1");
  assert_failure ("c.ics", "", "");
  cvk_run_fixture_clear (&fixture);
}

/* Everything that an item says. */
static void
test_item (void)
{
  static const char *const expected =
    "[{\"uid\":\"1\",\"occurrence\":\"1\",\"summary\":\"Talk\",\"description\":\"Join "
    "https://us02web.zoom.us/j/123?pwd=x\\nBye\",\"location\":\"Room 2\",\"start\":"
    "\"2026-03-03T14:00:00Z\",\"end\":\"2026-03-03T14:00:00Z\",\"all_day\":false,\"organizer\":{"
    "\"name\":\"Ana\",\"email\":\"ana@example.org\"},\"attendees\":[{\"name\":\"Doe, Jane\","
    "\"email\":\"jane@example.org\",\"status\":\"accepted\"},{\"name\":null,\"email\":"
    "\"bo@example.org\",\"status\":\"needs-action\"}],\"url\":\"https://example.org/e\",\"link\":"
    "\"https://us02web.zoom.us/j/123?pwd=x\",\"status\":\"confirmed\",\"sequence\":3,"
    "\"last_modified\":\"2026-03-01T08:00:00Z\",\"recurring\":false,\"file\":";
  g_autofree char *calendar = make_calendar (
    EVENT ("1", "DTSTART:20260303T140000Z\nSUMMARY:Talk\nLOCATION:Room 2\nSEQUENCE:3\n"
                "LAST-MODIFIED:20260301T080000Z\nURL:https://example.org/e\n"
                "ORGANIZER;CN=Ana:mailto:ana@example.org\n"
                "ATTENDEE;CN=\"Doe, Jane\";PARTSTAT=ACCEPTED:mailto:jane@example.org\n"
                "ATTENDEE:MAILTO:bo@example.org\n"
                "DESCRIPTION:Join https://us02web.zoom.us/j/123?pwd=x\\nBye\n"));
  g_autoptr (CvkRun) done = NULL;
  g_autofree char *items = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "c.ics", calendar);
  done = run ("c.ics", MARCH);
  items = cvk_run_items_to_json (done, "read", "out");
  g_assert_true (g_str_has_prefix (items, expected));
  g_clear_object (&done);
  cvk_run_fixture_clear (&fixture);
}

static void
test_folder (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *items = NULL;
  g_autofree char *first =
    make_calendar (EVENT ("1", "DTSTART:20260304T140000Z\nSUMMARY:Second\n"));
  g_autofree char *second =
    make_calendar (EVENT ("2", "DTSTART:20260303T140000Z\nSUMMARY:First\n"));
  g_autoptr (CvkRun) done = NULL;
  g_autoptr (CvkValue) values = NULL;

  cvk_run_fixture_init (&fixture);
  folder = g_build_filename (fixture.folder, "calendar", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  done = run ("calendar", MARCH);
  items = print_items (done);
  g_assert_cmpstr (items, ==, "");
  g_clear_object (&done);
  g_clear_pointer (&items, g_free);
  /* The last line has no end. */
  first[strlen (first) - 2] = '\0';
  cvk_run_fixture_write (&fixture, "calendar/a.ics", first);
  cvk_run_fixture_write (&fixture, "calendar/b.ics", second);
  cvk_run_fixture_write (&fixture, "calendar/.hidden.ics", "rubbish");
  cvk_run_fixture_write (&fixture, "calendar/notes.txt", "rubbish");
  done = run ("calendar", MARCH);
  items = print_items (done);
  g_assert_cmpstr (items, ==,
                   "2026-03-03T14:00:00Z 2026-03-03T14:00:00Z 2 First\n"
                   "2026-03-04T14:00:00Z 2026-03-04T14:00:00Z 1 Second\n");
  values = list_items (done);
  g_assert_true (g_str_has_suffix (
    cvk_value_lookup_string (cvk_value_get_element (values, 1), "file", ""), "/calendar/a.ics"));
  g_assert_true (g_str_has_suffix (
    cvk_value_lookup_string (cvk_value_get_element (values, 0), "file", ""), "/calendar/b.ics"));
  g_clear_object (&done);
  cvk_run_fixture_clear (&fixture);
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\r\n");
  g_autoptr (CvkRun) done = NULL;
  g_autofree char *items = NULL;
  g_auto (GStrv) parts = NULL;

  for (unsigned i = 0; i < 100000; i++)
    g_string_append_printf (
      text, "BEGIN:VEVENT\r\nUID:%u\r\nDTSTART:%04u0303T140000Z\r\nSUMMARY:E\r\nEND:VEVENT\r\n", i,
      1026 + i % 2000);
  g_string_append (text, "END:VCALENDAR\r\n");
  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "c.ics", text->str);
  done = run ("c.ics", MARCH);
  items = print_items (done);
  parts = g_strsplit (items, "\n", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 51);
  g_clear_object (&done);
  assert_failure ("c.ics", "\"from\":\"0001-01-01\",\"until\":\"9999-01-01\"",
                  "read/too-many-events/until/-1");
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/calendar-read/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/calendar-read/failures", test_failures);
  g_test_add_func ("/calendar-read/item", test_item);
  g_test_add_func ("/calendar-read/folder", test_folder);
  g_test_add_func ("/calendar-read/many", test_many);
  return g_test_run ();
}
