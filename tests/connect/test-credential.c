// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "cvk-connection-bench.h"
#include "support/cvk-await.h"

#define SECRET "a-key-of-some-length"

/* --- Records --- */

static CvkValue *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  CvkValue *value = cvk_value_from_json (json, -1, CVK_JSON_STRICT, &error);

  g_assert_no_error (error);
  return value;
}

static void
test_records (void)
{
  static const struct
  {
    const char *connector;
    const char *answers;
    const char *secret;
    const char *field;   /* of the problem; NULL: there is none */
    const char *kind;    /* of the record */
    const char *api_url; /* likewise */
    const char *name;    /* likewise */
  } rows[] = {
    { "openai", "{}", SECRET, NULL, "bearer", "https://api.openai.com/v1", "OpenAI" },
    { "openai", "{\"address\":\"https://ai.example:8443/v1/\"}", SECRET, NULL, "bearer",
      "https://ai.example:8443/v1", "ai.example" },
    { "openai", "{\"name\":\"Work\"}", SECRET, NULL, "bearer", "https://api.openai.com/v1",
      "Work" },
    { "openai", "{\"address\":\"http://127.0.0.1:8080\"}", SECRET, NULL, "bearer",
      "http://127.0.0.1:8080", "127.0.0.1" },
    { "openai", "{\"address\":\"http://ai.example\"}", SECRET, "address" },
    { "openai", "{\"address\":\"https://me@ai.example\"}", SECRET, "address" },
    { "openai", "{\"address\":\"https://ai.example/?a=1\"}", SECRET, "address" },
    { "openai", "{\"address\":\"ai.example\"}", SECRET, "address" },
    { "openai", "{}", NULL, "secret" },
    { "openai", "{}", "two words", "secret" },
    { "openai", "{\"details\":{\"host\":\"a\"}}", SECRET, "details" },
    { "anthropic", "{}", SECRET, NULL, "header", "https://api.anthropic.com/v1", "Anthropic" },
    { "ollama", "{}", NULL, NULL, "none", "http://127.0.0.1:11434", "Ollama" },
    { "ollama", "{\"address\":\"http://desk.local:11434\"}", NULL, NULL, "none",
      "http://desk.local:11434", "desk.local" },
    { "http", "{\"address\":\"https://a.example\"}", SECRET, NULL, "bearer", "https://a.example",
      "a.example" },
    { "http", "{}", SECRET, "address" },
    { "http", "{\"choice\":\"magic\",\"address\":\"https://a.example\"}", SECRET, "choice" },
    { "http", "{\"choice\":\"basic\",\"address\":\"https://a.example\",\"user\":\"ada\"}",
      "p\303\244ss w\303\266rd", NULL, "basic", "https://a.example", "ada" },
    { "http", "{\"choice\":\"basic\",\"address\":\"https://a.example\"}", SECRET, "user" },
    { "http", "{\"choice\":\"basic\",\"address\":\"https://a.example\",\"user\":\"a:b\"}", SECRET,
      "user" },
    { "http", "{\"choice\":\"header\",\"address\":\"https://a.example\",\"header\":\"X-Key\"}",
      SECRET, NULL, "header", "https://a.example", "a.example" },
    { "http", "{\"choice\":\"header\",\"address\":\"https://a.example\"}", SECRET, "header" },
    { "http", "{\"choice\":\"header\",\"address\":\"https://a.example\",\"header\":\"Host\"}",
      SECRET, "header" },
    { "http", "{\"choice\":\"header\",\"address\":\"https://a.example\",\"header\":\"a b\"}",
      SECRET, "header" },
    { "smtp", "{\"user\":\"ada@example.com\",\"details\":{\"host\":\"mail.example\"}}", SECRET,
      NULL, "password", "", "ada@example.com" },
    { "smtp", "{\"user\":\"ada@example.com\",\"details\":{}}", SECRET, "host" },
    { "smtp", "{\"user\":\"a\",\"details\":{\"host\":\"mail.example\",\"port\":0}}", SECRET,
      "port" },
    { "smtp", "{\"details\":{\"host\":\"mail.example\"}}", SECRET, "user" },
    { "zoom", "{}", SECRET, "" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkValue) answers = parse (rows[i].answers);
      g_autoptr (CvkSecret) secret =
        rows[i].secret != NULL ? cvk_secret_new (rows[i].secret, -1) : NULL;
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (CvkValue) record = NULL;
      const char *field;

      g_test_message ("%s %s", rows[i].connector, rows[i].answers);
      record = cvk_connector_make_record (cvk_connector_get (rows[i].connector), answers, secret, 0,
                                          &problem);
      if (rows[i].field != NULL)
        {
          g_assert_null (record);
          field = cvk_problem_get_field (problem);
          g_assert_cmpstr (field != NULL ? field : "", ==, rows[i].field);
          continue;
        }
      g_assert_nonnull (record);
      g_assert_cmpstr (cvk_value_lookup_string (record, "kind", ""), ==, rows[i].kind);
      g_assert_cmpstr (cvk_value_lookup_string (record, "api_url", ""), ==, rows[i].api_url);
      g_assert_cmpstr (cvk_value_lookup_string (record, "name", ""), ==, rows[i].name);
      g_autofree char *json = cvk_value_to_json (record, CVK_JSON_COMPACT);
      if (rows[i].secret != NULL)
        g_assert_null (strstr (json, rows[i].secret));
    }
}

