// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "support/cvk-run-fixture.h"

/* A calendar (NULL: there is none), settings besides the file, the calendar afterwards with the
 * time of the run as NOW (NULL: as before), and what the step says. Lines end in LF here and in CR
 * LF in the file. */
typedef struct
{
  const char *name;
  const char *before;
  const char *settings;
  const char *after;
  const char *written; /* or the failure: "code/field" */
} Case;

#define HEAD "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Convoke//Convoke//EN\n"
#define OTHER "BEGIN:VCALENDAR\nVERSION:2.0\nX-OWN;A=b:c\n"
#define TAIL "END:VCALENDAR\n"
#define STAMPS "DTSTAMP:NOW\nLAST-MODIFIED:NOW\n"
#define BERLIN                                                                                     \
  "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:DAYLIGHT\nDTSTART:20240331T020000\n"                 \
  "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\n"   \
  "BEGIN:STANDARD\nDTSTART:20241027T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"                \
  "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n"
/* An event with what another program keeps in it. */
#define RICH(sequence, stamp, rest)                                                                \
  "BEGIN:VEVENT\nUID:u\nDTSTAMP:" stamp "\nSEQUENCE:" sequence "\n" rest                           \
  "X-MOZ-GENERATION:4\nCATEGORIES:Work,\n  Fun\nBEGIN:VALARM\nTRIGGER:-PT5M\nSUMMARY:Alarm\n"      \
  "END:VALARM\nEND:VEVENT\n"
#define EDITED(sequence, rest, added)                                                              \
  "BEGIN:VEVENT\nUID:u\nDTSTAMP:NOW\nSEQUENCE:" sequence "\n" rest                                 \
  "X-MOZ-GENERATION:4\nCATEGORIES:Work,\n  Fun\n" added                                            \
  "LAST-MODIFIED:NOW\nBEGIN:VALARM\nTRIGGER:-PT5M\nSUMMARY:Alarm\nEND:VALARM\nEND:VEVENT\n"
#define STRANGE "BEGIN:VTODO\nUID:t\nSUMMARY:Todo\nEND:VTODO\n"
#define OLD "20200101T000000Z"
#define TIMES "DTSTART:20260303T140000Z\nDTEND:20260303T150000Z\n"

#define SERIES TIMES "RRULE:FREQ=WEEKLY\nSUMMARY:All\n"
#define OWN(sequence, stamp, summary, added)                                                       \
  "BEGIN:VEVENT\nUID:u\nRECURRENCE-ID:20260310T140000Z\nDTSTAMP:" stamp "\nSEQUENCE:" sequence     \
  "\nDTSTART:20260310T150000Z\nSUMMARY:" summary "\n" added "END:VEVENT\n"
#define WINDOWS ";TZID=W. Europe Standard Time:"

