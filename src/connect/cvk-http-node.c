// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-call-action.h"

#define DEFAULT_DEADLINE (60 * G_USEC_PER_SEC)
/* Of calls without a connection, which has turns of its own. */
#define CONCURRENCY 4
#define CALLS_PER_TURN 2
/* Not every service takes a longer one. */
#define KEY_LENGTH 32

extern CvkNodeOperations cvk_node_http_request;

/* --- What the settings make of it --- */

static const char *
get_method (const CvkValue *settings)
{
  return cvk_value_lookup_string (settings, "method", "GET");
}

static gboolean
is_reading (const CvkValue *settings)
{
  return g_str_equal (get_method (settings), "GET") || g_str_equal (get_method (settings), "HEAD");
}

/* What is only read leaves a file all the same. */
static CvkNodeEffect
get_effect (const CvkNodeType *type, const CvkValue *settings)
{
  return is_reading (settings) &&
             !g_str_equal (cvk_value_lookup_string (settings, "response", "json"), "file")
           ? CVK_NODE_EFFECT_READ
           : CVK_NODE_EFFECT_CHANGE;
}

static gboolean
may_repeat (const CvkValue *settings)
{
  return is_reading (settings) || cvk_value_lookup_boolean (settings, "repeatable", FALSE) ||
         *cvk_value_lookup_string (settings, "idempotency_header", "") != '\0';
}

/* --- One call --- */

static void
http_call_free (gpointer data)
{
  CvkHttpCall *self = data;

  cvk_call_action_clear (&self->action, &self->connector);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->elements, g_ptr_array_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->last_page, cvk_value_unref);
  g_clear_object (&self->follower.stream.sink);
  g_clear_pointer (&self->draft, cvk_data_file_draft_free);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_clear_error (&self->draft_error);
  g_free (self->target);
  g_free (self->url);
  g_free (self->host);
  g_free (self);
}

static char *
find_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  return g_strdup (uri != NULL ? g_uri_get_host (uri) : url);
}

/* Deleting what is gone is what an earlier request did whose answer was lost. */
static CvkValue *
describe (const CvkValue *settings)
{
  CvkValue *code;
  g_autoptr (CvkValue) codes = NULL;

  if (!g_str_equal (get_method (settings), "DELETE"))
    return cvk_value_new_object (NULL, NULL);
  code = cvk_value_new_string ("not-found");
  codes = cvk_value_new_array (&code, 1);
  return cvk_value_new_object (
    "gone", cvk_value_new_object ("repeated", g_steal_pointer (&codes), NULL), NULL);
}

static void
init_action (CvkHttpCall *self, CvkCall *call, const CvkValue *settings)
{
  static const CvkConnectorQuirks quirks = { .read_response = cvk_http_node_read_response };
  CvkAction *action = &self->action;

  cvk_call_action_init (action, &self->connector, call, "http", describe (settings), &quirks);
  action->operations.type.effect =
    is_reading (settings) ? CVK_NODE_EFFECT_READ : CVK_NODE_EFFECT_CHANGE;
  action->method = get_method (settings);
  action->on_unknown = may_repeat (settings) ? CVK_ON_UNKNOWN_REPEAT : CVK_ON_UNKNOWN_PARK;
  self->connector.title = self->host;
}

static CvkConnection *
get_connection (CvkCall *call)
{
  GObject *connection = cvk_step_get_connection (cvk_call_get_step (call));

  return connection != NULL ? CVK_CONNECTION (connection) : NULL;
}

/* Equal changes are not under way together, as with every other service: the second would be taken
 * for the first when nobody knows what came of that. */
static char *
make_match_key (const CvkActionRequest *request, const CvkValue *settings)
{
  g_autoptr (GChecksum) checksum = NULL;
  size_t size = 0;
  const void *data =
    request->content != NULL ? g_bytes_get_data (request->content, &size) : (const void *) "";

  if (may_repeat (settings))
    return NULL;
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const uint8_t *) get_method (settings), -1);
  g_checksum_update (checksum, (const uint8_t *) "\n", 1);
  g_checksum_update (checksum, (const uint8_t *) request->url, -1);
  g_checksum_update (checksum, (const uint8_t *) "\n", 1);
  g_checksum_update (checksum, data, (gssize) size);
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
find_target (CvkHttpCall *self, CvkCall *call, const CvkValue *settings, CvkProblem **problem)
{
  if (!g_str_equal (cvk_value_lookup_string (settings, "response", "json"), "file"))
    return TRUE;
  self->target = cvk_step_resolve_file (cvk_call_get_step (call),
                                        cvk_value_lookup_string (settings, "file", ""), problem);
  if (self->target == NULL)
    cvk_problem_set_field (*problem, "file");
  return self->target != NULL;
}

/* A step that writes real start links says what is to hold them: the item, where nothing else is
 * said. (transfer full) */
static CvkValue *
complete_settings (CvkCall *call)
{
  CvkValue *settings = cvk_call_get_settings (call);
  CvkItem *item = cvk_call_get_item (call);
  g_auto (CvkObjectBuilder) builder = { NULL };

  if (!cvk_action_wants_links (settings) || item == NULL ||
      !g_str_equal (cvk_value_lookup_string (settings, "body", ""), "json") ||
      cvk_value_get_member (settings, "json") != NULL)
    return cvk_value_ref (settings);
  cvk_object_builder_init_from (&builder, settings);
  cvk_object_builder_set (&builder, "json", cvk_item_to_value (item));
  return cvk_object_builder_end (&builder);
}

