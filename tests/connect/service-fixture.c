// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "service-fixture.h"

#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-service-nodes.h"
#include "connect/cvk-token-payload.h"
#include "support/cvk-await.h"

/* How far the clock goes on while nothing happens, and how often that is looked at: fast enough
 * for waits of minutes, and slow enough that no deadline passes while a packet is on its way. */
#define STEP (G_USEC_PER_SEC / 10)
#define STEP_INTERVAL 1

typedef struct
{
  unsigned status;
  char *headers;
  char *body;
} Reply;

static void
reply_free (Reply *reply)
{
  g_free (reply->headers);
  g_free (reply->body);
  g_free (reply);
}

static void
hang_up (SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

static void
answer_token (ServiceFixture *self, SoupServerMessage *message)
{
  g_autofree char *body = g_strdup_printf (
    "{\"access_token\":\"AT%u\",\"token_type\":\"bearer\",\"refresh_token\":\"RT%u\","
    "\"expires_in\":3599}",
    self->n_tokens + 1, self->n_tokens + 1);

  self->n_tokens++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static void
join_header_cb (const char *name, const char *value, gpointer user_data)
{
  g_string_append_printf (user_data, "%s: %s\n", name, value);
}

static char *
join_headers (SoupMessageHeaders *headers)
{
  GString *lines = g_string_new (NULL);

  soup_message_headers_foreach (headers, join_header_cb, lines);
  return g_string_free (lines, FALSE);
}

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  ServiceFixture *self = user_data;
  g_autofree char *uri =
    g_uri_to_string_partial (soup_server_message_get_uri (message), G_URI_HIDE_NONE);
  const char *from_path = strstr (strstr (uri, "://") + 3, "/");
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_auto (GStrv) lines = NULL;
  int64_t now;
  Reply *reply;

  if (g_str_equal (path, "/oauth/token"))
    {
      answer_token (self, message);
      return;
    }
  g_free (self->authorization);
  self->authorization = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  g_assert_nonnull (soup_message_headers_get_one (headers, "Accept"));
  g_free (self->headers);
  self->headers = join_headers (headers);
  g_ptr_array_add (self->requests,
                   g_strdup_printf ("%s %s%s%.*s", soup_server_message_get_method (message),
                                    from_path, body->length > 0 ? " " : "", (int) body->length,
                                    body->data));
  now = cvk_clock_get_monotonic (CVK_CLOCK (self->clock));
  g_array_append_val (self->times, now);
  if (g_queue_is_empty (&self->replies) && self->status_after != 0)
    service_fixture_reply (self, self->status_after, "x-zm-trackingid: v=2.0;rid=WEB_1",
                           self->body_after);
  reply = g_queue_pop_head (&self->replies);
  if (reply == NULL)
    g_error ("Nobody said what to answer to %s",
             (char *) g_ptr_array_index (self->requests, self->requests->len - 1));
  if (reply->status == 0)
    {
      hang_up (message);
      reply_free (reply);
      return;
    }
  soup_server_message_set_status (message, reply->status, NULL);
  lines = g_strsplit (reply->headers != NULL ? reply->headers : "", "\n", -1);
  for (size_t i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      char *colon = strstr (lines[i], ": ");

      *colon = '\0';
      soup_message_headers_replace (soup_server_message_get_response_headers (message), lines[i],
                                    colon + 2);
    }
  if (reply->body != NULL)
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, reply->body,
                                      strlen (reply->body));
  reply_free (reply);
}

