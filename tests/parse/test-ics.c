// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "parse/cvk-parse-format.h"

/* The formats in the process of a test, where sanitizers see what they do. */

#define HEAD "BEGIN:VCALENDAR\r\n"
#define TAIL "END:VCALENDAR\r\n"
#define ROUNDS 400

static void
collect_cb (const char *data, size_t length, gpointer user_data)
{
  g_string_append_len (user_data, data, (gssize) length);
}

static char *
parse (const char *text, size_t length, const char *const *options)
{
  GString *answer = g_string_new (NULL);
  g_autoptr (CvkParseOutput) output =
    cvk_parse_output_new (collect_cb, answer, (size_t) 64 * 1024 * 1024);
  const CvkParseFormat *format = cvk_parse_format_find ("ics");

  g_assert_nonnull (format);
  format->parse (text, length, options, output);
  cvk_parse_output_done (output);
  g_assert_true (g_utf8_validate (answer->str, (gssize) answer->len, NULL));
  g_assert_true (g_str_has_suffix (answer->str, "}\n"));
  return g_string_free (answer, FALSE);
}

static char *
parse_text (const char *text)
{
  static const char *const options[] = { "from=1772323200", "until=1775001600", NULL };

  return parse (text, strlen (text), options);
}

static unsigned
count (const char *text, const char *word)
{
  unsigned found = 0;

  for (const char *place = text; (place = strstr (place, word)) != NULL; place += strlen (word))
    found++;
  return found;
}

