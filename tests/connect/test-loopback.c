// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "connect/cvk-loopback.h"
#include "cvk-loopback-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

/* Rows of the checklist are named in the paths of the tests (B1 to B18). */

#define GET(target) "GET " target " HTTP/1.1\r\nHost: %h\r\n\r\n"
#define GOOD "/callback?code=x&state=" STATE

static void
test_many_wrong_states (CvkLoopbackBench *self, gconstpointer data)
{
  g_autofree char *first = NULL;

  for (unsigned i = 0; i < 10000; i++)
    {
      g_autofree char *pattern =
        g_strdup_printf ("GET /callback?code=evil&state=%043u HTTP/1.1\r\nHost: %%h\r\n\r\n", i);
      g_autofree char *answer = cvk_loopback_bench_exchange (self, pattern);

      g_assert_cmpuint (cvk_loopback_bench_get_status (answer), ==, 400);
      /* B6: always the same bytes, which say nothing. */
      if (first == NULL)
        first = g_steal_pointer (&answer);
      else
        g_assert_cmpstr (answer, ==, first);
    }
  g_assert_null (strstr (first, "evil"));
  g_assert_null (strstr (first, "state-0"));
  cvk_loopback_bench_assert_goes_on (self);
}

static void
test_first_wins (CvkLoopbackBench *self, gconstpointer data)
{
  g_autofree char *request = cvk_loopback_bench_fill_in (self, GET (GOOD));
  int first = cvk_loopback_bench_open_client (self);
  int second = cvk_loopback_bench_open_client (self);
  g_autofree char *first_answer = NULL;
  g_autofree char *second_answer = NULL;

  cvk_loopback_bench_write_to (first, request, strlen (request));
  cvk_loopback_bench_write_to (second, request, strlen (request));
  first_answer = cvk_loopback_bench_read_from (first);
  second_answer = cvk_loopback_bench_read_from (second);
  g_assert_cmpuint (cvk_loopback_bench_get_status (first_answer), ==, 303);
  g_assert_cmpstr (first_answer, ==, second_answer);
  cvk_loopback_bench_assert_code (self, "x");

  g_assert_cmpuint (cvk_loopback_bench_get (self, "/callback?code=other&state=" STATE), ==, 400);
  g_assert_cmpuint (cvk_loopback_bench_get (self, "/callback?error=access_denied&state=" STATE), ==,
                    400);
  g_assert_cmpuint (cvk_loopback_bench_get (self, GOOD), ==, 303);
  cvk_drain_main_context ();
  g_assert_null (self->result);
}

static void
count_as_gone (CvkLoopbackBench *self, int client)
{
  g_autofree char *answer = cvk_loopback_bench_read_from (client);

  g_assert_cmpuint (cvk_loopback_bench_get_status (answer), ==, 0);
}

static void
test_crowd (CvkLoopbackBench *self, gconstpointer data)
{
  int clients[500];

  for (size_t i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      clients[i] = cvk_loopback_bench_open_client (self);
      cvk_loopback_bench_write_to (clients[i], "GET /", 5);
      cvk_drain_main_context ();
    }
  cvk_loopback_bench_assert_goes_on (self);
  for (size_t i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      if (i == G_N_ELEMENTS (clients) - 16)
        cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 5 * G_USEC_PER_SEC);
      count_as_gone (self, clients[i]);
    }
}

static void
test_slow (CvkLoopbackBench *self, gconstpointer data)
{
  int client = cvk_loopback_bench_open_client (self);
  int silent = cvk_loopback_bench_open_client (self);

  for (unsigned i = 0; i < 5; i++)
    {
      cvk_loopback_bench_write_to (client, "G", 1);
      cvk_drain_main_context ();
      cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), G_USEC_PER_SEC);
    }
  count_as_gone (self, client);
  count_as_gone (self, silent);
  cvk_loopback_bench_assert_goes_on (self);
}

