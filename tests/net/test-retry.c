// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "net/cvk-retry.h"

#define NOW (INT64_C (1772366400) * G_USEC_PER_SEC) /* 2026-03-01T12:00:00Z */
#define DAY (24 * 60 * 60)

/* @name, value, ..., NULL */
static CvkHttpResponse *
make_response (const char *name, ...)
{
  CvkHttpResponse *response = g_new0 (CvkHttpResponse, 1);
  va_list arguments;

  response->status = 429;
  response->body = g_bytes_new (NULL, 0);
  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  va_start (arguments, name);
  for (const char *next = name; next != NULL; next = va_arg (arguments, const char *))
    g_hash_table_insert (response->headers, g_strdup (next),
                         g_strdup (va_arg (arguments, const char *)));
  va_end (arguments);
  return response;
}

static void
test_waits (void)
{
  static const struct
  {
    const char *name;
    const char *value;
    const char *message;
    int64_t seconds; /* -1: until 00:00 UTC; -2: not told */
    gboolean is_daily;
    gboolean is_odd;
  } rows[] = {
    { "retry-after", "30", NULL, 30, FALSE, FALSE },
    { "retry-after", "1.5", NULL, 2, FALSE, FALSE },
    { "retry-after", "0", NULL, -2, FALSE, FALSE },
    { "retry-after", "-5", NULL, -2, FALSE, TRUE },
    { "retry-after", "-inf", NULL, -2, FALSE, TRUE },
    { "retry-after", "inf", NULL, -2, FALSE, TRUE },
    { "retry-after", "NaN", NULL, -2, FALSE, TRUE },
    { "retry-after", "nonsense", NULL, -2, FALSE, TRUE },
    { "retry-after", "", NULL, -2, FALSE, TRUE },
    { "retry-after", "90000", NULL, 25 * 60 * 60, FALSE, FALSE },
    { "retry-after", "90001", NULL, 25 * 60 * 60, FALSE, TRUE },
    { "retry-after", "99999999999999999999", NULL, 25 * 60 * 60, FALSE, TRUE },
    { "retry-after", "1e400", NULL, -2, FALSE, TRUE },
    { "retry-after", "Sun, 01 Mar 2026 12:01:00 GMT", NULL, 60, FALSE, FALSE },
    { "retry-after", "Sunday, 01-Mar-26 12:01:00 GMT", NULL, 60, FALSE, FALSE },
    { "retry-after", "Sun Mar  1 12:01:00 2026", NULL, 60, FALSE, FALSE },
    { "retry-after", "2026-03-01T12:01:00Z", NULL, 60, FALSE, FALSE },
    { "retry-after", "2026-03-01T13:01:00+01:00", NULL, 60, FALSE, FALSE },
    { "retry-after", "2026-03-01T12:01:00.250Z", NULL, 61, FALSE, FALSE },
    { "retry-after", "2020-03-01T12:01:00Z", NULL, -2, FALSE, FALSE },
    { "retry-after", "9999-03-01T12:01:00Z", NULL, 25 * 60 * 60, FALSE, TRUE },
    { "x-ratelimit-reset", "1772366410", NULL, 10, FALSE, FALSE },
    { "x-ratelimit-reset", "12", NULL, -2, FALSE, FALSE },
    { "x-ratelimit-reset", "17723664100", NULL, 25 * 60 * 60, FALSE, TRUE },
    { "x-ratelimit-type", "Daily-limit", NULL, -1, TRUE, FALSE },
    { "x-ratelimit-type", "QPS", "the daily joke", -2, FALSE, FALSE },
    { NULL, NULL, "You have reached the maximum per-second rate limit for this API.", -2, FALSE,
      FALSE },
    { NULL, NULL, "You have reached the maximum daily rate limit for this API.", -1, TRUE, FALSE },
    { NULL, NULL, NULL, -2, FALSE, FALSE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkHttpResponse) response = make_response (rows[i].name, rows[i].value, NULL);
      int64_t told = NOW + rows[i].seconds * G_USEC_PER_SEC;
      CvkRetryWait wait;

      g_test_message ("%s: %s", rows[i].name, rows[i].value);
      cvk_retry_read_wait (response, rows[i].message, NOW, 1, &wait);
      g_assert_cmpint (wait.is_daily, ==, rows[i].is_daily);
      g_assert_cmpint (wait.is_odd, ==, rows[i].is_odd);
      g_assert_cmpint (wait.is_told, ==, rows[i].seconds >= 0);
      if (rows[i].seconds >= 0)
        {
          g_assert_cmpint (wait.until, >, told - G_USEC_PER_SEC);
          g_assert_cmpint (wait.until, <=, told);
        }
      else if (rows[i].seconds == -1)
        g_assert_cmpint (wait.until, ==, NOW + DAY / 2 * INT64_C (1000000));
      else
        {
          g_assert_cmpint (wait.until, >=, NOW + G_USEC_PER_SEC);
          g_assert_cmpint (wait.until, <=, NOW + 3 * G_USEC_PER_SEC);
        }
    }
}

/* What stands beside a word that means nothing still counts. */
static void
test_second_word (void)
{
  g_autoptr (CvkHttpResponse) response =
    make_response ("retry-after", "soon", "x-ratelimit-reset", "1772366410", NULL);
  CvkRetryWait wait;

  cvk_retry_read_wait (response, NULL, NOW, 1, &wait);
  g_assert_true (wait.is_odd);
  g_assert_cmpint (wait.until, ==, NOW + 10 * G_USEC_PER_SEC);
}

/* A server whose clock is an hour ahead. */
static void
test_skew (void)
{
  g_autoptr (CvkHttpResponse) response = make_response (
    "date", "Sun, 01 Mar 2026 13:00:00 GMT", "retry-after", "Sun, 01 Mar 2026 13:00:10 GMT", NULL);
  g_autoptr (CvkHttpResponse) daily = make_response ("date", "Sun, 01 Mar 2026 13:00:00 GMT",
                                                     "x-ratelimit-type", "Daily-limit", NULL);
  g_autoptr (CvkHttpResponse) reset = make_response ("date", "Sun, 01 Mar 2026 11:00:00 GMT",
                                                     "x-ratelimit-reset", "1772362805", NULL);
  CvkRetryWait wait;

  cvk_retry_read_wait (response, NULL, NOW, 1, &wait);
  g_assert_cmpint (wait.until, ==, NOW + 10 * G_USEC_PER_SEC);
  cvk_retry_read_wait (reset, NULL, NOW, 1, &wait);
  g_assert_cmpint (wait.until, ==, NOW + 5 * G_USEC_PER_SEC);
  /* Its day ends in eleven hours. */
  cvk_retry_read_wait (daily, NULL, NOW, 1, &wait);
  g_assert_cmpint (wait.until, ==, NOW + 11 * INT64_C (3600) * G_USEC_PER_SEC);
}

static void
test_backoff (void)
{
  for (unsigned attempt = 1; attempt < 40; attempt++)
    for (unsigned i = 0; i < 200; i++)
      {
        int64_t delay = cvk_retry_get_backoff (attempt);

        g_assert_cmpint (delay, >, 0);
        g_assert_cmpint (delay, <=, 60 * G_USEC_PER_SEC);
        if (attempt < 6)
          g_assert_cmpint (delay, <=, (G_USEC_PER_SEC / 2) << attempt);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retry/waits", test_waits);
  g_test_add_func ("/retry/second-word", test_second_word);
  g_test_add_func ("/retry/skew", test_skew);
  g_test_add_func ("/retry/backoff", test_backoff);
  return g_test_run ();
}
