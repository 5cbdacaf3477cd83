// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Signs in to the server whose address is the argument, with the token in memory: prints the URL,
 * waits for the browser, prints the record; then, for each line of standard input: "token" asks for
 * a token, "reject" says that the last one was refused, "revoke" ends the connection. Answers with
 * one line each. */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cvk-json.h"
#include "connect/cvk-sign-in.h"
#include "support/cvk-await.h"

static const char *const hosts[] = { "zoom.us", NULL };
static const char *const scopes[] = {
  "meeting:read:meeting",
  "meeting:write:meeting",
  "user:read:user",
  NULL,
};

static GAsyncResult *pending;

static void
report (const GError *error)
{
  printf ("error %d %s\n", error->code, error->message);
  fflush (stdout);
}

static void
say (const char *text)
{
  puts (text);
  fflush (stdout);
}

static CvkConnection *
sign_in (const char *server, CvkTokenStore *store, CvkClock *clock, GError **error)
{
  g_autoptr (CvkHttp) http = cvk_http_new (clock);
  g_autoptr (CvkSignIn) attempt = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *authorize_url = g_strconcat (server, "/oauth/authorize", NULL);
  g_autofree char *token_url = g_strconcat (server, "/oauth/token", NULL);
  g_autofree char *revoke_url = g_strconcat (server, "/oauth/revoke", NULL);
  g_autofree char *api_url = g_strconcat (server, "/v2", NULL);
  CvkSignInRequest request = {
    .connector = "zoom",
    .client_id = "convoke-sandbox",
    .authorize_url = authorize_url,
    .token_url = token_url,
    .revoke_url = revoke_url,
    .api_url = api_url,
    .allowed_hosts = hosts,
    .scopes = scopes,
    .user_path = "/users/me",
  };
  const char *url;

  attempt = cvk_sign_in_new (&request, http, store, clock);
  url = cvk_sign_in_begin (attempt, error);
  if (url == NULL)
    return NULL;
  say (url);
  cvk_sign_in_wait_async (attempt, 60 * G_USEC_PER_SEC, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_sign_in_wait_finish (attempt, result, error);
}

static void
obey (CvkConnection *connection, const char *order, CvkSecret **token)
{
  g_autoptr (CvkSecret) rejected = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CvkRemoval removal;

  if (g_str_equal (order, "revoke"))
    {
      cvk_connection_remove_async (connection, CVK_REMOVE_OR_FAIL, cvk_await_result_cb, &pending);
      result = cvk_await_result (&pending);
      if (cvk_connection_remove_finish (connection, result, &removal, &error))
        say (removal == CVK_REMOVAL_REVOKED ? "revoked" : "removed");
      else
        report (error);
      return;
    }
  if (g_str_equal (order, "reject"))
    rejected = g_steal_pointer (token);
  g_clear_pointer (token, cvk_secret_unref);
  cvk_connection_get_token_async (connection, rejected, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  *token = cvk_connection_get_token_finish (connection, result, &error);
  if (*token != NULL)
    say (cvk_secret_peek (*token));
  else
    report (error);
}

/* The loop goes on meanwhile, because the browser may still want its last page. NULL at the end. */
static char *
read_order (GDataInputStream *input)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, cvk_await_result_cb,
                                       &pending);
  /* Tests end their input in their own time. */
  while (pending == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (&pending);
  return g_data_input_stream_read_line_finish (input, result, NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (CvkClock) clock = cvk_system_clock_new ();
  g_autoptr (CvkTokenStore) store = cvk_memory_token_store_new ();
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (CvkSecret) token = NULL;
  g_autoptr (CvkValue) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GInputStream) standard = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (standard);

  g_assert_cmpint (argc, ==, 2);
  connection = sign_in (argv[1], store, clock, &error);
  if (connection == NULL)
    report (error);
  else
    {
      record = cvk_connection_to_record (connection);
      text = cvk_value_to_json (record, CVK_JSON_COMPACT);
      say (text);
    }
  for (;;)
    {
      g_autofree char *order = read_order (input);

      if (order == NULL)
        return connection == NULL;
      obey (connection, order, &token);
    }
}