static void
test_large (CvkLoopbackBench *self, gconstpointer data)
{
  g_autofree char *many = g_strnfill (64 * 1024, 'a');
  g_autofree char *line = g_strdup_printf ("GET /callback?code=%s HTTP/1.1\r\n\r\n", many);
  g_autofree char *header = g_strdup_printf ("GET / HTTP/1.1\r\nA: %s\r\n\r\n", many);
  g_autofree char *first = cvk_loopback_bench_exchange_bytes (self, line, strlen (line));
  g_autofree char *second = cvk_loopback_bench_exchange_bytes (self, header, strlen (header));
  g_autofree char *binary =
    cvk_loopback_bench_exchange_bytes (self, "GET /\0callback HTTP/1.1\r\n\r\n", 27);
  g_autofree char *nothing = NULL;
  int client = cvk_loopback_bench_open_client (self);

  g_assert_cmpuint (cvk_loopback_bench_get_status (first), ==, 431);
  g_assert_cmpuint (cvk_loopback_bench_get_status (second), ==, 431);
  g_assert_cmpuint (cvk_loopback_bench_get_status (binary), ==, 400);
  shutdown (client, SHUT_WR);
  nothing = cvk_loopback_bench_read_from (client);
  g_assert_cmpstr (nothing, ==, "");
  cvk_loopback_bench_assert_goes_on (self);
}

static void
test_byte_by_byte (CvkLoopbackBench *self, gconstpointer data)
{
  g_autofree char *request = cvk_loopback_bench_fill_in (self, GET (GOOD));
  g_autofree char *answer = NULL;
  int client = cvk_loopback_bench_open_client (self);

  for (const char *p = request; *p != '\0'; p++)
    {
      cvk_loopback_bench_write_to (client, p, 1);
      cvk_drain_main_context ();
    }
  answer = cvk_loopback_bench_read_from (client);
  g_assert_cmpuint (cvk_loopback_bench_get_status (answer), ==, 303);
  cvk_loopback_bench_assert_code (self, "x");
}

typedef struct
{
  const char *query;
  int error; /* of the attempt; -1: none */
  const char *title;
} EndRow;

static void
test_end_page (gconstpointer data)
{
  const EndRow *row = data;
  CvkLoopbackBench self = { 0 };
  g_autofree char *target = g_strdup_printf ("/callback?%s&state=" STATE, row->query);
  g_autofree char *pattern = cvk_loopback_bench_make_get (target);
  g_autofree char *callback = NULL;
  g_autofree char *done = NULL;
  g_autofree char *request = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) ignored = NULL;
  g_autoptr (CvkSecret) code = NULL;
  int client;

  cvk_loopback_bench_start (&self, NULL, FALSE);
  callback = cvk_loopback_bench_exchange (&self, pattern);
  cvk_loopback_bench_assert_harmless (callback);
  /* B15: where the browser goes next, without the code. */
  g_assert_nonnull (strstr (callback, "\r\nLocation: /done\r\n"));
  code = cvk_loopback_bench_take_code (&self, &ignored);

  /* B14: no word of success before it is one. */
  request = cvk_loopback_bench_fill_in (&self, GET ("/done"));
  client = cvk_loopback_bench_open_client (&self);
  cvk_loopback_bench_write_to (client, request, strlen (request));
  for (unsigned i = 0; i < 10; i++)
    cvk_drain_main_context ();
  g_assert_cmpint (recv (client, &(char){ 0 }, 1, MSG_DONTWAIT), ==, -1);

  if (row->error >= 0)
    error = g_error_new_literal (CVK_AUTH_ERROR, row->error, "no");
  cvk_loopback_finish (self.loopback, error);
  done = cvk_loopback_bench_read_from (client);
  g_assert_cmpuint (cvk_loopback_bench_get_status (done), ==, 200);
  cvk_loopback_bench_assert_harmless (done);
  g_assert_nonnull (strstr (done, row->title));

  /* Reloading works for a moment; then nobody listens any more (B16). */
  g_assert_cmpuint (cvk_loopback_bench_get (&self, "/done"), ==, 200);
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self.clock), G_USEC_PER_SEC);
  g_assert_cmpint (cvk_loopback_bench_try_to_connect (&self), ==, -1);
  cvk_loopback_bench_tear_down (&self, NULL);
}

static const EndRow end_rows[] = {
  { "code=x", -1, "<h1>Connected</h1>" },
  { "code=x", CVK_AUTH_ERROR_OFFLINE, "<h1>Not connected</h1>" },
  { "code=x", CVK_AUTH_ERROR_DECLINED, "You declined" },
};

