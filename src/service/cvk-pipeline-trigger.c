// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-pipeline-trigger.h"

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "store/cvk-store-activations.h"

/* How many runs that ended while nobody watched are made up for, and from how far back. */
#define MAX_MISSED 1000
#define MAX_AGE (7 * G_TIME_SPAN_DAY)
/* Causes that an item names; longer chains break. */
#define MAX_CHAIN 16

struct _CvkPipelineTrigger
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostRuns *runs;
  CvkValue *settings;
  char *activation; /* id */
  char *own_path;
  char *path; /* nullable: of the pipeline that is waited for; any */
  int64_t since;
  unsigned long delta_handler;
};

static void trigger_iface_init (CvkTriggerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkPipelineTrigger,
                               cvk_pipeline_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TRIGGER, trigger_iface_init))

/* --- Which runs count --- */

/* The activations that led to a run, the first one first: those of the item it began with.
 * (transfer none) (nullable) */
static CvkValue *
get_causes (const CvkValue *run)
{
  CvkValue *items = cvk_value_get_member (cvk_value_get_member (run, "trigger"), "items");
  const CvkValue *item = items != NULL ? cvk_value_get_element (items, 0) : NULL;
  CvkValue *causes = cvk_value_get_member (item, "causes");

  return causes != NULL && cvk_value_is_array (causes) ? causes : NULL;
}

static const char *
get_activation (const CvkValue *run)
{
  return cvk_value_lookup_string (cvk_value_get_member (run, "trigger"), "activation", NULL);
}

static gboolean
is_of_its_own (CvkPipelineTrigger *self, const CvkValue *run)
{
  const CvkValue *causes = get_causes (run);
  size_t length = causes != NULL ? cvk_value_get_length (causes) : 0;

  if (g_strcmp0 (get_activation (run), self->activation) == 0 || length >= MAX_CHAIN ||
      g_strcmp0 (cvk_value_lookup_string (run, "path", NULL), self->own_path) == 0)
    return TRUE;
  for (size_t i = 0; i < length; i++)
    {
      const CvkValue *cause = cvk_value_get_element (causes, i);

      if (cvk_value_is_string (cause) &&
          g_str_equal (cvk_value_get_string (cause), self->activation))
        return TRUE;
    }
  return FALSE;
}

static gboolean
counts (CvkPipelineTrigger *self, const CvkValue *run)
{
  const char *outcome = cvk_value_lookup_string (self->settings, "outcome", "failed");
  const char *path = cvk_value_lookup_string (run, "path", NULL);

  if (is_of_its_own (self, run) || (self->path != NULL && g_strcmp0 (path, self->path) != 0))
    return FALSE;
  if (get_activation (run) == NULL && !cvk_value_lookup_boolean (self->settings, "by_hand", FALSE))
    return FALSE;
  return g_str_equal (outcome, "any") ||
         g_str_equal (outcome, cvk_value_lookup_string (run, "state", ""));
}

/* --- What is said of them --- */

static CvkValue *
describe_failures (const CvkValue *run)
{
  CvkValue *failures = cvk_value_get_member (run, "failures");
  size_t length =
    failures != NULL && cvk_value_is_array (failures) ? cvk_value_get_length (failures) : 0;
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < length; i++)
    {
      g_autoptr (CvkProblem) problem = cvk_problem_from_value (cvk_value_get_element (failures, i));
      g_autofree char *message = problem != NULL ? cvk_problem_dup_message (problem) : NULL;

      if (problem != NULL)
        cvk_array_builder_append (
          &builder,
          cvk_value_new_object ("node", cvk_value_new_string (cvk_problem_get_node (problem)),
                                "code", cvk_value_new_string (cvk_problem_get_code (problem)),
                                "message", cvk_value_new_string (message), "inside",
                                cvk_value_new_string (cvk_problem_get_inside (problem)), NULL));
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
describe_causes (const CvkValue *run)
{
  const CvkValue *causes = get_causes (run);
  const char *activation = get_activation (run);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; causes != NULL && i < cvk_value_get_length (causes); i++)
    cvk_array_builder_append (&builder, cvk_value_ref (cvk_value_get_element (causes, i)));
  if (activation != NULL)
    cvk_array_builder_append (&builder, cvk_value_new_string (activation));
  return cvk_array_builder_end (&builder);
}

