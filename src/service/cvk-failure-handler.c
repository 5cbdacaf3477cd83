// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-failure-handler.h"

#include "base/cvk-json.h"
#include "service/cvk-host-run-private.h"
#include "service/cvk-pipeline-trigger.h"
#include "service/cvk-problems.h"
#include "store/cvk-store-activations.h"

/* How many runs that failed while nobody looked are made up for, and from how far back. */
#define MAX_MISSED 100
#define MAX_AGE (7 * G_TIME_SPAN_DAY)

struct _CvkFailureHandler
{
  GObject parent_instance;

  CvkHost *host;     /* borrowed: it outlives the service */
  CvkHostRuns *runs; /* owned */
};

G_DEFINE_FINAL_TYPE (CvkFailureHandler, cvk_failure_handler, G_TYPE_OBJECT)

enum
{
  SIGNAL_BLOCKED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- What the handler gets --- */

/* Each failure as an item. (transfer full) */
static CvkValue *
make_items (CvkHostRun *failed)
{
  GPtrArray *failures = cvk_host_run_get_failures (failed);
  g_auto (CvkArrayBuilder) items = { 0 };

  cvk_array_builder_init (&items);
  for (unsigned i = 0; i < failures->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (failures, i);
      g_autofree char *message = cvk_problem_dup_message (problem);
      int64_t item = cvk_problem_get_item (problem);

      cvk_array_builder_append (
        &items, cvk_value_new_object (
                  "run", cvk_value_new_string (cvk_host_run_get_id (failed)), "pipeline",
                  cvk_value_new_string (cvk_host_run_get_name (failed)), "node",
                  cvk_value_new_string (cvk_problem_get_node (problem)), "inside",
                  cvk_value_new_string (cvk_problem_get_inside (problem)), "item",
                  item >= 0 ? cvk_value_new_integer (item) : cvk_value_new_null (), "code",
                  cvk_value_new_string (cvk_problem_get_code (problem)), "message",
                  cvk_value_new_string (message), NULL));
    }
  return cvk_array_builder_end (&items);
}

/* A handler that is made for other pipelines too has a trigger for them; else its first input takes
 * the failures. (nullable) */
static const CvkNode *
find_entry (CvkDocument *handler)
{
  GPtrArray *nodes = cvk_document_get_nodes (handler);
  const CvkNode *input = NULL;

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (node->muted)
        continue;
      if (g_str_equal (node->type, "trigger.pipeline"))
        return node;
      if (input == NULL && g_str_equal (node->type, "input"))
        input = node;
    }
  return input;
}

/* --- Its run --- */

static char *
make_id (CvkHostRun *failed)
{
  return g_strconcat (cvk_host_run_get_id (failed), "-handler", NULL);
}

/* The connections of the failed run, under the same names. */
static GVariantDict *
make_options (CvkHostRun *failed, CvkDocument *handler, const char *path)
{
  GVariantDict *options = g_variant_dict_new (NULL);
  g_autofree char *id = make_id (failed);
  GPtrArray *slots = cvk_document_get_slots (handler);
  GVariantBuilder connections = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);
      CvkConnection *connection = g_hash_table_lookup (failed->connections, slot->name);

      if (connection != NULL)
        g_variant_builder_add (&connections, "{ss}", slot->name,
                               cvk_connection_get_id (connection));
    }
  g_variant_dict_insert (options, "id", "s", id);
  if (path != NULL)
    g_variant_dict_insert (options, "path", "s", path);
  g_variant_dict_insert (options, "sandbox", "b",
                         failed->sandbox_slots != NULL && failed->sandbox_slots[0] != NULL);
  g_variant_dict_insert_value (options, "connections", g_variant_builder_end (&connections));
  return options;
}

static const char *
get_file (CvkDocument *document)
{
  return cvk_value_lookup_string (cvk_document_get_settings (document), "on_failure", NULL);
}

/* As it was frozen with the pipeline. (transfer none) (nullable) */
static CvkDocument *
find_handler (CvkHostRun *failed)
{
  CvkDocument *document = cvk_run_get_document (failed->run);
  const char *file = get_file (document);
  GPtrArray *pipelines = cvk_document_get_pipelines (document);

  for (unsigned i = 0; file != NULL && pipelines != NULL && i < pipelines->len; i++)
    {
      const CvkCarriedPipeline *carried = g_ptr_array_index (pipelines, i);

      if (g_str_equal (carried->file, file))
        return carried->document;
    }
  return NULL;
}

/* What the trigger for ended runs is told of one. (transfer full) */
static CvkValue *
make_trigger_items (CvkFailureHandler *self, CvkHostRun *failed)
{
  g_autoptr (CvkValue) record = cvk_value_new_object (
    "run", cvk_value_new_string (failed->id), "name",
    cvk_value_new_string (cvk_host_run_get_name (failed)), "path",
    cvk_value_new_string (failed->path), "state",
    cvk_value_new_string (cvk_host_run_get_state (failed)), "finished",
    cvk_value_new_integer (cvk_clock_get_wall (cvk_host_get_environment (self->host)->clock)),
    "failures", cvk_problems_to_value (cvk_host_run_get_failures (failed)), "outputs",
    cvk_run_dup_outputs (failed->run), NULL);
  CvkValue *item = cvk_pipeline_trigger_describe (record);

  return cvk_value_new_array (&item, 1);
}

/* The next host, or the end of a pause, tries again: nothing says that it has been dealt with. A
 * pause is nothing to tell a user, who made it. */
