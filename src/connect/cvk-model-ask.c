// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-model-ask.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-action-private.h"
#include "connect/cvk-model-reply.h"
#include "connect/cvk-model-stream.h"

/* A model that has to be loaded first lets one wait; once it answers, it goes on. How long all of
 * it may take is the step's to say. */
#define FIRST_BYTE_SECONDS 240
#define BETWEEN_SECONDS 90
/* Of the end of an answer on its way. */
#define SHOWN_BYTES ((size_t) 8000)

/* One question, until there is an answer; the data of the task that returns it. */
typedef struct
{
  CvkCall *call;
  const CvkLanguageModel *model;
  CvkConnection *connection;  /* owned */
  CvkModelQuestion *question; /* owned, nullable: the models are asked for */
  CvkValue *settings;         /* owned: what sentences name */
  CvkActionRequest request;
  CvkExchangeFollower follower;
  CvkModelStream *stream; /* owned, nullable: the answer as it comes */
  int64_t started;        /* monotonic */
  CvkProblem *problem;    /* owned, nullable: why there is no answer */
} Asking;

static void
asking_free (Asking *self)
{
  g_clear_pointer (&self->question, cvk_model_question_free);
  g_clear_pointer (&self->stream, cvk_model_stream_free);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_clear_object (&self->connection);
  cvk_action_request_clear (&self->request);
  g_free (self);
}

/* --- The action that an exchange is about --- */

/* Asking changes nothing and is done again when it was lost, whatever its method. */
static CvkAction *
create_action (const char *connector, const char *id, const char *title, const char *method)
{
  CvkAction *action = g_new0 (CvkAction, 1);

  action->connector = cvk_connector_get (connector);
  action->operations.type.effect = CVK_NODE_EFFECT_READ;
  action->description = cvk_value_new_object ("rate", cvk_value_new_string (id), NULL);
  action->id = g_strdup (id);
  action->type_id = g_strconcat (connector, ".", id, NULL);
  action->title = title;
  action->method = method;
  action->scopes = g_new0 (char *, 1);
  action->success = g_array_new (FALSE, FALSE, sizeof (unsigned));
  return action;
}

/* Made once for a connector, and kept as long as the program. */
static const CvkAction *
get_action (const CvkLanguageModel *model, gboolean is_list)
{
  static GHashTable *actions = NULL;
  const char *id = is_list ? CVK_MODEL_ACTION_LIST : "ask";
  g_autofree char *key = g_strconcat (model->connector, ".", id, NULL);
  CvkAction *action;

  if (actions == NULL)
    actions = g_hash_table_new (g_str_hash, g_str_equal);
  action = g_hash_table_lookup (actions, key);
  if (action == NULL)
    {
      action = create_action (model->connector, id,
                              is_list ? N_ ("List models") : N_ ("Ask a language model"),
                              is_list ? "GET" : "POST");
      g_hash_table_insert (actions, action->type_id, action);
    }
  return action;
}

/* --- Following the answer --- */

static void
begin_cb (gpointer user_data)
{
  Asking *self = user_data;

  g_clear_pointer (&self->stream, cvk_model_stream_free);
  self->stream = cvk_model_stream_new (self->model);
  cvk_call_show (self->call, NULL);
}

static gboolean
take_cb (const char *data, size_t length, gpointer user_data)
{
  Asking *self = user_data;
  gboolean wants_more = cvk_model_stream_feed (self->stream, data, length);
  const GString *text = cvk_model_stream_get_answer (self->stream)->text;
  const char *end = text->len > SHOWN_BYTES ? text->str + text->len - SHOWN_BYTES : text->str;

  if (text->len > 0)
    cvk_call_show (self->call, end > text->str ? g_utf8_find_next_char (end, NULL) : end);
  return wants_more;
}

/* --- Asking --- */

static void send_question (GTask *task);