static const Case cases[] = {
  { "new-file", NULL,
    "\"uid\":\"u\",\"summary\":\"Talk; with, "
    "all\",\"start\":\"2026-03-03T14:00:00Z\",\"duration\":30",
    HEAD "BEGIN:VEVENT\nUID:u\n" STAMPS
         "SEQUENCE:0\nDTSTART:20260303T140000Z\nDTEND:20260303T143000Z\nSUMMARY:Talk\\; with\\, "
         "all\nEND:VEVENT\n" TAIL,
    "created" },
  { "new-zone", NULL, "\"uid\":\"u\",\"start\":\"2026-03-03T14:00:00\",\"zone\":\"Europe/Berlin\"",
    HEAD BERLIN "BEGIN:VEVENT\nUID:u\n" STAMPS
                "SEQUENCE:0\nDTSTART;TZID=Europe/Berlin:20260303T140000\nEND:VEVENT\n" TAIL,
    "created" },
  { "new-day", NULL, "\"uid\":\"u\",\"start\":\"2026-03-03\",\"end\":\"2026-03-05\"",
    HEAD "BEGIN:VEVENT\nUID:u\n" STAMPS
         "SEQUENCE:0\nDTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305\nEND:VEVENT\n" TAIL,
    "created" },
  { "new-among-others", OTHER STRANGE TAIL, "\"uid\":\"u\",\"start\":\"2026-03-03T14:00:00Z\"",
    OTHER STRANGE "BEGIN:VEVENT\nUID:u\n" STAMPS
                  "SEQUENCE:0\nDTSTART:20260303T140000Z\nEND:VEVENT\n" TAIL,
    "created" },
  { "new-people", NULL,
    "\"uid\":\"u\",\"start\":\"2026-03-03T14:00:00Z\",\"organizer\":\"Ana B. <ana@example.org>\","
    "\"attendees\":\"bo@example.org, Doe, Jane\"",
    NULL, "invalid-address/attendees" },
  { "new-link", NULL,
    "\"uid\":\"u\",\"start\":\"2026-03-03T14:00:00Z\",\"link\":\"https://zoom.us/j/1?pwd=a,b\","
    "\"organizer\":\"Ana \\\"B.\\\" <ana@example.org>\",\"attendees\":[{\"name\":\"Doe, "
    "J\",\"email\":\"j@example.org\"}]",
    HEAD "BEGIN:VEVENT\nUID:u\n" STAMPS
         "SEQUENCE:0\nDTSTART:20260303T140000Z\nCONFERENCE;VALUE=URI;FEATURE=VIDEO:https://"
         "zoom.us/j/1?pwd=a,b\nURL:https://zoom.us/j/1?pwd=a,b\nLOCATION:https://zoom.us/j/"
         "1?pwd=a\\,b\nORGANIZER;CN=\"Ana ^'B.^'\":mailto:ana@example.org\nATTENDEE;ROLE=REQ-"
         "PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=\"Doe, J\":m\n "
         "ailto:j@example.org\nEND:VEVENT\n" TAIL,
    "created" },
  { "change-one", OTHER RICH ("3", OLD, TIMES "SUMMARY;LANGUAGE=en:Old\n") STRANGE TAIL,
    "\"uid\":\"u\",\"summary\":\"New\"", OTHER EDITED ("4", TIMES "SUMMARY:New\n", "") STRANGE TAIL,
    "updated" },
  { "change-nothing", OTHER RICH ("3", OLD, TIMES "SUMMARY;LANGUAGE=en:a\\, b\n") TAIL,
    "\"uid\":\"u\",\"summary\":\"a, b\",\"start\":\"2026-03-03T15:00:00+01:00\"", NULL,
    "unchanged" },
  { "move-keeps-length", OTHER RICH ("0", OLD, TIMES) TAIL,
    "\"uid\":\"u\",\"start\":\"2026-03-04T09:00:00Z\"",
    OTHER EDITED ("1", "DTSTART:20260304T090000Z\nDTEND:20260304T100000Z\n", "") TAIL, "updated" },
  { "move-days",
    OTHER RICH ("0", OLD, "DTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305\n") TAIL,
    "\"uid\":\"u\",\"start\":\"2026-03-30\"",
    OTHER EDITED ("1", "DTSTART;VALUE=DATE:20260330\nDTEND;VALUE=DATE:20260401\n", "") TAIL,
    "updated" },
  { "windows-zone-is-the-same",
    OTHER RICH ("0", OLD, "DTSTART;TZID=W. Europe Standard Time:20260303T140000\n") TAIL,
    "\"uid\":\"u\",\"start\":\"2026-03-03T14:00:00+01:00[Europe/Berlin]\"", NULL, "unchanged" },
  { "duration", OTHER RICH ("0", OLD, TIMES) TAIL, "\"uid\":\"u\",\"duration\":45",
    OTHER EDITED ("1", "DTSTART:20260303T140000Z\n", "DURATION:PT45M\n") TAIL, "updated" },
  { "link", OTHER RICH ("0", OLD, TIMES "LOCATION:Room 2\n") TAIL,
    "\"uid\":\"u\",\"link\":\"https://zoom.us/j/1\"",
    OTHER EDITED ("1",
                  TIMES "LOCATION:Room 2\n",
                  "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://"
                  "zoom.us/j/1\nURL:https://zoom.us/j/1\n") TAIL,
    "updated" },
  { "link-changes",
    OTHER RICH ("0",
                OLD,
                TIMES "CONFERENCE:https://zoom.us/j/1\nCONFERENCE:tel:+49\n"
                      "URL:https://zoom.us/j/1\nLOCATION:https://zoom.us/j/1\n") TAIL,
    "\"uid\":\"u\",\"link\":\"https://zoom.us/j/2\"",
    OTHER EDITED ("1",
                  TIMES "CONFERENCE:tel:+49\nURL:https://zoom.us/j/2\nLOCATION:https://"
                        "zoom.us/j/2\n",
                  "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://"
                  "zoom.us/j/2\n") TAIL,
    "updated" },
  { "guests-keep-their-answer",
    OTHER RICH ("0",
                OLD,
                TIMES "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org\n"
                      "ATTENDEE;PARTSTAT=DECLINED:mailto:b@x.org\n") TAIL,
    "\"uid\":\"u\",\"attendees\":\"A@x.org, c@x.org\"",
    OTHER EDITED ("1",
                  TIMES "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org\n",
                  "ATTENDEE;ROLE=REQ-"
                  "PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:c@x.or\n g\n") TAIL,
    "updated" },
  { "series-keeps-its-exceptions",
    OTHER "BEGIN:VEVENT\nUID:u\nRECURRENCE-ID:20260310T140000Z\nDTSTART:20260310T150000Z\nEND:"
          "VEVENT\n" RICH ("0", OLD, TIMES "RRULE:FREQ=WEEKLY\n") TAIL,
    "\"uid\":\"u\",\"status\":\"cancelled\"",
    OTHER "BEGIN:VEVENT\nUID:u\nRECURRENCE-ID:20260310T140000Z\nDTSTART:20260310T150000Z\nEND:"
          "VEVENT\n" EDITED ("1", TIMES "RRULE:FREQ=WEEKLY\n", "STATUS:CANCELLED\n") TAIL,
    "updated" },
  { "one-of-series", OTHER RICH ("0", OLD, SERIES) TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260310T140000Z\",\"summary\":\"One\","
    "\"start\":\"2026-03-10T16:00:00Z\"",
    OTHER RICH ("0", OLD, SERIES)
      EDITED ("1",
              "DTSTART:20260310T160000Z\nDTEND:20260310T170000Z\nSUMMARY:One\n",
              "RECURRENCE-ID:20260310T140000Z\n") TAIL,
    "updated" },
  { "one-of-series-says-that-already", OTHER RICH ("0", OLD, SERIES) TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260310T140000Z\",\"summary\":\"All\"", NULL, "unchanged" },
  /* The clocks have changed in between. */
  { "one-in-a-zone",
    OTHER RICH ("0", OLD, "DTSTART" WINDOWS "20260303T140000\nRRULE:FREQ=WEEKLY\nSUMMARY:All\n")
      TAIL,
    "\"uid\":\"u\",\"occurrence\":\"2026-03-31T12:00:00Z\",\"summary\":\"One\"",
    OTHER RICH ("0", OLD, "DTSTART" WINDOWS "20260303T140000\nRRULE:FREQ=WEEKLY\nSUMMARY:All\n")
      EDITED ("1",
              "DTSTART" WINDOWS "20260331T140000\nSUMMARY:One\n",
              "RECURRENCE-ID" WINDOWS "20260331T140000\n") TAIL,
    "updated" },
  { "one-day",
    OTHER RICH ("0",
                OLD,
                "DTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305\nRRULE:FREQ=WEEKLY\n"
                "EXDATE;VALUE=DATE:20260317\nSUMMARY:All\n") TAIL,
    "\"uid\":\"u\",\"occurrence\":\"2026-03-10\",\"summary\":\"One\"",
    OTHER RICH ("0",
                OLD,
                "DTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305\nRRULE:FREQ=WEEKLY\n"
                "EXDATE;VALUE=DATE:20260317\nSUMMARY:All\n")
      EDITED ("1",
              "DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260312\nSUMMARY:One\n",
              "RECURRENCE-ID;VALUE=DATE:20260310\n") TAIL,
    "updated" },
  { "one-that-is-there", OTHER OWN ("0", OLD, "x", "") RICH ("0", OLD, SERIES) TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260310T140000Z\",\"summary\":\"y\"",
    OTHER OWN ("1", "NOW", "y", "LAST-MODIFIED:NOW\n") RICH ("0", OLD, SERIES) TAIL, "updated" },
  { "one-that-is-no-time", OTHER RICH ("0", OLD, SERIES) TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260311T140000Z\",\"summary\":\"y\"", NULL, "file/file" },
  { "one-that-was-removed",
    OTHER RICH ("0", OLD, TIMES "RRULE:FREQ=WEEKLY\nEXDATE:20260310T140000Z\n") TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260310T140000Z\",\"summary\":\"y\"", NULL, "file/file" },
  { "one-of-no-series", OTHER RICH ("3", OLD, TIMES "SUMMARY:Old\n") TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u\",\"summary\":\"New\"",
    OTHER EDITED ("4", TIMES "SUMMARY:New\n", "") TAIL, "updated" },
  { "one-with-a-rule", OTHER RICH ("0", OLD, SERIES) TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260310T140000Z\",\"rule\":\"FREQ=DAILY\"", NULL,
    "invalid-rule/rule" },
  { "one-soon", OTHER RICH ("0", OLD, SERIES) TAIL, "\"uid\":\"u\",\"occurrence\":\"soon\"", NULL,
    "invalid-occurrence/occurrence" },
  { "one-of-what", OTHER RICH ("0", OLD, SERIES) TAIL,
    "\"occurrence\":\"u/20260310T140000Z\",\"summary\":\"y\"", NULL, "missing-uid/uid" },
  { "remove-one", OTHER OWN ("0", OLD, "x", "") RICH ("0", OLD, SERIES) TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260310T140000Z\",\"operation\":\"remove\"",
    OTHER EDITED ("1", SERIES, "EXDATE:20260310T140000Z\n") TAIL, "removed" },
  { "remove-one-behind", OTHER RICH ("0", OLD, SERIES) OWN ("0", OLD, "x", "") STRANGE TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260310T140000Z\",\"operation\":\"remove\"",
    OTHER EDITED ("1", SERIES, "EXDATE:20260310T140000Z\n") STRANGE TAIL, "removed" },
  { "remove-one-again",
    OTHER RICH ("0", OLD, SERIES "EXDATE:20260317T140000Z,20260310T140000Z\n") TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260310T140000Z\",\"operation\":\"remove\"", NULL,
    "unchanged" },
  { "remove-one-that-is-no-time", OTHER RICH ("0", OLD, SERIES) TAIL,
    "\"uid\":\"u\",\"occurrence\":\"u/20260311T140000Z\",\"operation\":\"remove\"", NULL,
    "file/file" },
  { "remove",
    OTHER "BEGIN:VEVENT\nUID:u\nRECURRENCE-ID:20260310T140000Z\nDTSTART:20260310T150000Z\nEND:"
          "VEVENT\n" STRANGE RICH ("0", OLD, TIMES) "BEGIN:VEVENT\nUID:v\n" TIMES
                                                    "END:VEVENT\n" TAIL,
    "\"uid\":\"u\",\"operation\":\"remove\"",
    OTHER STRANGE "BEGIN:VEVENT\nUID:v\n" TIMES "END:VEVENT\n" TAIL, "removed" },
  { "remove-nothing", OTHER TAIL, "\"uid\":\"u\",\"operation\":\"remove\"", NULL, "unchanged" },
  { "remove-without-file", NULL, "\"uid\":\"u\",\"operation\":\"remove\"", NULL, "unchanged" },
  { "unknown-event", OTHER TAIL, "\"uid\":\"u\",\"summary\":\"x\"", NULL, "file/file" },
  { "no-start", OTHER TAIL, "\"summary\":\"x\"", NULL, "missing-date/start" },
  { "remove-what", OTHER TAIL, "\"operation\":\"remove\"", NULL, "missing-uid/uid" },
  { "not-a-calendar", "a,b\n1,2\n", "\"start\":\"2026-03-03T14:00:00Z\"", NULL,
    "not-a-calendar/file" },
  { "bad-start", OTHER TAIL, "\"start\":\"2026-02-31\"", NULL, "invalid-date/start" },
  { "bad-end", OTHER TAIL, "\"start\":\"2026-03-03T14:00:00Z\",\"end\":\"2026-03-03T13:00:00Z\"",
    NULL, "end-before-start/end" },
  { "bad-link", OTHER TAIL, "\"start\":\"2026-03-03T14:00:00Z\",\"link\":\"a b\"", NULL,
    "invalid-link/link" },
  { "bad-rule", OTHER TAIL, "\"start\":\"2026-03-03T14:00:00Z\",\"rule\":\"weekly\"", NULL,
    "invalid-rule/rule" },
};

