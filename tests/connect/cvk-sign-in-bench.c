// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-sign-in-bench.h"

#include <stdio.h>
#include <string.h>

#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

static const char *const hosts[] = { "zoom.us", NULL };
static const char *const scopes[] = { "meeting:read:meeting", "user:read:user", NULL };

const char *
cvk_sign_in_bench_join (CvkSignInBench *self, const char *path)
{
  g_autofree char *url = g_strconcat (self->authority->url, path, NULL);

  return g_string_chunk_insert (self->strings, url);
}

void
cvk_sign_in_bench_set_up (CvkSignInBench *self, gconstpointer data)
{
  self->clock = CVK_CLOCK (cvk_fake_clock_new (CVK_FAKE_CLOCK_START));
  self->http = cvk_http_new (self->clock);
  self->authority = cvk_fake_authority_new ();
  self->store = cvk_fake_token_store_new ();
  self->strings = g_string_chunk_new (256);
  self->cancellable = g_cancellable_new ();
  self->request = (CvkSignInRequest){
    .connector = "zoom",
    .client_id = "cli&ent",
    .authorize_url = cvk_sign_in_bench_join (self, "/oauth/authorize"),
    .token_url = cvk_sign_in_bench_join (self, "/oauth/token"),
    .revoke_url = cvk_sign_in_bench_join (self, "/oauth/revoke"),
    .api_url = cvk_sign_in_bench_join (self, "/v2"),
    .allowed_hosts = hosts,
    .scopes = scopes,
    .user_path = "/users/me",
  };
}

void
cvk_sign_in_bench_drop (CvkSignInBench *self)
{
  g_clear_object (&self->sign_in);
  g_clear_object (&self->result);
  g_clear_pointer (&self->parameters, g_hash_table_unref);
}

void
cvk_sign_in_bench_tear_down (CvkSignInBench *self, gconstpointer data)
{
  cvk_sign_in_bench_drop (self);
  /* The last page of an attempt lingers. */
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 10 * G_USEC_PER_SEC);
  g_clear_object (&self->cancellable);
  cvk_drain_main_context ();
  g_clear_object (&self->http);
  g_clear_pointer (&self->authority, cvk_fake_authority_free);
  g_clear_object (&self->store);
  g_clear_pointer (&self->strings, g_string_chunk_free);
  g_clear_pointer (&self->request.client_secret, cvk_secret_unref);
  cvk_drain_main_context ();
  g_clear_object (&self->clock);
}

const char *
cvk_sign_in_bench_get_parameter (CvkSignInBench *self, const char *name)
{
  return g_hash_table_lookup (self->parameters, name);
}

void
cvk_sign_in_bench_begin (CvkSignInBench *self)
{
  g_autoptr (GError) error = NULL;
  const char *url;

  self->sign_in =
    cvk_sign_in_new (&self->request, self->http, CVK_TOKEN_STORE (self->store), self->clock);
  url = cvk_sign_in_begin (self->sign_in, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (url, self->request.authorize_url));
  self->parameters = g_uri_parse_params (strchr (url, '?') + 1, -1, "&", G_URI_PARAMS_NONE, &error);
  g_assert_no_error (error);
  g_clear_pointer (&self->authority->code, g_free);
  g_clear_pointer (&self->authority->challenge, g_free);
  self->authority->code = g_strdup ("the code/+");
  self->authority->challenge = g_strdup (cvk_sign_in_bench_get_parameter (self, "code_challenge"));
}

void
cvk_sign_in_bench_wait (CvkSignInBench *self)
{
  cvk_sign_in_wait_async (self->sign_in, 10 * MINUTE, self->cancellable, cvk_await_result_cb,
                          &self->result);
}

CvkConnection *
cvk_sign_in_bench_finish (CvkSignInBench *self, GError **error)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (&self->result);

  return cvk_sign_in_wait_finish (self->sign_in, result, error);
}

/* What the browser shows in the end. */
char *
cvk_sign_in_bench_come_back (CvkSignInBench *self, const char *query)
{
  CvkLoopbackBench browser = { 0 };
  const char *uri = cvk_sign_in_bench_get_parameter (self, "redirect_uri");
  g_autofree char *target =
    g_strdup_printf ("%s?state=%s&%s", strstr (uri, "/callback"),
                     cvk_sign_in_bench_get_parameter (self, "state"), query);
  char *page;

  g_assert_cmpint (sscanf (uri, "http://127.0.0.1:%u/", &browser.port), ==, 1);
  browser.host = g_strdup_printf ("127.0.0.1:%u", browser.port);
  g_assert_cmpuint (cvk_loopback_bench_get (&browser, target), ==, 303);
  page = cvk_loopback_bench_exchange (&browser, "GET /done HTTP/1.1\r\nHost: %h\r\n\r\n");
  g_free (browser.host);
  return page;
}

CvkConnection *
cvk_sign_in_bench_sign_in (CvkSignInBench *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;
  CvkConnection *connection;

  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  page = cvk_sign_in_bench_come_back (self, "code=the%20code%2F%2B");
  g_assert_nonnull (strstr (page, "<h1>Connected</h1>"));
  connection = cvk_sign_in_bench_finish (self, &error);
  g_assert_no_error (error);
  return connection;
}