/* TRUE when the service does not take a schema, and has not been asked without one. */
static gboolean
may_ask_without_schema (Asking *self, const CvkReply *reply)
{
  static const char *const signs[] = { "response_format", "json_schema", "tool", "format" };
  const char *said = cvk_problem_get_argument (reply->problem, "service");

  if (self->question == NULL || self->question->schema == NULL || self->question->is_unstructured ||
      said == NULL || g_strcmp0 (cvk_problem_get_code (reply->problem), "refused") != 0)
    return FALSE;
  for (size_t i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (said, signs[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
fail (GTask *task, CvkProblem *problem)
{
  Asking *self = g_task_get_task_data (task);

  self->problem = problem;
  g_task_return_pointer (task, NULL, NULL);
  g_object_unref (task);
}

static void
finish (GTask *task, CvkValue *value)
{
  g_task_return_pointer (task, value, (GDestroyNotify) cvk_value_unref);
  g_object_unref (task);
}

/* With the time that it took; as the journal keeps it. */
static CvkValue *
keep_answer (Asking *self, CvkValue *answer)
{
  CvkClock *clock = cvk_step_get_clock (cvk_call_get_step (self->call));
  int64_t took = cvk_clock_get_monotonic (clock) - self->started;
  g_auto (CvkObjectBuilder) builder = { NULL };
  CvkValue *whole;

  cvk_object_builder_init_from (&builder, answer);
  /* To the tenth of a second. */
  cvk_object_builder_set (&builder, "seconds",
                          cvk_value_new_double ((double) (took / (G_USEC_PER_SEC / 10)) / 10.0));
  whole = cvk_object_builder_end (&builder);
  cvk_call_keep_reading (self->call, self->request.body, cvk_value_ref (whole));
  return whole;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Asking *self = g_task_get_task_data (task);
  g_autoptr (CvkReply) reply = cvk_exchange_finish (result);

  cvk_call_show (self->call, NULL);
  if (reply->kind != CVK_REPLY_DONE && may_ask_without_schema (self, reply))
    {
      self->question->is_unstructured = TRUE;
      send_question (task);
    }
  else if (reply->kind != CVK_REPLY_DONE)
    fail (task, cvk_problem_ref (reply->problem));
  else if (self->question == NULL)
    finish (task, cvk_value_ref (reply->value));
  else
    finish (task, keep_answer (self, reply->value));
}

/* How long a limit, or a service that is away, is waited for. */
static int64_t
get_max_wait (CvkStep *step)
{
  const CvkNode *node = cvk_step_get_node (step);

  return node->timeout > 0 ? MIN (node->timeout * G_USEC_PER_SEC, CVK_RETRY_MAX_TIME)
                           : CVK_RETRY_MAX_TIME;
}

static char *
dup_host (CvkConnection *connection)
{
  g_autoptr (GUri) uri =
    g_uri_parse (cvk_connection_get_api_url (connection), G_URI_FLAGS_NONE, NULL);

  return g_strdup (uri != NULL ? g_uri_get_host (uri) : NULL);
}

/* A model on this computer that does not listen is switched off, and not away: nobody but the user
 * will start it. */
static gboolean
is_on_this_computer (CvkConnection *connection)
{
  static const char *const names[] = { "localhost", "127.0.0.1", "::1", NULL };
  g_autofree char *host = dup_host (connection);

  return host != NULL && g_strv_contains (names, host);
}

static void
begin_exchange (GTask *task)
{
  Asking *self = g_task_get_task_data (task);
  CvkStep *step = cvk_call_get_step (self->call);
  CvkExchangeOptions options = {
    .action = get_action (self->model, self->question == NULL),
    .connection = self->connection,
    .clock = cvk_step_get_clock (step),
    .pause = cvk_step_get_pause (step),
    .owner = self->call,
    .settings = self->settings,
    .request = &self->request,
    .follower = self->question != NULL ? &self->follower : NULL,
    .cancellable = cvk_call_get_cancellable (self->call),
    .max_wait = get_max_wait (step),
    .is_here = is_on_this_computer (self->connection),
  };

  cvk_exchange_async (&options, answered_cb, task);
}

static void
send_question (GTask *task)
{
  Asking *self = g_task_get_task_data (task);
  g_autofree char *host = dup_host (self->connection);
  CvkValue *past;

  cvk_action_request_clear (&self->request);
  self->request.path = g_strdup (self->model->ask_path);
  self->request.body = self->model->make_body (self->question, host);
  past = cvk_call_find_reading (self->call, self->request.body);
  if (past != NULL)
    finish (task, cvk_value_ref (past));
  else
    begin_exchange (task);
}

/* NULL when the call has no connection to a service that is known; @task has ended then. */
static Asking *
asking_new (CvkCall *call, GTask *task)
{
  GObject *connection = cvk_step_get_connection (cvk_call_get_step (call));
  Asking *self = g_new0 (Asking, 1);

  self->call = call;
  self->started = cvk_clock_get_monotonic (cvk_step_get_clock (cvk_call_get_step (call)));
  self->follower = (CvkExchangeFollower){
    .stream = { FIRST_BYTE_SECONDS * G_USEC_PER_SEC, BETWEEN_SECONDS * G_USEC_PER_SEC, take_cb,
                self },
    .begin = begin_cb,
  };
  g_task_set_task_data (task, self, (GDestroyNotify) asking_free);
  if (connection != NULL)
    {
      self->connection = CVK_CONNECTION (g_object_ref (connection));
      self->model = cvk_language_model_find (cvk_connection_get_connector (self->connection));
    }
  if (self->model != NULL)
    return self;
  fail (task,
        cvk_problem_new ("empty-slot",
                         N_ ("No connection to a language model is chosen. Choose one."), NULL));
  return NULL;
}

void
cvk_model_ask_async (CvkCall *call,
                     CvkModelQuestion *question,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (CvkModelQuestion) owned = question;
  Asking *self;

  g_task_set_source_tag (task, cvk_model_ask_async);
  self = asking_new (call, task);
  if (self == NULL)
    return;
  self->question = g_steal_pointer (&owned);
  self->settings =
    cvk_value_new_object ("model", cvk_value_new_string (self->question->model), NULL);
  send_question (task);
}

CvkValue *
cvk_model_ask_finish (GAsyncResult *result, CvkProblem **problem)
{
  Asking *self = g_task_get_task_data (G_TASK (result));
  CvkValue *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  if (answer == NULL)
    *problem = g_steal_pointer (&self->problem);
  return answer;
}

void
cvk_model_list_async (CvkCall *call, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Asking *self;

  g_task_set_source_tag (task, cvk_model_list_async);
  self = asking_new (call, task);
  if (self == NULL)
    return;
  self->settings = cvk_value_new_object (NULL, NULL);
  self->request.path = g_strdup (self->model->list_path);
  begin_exchange (task);
}

CvkValue *
cvk_model_list_finish (GAsyncResult *result, CvkProblem **problem)
{
  return cvk_model_ask_finish (result, problem);
}