static CvkRunFixture fixture;

static char *
to_crlf (const char *lines)
{
  g_auto (GStrv) parts = g_strsplit (lines, "\n", -1);

  return g_strjoinv ("\r\n", parts);
}

static char *
replace_pattern (const char *text, const char *pattern, const char *by)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);

  return g_regex_replace (regex, text, -1, 0, by, 0, NULL);
}

/* The file with LF, and this year's stamps as NOW. */
static char *
read_calendar (const char *name)
{
  g_autofree char *text = cvk_run_fixture_read (&fixture, name);
  g_auto (GStrv) parts = g_strsplit (text, "\r\n", -1);
  g_autofree char *joined = g_strjoinv ("\n", parts);

  g_assert_null (strchr (joined, '\r'));
  return replace_pattern (joined, "^(DTSTAMP|LAST-MODIFIED):20(?!20)[0-9]{6}T[0-9]{6}Z", "\\1:NOW");
}

static CvkRun *
run (const char *type, const char *settings)
{
  g_autofree char *pipeline = g_strdup_printf (
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":"
    "\"in.json\"}},\"write\":{\"type\":\"%s\",\"settings\":{%s}}},\"links\":["
    "\"read.out -> write.in\"]}",
    type, settings);

  return cvk_run_fixture_run (&fixture, pipeline, NULL);
}

