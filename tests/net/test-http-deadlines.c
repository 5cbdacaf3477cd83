// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "fault-server.h"
#include "net/cvk-http.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

/* What is waited for, and for how long, before an exchange is given up, and what is known then. */

static char *
make_url (const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u/%s", fault_server_get_port (), path);
}

static void
assert_error (CvkHttp *http, GAsyncResult **result, CvkHttpError code)
{
  g_autoptr (GAsyncResult) owned = cvk_await_result (result);
  g_autoptr (GError) error = NULL;

  g_assert_null (cvk_http_send_finish (http, owned, &error));
  g_assert_error (error, CVK_HTTP_ERROR, (int) code);
}

static void
await_timeouts (CvkFakeClock *clock, unsigned count)
{
  while (cvk_fake_clock_count_timeouts (clock) != count)
    g_main_context_iteration (NULL, TRUE);
}

/* The other side takes the connection and says nothing: nothing can have been sent. */
static void
test_not_sent_in_time (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/ok", fault_server_get_port ());
  GAsyncResult *result = NULL;
  CvkHttpRequest request = { .method = "POST", .url = url };

  cvk_http_send_async (http, &request, NULL, cvk_await_result_cb, &result);
  await_timeouts (clock, 2);
  cvk_fake_clock_advance (clock, 10 * G_USEC_PER_SEC - 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (result);
  cvk_fake_clock_advance (clock, 1);
  assert_error (http, &result, CVK_HTTP_ERROR_NOT_SENT);
}

static void
test_deadline (void)
{
  static const char *const paths[] = { "stall", "stall-in-headers", "stall-in-body" };
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));

  for (size_t i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      GAsyncResult *result = NULL;
      g_autofree char *url = make_url (paths[i]);
      CvkHttpRequest request = { .method = "POST", .url = url, .deadline = 7 * G_USEC_PER_SEC };
      unsigned before = cvk_fake_clock_count_timeouts (clock);

      cvk_http_send_async (http, &request, NULL, cvk_await_result_cb, &result);
      g_assert_cmpuint (cvk_fake_clock_count_timeouts (clock), ==, before + 1);
      fault_server_wait_for ("/stall");
      cvk_fake_clock_advance (clock, 7 * G_USEC_PER_SEC - 1);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_null (result);
      cvk_fake_clock_advance (clock, 1);
      assert_error (http, &result, CVK_HTTP_ERROR_DEADLINE);
    }
}

typedef struct
{
  const char *name;
  const char *path;
  int64_t deadline; /* seconds; 0: the usual one */
  int64_t patience;
  int64_t end; /* when it gives up */
} Patience;

static const Patience patiences[] = {
  { "/http/patience/usual", "stall", 0, 0, 30 },
  { "/http/patience/headers", "stall-in-headers", 0, 0, 30 },
  { "/http/patience/long-deadline", "stall", 200, 0, 100 },
  { "/http/patience/given", "stall", 200, 150, 150 },
  /* Once it has begun it may take its time. */
  { "/http/patience/body", "stall-in-body", 0, 0, 60 },
};

/* The server has the request and does not begin to answer. */
static void
test_patience (gconstpointer data)
{
  const Patience *patience = data;
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  GAsyncResult *result = NULL;
  g_autofree char *url = make_url (patience->path);
  CvkHttpRequest request = { .method = "POST",
                             .url = url,
                             .deadline = patience->deadline * G_USEC_PER_SEC,
                             .patience = patience->patience * G_USEC_PER_SEC };

  cvk_http_send_async (http, &request, NULL, cvk_await_result_cb, &result);
  fault_server_wait_for ("/stall");
  await_timeouts (clock, g_str_equal (patience->path, "stall-in-body") ? 1 : 2);
  cvk_fake_clock_advance (clock, patience->end * G_USEC_PER_SEC - 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (result);
  cvk_fake_clock_advance (clock, 1);
  assert_error (http, &result, CVK_HTTP_ERROR_DEADLINE);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/not-sent-in-time", test_not_sent_in_time);
  g_test_add_func ("/http/deadline", test_deadline);
  for (size_t i = 0; i < G_N_ELEMENTS (patiences); i++)
    g_test_add_data_func (patiences[i].name, &patiences[i], test_patience);

  fault_server_start ();
  status = g_test_run ();
  fault_server_stop ();
  return status;
}