CvkValue *
cvk_pipeline_trigger_describe (const CvkValue *run)
{
  CvkValue *outputs = cvk_value_get_member (run, "outputs");
  g_autoptr (CvkValue) failures = describe_failures (run);
  const char *message =
    cvk_value_lookup_string (cvk_value_get_element (failures, 0), "message", NULL);
  g_autofree char *finished =
    cvk_instant_to_utc_string (cvk_value_lookup_integer (run, "finished", 0));

  return cvk_value_new_object (
    "run", cvk_value_new_string (cvk_value_lookup_string (run, "run", NULL)), "name",
    cvk_value_new_string (cvk_value_lookup_string (run, "name", NULL)), "path",
    cvk_value_new_string (cvk_value_lookup_string (run, "path", NULL)), "state",
    cvk_value_new_string (cvk_value_lookup_string (run, "state", NULL)), "finished",
    cvk_value_new_string (finished), "message", cvk_value_new_string (message), "failures",
    cvk_value_ref (failures), "outputs",
    outputs != NULL ? cvk_value_ref (outputs) : cvk_value_new_null (), "causes",
    describe_causes (run), NULL);
}

/* --- Asking the journal --- */

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkPipelineTrigger) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) runs =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL) : NULL;
  size_t length = runs != NULL ? cvk_value_get_length (runs) : 0;

  for (size_t i = 0; i < length && self->delta_handler != 0; i++)
    {
      const CvkValue *run = cvk_value_get_element (runs, i);
      CvkValue *item = NULL;
      g_autoptr (CvkValue) items = NULL;

      if (!counts (self, run))
        continue;
      item = cvk_pipeline_trigger_describe (run);
      items = cvk_value_new_array (&item, 1);
      cvk_trigger_fire (CVK_TRIGGER (self), cvk_value_lookup_string (run, "run", ""), items, NULL);
    }
}

/* @run: (nullable): all since. */
static void
ask (CvkPipelineTrigger *self, const char *run)
{
  int64_t now = cvk_clock_get_wall (cvk_host_get_environment (self->host)->clock);

  cvk_store_load_ended_runs_async (cvk_host_get_store (self->host), run,
                                   MAX (self->since, now - MAX_AGE), MAX_MISSED, loaded_cb,
                                   g_object_ref (self));
}

static void
run_delta_cb (CvkPipelineTrigger *self, CvkHostRun *run)
{
  if (cvk_host_run_has_ended (run))
    ask (self, cvk_host_run_get_id (run));
}

/* --- The interface --- */

static void
cvk_pipeline_trigger_start (CvkTrigger *trigger)
{
  CvkPipelineTrigger *self = CVK_PIPELINE_TRIGGER (trigger);

  self->delta_handler =
    g_signal_connect_swapped (self->runs, "delta", G_CALLBACK (run_delta_cb), self);
  ask (self, NULL);
}

static void
cvk_pipeline_trigger_stop (CvkTrigger *trigger)
{
  CvkPipelineTrigger *self = CVK_PIPELINE_TRIGGER (trigger);

  g_clear_signal_handler (&self->delta_handler, self->runs);
}

static void
trigger_iface_init (CvkTriggerInterface *iface)
{
  iface->start = cvk_pipeline_trigger_start;
  iface->stop = cvk_pipeline_trigger_stop;
}

/* --- The object --- */

static void
cvk_pipeline_trigger_finalize (GObject *object)
{
  CvkPipelineTrigger *self = CVK_PIPELINE_TRIGGER (object);

  cvk_pipeline_trigger_stop (CVK_TRIGGER (self));
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_object (&self->runs);
  g_clear_object (&self->host);
  g_free (self->activation);
  g_free (self->own_path);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_pipeline_trigger_parent_class)->finalize (object);
}

static void
cvk_pipeline_trigger_class_init (CvkPipelineTriggerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_pipeline_trigger_finalize;
}

static void
cvk_pipeline_trigger_init (CvkPipelineTrigger *self)
{
}

CvkTrigger *
cvk_pipeline_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
{
  CvkPipelineTrigger *self = g_object_new (CVK_TYPE_PIPELINE_TRIGGER, NULL);
  const char *pipeline = cvk_value_lookup_string (context->node->settings, "pipeline", "");
  g_autofree char *folder = g_path_get_dirname (context->path);

  self->host = g_object_ref (context->host);
  self->runs = g_object_ref (context->runs);
  self->settings = cvk_value_ref (context->node->settings);
  self->activation = g_strdup (context->activation);
  self->own_path = g_strdup (context->path);
  self->since = context->since;
  if (*pipeline != '\0')
    self->path = g_canonicalize_filename (pipeline, folder);
  return CVK_TRIGGER (self);
}