static CvkRun *
run_writing (const char *file, const char *settings)
{
  g_autofree char *all = g_strdup_printf ("\"file\":\"%s\",%s", file, settings);

  return run ("calendar.write", all);
}

static void
assert_written (CvkRun *done, const char *expected)
{
  g_autofree char *items = cvk_run_items_to_json (done, "write", "out");
  g_autofree char *failures = cvk_run_failures_to_text (done);
  g_autofree char *failure = g_strdup_printf ("write/%s/0", expected);

  if (strchr (expected, '/') != NULL)
    g_assert_cmpstr (failures, ==, failure);
  else
    {
      g_autofree char *end = g_strdup_printf ("\"written\":\"%s\"}]", expected);

      g_assert_cmpstr (failures, ==, "");
      g_assert_true (g_str_has_suffix (items, end));
    }
}

static void
assert_calendar (const Case *test)
{
  g_autofree char *path = g_build_filename (fixture.folder, "c.ics", NULL);
  g_autofree char *got = NULL;
  const char *expected = test->after != NULL ? test->after : test->before;

  if (test->before == NULL && test->after == NULL)
    {
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      return;
    }
  got = read_calendar ("c.ics");
  g_assert_cmpstr (got, ==, expected);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *before = test->before != NULL ? to_crlf (test->before) : NULL;
  g_autoptr (CvkRun) done = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[{}]");
  if (before != NULL)
    cvk_run_fixture_write (&fixture, "c.ics", before);
  done = run_writing ("c.ics", test->settings);
  assert_written (done, test->written);
  assert_calendar (test);
  g_clear_object (&done);
  /* The second time there is nothing left to do. */
  if (g_str_equal (test->written, "created") || g_str_equal (test->written, "updated"))
    {
      done = run_writing ("c.ics", test->settings);
      assert_written (done, "unchanged");
      assert_calendar (test);
    }
  g_clear_object (&done);
  cvk_run_fixture_clear (&fixture);
}

