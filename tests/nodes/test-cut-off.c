// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "support/cvk-run-fixture.h"

/* Files that are read when the run is cancelled: it ends without them, and nothing has failed. */

#define N_ROWS 20000
#define CALENDAR                                                                                   \
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"           \
  "DTSTAMP:20260301T000000Z\r\nDTSTART:20260302T090000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"     \
  "END:VCALENDAR\r\n"

static const struct
{
  const char *type;
  const char *settings;
} readers[] = {
  { "csv.read", "{\"file\":\"in.csv\"}" },
  { "json.read", "{\"file\":\"in.json\"}" },
  { "file.read", "{\"file\":\"in.csv\"}" },
  { "file.list", "{\"folder\":\"folder\"}" },
  { "calendar.read", "{\"file\":\"in.ics\",\"from\":\"2026-03-01\",\"until\":\"2066-03-01\"}" },
};

static void
write_files (CvkRunFixture *fixture)
{
  g_autoptr (GString) csv = g_string_new ("id\n");
  g_autoptr (GString) json = g_string_new ("[0");

  for (unsigned i = 1; i < N_ROWS; i++)
    {
      g_string_append_printf (csv, "%u\n", i);
      g_string_append_printf (json, ",{\"id\":%u}", i);
    }
  g_string_append_c (json, ']');
  cvk_run_fixture_write (fixture, "in.csv", csv->str);
  /* Its first element is no object, so it would fail when it is read to the end. */
  cvk_run_fixture_write (fixture, "in.json", json->str);
  cvk_run_fixture_write (fixture, "in.ics", CALENDAR);
}

static gboolean
cancel_cb (gpointer user_data)
{
  cvk_run_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_reading (void)
{
  CvkRunFixture fixture = { 0 };

  cvk_run_fixture_init (&fixture);
  write_files (&fixture);
  for (size_t i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"%s\",\"settings\":%s},"
                         "\"hold\":{\"type\":\"wait\",\"settings\":{\"mode\":\"for\",\"for\":2,"
                         "\"unit\":\"hours\"}}},"
                         "\"links\":[\"read.out -> hold.in\"]}",
                         readers[i].type, readers[i].settings);
      g_autoptr (CvkRun) run = cvk_run_fixture_create (&fixture, text, NULL);
      g_autofree char *failures = NULL;

      g_idle_add_full (G_PRIORITY_HIGH, cancel_cb, run, NULL);
      cvk_run_fixture_finish (run);
      failures = cvk_run_failures_to_text (run);
      g_assert_cmpstr (failures, ==, "");
      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_CANCELLED);
    }
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cut-off/reading", test_reading);
  return g_test_run ();
}