static void
start_server (ServiceFixture *self)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, answer_cb, self, NULL);
  soup_server_listen_local (self->server, self->port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->port = (unsigned) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

void
service_fixture_go_away (ServiceFixture *self)
{
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}

void
service_fixture_come_back (ServiceFixture *self)
{
  start_server (self);
}

void
service_fixture_connect (ServiceFixture *self, const char *missing_scopes)
{
  g_autofree char *server = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  const char *const *scopes = cvk_connector_get_scopes (cvk_connector_get ("zoom"));
  g_auto (GStrv) missing = g_strsplit (missing_scopes != NULL ? missing_scopes : "", " ", -1);
  g_autoptr (GString) granted = g_string_new (NULL);
  g_autofree char *json = NULL;
  g_autoptr (CvkValue) record = NULL;
  g_autoptr (CvkTokenPayload) payload = cvk_token_payload_new ();
  g_autoptr (CvkSecret) secret = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  for (size_t i = 0; scopes[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) missing, scopes[i]))
      g_string_append_printf (granted, "%s\"%s\"", granted->len > 0 ? "," : "", scopes[i]);
  json = g_strdup_printf ("{\"id\":\"one\",\"connector\":\"zoom\",\"name\":\"ada@example.com\","
                          "\"client_id\":\"x\",\"token_url\":\"%s/oauth/token\","
                          "\"revoke_url\":\"%s/oauth/revoke\",\"api_url\":\"%s/v2\","
                          "\"allowed_hosts\":[\"127.0.0.1\"],\"scopes\":[%s]}",
                          server, server, self->api != NULL ? self->api : server, granted->str);
  record = cvk_value_from_json (json, -1, CVK_JSON_STRICT, &error);
  g_assert_no_error (error);
  g_clear_object (&self->connection);
  self->connection =
    cvk_connection_new_from_record (record, self->http, self->store, CVK_CLOCK (self->clock));
  g_assert_nonnull (self->connection);
  /* The service has said that it has one, or it would be asked before every long list. */
  cvk_connection_set_quota_told (self->connection, TRUE);

  payload->generation = 1;
  payload->refresh_token = cvk_secret_new ("RT0", -1);
  secret = cvk_token_payload_to_secret (payload);
  cvk_token_store_save_async (self->store, "one", "Zoom", secret, NULL, cvk_await_result_cb,
                              &result);
  saved = cvk_await_result (&result);
  g_assert_true (cvk_token_store_save_finish (self->store, saved, &error));
}

void
service_fixture_init (ServiceFixture *self)
{
  *self = (ServiceFixture){ 0 };
  g_queue_init (&self->replies);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->times = g_array_new (FALSE, FALSE, sizeof (int64_t));
  self->timeout = 7200;
  self->clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  self->http = cvk_http_new (CVK_CLOCK (self->clock));
  self->store = cvk_memory_token_store_new ();
  self->journal = cvk_memory_journal_new ();
  self->types = cvk_node_types_new ();
  cvk_connector_register (cvk_connector_get ("zoom"), self->types);
  cvk_service_nodes_register (self->types);
  start_server (self);
  service_fixture_connect (self, NULL);
}

void
service_fixture_clear (ServiceFixture *self)
{
  g_assert_cmpuint (g_queue_get_length (&self->replies), ==, 0);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->connection);
  g_clear_object (&self->http);
  g_clear_object (&self->store);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->types, cvk_node_types_free);
  g_clear_pointer (&self->requests, g_ptr_array_unref);
  g_clear_pointer (&self->times, g_array_unref);
  g_clear_pointer (&self->authorization, g_free);
  g_clear_pointer (&self->headers, g_free);
  /* Nothing waits for anything any more. */
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (self->clock), ==, 0);
  g_clear_object (&self->clock);
}

void
service_fixture_reply (ServiceFixture *self, unsigned status, const char *headers, const char *body)
{
  Reply *reply = g_new0 (Reply, 1);

  reply->status = status;
  reply->headers = g_strdup (headers);
  reply->body = g_strdup (body);
  g_queue_push_tail (&self->replies, reply);
}

static gboolean
step_cb (gpointer user_data)
{
  cvk_fake_clock_advance (user_data, STEP);
  return G_SOURCE_CONTINUE;
}