/* Everything but what needs the files. NULL: the call has failed. */
static CvkExecution *
begin (CvkCall *call)
{
  g_autoptr (CvkValue) settings = complete_settings (call);
  CvkConnection *connection = get_connection (call);
  const CvkNode *node = cvk_step_get_node (cvk_call_get_step (call));
  CvkProblem *problem = cvk_action_find_secret (settings, !is_reading (settings));
  g_autofree char *url =
    problem == NULL ? cvk_http_node_make_url (settings, connection, &problem) : NULL;
  CvkHttpCall *self;
  CvkExecution *execution;

  if (url == NULL)
    {
      cvk_call_fail (call, problem);
      return NULL;
    }
  self = g_new0 (CvkHttpCall, 1);
  self->host = find_host (url);
  self->url = g_strdup (url);
  init_action (self, call, cvk_call_get_settings (call));
  execution = cvk_execution_new (call, &self->action, settings);
  self->execution = execution;
  execution->action_free = http_call_free;
  execution->request.url = g_steal_pointer (&url);
  execution->request.reach = connection != NULL ? CVK_HTTP_REACH_ANY : CVK_HTTP_REACH_PUBLIC;
  execution->request.deadline =
    node->timeout > 0 ? node->timeout * G_USEC_PER_SEC : DEFAULT_DEADLINE;
  if (!find_target (self, call, settings, &problem))
    {
      cvk_call_fail (call, problem);
      return NULL;
    }
  if (self->target != NULL)
    execution->request.budget = CVK_DATA_FILE_MAX_SIZE;
  return execution;
}

/* Content and headers, with the files in hand. */
static gboolean
complete (CvkExecution *self)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  g_autofree char *key = cvk_call_make_key (self->call);
  CvkProblem *problem = NULL;

  key[KEY_LENGTH] = '\0';
  if (!cvk_http_node_fill_headers (self->settings, key, &self->request, &problem) ||
      !cvk_http_node_fill_body (self->call, self->settings, call->files, &self->request, &problem))
    {
      cvk_call_fail (self->call, problem);
      return FALSE;
    }
  self->request.match_key = make_match_key (&self->request, self->settings);
  return TRUE;
}

/* The same request with real start links, for the wire. */
static gboolean
fill_in (CvkExecution *self, CvkValue *settings, CvkActionRequest *request, CvkProblem **problem)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  g_autofree char *key = cvk_call_make_key (self->call);

  key[KEY_LENGTH] = '\0';
  request->url = cvk_http_node_make_url (settings, get_connection (self->call), problem);
  request->reach = self->request.reach;
  request->deadline = self->request.deadline;
  request->budget = self->request.budget;
  return request->url != NULL && cvk_http_node_fill_headers (settings, key, request, problem) &&
         cvk_http_node_fill_body (self->call, settings, call->files, request, problem);
}

/* --- Running --- */

/* What a change gave; a confirmed one of an earlier process has no file in its hands any more. */
static void
emit (CvkExecution *self)
{
  CvkHttpCall *call = cvk_http_call_get (self);

  if (call->answer != NULL)
    {
      cvk_http_node_save_answer (self);
      return;
    }
  cvk_http_node_emit (cvk_call_get_item (self->call), self->settings, self->reply->value,
                      cvk_call_get_output (self->call));
  cvk_call_succeed (self->call);
}

static void
send_read (CvkExecution *self)
{
  if (complete (self))
    cvk_http_node_start_read (self);
}

static void
send_change (CvkExecution *self)
{
  self->emit = emit;
  self->fill_in = fill_in;
  if (complete (self))
    cvk_execution_start_change (self);
}

static void
start (CvkCall *call)
{
  CvkExecution *self = begin (call);

  if (self == NULL)
    return;
  if (cvk_call_holds_guess (call, self->settings))
    cvk_http_node_pretend (self);
  else
    cvk_http_node_load_files (self, is_reading (self->settings) ? send_read : send_change);
}

static gboolean
look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  if (effect == NULL)
    return FALSE;
  cvk_http_node_emit (item, cvk_step_get_raw_settings (step), effect->detail, output);
  return TRUE;
}

/* --- Rehearsing --- */

static void
rehearse_change (CvkExecution *self)
{
  if (complete (self))
    cvk_http_node_pretend (self);
}

static void
rehearse (CvkCall *call)
{
  CvkExecution *self = begin (call);

  if (self == NULL)
    return;
  if (cvk_call_holds_guess (call, self->settings))
    cvk_http_node_pretend (self);
  else
    cvk_http_node_load_files (self, rehearse_change);
}

static unsigned
get_concurrency (CvkStep *step)
{
  GObject *connection = cvk_step_get_connection (step);

  return connection != NULL
           ? cvk_connection_get_concurrency (CVK_CONNECTION (connection)) * CALLS_PER_TURN
           : CONCURRENCY;
}

CvkNodeOperations cvk_node_http_request = {
  .type = { .get_effect = get_effect, .check = cvk_http_node_check },
  .start = start,
  .rehearse = rehearse,
  .look = look,
  .get_concurrency = get_concurrency,
};