static char *
repeat (const char *text, unsigned times)
{
  GString *all = g_string_sized_new (strlen (text) * times);

  for (unsigned i = 0; i < times; i++)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

#define FINE                                                                                       \
  "BEGIN:VEVENT\r\nUID:fine\r\nDTSTART:20260303T140000Z\r\nSUMMARY:Fine\r\nEND:VEVENT\r\n"

/* Whatever stands around it, the event that is fine is read, and once. */
static void
assert_fine (const char *before, const char *warning)
{
  g_autofree char *text = g_strconcat (HEAD, before, FINE, TAIL, NULL);
  g_autofree char *answer = parse_text (text);

  g_assert_cmpuint (count (answer, "\"uid\":\"fine\""), ==, 1);
  if (warning != NULL)
    g_assert_nonnull (strstr (answer, warning));
}

static void
test_nested (void)
{
  g_autofree char *events = repeat ("BEGIN:VEVENT\r\n", 100000);
  g_autofree char *others = repeat ("BEGIN:X-A\r\n", 100000);
  g_autofree char *calendars = repeat ("BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\n", 20000);
  g_autofree char *ends = repeat ("END:VEVENT\r\nEND:VALARM\r\n", 10000);

  assert_fine (events, "unfinished");
  assert_fine (others, NULL);
  assert_fine (calendars, "zone-invalid");
  assert_fine (ends, NULL);
}

static void
test_long_lines (void)
{
  g_autofree char *letters = g_strnfill (10 * 1024 * 1024, 'a');
  g_autofree char *folds = repeat (" a\r\n", 1100000);
  g_autofree char *line =
    g_strconcat ("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260303T140000Z\r\nDESCRIPTION:", letters,
                 "\r\nEND:VEVENT\r\n", NULL);
  g_autofree char *folded =
    g_strconcat ("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260303T140000Z\r\nSUMMARY:x\r\n", folds,
                 "END:VEVENT\r\n", NULL);
  g_autofree char *name = g_strconcat (letters, "\r\n", NULL);
  g_autofree char *parameters = repeat (";A=b", 200000);
  g_autofree char *property = g_strconcat ("BEGIN:VEVENT\r\nDTSTART", parameters,
                                           ":20260303T140000Z\r\nEND:VEVENT\r\n", NULL);

  assert_fine (line, "line-too-long");
  assert_fine (folded, "\"warning\"");
  assert_fine (name, NULL);
  assert_fine (property, "no-start");
}

static void
test_many (void)
{
  g_autofree char *guests = repeat ("ATTENDEE:mailto:a@example.org\r\n", 10000);
  g_autofree char *dates = repeat (",20260303T140000Z", 50000);
  g_autofree char *people =
    g_strconcat ("BEGIN:VEVENT\r\nDTSTART:20260303T140000Z\r\n", guests, "END:VEVENT\r\n", NULL);
  g_autofree char *exceptions = g_strconcat (
    "BEGIN:VEVENT\r\nDTSTART:20260303T140000Z\r\nRRULE:FREQ=DAILY\r\nEXDATE:", dates + 1,
    "\r\nEND:VEVENT\r\n", NULL);
  g_autofree char *bombs =
    repeat ("BEGIN:VEVENT\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY;COUNT=2000000000\r\n"
            "END:VEVENT\r\n",
            200);

  assert_fine (people, "event-too-large");
  assert_fine (exceptions, NULL);
  assert_fine (bombs, "rule-too-fine");
}

/* A zone whose clocks change every second. */
static void
test_zone (void)
{
  assert_fine ("BEGIN:VTIMEZONE\r\nTZID:Bomb\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
               "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
               "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Bomb:20260303T140000\r\n"
               "END:VEVENT\r\n",
               "zone-invalid");
}

static void
test_bytes (void)
{
  static const char zeros[] = HEAD "BEGIN:VEVENT\r\nUID:a\0b\r\nDTSTART:20260303T140000Z\r\n"
                                   "SUMMARY:\xff\xfe\0\xc3\r\nEND:VEVENT\r\n" FINE TAIL;
  static const char *const none[] = { NULL };
  g_autofree char *answer = parse (zeros, sizeof zeros - 1, none);

  g_assert_cmpuint (count (answer, "\"uid\":\"a b\""), ==, 1);
  g_assert_cmpuint (count (answer, "\"uid\":\"fine\""), ==, 1);
}

/* What is wrong with a part of an event is said in a line of its own, and both lines are whole. */
static void
test_broken_parts (void)
{
  static const char *const parts[] = {
    "DTEND:nonsense",
    "DURATION:-PT1H",
    "LAST-MODIFIED:20260231T000000Z",
    "RECURRENCE-ID:x",
    "RRULE:FREQ=DAILY;UNTIL=:20270101",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *event =
        g_strconcat ("BEGIN:VEVENT\r\nUID:odd\r\nDTSTART:20260303T140000Z\r\nSUMMARY:Odd\r\n",
                     parts[i], "\r\nEND:VEVENT\r\n", NULL);
      g_autofree char *text = g_strconcat (HEAD, event, FINE, TAIL, NULL);
      g_autofree char *answer = parse_text (text);
      g_auto (GStrv) lines = g_strsplit (answer, "\n", -1);

      for (size_t k = 0; *lines[k] != '\0'; k++)
        g_assert_true (g_str_has_prefix (lines[k], "{\"") && g_str_has_suffix (lines[k], "}"));
      g_assert_cmpuint (count (answer, "{\"event\":{\"uid\":\"odd\""), ==, 1);
      g_assert_cmpuint (count (answer, "{\"event\":{\"uid\":\"fine\""), ==, 1);
      g_assert_cmpuint (count (answer, "{\"warning\":\"invalid-date\",\"uid\":\"odd\""), ==, 1);
    }
}

/* Calendars with pieces exchanged, doubled and left out: an answer always comes, whatever it says.
 */
static void
test_damaged (void)
{
  static const char *const pieces[] = {
    "BEGIN:VEVENT\r\n",
    "END:VEVENT\r\n",
    "BEGIN:VTIMEZONE\r\n",
    "END:VTIMEZONE\r\n",
    "BEGIN:STANDARD\r\n",
    "END:STANDARD\r\n",
    "TZOFFSETFROM:+9999\r\n",
    "TZOFFSETTO:-0000\r\n",
    "DTSTART:19700101T000000\r\n",
    "DTSTART;TZID=x:20260303T140000\r\n",
    "TZID:x\r\n",
    "DTSTART;VALUE=DATE:20260229\r\n",
    "DTSTART:99991231T235959Z\r\n",
    "DTSTART:00010101\r\n",
    "DTEND:00010101T000000Z\r\n",
    "DTEND:20260303\r\n",
    "DURATION:-P99999999W\r\n",
    "DURATION:P1Y\r\n",
    "DURATION:PT99999999999S\r\n",
    "RRULE:FREQ=YEARLY;BYDAY=53MO,-53SU\r\n",
    "RRULE:FREQ=HOURLY;INTERVAL=1073741823\r\n",
    "RRULE:FREQ=DAILY;UNTIL=00010101\r\n",
    "RRULE:FREQ=WEEKLY;BYSETPOS=-366;BYHOUR=0,23;BYMINUTE=59\r\n",
    "RRULE:;;;FREQ=\r\n",
    "RRULE:FREQ=YEARLY;BYWEEKNO=-53,53;BYMONTHDAY=-31\r\n",
    "RDATE:x,,/,20260303/P1D\r\n",
    "EXDATE;TZID=x:20260303T140000,\r\n",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20260303\r\n",
    "ATTENDEE;CN=\"a:b;c,d;EMAIL=:\r\n",
    "ORGANIZER;CN=^n^^^'^:mailto:\r\n",
    "SEQUENCE:-1\r\n",
    "SUMMARY:\\\r\n",
    "UID:\\\r\n",
    " folded\r\n",
    "\t\r\n",
    ":\r\n",
    ";\r\n",
    "\r\r\n",
    "X;=:\r\n",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260303);

  for (unsigned i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GString) text = g_string_new (HEAD);
      g_autofree char *answer = NULL;

      for (unsigned j = 0; j < 40; j++)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      g_string_append (text, TAIL);
      if (i % 4 == 0)
        text->str[g_rand_int_range (rand, 0, (int) text->len)] = (char) g_rand_int (rand);
      answer = parse_text (text->str);
      g_assert_nonnull (answer);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ics/nested", test_nested);
  g_test_add_func ("/ics/long-lines", test_long_lines);
  g_test_add_func ("/ics/many", test_many);
  g_test_add_func ("/ics/zone", test_zone);
  g_test_add_func ("/ics/bytes", test_bytes);
  g_test_add_func ("/ics/broken-parts", test_broken_parts);
  g_test_add_func ("/ics/damaged", test_damaged);
  return g_test_run ();
}
