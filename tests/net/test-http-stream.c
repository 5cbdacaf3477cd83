// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "fault-server.h"
#include "net/cvk-http-private.h"
#include "net/cvk-http.h"
#include "support/cvk-fake-clock.h"

#define OBJECT "{\"id\": 91538056781, \"topic\": \"Interview\"}"

typedef struct
{
  CvkFakeClock *clock;
  CvkHttp *http;
  GString *taken;
  size_t enough; /* bytes after which no more is wanted; 0: all */
  CvkHttpResponse *response;
  GError *error;
  gboolean is_done;
} Follower;

static gboolean
take (const char *data, size_t length, gpointer user_data)
{
  Follower *self = user_data;

  g_assert_cmpuint (length, >, 0);
  g_string_append_len (self->taken, data, (gssize) length);
  return self->enough == 0 || self->taken->len < self->enough;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Follower *self = user_data;

  self->response = cvk_http_send_finish (CVK_HTTP (source), result, &self->error);
  self->is_done = TRUE;
}

static void
follower_init (Follower *self)
{
  *self = (Follower){ .taken = g_string_new (NULL) };
  self->clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  self->http = cvk_http_new (CVK_CLOCK (self->clock));
}

static void
follower_clear (Follower *self)
{
  cvk_http_response_free (self->response);
  g_clear_error (&self->error);
  g_string_free (self->taken, TRUE);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Follower, follower_clear)

static void
begin (Follower *self, const char *path, int64_t first_byte, int64_t between)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/%s", fault_server_get_port (), path);
  CvkHttpStream stream = { first_byte, between, take, self };
  CvkHttpRequest request = {
    .method = "POST",
    .url = url,
    .stream = &stream,
    .deadline = 100 * G_USEC_PER_SEC,
    .budget = 1024 * 1024,
  };

  cvk_http_send_async (self->http, &request, NULL, sent_cb, self);
}

static void
finish (Follower *self)
{
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_pieces (void)
{
  static const char *const paths[] = { "ok", "ok-chunked", "ok-gzip" };

  for (size_t i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_auto (Follower) follower = { NULL };

      follower_init (&follower);
      begin (&follower, paths[i], 0, 0);
      finish (&follower);
      g_assert_no_error (follower.error);
      g_assert_cmpstr (follower.taken->str, ==, OBJECT);
      g_assert_cmpuint (g_bytes_get_size (follower.response->body), ==, strlen (OBJECT));
      g_assert_cmpuint (cvk_fake_clock_count_timeouts (follower.clock), ==, 0);
    }
}

/* What a refusal says is no part of an answer. */
static void
test_refusal (void)
{
  g_auto (Follower) follower = { NULL };

  follower_init (&follower);
  begin (&follower, "503", 0, 0);
  finish (&follower);
  g_assert_no_error (follower.error);
  g_assert_cmpuint (follower.response->status, ==, 503);
  g_assert_cmpstr (follower.taken->str, ==, "");
}

static void
test_enough (void)
{
  g_auto (Follower) follower = { NULL };

  follower_init (&follower);
  follower.enough = 100 * 1024;
  begin (&follower, "endless-chunks", 0, 0);
  finish (&follower);
  g_assert_no_error (follower.error);
  g_assert_cmpuint (follower.taken->len, >=, follower.enough);
  g_assert_cmpuint (follower.taken->len, <, 1024 * 1024);
  g_assert_cmpuint (g_bytes_get_size (follower.response->body), ==, follower.taken->len);
}

static void
test_too_large (void)
{
  g_auto (Follower) follower = { NULL };

  follower_init (&follower);
  begin (&follower, "endless-chunks", 0, 0);
  finish (&follower);
  g_assert_error (follower.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_TOO_LARGE);
  g_assert_cmpuint (follower.taken->len, <=, 1024 * 1024);
}

/* Far before the deadline of the whole, which is the control: without the two it would hold. */
static void
test_silence (void)
{
  static const struct
  {
    const char *path;
    int64_t first_byte;
    int64_t between;
    const char *taken;
  } rows[] = { { "stall", 5, 0, "" }, { "stall-in-body", 0, 5, "{" }, { "stall", 0, 5, NULL } };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Follower) follower = { NULL };
      int64_t expected = rows[i].taken != NULL ? 5 : 100;

      follower_init (&follower);
      begin (&follower, rows[i].path, rows[i].first_byte * G_USEC_PER_SEC,
             rows[i].between * G_USEC_PER_SEC);
      fault_server_wait_for ("/stall");
      while (rows[i].taken != NULL && strlen (rows[i].taken) > follower.taken->len)
        g_main_context_iteration (NULL, TRUE);
      cvk_fake_clock_advance (follower.clock, expected * G_USEC_PER_SEC - 1);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_false (follower.is_done);
      cvk_fake_clock_advance (follower.clock, 1);
      finish (&follower);
      g_assert_error (follower.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_DEADLINE);
    }
}

/* Wherever the pieces end, no part of the credentials is among what is safe. */
static void
test_hidden (void)
{
  static const char text[] = "a sk-sk-1234567890abcdef and sk-sk-1 sk-1234567890abcdef.";
  static const char hidden[] = "a sk-******************* and sk-sk-1 *******************.";
  g_autoptr (CvkSecret) secret = cvk_secret_new ("sk-1234567890abcdef", -1);

  for (size_t first = 0; first <= strlen (text); first++)
    for (size_t second = first; second <= strlen (text); second++)
      {
        g_autoptr (GByteArray) body = g_byte_array_new ();
        g_autoptr (GString) taken = g_string_new (NULL);
        size_t ends[] = { first, second, strlen (text) };
        size_t n_hidden = 0;

        for (size_t i = 0; i < G_N_ELEMENTS (ends); i++)
          {
            size_t n_safe;

            g_byte_array_append (body, (const guint8 *) text + body->len,
                                 (unsigned) (ends[i] - body->len));
            n_safe = cvk_http_hide_credentials (body, &n_hidden, secret);
            g_assert_cmpuint (n_safe, >=, taken->len);
            g_assert_cmpuint (n_safe + 19, >, body->len);
            g_string_append_len (taken, (const char *) body->data + taken->len,
                                 (gssize) (n_safe - taken->len));
          }
        g_assert_cmpstr (taken->str, ==, hidden);
      }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  /* First: it waits for the very request that it has sent. */
  g_test_add_func ("/http-stream/silence", test_silence);
  g_test_add_func ("/http-stream/pieces", test_pieces);
  g_test_add_func ("/http-stream/refusal", test_refusal);
  g_test_add_func ("/http-stream/enough", test_enough);
  g_test_add_func ("/http-stream/too-large", test_too_large);
  g_test_add_func ("/http-stream/hidden", test_hidden);

  fault_server_start ();
  status = g_test_run ();
  fault_server_stop ();
  return status;
}