static void
test_families (void)
{
  g_autoptr (CvkNodeTypes) types = cvk_node_types_new ();

  for (size_t i = 0; cvk_connector_list ()[i] != NULL; i++)
    cvk_connector_register (cvk_connector_get (cvk_connector_list ()[i]), types);
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (i == 0 ? cvk_connector_fits ("zoom", "zoom")
                            : cvk_node_types_fits (types, "zoom", "zoom"));
      g_assert_true (i == 0 ? cvk_connector_fits ("ollama", "language-model")
                            : cvk_node_types_fits (types, "ollama", "language-model"));
      g_assert_false (i == 0 ? cvk_connector_fits ("zoom", "language-model")
                             : cvk_node_types_fits (types, "zoom", "language-model"));
      g_assert_false (i == 0 ? cvk_connector_fits ("language-model", "ollama")
                             : cvk_node_types_fits (types, "language-model", "ollama"));
      g_assert_false (i == 0 ? cvk_connector_fits (NULL, "ollama")
                             : cvk_node_types_fits (types, NULL, "ollama"));
    }
  g_assert_cmpstr (cvk_connector_get_wanted_title ("language-model"), ==, "Language model");
  g_assert_cmpstr (cvk_connector_get_wanted_title ("ollama"), ==, "Ollama");
  g_assert_cmpstr (cvk_connector_get_wanted_title ("nobody"), ==, "nobody");
}

/* --- Credentials --- */

static CvkConnection *
make (CvkConnectionBench *self, const char *connector, const char *json)
{
  g_autoptr (CvkValue) answers = parse (json);
  g_autoptr (CvkSecret) secret = cvk_secret_new (SECRET, -1);
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkValue) record =
    cvk_connector_make_record (cvk_connector_get (connector), answers, secret, 0, &problem);
  CvkConnection *connection;

  g_assert_nonnull (record);
  connection =
    cvk_connection_new_from_record (record, self->http, CVK_TOKEN_STORE (self->store), self->clock);
  g_assert_nonnull (connection);
  return connection;
}