static char *
make_pipeline (const char *type, const char *settings, unsigned timeout, unsigned n_items)
{
  g_autoptr (GString) items = g_string_new (NULL);
  const char *slot = g_str_equal (type, "http.request") ? "http" : "zoom";

  for (unsigned i = 0; i < n_items; i++)
    g_string_append_printf (items, "%s{\"number\":%u}", i > 0 ? "," : "", i);
  return g_strdup_printf (
    "{\"convoke\":1,\"name\":\"test\",\"slots\":{\"zoom\":{\"connector\":\"zoom\"},"
    "\"http\":{\"connector\":\"http\"}},\"nodes\":{"
    "\"act\":{\"type\":\"%s\",\"slot\":\"%s\",\"timeout\":%u,\"settings\":%s,"
    "\"on_error\":\"%s\"}%s%s%s},\"links\":[%s]}",
    type, slot, timeout, settings, n_items > 0 ? "continue" : "stop",
    n_items > 0 ? ",\"items\":{\"type\":\"zoom.get-user\",\"slot\":\"zoom\",\"pinned\":[" : "",
    items->str, n_items > 0 ? "]}" : "", n_items > 0 ? "\"items.out -> act.in\"" : "");
}

CvkRun *
service_fixture_start (ServiceFixture *self,
                       const char *type,
                       const char *settings,
                       unsigned n_items)
{
  g_autofree char *text = make_pipeline (type, settings, self->timeout, n_items);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, &error);
  g_autoptr (GHashTable) connections = g_hash_table_new (g_str_hash, g_str_equal);
  CvkEnvironment environment = { CVK_CLOCK (self->clock), CVK_JOURNAL (self->journal), NULL,
                                 self->types };
  CvkRunOptions options = { .path = self->path,
                            .connections = connections,
                            .rehearses = self->rehearses,
                            .seed = 7,
                            .spreads = self->spreads };
  CvkRun *run;

  g_assert_no_error (error);
  environment.network = G_OBJECT (self->http);
  g_hash_table_insert (connections, (char *) "zoom", self->connection);
  if (!self->is_unconnected)
    g_hash_table_insert (connections, (char *) "http", self->connection);
  g_ptr_array_set_size (self->requests, 0);
  g_array_set_size (self->times, 0);
  g_ptr_array_set_size (cvk_memory_journal_get_records (self->journal), 0);
  run = cvk_run_new (&environment, document, &options);
  cvk_run_start_async (run, cvk_await_result_cb, &self->ended);
  return run;
}

void
service_fixture_finish (ServiceFixture *self, CvkRun *run)
{
  g_autoptr (GError) error = NULL;
  unsigned stepper = g_timeout_add_full (G_PRIORITY_LOW, STEP_INTERVAL, step_cb, self->clock, NULL);

  while (self->ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (stepper);
  cvk_run_start_finish (run, self->ended, &error);
  g_assert_no_error (error);
  g_clear_object (&self->ended);
  cvk_drain_main_context ();
}

CvkRun *
service_fixture_run (ServiceFixture *self, const char *type, const char *settings)
{
  CvkRun *run = service_fixture_start (self, type, settings, 0);

  service_fixture_finish (self, run);
  return run;
}

char *
service_fixture_list_states (ServiceFixture *self)
{
  GPtrArray *records = cvk_memory_journal_get_records (self->journal);
  GString *states = g_string_new (NULL);

  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);

      if (record->kind == CVK_RECORD_EFFECT)
        g_string_append_printf (states, "%s%s", states->len > 0 ? " " : "",
                                cvk_effect_state_to_string (record->state));
    }
  return g_string_free (states, FALSE);
}

static CvkProblem *
get_failure (CvkRun *run)
{
  GPtrArray *failures = cvk_run_get_failures (run);

  g_assert_cmpuint (failures->len, <=, 1);
  return failures->len == 1 ? g_ptr_array_index (failures, 0) : NULL;
}

const char *
run_get_code (CvkRun *run)
{
  CvkProblem *problem = get_failure (run);

  return problem != NULL ? cvk_problem_get_code (problem) : NULL;
}

const char *
run_get_field (CvkRun *run)
{
  CvkProblem *problem = get_failure (run);

  return problem != NULL ? cvk_problem_get_field (problem) : NULL;
}

GPtrArray *
run_get_items (CvkRun *run)
{
  return cvk_run_get_items (run, 0, "out");
}

char *
run_dup_field (CvkRun *run, const char *path)
{
  GPtrArray *items = run_get_items (run);
  CvkValue *value = items->len > 0 ? cvk_item_get_path (g_ptr_array_index (items, 0), path) : NULL;

  return value != NULL ? cvk_value_to_json (value, CVK_JSON_COMPACT) : NULL;
}
