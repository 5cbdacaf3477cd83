// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-loopback-bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

void
cvk_loopback_bench_start (CvkLoopbackBench *self, const char *issuer, gboolean issuer_is_needed)
{
  g_autoptr (CvkSecret) state = cvk_secret_new (STATE, -1);
  CvkLoopbackOptions options = { 0 };
  g_autoptr (GError) error = NULL;

  self->clock = CVK_CLOCK (cvk_fake_clock_new (CVK_FAKE_CLOCK_START));
  self->cancellable = g_cancellable_new ();
  options.state = state;
  options.issuer = issuer;
  options.issuer_is_needed = issuer_is_needed;
  self->loopback = cvk_loopback_new (&options, self->clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sscanf (cvk_loopback_get_redirect_uri (self->loopback),
                           "http://127.0.0.1:%u/callback", &self->port),
                   ==, 1);
  self->host = g_strdup_printf ("127.0.0.1:%u", self->port);
  cvk_loopback_wait_async (self->loopback, 10 * MINUTE, self->cancellable, cvk_await_result_cb,
                           &self->result);
}

void
cvk_loopback_bench_set_up (CvkLoopbackBench *self, gconstpointer data)
{
  cvk_loopback_bench_start (self, NULL, FALSE);
}

void
cvk_loopback_bench_tear_down (CvkLoopbackBench *self, gconstpointer data)
{
  if (self->loopback != NULL)
    cvk_loopback_close (self->loopback);
  cvk_drain_main_context ();
  g_clear_object (&self->loopback);
  g_clear_object (&self->result);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->host, g_free);
}

int
cvk_loopback_bench_try_to_connect (CvkLoopbackBench *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->port) };
  int client = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (client, >=, 0);
  if (connect (client, (struct sockaddr *) &address, sizeof address) == 0)
    return client;
  close (client);
  return -1;
}

int
cvk_loopback_bench_open_client (CvkLoopbackBench *self)
{
  int client = cvk_loopback_bench_try_to_connect (self);

  g_assert_cmpint (client, >=, 0);
  return client;
}

void
cvk_loopback_bench_write_to (int client, const char *data, size_t length)
{
  while (length > 0)
    {
      ssize_t sent = send (client, data, length, MSG_NOSIGNAL);

      if (sent < 0)
        return; /* turned away in the middle of it */
      data += sent;
      length -= (size_t) sent;
    }
}

/* What comes until the other side closes. */
char *
cvk_loopback_bench_read_from (int client)
{
  GString *answer = g_string_new (NULL);
  int64_t deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  for (;;)
    {
      char buffer[4096];
      ssize_t size = recv (client, buffer, sizeof buffer, MSG_DONTWAIT);

      if (size > 0)
        g_string_append_len (answer, buffer, size);
      else if (size == 0 || errno == ECONNRESET)
        break;
      else
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  close (client);
  return g_string_free (answer, FALSE);
}

char *
cvk_loopback_bench_exchange_bytes (CvkLoopbackBench *self, const char *request, size_t length)
{
  int client = cvk_loopback_bench_open_client (self);

  cvk_loopback_bench_write_to (client, request, length);
  return cvk_loopback_bench_read_from (client);
}

/* "%h" stands for the right host. */
char *
cvk_loopback_bench_fill_in (CvkLoopbackBench *self, const char *pattern)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "%h", -1);

  return g_strjoinv (self->host, parts);
}

char *
cvk_loopback_bench_exchange (CvkLoopbackBench *self, const char *pattern)
{
  g_autofree char *request = cvk_loopback_bench_fill_in (self, pattern);

  return cvk_loopback_bench_exchange_bytes (self, request, strlen (request));
}

unsigned
cvk_loopback_bench_get_status (const char *answer)
{
  unsigned status = 0;

  sscanf (answer, "HTTP/1.1 %u ", &status);
  return status;
}

char *
cvk_loopback_bench_make_get (const char *target)
{
  return g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %%h\r\n\r\n", target);
}

unsigned
cvk_loopback_bench_get (CvkLoopbackBench *self, const char *target)
{
  g_autofree char *pattern = cvk_loopback_bench_make_get (target);
  g_autofree char *answer = cvk_loopback_bench_exchange (self, pattern);

  return cvk_loopback_bench_get_status (answer);
}

CvkSecret *
cvk_loopback_bench_take_code (CvkLoopbackBench *self, GError **error)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (&self->result);

  return cvk_loopback_wait_finish (self->loopback, result, error);
}

void
cvk_loopback_bench_assert_code (CvkLoopbackBench *self, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) code = cvk_loopback_bench_take_code (self, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (code), ==, expected);
}

/* The right callback still works: nothing before it has ended the attempt. */
void
cvk_loopback_bench_assert_goes_on (CvkLoopbackBench *self)
{
  g_assert_null (self->result);
  g_assert_cmpuint (cvk_loopback_bench_get (self, "/callback?code=good&state=" STATE), ==, 303);
  cvk_loopback_bench_assert_code (self, "good");
}

void
cvk_loopback_bench_assert_harmless (const char *answer)
{
  const char *body = strstr (answer, "\r\n\r\n");

  g_assert_nonnull (strstr (answer, "\r\nContent-Security-Policy: default-src 'none'"));
  g_assert_nonnull (strstr (answer, "\r\nCache-Control: no-store\r\n"));
  g_assert_nonnull (strstr (answer, "\r\nReferrer-Policy: no-referrer\r\n"));
  g_assert_nonnull (strstr (answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
  g_assert_nonnull (strstr (answer, "\r\nConnection: close\r\n"));
  g_assert_nonnull (body);
  g_assert_null (strstr (body, "<script"));
  g_assert_null (strstr (body, "src="));
  g_assert_null (strstr (body, "href="));
  g_assert_null (strstr (body, "http"));
  g_assert_null (strstr (body, STATE));
}