static void
test_page_not_fetched (CvkLoopbackBench *self, gconstpointer data)
{
  g_assert_cmpuint (cvk_loopback_bench_get (self, GOOD), ==, 303);
  cvk_loopback_bench_assert_code (self, "x");
  cvk_loopback_finish (self->loopback, NULL);
  /* The owner may go; the last page stays a little longer. */
  g_clear_object (&self->loopback);
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 9 * G_USEC_PER_SEC);
  g_assert_cmpuint (cvk_loopback_bench_get (self, "/done"), ==, 200);
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), G_USEC_PER_SEC);
  g_assert_cmpint (cvk_loopback_bench_try_to_connect (self), ==, -1);
}

static void
test_timeout (CvkLoopbackBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) code = NULL;

  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 10 * MINUTE - 1);
  cvk_drain_main_context ();
  g_assert_null (self->result);
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 1);
  code = cvk_loopback_bench_take_code (self, &error);
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_TIMEOUT);

  /* B18 */
  g_assert_cmpuint (cvk_loopback_bench_get (self, GOOD), ==, 410);
  g_assert_cmpuint (cvk_loopback_bench_get (self, "/done"), ==, 410);
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), G_USEC_PER_SEC);
  g_assert_cmpint (cvk_loopback_bench_try_to_connect (self), ==, -1);
}

static void
test_cancelled (CvkLoopbackBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) code = NULL;

  g_cancellable_cancel (self->cancellable);
  code = cvk_loopback_bench_take_code (self, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (cvk_loopback_bench_get (self, GOOD), ==, 410);
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), G_USEC_PER_SEC);
  g_assert_cmpint (cvk_loopback_bench_try_to_connect (self), ==, -1);
}

static void
test_closed (CvkLoopbackBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) code = NULL;
  int client = cvk_loopback_bench_open_client (self);

  cvk_drain_main_context ();
  cvk_loopback_close (self->loopback);
  count_as_gone (self, client);
  code = cvk_loopback_bench_take_code (self, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (cvk_loopback_bench_try_to_connect (self), ==, -1);
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (CVK_FAKE_CLOCK (self->clock)), ==, 0);
}

/* The kernel's list of listening sockets: ours is on 127.0.0.1 and nowhere else. */
static void
test_address (CvkLoopbackBench *self, gconstpointer data)
{
  g_autofree char *table = NULL;
  g_autofree char *expected = g_strdup_printf (" 0100007F:%04X 00000000:0000 0A ", self->port);
  g_autofree char *port = g_strdup_printf (":%04X 00000000:0000 0A ", self->port);

  g_assert_true (g_file_get_contents ("/proc/self/net/tcp", &table, NULL, NULL));
  g_assert_nonnull (strstr (table, expected));
  g_assert_true (strstr (table, port) == strstr (table, expected) + strlen (" 0100007F"));
}

static CvkLoopback *
open_on_same_port (CvkLoopbackBench *self, GError **error)
{
  g_autoptr (CvkSecret) state = cvk_secret_new ("another state", -1);
  const CvkLoopbackOptions options = { .port = (uint16_t) self->port, .state = state };

  return cvk_loopback_new (&options, self->clock, error);
}

static void
test_busy_port (CvkLoopbackBench *self, gconstpointer data)
{
  g_autoptr (CvkLoopback) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *port = g_strdup_printf ("%u", self->port);

  other = open_on_same_port (self, &error);
  g_assert_null (other);
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, port));
}

/* One that shows no more than a last page does not keep the next attempt from a fixed port. */
static void
test_given_up_port (CvkLoopbackBench *self, gconstpointer data)
{
  g_autoptr (CvkLoopback) other = NULL;
  g_autoptr (CvkSecret) code = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) ignored = NULL;

  g_cancellable_cancel (self->cancellable);
  code = cvk_loopback_bench_take_code (self, &ignored);
  g_assert_error (ignored, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (cvk_loopback_bench_get (self, GOOD), ==, 410);
  other = open_on_same_port (self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cvk_loopback_bench_get (self, GOOD), ==, 400);
  cvk_loopback_close (other);
}