static void
give (CvkConnection *connection)
{
  g_autoptr (CvkSecret) secret = cvk_secret_new (SECRET, -1);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cvk_connection_give_secret_async (connection, secret, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  cvk_connection_give_secret_finish (connection, result, &error);
  g_assert_no_error (error);
}

static CvkCredential *
authorize (CvkConnection *connection, const CvkCredential *rejected, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_connection_authorize_async (connection, rejected, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_connection_authorize_finish (connection, result, error);
}

static void
test_kinds (CvkConnectionBench *self, gconstpointer data)
{
  static const struct
  {
    const char *connector;
    const char *answers;
    CvkAuthKind kind;
    const char *secret;
    const char *header;
  } rows[] = {
    { "openai", "{}", CVK_AUTH_KIND_BEARER, SECRET, NULL },
    { "anthropic", "{}", CVK_AUTH_KIND_HEADER, SECRET, "x-api-key" },
    { "ollama", "{}", CVK_AUTH_KIND_NONE, NULL, NULL },
    /* RFC 7617: base64 of "ada:a-key-of-some-length" */
    { "http", "{\"choice\":\"basic\",\"address\":\"https://a.example\",\"user\":\"ada\"}",
      CVK_AUTH_KIND_BASIC, "YWRhOmEta2V5LW9mLXNvbWUtbGVuZ3Ro", NULL },
    { "http", "{\"choice\":\"header\",\"address\":\"https://a.example\",\"header\":\"X-Key\"}",
      CVK_AUTH_KIND_HEADER, SECRET, "X-Key" },
    { "smtp", "{\"user\":\"ada\",\"details\":{\"host\":\"mail.example\"}}", CVK_AUTH_KIND_PASSWORD,
      SECRET, NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkConnection) first = make (self, rows[i].connector, rows[i].answers);
      g_autoptr (CvkValue) record = NULL;
      g_autoptr (CvkConnection) again = NULL;
      g_autoptr (CvkCredential) credential = NULL;
      g_autoptr (GError) error = NULL;
      CvkHttpRequest request = { 0 };

      give (first);
      /* A later process has the record and the store. */
      record = cvk_connection_to_record (first);
      again = cvk_connection_new_from_record (record, self->http, CVK_TOKEN_STORE (self->store),
                                              self->clock);
      credential = authorize (again, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (credential->kind, ==, rows[i].kind);
      g_assert_cmpstr (credential->secret != NULL ? cvk_secret_peek (credential->secret) : NULL, ==,
                       rows[i].secret);
      g_assert_cmpstr (credential->header, ==, rows[i].header);
      cvk_credential_apply (credential, &request);
      g_assert_true (request.bearer ==
                     (rows[i].kind == CVK_AUTH_KIND_BEARER ? credential->secret : NULL));
      g_assert_true (request.basic ==
                     (rows[i].kind == CVK_AUTH_KIND_BASIC ? credential->secret : NULL));
      g_assert_cmpstr (request.secret_header, ==, rows[i].header);
    }
}

static void
test_refused (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = make (self, "openai", "{}");
  g_autoptr (CvkCredential) credential = NULL;
  g_autoptr (CvkCredential) other = NULL;
  g_autoptr (GError) error = NULL;

  give (connection);
  credential = authorize (connection, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (authorize (connection, credential, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT);
  g_clear_error (&error);
  g_assert_error (cvk_connection_get_failure (connection), CVK_AUTH_ERROR,
                  CVK_AUTH_ERROR_RECONNECT);
  g_assert_false (cvk_connection_may_have_better (connection, credential->secret));
  /* It is shown once more to whoever looks whether it works after all. */
  other = authorize (connection, NULL, &error);
  g_assert_no_error (error);
  cvk_connection_confirm (connection);
  g_assert_no_error (cvk_connection_get_failure (connection));
  g_assert_cmpint (cvk_connection_get_last_success (connection), >, 0);
}

static void
test_store (CvkConnectionBench *self, gconstpointer data)
{
  static const struct
  {
    int store;
    int expected;
  } rows[] = {
    { CVK_TOKEN_STORE_ERROR_ABSENT, CVK_AUTH_ERROR_RECONNECT },
    { CVK_TOKEN_STORE_ERROR_LOCKED, CVK_AUTH_ERROR_KEYRING_LOCKED },
    { CVK_TOKEN_STORE_ERROR_NO_SERVICE, CVK_AUTH_ERROR_NO_KEYRING },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkConnection) connection = make (self, "openai", "{}");
      g_autoptr (CvkConnection) free_one = make (self, "ollama", "{}");
      g_autoptr (CvkCredential) none = NULL;
      g_autoptr (GError) error = NULL;

      self->store->load_error = rows[i].store;
      g_assert_null (authorize (connection, NULL, &error));
      g_assert_error (error, CVK_AUTH_ERROR, rows[i].expected);
      g_clear_error (&error);
      /* What has no secret needs no store. */
      none = authorize (free_one, NULL, &error);
      g_assert_no_error (error);
      self->store->load_error = -1;
    }
}

static void
test_removed (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = make (self, "openai", "{}");
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CvkRemoval removal;
  const char *item = cvk_connection_get_item (connection);

  give (connection);
  g_assert_nonnull (cvk_fake_token_store_peek (self->store, item));
  cvk_connection_remove_async (connection, CVK_REMOVE_OR_FAIL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  cvk_connection_remove_finish (connection, result, &removal, &error);
  g_assert_no_error (error);
  g_assert_cmpint (removal, ==, CVK_REMOVAL_FORGOTTEN);
  g_assert_null (cvk_fake_token_store_peek (self->store, item));
  g_assert_null (authorize (connection, NULL, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REMOVED);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = cvk_connection_bench_make_home ();
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credential/records", test_records);
  g_test_add_func ("/credential/families", test_families);
  g_test_add ("/credential/kinds", CvkConnectionBench, NULL, cvk_connection_bench_set_up,
              test_kinds, cvk_connection_bench_tear_down);
  g_test_add ("/credential/refused", CvkConnectionBench, NULL, cvk_connection_bench_set_up,
              test_refused, cvk_connection_bench_tear_down);
  g_test_add ("/credential/store", CvkConnectionBench, NULL, cvk_connection_bench_set_up,
              test_store, cvk_connection_bench_tear_down);
  g_test_add ("/credential/removed", CvkConnectionBench, NULL, cvk_connection_bench_set_up,
              test_removed, cvk_connection_bench_tear_down);
  status = g_test_run ();
  cvk_connection_bench_remove_home (g_steal_pointer (&home));
  return status;
}