static void
tell_blocked (CvkFailureHandler *self, CvkHostRun *failed, GPtrArray *problems)
{
  CvkProblem *problem = problems->len > 0 ? g_ptr_array_index (problems, 0) : NULL;
  g_autofree char *message = problem != NULL ? cvk_problem_dup_message (problem) : NULL;

  if (problem == NULL || cvk_host_is_paused (self->host))
    return;
  g_message ("What is to run after %s cannot: %s", cvk_host_run_get_id (failed), message);
  g_signal_emit (self, signals[SIGNAL_BLOCKED], 0, failed, problem);
}

static void
handle (CvkFailureHandler *self, CvkHostRun *failed)
{
  CvkDocument *handler = find_handler (failed);
  const CvkNode *entry = handler != NULL ? find_entry (handler) : NULL;
  g_autoptr (GPtrArray) problems = cvk_problems_new ();
  g_autoptr (GVariantDict) options = NULL;
  g_autoptr (CvkValue) items = NULL;
  g_autoptr (CvkHostRun) run = NULL;

  if (entry == NULL)
    return;
  items = g_str_equal (entry->type, "trigger.pipeline") ? make_trigger_items (self, failed)
                                                        : make_items (failed);
  CvkRunTrigger trigger = { .node = entry->id, .items = items };
  options = make_options (failed, handler, failed->path);
  run = cvk_host_runs_begin (self->runs, handler, options, &trigger, NULL, problems);
  if (run == NULL)
    tell_blocked (self, failed, problems);
}

/* --- Which runs --- */

static gboolean
is_to_be_handled (CvkFailureHandler *self, CvkHostRun *run)
{
  g_autofree char *id = make_id (run);

  return g_str_equal (cvk_host_run_get_state (run), "failed") &&
         cvk_run_get_plan (cvk_host_run_get_run (run)) == NULL && find_handler (run) != NULL &&
         cvk_host_runs_get (self->runs, id, NULL) == NULL;
}

static gboolean
handle_cb (gpointer user_data)
{
  g_autoptr (GPtrArray) pair = user_data;
  CvkFailureHandler *self = g_ptr_array_index (pair, 0);
  CvkHostRun *run = g_ptr_array_index (pair, 1);

  if (is_to_be_handled (self, run))
    handle (self, run);
  cvk_host_release (self->host);
  return G_SOURCE_REMOVE;
}

/* Not inside of the run's own signal. */
static void
run_delta_cb (CvkFailureHandler *self, CvkHostRun *run)
{
  GPtrArray *pair = NULL;

  /* One that is only looked at failed long ago. */
  if (!cvk_host_run_has_ended (run) || run->past_plan != NULL || !is_to_be_handled (self, run))
    return;
  pair = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (pair, g_object_ref (self));
  g_ptr_array_add (pair, g_object_ref (run));
  cvk_host_hold (self->host);
  g_idle_add (handle_cb, pair);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkFailureHandler) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run = cvk_host_runs_open_finish (CVK_HOST_RUNS (object), result, &error);

  if (run == NULL)
    g_message ("A run that failed cannot be opened: %s", error->message);
  else if (is_to_be_handled (self, run))
    handle (self, run);
  cvk_host_release (self->host);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkFailureHandler) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) ids =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL) : NULL;

  for (size_t i = 0; ids != NULL && i < cvk_value_get_length (ids); i++)
    {
      cvk_host_hold (self->host);
      cvk_host_runs_open_async (self->runs, cvk_value_get_string (cvk_value_get_element (ids, i)),
                                opened_cb, g_object_ref (self));
    }
  cvk_host_release (self->host);
}

/* What failed while nobody looked. */
static void
look (CvkFailureHandler *self)
{
  int64_t now = cvk_clock_get_wall (cvk_host_get_environment (self->host)->clock);

  if (cvk_host_get_failure (self->host) != NULL || cvk_host_is_paused (self->host))
    return;
  cvk_host_hold (self->host);
  cvk_store_load_unhandled_runs_async (cvk_host_get_store (self->host), now - MAX_AGE, MAX_MISSED,
                                       loaded_cb, g_object_ref (self));
}

static void
ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkFailureHandler) self = user_data;

  cvk_host_runs_wait_ready_finish (CVK_HOST_RUNS (object), result);
  look (self);
}

/* --- The object --- */

static void
cvk_failure_handler_finalize (GObject *object)
{
  CvkFailureHandler *self = CVK_FAILURE_HANDLER (object);

  g_clear_object (&self->runs);
  G_OBJECT_CLASS (cvk_failure_handler_parent_class)->finalize (object);
}

static void
cvk_failure_handler_class_init (CvkFailureHandlerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_failure_handler_finalize;
  signals[SIGNAL_BLOCKED] =
    g_signal_new ("blocked", CVK_TYPE_FAILURE_HANDLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CVK_TYPE_HOST_RUN, CVK_TYPE_PROBLEM);
}

static void
cvk_failure_handler_init (CvkFailureHandler *self)
{
}

CvkFailureHandler *
cvk_failure_handler_new (CvkHost *host, CvkHostRuns *runs)
{
  CvkFailureHandler *self = g_object_new (CVK_TYPE_FAILURE_HANDLER, NULL);
  CvkPause *pause = cvk_host_get_environment (host)->pause;

  self->host = host;
  self->runs = g_object_ref (runs);
  g_signal_connect_object (runs, "delta", G_CALLBACK (run_delta_cb), self, G_CONNECT_SWAPPED);
  if (pause != NULL)
    g_signal_connect_object (pause, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  cvk_host_runs_wait_ready_async (runs, ready_cb, g_object_ref (self));
  return self;
}
