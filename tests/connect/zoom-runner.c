// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Runs nodes against a server: reads {"type","settings"} from each line of standard input, runs a
 * pipeline of that one node to its end, and writes {"state","items","failures","warnings",
 * "effects"}. Arguments: the server's address, a refresh token, the client id it belongs to. The
 * clock goes twenty times as fast as the world, so that waiting does not take long. */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "connect/cvk-token-payload.h"
#include "engine/cvk-run.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define STEP (G_USEC_PER_SEC / 50)

/* So far its clock is ahead of the sandbox's: what it makes looks older than its request. */
#define AHEAD (INT64_C (3600) * G_USEC_PER_SEC)

static gboolean
step_cb (gpointer user_data)
{
  cvk_fake_clock_advance (user_data, STEP);
  return G_SOURCE_CONTINUE;
}

static void
save_refresh_token (CvkTokenStore *store, const char *token)
{
  g_autoptr (CvkTokenPayload) payload = cvk_token_payload_new ();
  g_autoptr (CvkSecret) secret = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) saved = NULL;

  payload->generation = 1;
  payload->refresh_token = cvk_secret_new (token, -1);
  secret = cvk_token_payload_to_secret (payload);
  cvk_token_store_save_async (store, "one", "Zoom", secret, NULL, cvk_await_result_cb, &result);
  saved = cvk_await_result (&result);
  g_assert_true (cvk_token_store_save_finish (store, saved, NULL));
}

/* With a client of its own, which knows nothing of what others have met: limits, or trouble. */
static CvkConnection *
connect_to (const char *server, const char *client_id, CvkTokenStore *store, CvkClock *clock)
{
  g_autoptr (CvkHttp) http = cvk_http_new (clock);
  const char *const *scopes = cvk_connector_get_scopes (cvk_connector_get ("zoom"));
  g_autofree char *granted = g_strjoinv ("\",\"", (GStrv) scopes);
  g_autofree char *json = g_strdup_printf (
    "{\"id\":\"one\",\"connector\":\"zoom\",\"name\":\"one\",\"client_id\":\"%s\",\"token_url\":"
    "\"%s/oauth/token\",\"revoke_url\":\"%s/oauth/revoke\",\"api_url\":\"%s/v2\","
    "\"allowed_hosts\":[\"127.0.0.1\"],\"scopes\":[\"%s\"]}",
    client_id, server, server, server, granted);
  g_autoptr (CvkValue) record = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);

  return cvk_connection_new_from_record (record, http, store, clock);
}

static CvkValue *
describe_problems (GPtrArray *problems)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);

      cvk_array_builder_append (
        &builder, cvk_value_new_object (
                    "code", cvk_value_new_string (cvk_problem_get_code (problem)), "field",
                    cvk_value_new_string (cvk_problem_get_field (problem)), "message",
                    cvk_value_take_string (cvk_problem_dup_message (problem)), NULL));
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
describe_effects (CvkMemoryJournal *journal)
{
  GPtrArray *records = cvk_memory_journal_get_records (journal);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);

      if (record->kind == CVK_RECORD_EFFECT)
        cvk_array_builder_append (
          &builder, cvk_value_new_string (cvk_effect_state_to_string (record->state)));
    }
  return cvk_array_builder_end (&builder);
}

static void
print_run (CvkRun *run, CvkMemoryJournal *journal)
{
  GPtrArray *items = cvk_run_get_items (run, 0, "out");
  g_auto (CvkArrayBuilder) values = { 0 };
  g_autoptr (CvkValue) result = NULL;
  g_autofree char *json = NULL;

  cvk_array_builder_init (&values);
  for (unsigned i = 0; items != NULL && i < items->len; i++)
    cvk_array_builder_append (&values, cvk_item_to_value (g_ptr_array_index (items, i)));
  result = cvk_value_new_object (
    "state", cvk_value_new_string (cvk_run_state_to_string (cvk_run_get_state (run))), "items",
    cvk_array_builder_end (&values), "failures", describe_problems (cvk_run_get_failures (run)),
    "warnings", describe_problems (cvk_run_get_warnings (run)), "effects",
    describe_effects (journal), NULL);
  json = cvk_value_to_json (result, CVK_JSON_COMPACT);
  puts (json);
  fflush (stdout);
}

static void
run_line (const char *line, CvkConnection *connection, CvkClock *clock, CvkNodeTypes *types)
{
  g_autoptr (CvkMemoryJournal) journal = cvk_memory_journal_new ();
  g_autoptr (CvkValue) order = cvk_value_from_json (line, -1, CVK_JSON_STRICT, NULL);
  g_autofree char *settings =
    cvk_value_to_json (cvk_value_get_member (order, "settings"), CVK_JSON_COMPACT);
  g_autofree char *text = g_strdup_printf (
    "{\"convoke\":1,\"name\":\"test\",\"slots\":{\"zoom\":{\"connector\":\"zoom\"}},\"nodes\":"
    "{\"act\":{\"type\":\"%s\",\"slot\":\"zoom\",\"settings\":%s}},\"links\":[]}",
    cvk_value_lookup_string (order, "type", ""), settings);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
  g_autoptr (GHashTable) connections = g_hash_table_new (g_str_hash, g_str_equal);
  CvkEnvironment environment = { clock, CVK_JOURNAL (journal), NULL, types };
  CvkRunOptions options = { .connections = connections, .seed = 7 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  GAsyncResult *result = NULL;

  g_hash_table_insert (connections, (char *) "zoom", connection);
  run = cvk_run_new (&environment, document, &options);
  cvk_run_start_async (run, cvk_await_result_cb, &result);
  ended = cvk_await_result (&result);
  g_assert_true (cvk_run_start_finish (run, ended, NULL));
  print_run (run, journal);
}

int
main (int argc, char *argv[])
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (g_get_real_time () + AHEAD);
  g_autoptr (CvkNodeTypes) types = cvk_node_types_new ();
  g_autoptr (CvkTokenStore) store = cvk_memory_token_store_new ();
  char *line = NULL;
  size_t size = 0;
  unsigned stepper;

  if (argc != 4)
    return 2;
  cvk_connector_register (cvk_connector_get ("zoom"), types);
  save_refresh_token (store, argv[2]);
  stepper = g_timeout_add_full (G_PRIORITY_LOW, 1, step_cb, clock, NULL);
  while (getline (&line, &size, stdin) > 0)
    {
      g_autoptr (CvkConnection) connection =
        connect_to (argv[1], argv[3], store, CVK_CLOCK (clock));

      run_line (line, connection, CVK_CLOCK (clock), types);
    }
  free (line);
  g_source_remove (stepper);
  return 0;
}