/* No line is longer than 75 octets, and no character is taken apart. */
static void
test_folding (void)
{
  g_autoptr (GString) summary = g_string_new (NULL);
  g_autofree char *settings = NULL;
  g_autofree char *text = NULL;
  g_autofree char *unfolded = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (CvkRun) done = NULL;

  for (unsigned i = 0; i < 100; i++)
    g_string_append (summary, i % 3 == 0 ? "ä" : i % 3 == 1 ? "😀" : "x");
  settings = g_strdup_printf ("\"uid\":\"u\",\"start\":\"2026-03-03T14:00:00Z\",\"summary\":\"%s\"",
                              summary->str);
  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[{}]");
  done = run_writing ("c.ics", settings);
  assert_written (done, "created");
  text = cvk_run_fixture_read (&fixture, "c.ics");
  lines = g_strsplit (text, "\r\n", -1);
  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    }
  unfolded = replace_pattern (text, "\\r\\n ", "");
  g_assert_nonnull (strstr (unfolded, summary->str));
  g_clear_object (&done);
  cvk_run_fixture_clear (&fixture);
}

/* The times of a month, as the step that reads tells them: "start summary", in order. */
static void
assert_times (const char *expected)
{
  g_autoptr (CvkRun) done =
    run ("calendar.read", "\"file\":\"c.ics\",\"zone\":\"UTC\",\"from\":\"2026-03-01T00:00:00Z\","
                          "\"until\":\"2026-03-31T00:00:00Z\"");
  g_autofree char *json = cvk_run_items_to_json (done, "write", "out");
  g_autoptr (CvkValue) items = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  g_autoptr (GString) times = g_string_new (NULL);

  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    {
      const CvkValue *item = cvk_value_get_element (items, i);

      g_string_append_printf (times, "%s%s %s", i > 0 ? ", " : "",
                              cvk_value_lookup_string (item, "start", ""),
                              cvk_value_lookup_string (item, "summary", ""));
    }
  g_assert_cmpstr (times->str, ==, expected);
}

