// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cvk-json.h"
#include "nodes/cvk-parse-process.h"

#define CALENDAR                                                                                   \
  "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTART:20260303T140000Z\r\nEND:VEVENT\r\n"       \
  "END:VCALENDAR\r\n"

/* An open file with @content that nobody else knows. */
static int
open_file (const char *content, size_t length)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("cvk-parse-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_unlink (path);
  g_assert_cmpint (write (fd, content, length), ==, (ssize_t) length);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  return fd;
}

/* So many events with that rule. */
static GString *
make_calendar (unsigned count, const char *rule)
{
  GString *text = g_string_new ("BEGIN:VCALENDAR\r\n");

  for (unsigned i = 0; i < count; i++)
    g_string_append_printf (text,
                            "BEGIN:VEVENT\r\nUID:%u\r\nDTSTART:20260101T140000Z\r\n"
                            "SUMMARY:An event\r\nRRULE:%s\r\nEND:VEVENT\r\n",
                            i, rule);
  g_string_append (text, "END:VCALENDAR\r\n");
  return text;
}

static gboolean
add_line_cb (CvkValue *line, gpointer user_data, GError **error)
{
  g_autofree char *text = cvk_value_to_json (line, CVK_JSON_COMPACT);

  g_string_append_printf (user_data, "%s\n", text);
  return TRUE;
}

static gboolean
refuse_line_cb (CvkValue *line, gpointer user_data, GError **error)
{
  unsigned *count = user_data;

  (*count)++;
  return FALSE;
}

static void
assert_fails (CvkParseRequest *request, const char *content, size_t length, CvkParseError code)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean succeeded = FALSE;

  request->format = "ics";
  request->fd = open_file (content, length);
  succeeded = cvk_parse_process_run (request, add_line_cb, lines, NULL, &error);
  close (request->fd);
  g_assert_error (error, CVK_PARSE_ERROR, (int) code);
  g_assert_false (succeeded);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_lines (void)
{
  CvkParseRequest request = { .format = "ics", .fd = open_file (CALENDAR, strlen (CALENDAR)) };
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_parse_process_run (&request, add_line_cb, lines, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (lines->str, ==,
                   "{\"event\":{\"uid\":\"one\",\"at\":[17,78],\"line\":2,"
                   "\"start\":{\"time\":\"20260303T140000Z\"}}}\n"
                   "{\"calendar\":{\"at\":[0,93],\"end\":78}}\n");
  close (request.fd);
}

static void
test_options (void)
{
  const char *options[] = { "until=0", NULL };
  CvkParseRequest request = { .format = "ics",
                              .fd = open_file (CALENDAR, strlen (CALENDAR)),
                              .options = options };
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_parse_process_run (&request, add_line_cb, lines, NULL, &error));
  g_assert_cmpstr (lines->str, ==, "{\"calendar\":{\"at\":[0,93],\"end\":78}}\n");
  close (request.fd);
}

static void
test_enough (void)
{
  g_autoptr (GString) text = make_calendar (5000, "FREQ=DAILY;COUNT=3");
  CvkParseRequest request = { .format = "ics", .fd = open_file (text->str, text->len) };
  g_autoptr (GError) error = NULL;
  unsigned count = 0;

  g_assert_true (cvk_parse_process_run (&request, refuse_line_cb, &count, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 1);
  close (request.fd);
}

static void
test_another_format (void)
{
  CvkParseRequest request = { 0 };

  assert_fails (&request, "", 0, CVK_PARSE_ERROR_FORMAT);
  assert_fails (&request, "PK\003\004", 4, CVK_PARSE_ERROR_FORMAT);
}

static void
test_limits (void)
{
  g_autoptr (GString) many = make_calendar (100000, "FREQ=DAILY;COUNT=3");
  g_autoptr (GString) slow = make_calendar (400000, "FREQ=DAILY;COUNT=90");
  const char *first_only[] = { "times=1", NULL };
  CvkParseRequest little_output = { .output = 1000 };
  CvkParseRequest little_memory = { .memory = 4 * 1024 * 1024 };
  CvkParseRequest little_time = { .seconds = 1, .options = first_only, .output = G_MAXINT };

  assert_fails (&little_output, many->str, many->len, CVK_PARSE_ERROR_TOO_LARGE);
  assert_fails (&little_memory, many->str, many->len, CVK_PARSE_ERROR_CRASHED);
  assert_fails (&little_time, slow->str, slow->len, CVK_PARSE_ERROR_TIME);
}

static void
test_too_large (void)
{
  CvkParseRequest request = { 0 };
  g_autofree char *text = g_malloc0 (64 * 1024 * 1024 + 1);

  assert_fails (&request, text, 64 * 1024 * 1024 + 1, CVK_PARSE_ERROR_TOO_LARGE);
}

static void
test_cancelled (void)
{
  CvkParseRequest request = { .format = "ics", .fd = open_file (CALENDAR, strlen (CALENDAR)) };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (cvk_parse_process_run (&request, add_line_cb, lines, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close (request.fd);
}

static void
run_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static void
test_async (void)
{
  CvkParseRequest request = { .format = "ics", .fd = open_file (CALENDAR, strlen (CALENDAR)) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CvkValue) lines = NULL;
  g_autoptr (GError) error = NULL;

  cvk_parse_process_run_async (&request, NULL, run_cb, &result);
  close (request.fd);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  lines = cvk_parse_process_run_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cvk_value_get_length (lines), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parse-process/lines", test_lines);
  g_test_add_func ("/parse-process/options", test_options);
  g_test_add_func ("/parse-process/enough", test_enough);
  g_test_add_func ("/parse-process/another-format", test_another_format);
  g_test_add_func ("/parse-process/limits", test_limits);
  g_test_add_func ("/parse-process/too-large", test_too_large);
  g_test_add_func ("/parse-process/cancelled", test_cancelled);
  g_test_add_func ("/parse-process/async", test_async);
  return g_test_run ();
}