/* Two attempts differ, and the path of one is nothing to the other. */
static void
test_random_path (CvkLoopbackBench *self, gconstpointer data)
{
  g_autoptr (CvkSecret) state = cvk_secret_new (STATE, -1);
  const CvkLoopbackOptions options = { .state = state, .random_path = TRUE };
  g_autoptr (CvkLoopback) first = cvk_loopback_new (&options, self->clock, NULL);
  g_autoptr (CvkLoopback) second = cvk_loopback_new (&options, self->clock, NULL);
  const char *uris[] = { cvk_loopback_get_redirect_uri (first),
                         cvk_loopback_get_redirect_uri (second) };
  CvkLoopbackBench browser = { 0 };
  g_autofree char *right = NULL;
  g_autofree char *old = NULL;

  g_assert_cmpint (sscanf (uris[1], "http://127.0.0.1:%u/", &browser.port), ==, 1);
  browser.host = g_strdup_printf ("127.0.0.1:%u", browser.port);
  for (size_t i = 0; i < G_N_ELEMENTS (uris); i++)
    g_assert_cmpuint (strlen (strstr (uris[i], "/callback/") + strlen ("/callback/")), ==, 22);
  right = g_strconcat (strstr (uris[1], "/callback/"), "?code=x&state=" STATE, NULL);
  old = g_strconcat (strstr (uris[0], "/callback/"), "?code=x&state=" STATE, NULL);
  g_assert_cmpstr (right, !=, old);
  g_assert_cmpuint (cvk_loopback_bench_get (&browser, old), ==, 404);
  g_assert_cmpuint (cvk_loopback_bench_get (&browser, GOOD), ==, 404);
  g_assert_cmpuint (cvk_loopback_bench_get (&browser, right), ==, 303);
  cvk_loopback_close (first);
  cvk_loopback_close (second);
  g_free (browser.host);
}

/* Somebody pressed Add on the service's own pages. */
static void
test_no_state (CvkLoopbackBench *self, gconstpointer data)
{
  g_autofree char *pattern = cvk_loopback_bench_make_get ("/callback?code=market");
  g_autofree char *other = cvk_loopback_bench_make_get ("/callback?code=other&x=y");
  g_autofree char *page = cvk_loopback_bench_exchange (self, pattern);
  g_autofree char *again = cvk_loopback_bench_exchange (self, other);

  g_assert_cmpuint (cvk_loopback_bench_get_status (page), ==, 400);
  g_assert_nonnull (strstr (page, "<h1>Start from Convoke</h1>"));
  g_assert_null (strstr (page, "market"));
  g_assert_cmpstr (page, ==, again);
  cvk_loopback_bench_assert_harmless (page);
  g_assert_cmpuint (cvk_loopback_bench_get (self, "/callback"), ==, 400);
  g_assert_cmpuint (cvk_loopback_bench_get (self, "/callback?error=access_denied"), ==, 400);
  cvk_loopback_bench_assert_goes_on (self);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/loopback/" path, CvkLoopbackBench, NULL, cvk_loopback_bench_set_up,        \
              function, cvk_loopback_bench_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("A8/address", test_address);
  ADD ("A8/busy-port", test_busy_port);
  ADD ("A8/given-up-port", test_given_up_port);
  ADD ("A10/random-path", test_random_path);
  ADD ("no-state", test_no_state);
  ADD ("B5-B6/many-wrong-states", test_many_wrong_states);
  ADD ("B8/first-wins", test_first_wins);
  ADD ("B13/crowd", test_crowd);
  ADD ("B13/slow", test_slow);
  ADD ("B13/large", test_large);
  ADD ("B13/byte-by-byte", test_byte_by_byte);
  for (size_t i = 0; i < G_N_ELEMENTS (end_rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/connect/loopback/B15/end-page/%zu", i);

      g_test_add_data_func (path, &end_rows[i], test_end_page);
    }
  ADD ("B15/page-not-fetched", test_page_not_fetched);
  ADD ("B16/timeout", test_timeout);
  ADD ("B16/cancelled", test_cancelled);
  ADD ("B16/closed", test_closed);
  return g_test_run ();
}