/* What is read says which time it is; what is written there is read again. */
static void
test_round_trip (void)
{
  g_autofree char *series = to_crlf (OTHER RICH ("0", OLD, SERIES) TAIL);
  g_autoptr (CvkRun) done = NULL;
  g_autofree char *failures = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[{}]");
  cvk_run_fixture_write (&fixture, "c.ics", series);
  done = cvk_run_fixture_run (
    &fixture,
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"calendar.read\",\"settings\":{\"file\":\"c."
    "ics\","
    "\"from\":\"2026-03-09T00:00:00Z\",\"until\":\"2026-03-20T00:00:00Z\"}},\"write\":{\"type\":"
    "\"calendar.write\",\"settings\":{\"file\":\"c.ics\",\"uid\":\"{{ item.uid }}\",\"occurrence\":"
    "\"{{ item.occurrence }}\",\"summary\":\"One of {{ item.start }}\",\"duration\":15}}},"
    "\"links\":[\"read.out -> write.in\"]}",
    NULL);
  failures = cvk_run_failures_to_text (done);
  g_assert_cmpstr (failures, ==, "");
  assert_times ("2026-03-03T14:00:00Z All, "
                "2026-03-10T14:00:00Z One of 2026-03-10T14:00:00Z, "
                "2026-03-17T14:00:00Z One of 2026-03-17T14:00:00Z, 2026-03-24T14:00:00Z All");
  g_clear_object (&done);
  done = run_writing ("c.ics", "\"uid\":\"u\",\"occurrence\":\"u/20260317T140000Z\","
                               "\"operation\":\"remove\"");
  assert_written (done, "removed");
  assert_times ("2026-03-03T14:00:00Z All, "
                "2026-03-10T14:00:00Z One of 2026-03-10T14:00:00Z, 2026-03-24T14:00:00Z All");
  g_clear_object (&done);
  cvk_run_fixture_clear (&fixture);
}

