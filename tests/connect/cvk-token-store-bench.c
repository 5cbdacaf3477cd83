// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "connect/cvk-token-store-bench.h"

#include "support/cvk-await.h"

CvkSecret *
cvk_bench_load (CvkTokenStore *store, const char *connection, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_token_store_load_async (store, connection, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_token_store_load_finish (store, result, error);
}

gboolean
cvk_bench_save (CvkTokenStore *store, const char *connection, const char *text, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CvkSecret) payload = cvk_secret_new (text, -1);

  cvk_token_store_save_async (store, connection, "Convoke: Zoom connection", payload, NULL,
                              cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_token_store_save_finish (store, result, error);
}

gboolean
cvk_bench_remove (CvkTokenStore *store, const char *connection, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_token_store_remove_async (store, connection, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_token_store_remove_finish (store, result, error);
}

gboolean
cvk_bench_unlock (CvkTokenStore *store, const char *connection, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_token_store_unlock_async (store, connection, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_token_store_unlock_finish (store, result, error);
}

void
cvk_bench_assert_load (CvkTokenStore *store, const char *connection, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) found = cvk_bench_load (store, connection, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (found), ==, expected);
}

void
cvk_bench_assert_load_error (CvkTokenStore *store, const char *connection, CvkTokenStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) found = cvk_bench_load (store, connection, &error);

  g_assert_null (found);
  g_test_message ("%s", error->message);
  g_assert_error (error, CVK_TOKEN_STORE_ERROR, (int) code);
}

/* What every store does. */
void
cvk_bench_try_store (CvkTokenStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_strnfill (16 * 1024, 'x');

  cvk_bench_assert_load_error (store, "zoom-1", CVK_TOKEN_STORE_ERROR_ABSENT);
  g_assert_true (cvk_bench_save (store, "zoom-1", CVK_BENCH_PAYLOAD, &error));
  g_assert_no_error (error);
  cvk_bench_assert_load (store, "zoom-1", CVK_BENCH_PAYLOAD);
  cvk_bench_assert_load_error (store, "zoom-2", CVK_TOKEN_STORE_ERROR_ABSENT);

  g_assert_true (cvk_bench_save (store, "zoom-2", "{}", &error));
  g_assert_true (cvk_bench_save (store, "zoom-1", large, &error));
  cvk_bench_assert_load (store, "zoom-1", large);
  cvk_bench_assert_load (store, "zoom-2", "{}");
  g_assert_true (cvk_bench_save (store, "zoom-1", CVK_BENCH_PAYLOAD, &error));
  cvk_bench_assert_load (store, "zoom-1", CVK_BENCH_PAYLOAD);
  g_assert_true (cvk_bench_unlock (store, "zoom-1", &error));

  g_assert_true (cvk_bench_remove (store, "zoom-2", &error));
  cvk_bench_assert_load_error (store, "zoom-2", CVK_TOKEN_STORE_ERROR_ABSENT);
  g_assert_true (cvk_bench_remove (store, "zoom-2", &error));
  g_assert_no_error (error);
}
