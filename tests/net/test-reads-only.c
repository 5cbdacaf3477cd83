// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "net/cvk-http.h"
#include "support/cvk-fake-clock.h"

/* Nobody listens there: what gets as far as a socket ends in another error. */
#define URL "http://127.0.0.1:1/"

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_null (cvk_http_send_finish (CVK_HTTP (source), result, error));
}

static int
get_error (CvkHttp *http, const char *method, gboolean reads_only)
{
  CvkHttpRequest request = { .method = method, .url = URL, .reads_only = reads_only };
  g_autoptr (GError) error = NULL;

  cvk_http_send_async (http, &request, NULL, sent_cb, &error);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (error->domain == CVK_HTTP_ERROR);
  return error->code;
}

static void
test_methods (void)
{
  static const char *const changes[] = { "POST", "PUT", "PATCH", "DELETE", "MOVE" };
  static const char *const reads[] = { "GET", "HEAD", "OPTIONS" };
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));

  for (size_t i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_assert_cmpint (get_error (http, changes[i], TRUE), ==, CVK_HTTP_ERROR_INVALID);
      g_assert_cmpint (get_error (http, changes[i], FALSE), ==, CVK_HTTP_ERROR_NOT_SENT);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (reads); i++)
    g_assert_cmpint (get_error (http, reads[i], TRUE), ==, CVK_HTTP_ERROR_NOT_SENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/reads-only", test_methods);
  return g_test_run ();
}