/* In a folder an event is a file. */
static void
test_folder (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *other = to_crlf (OTHER RICH ("0", OLD, TIMES) TAIL);
  g_autofree char *text = NULL;
  g_autoptr (CvkRun) done = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[{}]");
  folder = g_build_filename (fixture.folder, "c", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  cvk_run_fixture_write (&fixture, "c/other-name.ics", other);
  done = run_writing ("c", "\"uid\":\"u\",\"summary\":\"Found\"");
  assert_written (done, "updated");
  text = cvk_run_fixture_read (&fixture, "c/other-name.ics");
  g_assert_nonnull (strstr (text, "SUMMARY:Found\r\n"));
  g_clear_object (&done);
  done = run_writing ("c", "\"uid\":\"../new\",\"start\":\"2026-03-03T14:00:00Z\"");
  assert_written (done, "created");
  g_clear_object (&done);
  path = g_build_filename (fixture.folder, "new.ics", NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  done = run_writing ("c", "\"uid\":\"../new\",\"start\":\"2026-03-03T14:00:00Z\"");
  assert_written (done, "unchanged");
  g_clear_object (&done);
  done = run_writing ("c", "\"uid\":\"u\",\"operation\":\"remove\"");
  assert_written (done, "removed");
  g_clear_object (&done);
  g_free (path);
  path = g_build_filename (folder, "other-name.ics", NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  cvk_run_fixture_clear (&fixture);
}

/* Without a UID each item is an event of its own. */
static void
test_items (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (CvkRun) done = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[{\"n\":\"a\"},{\"n\":\"b\"},{\"n\":\"c\"}]");
  done =
    run_writing ("c.ics", "\"start\":\"2026-03-03T14:00:00Z\",\"summary\":\"Event {{ item.n }}\"");
  text = cvk_run_fixture_read (&fixture, "c.ics");
  parts = g_strsplit (text, "BEGIN:VEVENT", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_nonnull (strstr (text, "SUMMARY:Event c\r\n"));
  g_clear_object (&done);
  cvk_run_fixture_clear (&fixture);
}

static void
test_invitation (void)
{
  g_autofree char *items = NULL;
  g_autoptr (CvkRun) done = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[{\"join_url\":\"https://zoom.us/j/1\"}]");
  done =
    run ("calendar.invite",
         "\"uid\":\"u\",\"start\":\"2026-03-03T14:00:00Z\",\"duration\":60,\"summary\":\"Talk\","
         "\"organizer\":\"ana@example.org\",\"attendees\":\"bo@example.org\",\"link\":"
         "\"{{ item.join_url }}\",\"sequence\":2");
  items = cvk_run_items_to_json (done, "write", "out");
  g_assert_true (g_str_has_prefix (
    items, "[{\"join_url\":\"https://zoom.us/j/1\",\"uid\":\"u\",\"ics\":\"BEGIN:VCALENDAR\\r\\n"
           "VERSION:2.0\\r\\nPRODID:-//Convoke//Convoke//EN\\r\\nMETHOD:REQUEST\\r\\n"
           "BEGIN:VEVENT\\r\\nUID:u\\r\\nDTSTAMP:"));
  g_assert_nonnull (strstr (
    items, "SEQUENCE:2\\r\\nDTSTART:20260303T140000Z\\r\\nDTEND:20260303T150000Z\\r\\n"
           "SUMMARY:Talk\\r\\nCONFERENCE;VALUE=URI;FEATURE=VIDEO:https://zoom.us/j/1\\r\\n"
           "URL:https://zoom.us/j/1\\r\\nLOCATION:https://zoom.us/j/1\\r\\nSTATUS:CONFIRMED"));
  g_clear_object (&done);
  g_clear_pointer (&items, g_free);
  done =
    run ("calendar.invite",
         "\"uid\":\"u\",\"method\":\"cancel\",\"start\":\"2026-03-03T14:00:00Z\",\"organizer\":"
         "\"ana@example.org\",\"name\":\"text\"");
  items = cvk_run_items_to_json (done, "write", "out");
  g_assert_nonnull (strstr (items, "\"text\":\"BEGIN:VCALENDAR"));
  g_assert_nonnull (strstr (items, "METHOD:CANCEL\\r\\n"));
  g_assert_nonnull (strstr (items, "STATUS:CANCELLED\\r\\n"));
  g_clear_object (&done);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/calendar-write/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/calendar-write/folding", test_folding);
  g_test_add_func ("/calendar-write/round-trip", test_round_trip);
  g_test_add_func ("/calendar-write/folder", test_folder);
  g_test_add_func ("/calendar-write/items", test_items);
  g_test_add_func ("/calendar-write/invitation", test_invitation);
  return g_test_run ();
}
