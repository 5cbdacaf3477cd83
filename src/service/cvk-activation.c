// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-activation.h"

#include "service/cvk-activation-private.h"
#include "service/cvk-activation-record.h"
#include "service/cvk-webhook-proof.h"
#include "store/cvk-store-activations.h"

G_DEFINE_FINAL_TYPE (CvkActivation, cvk_activation, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_MISSED,
  SIGNAL_BLOCKED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
free_watch (CvkActivationWatch *watch)
{
  if (watch->trigger != NULL)
    g_signal_handlers_disconnect_by_data (watch->trigger, watch);
  g_clear_object (&watch->trigger);
  g_clear_pointer (&watch->problem, cvk_problem_unref);
  g_free (watch);
}

void
cvk_activation_waiting_free (CvkActivationWaiting *waiting)
{
  g_clear_pointer (&waiting->items, cvk_value_unref);
  g_clear_object (&waiting->activation);
  g_free (waiting->key);
  g_free (waiting);
}

void
cvk_activation_say_changed (CvkActivation *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_activation_say_missed (CvkActivation *self, int64_t count)
{
  g_signal_emit (self, signals[SIGNAL_MISSED], 0, count);
}

void
cvk_activation_say_blocked (CvkActivation *self, CvkProblem *problem)
{
  g_signal_emit (self, signals[SIGNAL_BLOCKED], 0, problem);
}

/* --- Describing --- */

static CvkValue *
describe_watch (const CvkActivationWatch *watch)
{
  g_autoptr (CvkValue) next =
    watch->trigger != NULL ? cvk_trigger_dup_next (watch->trigger, 1) : NULL;
  const CvkValue *first = next != NULL ? cvk_value_get_element (next, 0) : NULL;
  g_autofree char *address =
    watch->trigger != NULL ? cvk_trigger_dup_address (watch->trigger) : NULL;

  return cvk_value_new_object (
    "node", cvk_value_new_string (watch->node->id), "type",
    cvk_value_new_string (watch->node->type), "label", cvk_value_new_string (watch->node->label),
    "next", first != NULL ? cvk_value_ref (first) : cvk_value_new_null (), "address",
    cvk_value_new_string (address), "signed",
    cvk_value_new_boolean (
      watch->is_pushed &&
      g_str_equal (cvk_value_lookup_string (watch->node->settings, "verify", ""), "zoom")),
    "problem",
    watch->problem != NULL ? cvk_problem_to_value (watch->problem) : cvk_value_new_null (), NULL);
}

CvkValue *
cvk_activation_describe (CvkActivation *self)
{
  g_autoptr (GPtrArray) runs = cvk_activation_list_runs (self);
  g_auto (CvkArrayBuilder) triggers = { 0 };

  cvk_array_builder_init (&triggers);
  for (unsigned i = 0; i < self->watches->len; i++)
    cvk_array_builder_append (&triggers, describe_watch (g_ptr_array_index (self->watches, i)));
  return cvk_value_new_object (
    "id", cvk_value_new_string (cvk_activation_get_id (self)), "path",
    cvk_value_new_string (cvk_activation_get_path (self)), "name",
    cvk_value_new_string (cvk_activation_get_name (self)), "hash",
    cvk_value_new_string (cvk_value_lookup_string (self->record, "hash", NULL)), "since",
    cvk_value_new_integer (cvk_value_lookup_integer (self->record, "since", 0)), "file",
    cvk_value_new_string (self->file != NULL ? cvk_activation_file_get_state (self->file) : "same"),
    "bindings", cvk_value_ref (cvk_value_get_member (self->record, "bindings")), "triggers",
    cvk_array_builder_end (&triggers), "problem",
    self->problem != NULL ? cvk_problem_to_value (self->problem) : cvk_value_new_null (), "running",
    cvk_value_new_integer (runs->len), "waiting",
    cvk_value_new_integer (g_queue_get_length (&self->waiting)), NULL);
}

CvkValue *
cvk_activation_dup_next (CvkActivation *self, unsigned count)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->watches->len; i++)
    {
      const CvkActivationWatch *watch = g_ptr_array_index (self->watches, i);
      g_autoptr (CvkValue) next =
        watch->trigger != NULL ? cvk_trigger_dup_next (watch->trigger, count) : NULL;

      for (size_t k = 0; next != NULL && k < cvk_value_get_length (next); k++)
        cvk_array_builder_append (&builder,
                                  cvk_activation_place_next (self->record, watch->node->id,
                                                             cvk_value_get_element (next, k)));
    }
  return cvk_array_builder_end (&builder);
}

const char *
cvk_activation_get_id (CvkActivation *self)
{
  return cvk_value_lookup_string (self->record, "id", "");
}

const char *
cvk_activation_get_path (CvkActivation *self)
{
  return cvk_value_lookup_string (self->record, "path", "");
}

const char *
cvk_activation_get_name (CvkActivation *self)
{
  return cvk_value_lookup_string (self->record, "name", "");
}

const char *
cvk_activation_get_hash (CvkActivation *self)
{
  return cvk_value_lookup_string (self->record, "hash", "");
}

/* --- Coming and going --- */

void
cvk_activation_add_setup_problems (CvkActivation *self, GPtrArray *problems)
{
  for (unsigned i = 0; i < self->watches->len; i++)
    {
      const CvkActivationWatch *watch = g_ptr_array_index (self->watches, i);

      if (watch->trigger == NULL)
        g_ptr_array_add (problems, cvk_problem_ref (watch->problem));
    }
}

void
cvk_activation_start (CvkActivation *self)
{
  g_return_if_fail (!self->is_started);

  self->is_started = TRUE;
  self->file = cvk_activation_file_new (cvk_activation_get_path (self), self->files,
                                        cvk_activation_get_hash (self));
  g_signal_connect_object (self->file, "changed", G_CALLBACK (cvk_activation_say_changed), self,
                           G_CONNECT_SWAPPED);
  cvk_activation_watch_world (self);
  for (unsigned i = 0; i < self->watches->len; i++)
    {
      const CvkActivationWatch *watch = g_ptr_array_index (self->watches, i);

      if (watch->trigger != NULL)
        cvk_trigger_start (watch->trigger);
    }
}

void
cvk_activation_stop (CvkActivation *self)
{
  if (self->is_stopped)
    return;
  self->is_stopped = TRUE;
  g_clear_object (&self->file);
  for (unsigned i = 0; i < self->watches->len; i++)
    {
      const CvkActivationWatch *watch = g_ptr_array_index (self->watches, i);

      if (watch->trigger != NULL)
        cvk_trigger_stop (watch->trigger);
    }
  g_queue_clear_full (&self->waiting, (GDestroyNotify) cvk_activation_waiting_free);
}

gboolean
cvk_activation_renew_webhook (CvkActivation *self, const char *node, gboolean new_address)
{
  for (unsigned i = 0; i < self->watches->len; i++)
    {
      const CvkActivationWatch *watch = g_ptr_array_index (self->watches, i);

      if (watch->trigger != NULL && g_str_equal (watch->node->id, node))
        return cvk_trigger_renew (watch->trigger, new_address);
    }
  return FALSE;
}

void
cvk_activation_forget_secrets (CvkActivation *self)
{
  g_autofree char *item = cvk_webhook_proof_dup_item (cvk_activation_get_path (self));

  for (unsigned i = 0; i < self->watches->len; i++)
    {
      const CvkActivationWatch *watch = g_ptr_array_index (self->watches, i);

      if (watch->is_pushed &&
          g_str_equal (cvk_value_lookup_string (watch->node->settings, "verify", ""), "zoom"))
        {
          cvk_token_store_remove_async (cvk_host_get_token_store (self->host, FALSE), item, NULL,
                                        NULL, NULL);
          return;
        }
    }
}

static CvkOverlapPolicy
read_overlap (const CvkNode *node, gboolean is_clock)
{
  static const char *const names[] = { "skip", "queue", "cancel", "allow" };
  const char *name =
    cvk_value_lookup_string (node->settings, "overlap", is_clock ? "skip" : "queue");

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      return (CvkOverlapPolicy) i;
  return is_clock ? CVK_OVERLAP_SKIP : CVK_OVERLAP_QUEUE;
}

static void
add_watch (CvkActivation *self, const CvkNode *node)
{
  CvkValue *memories = cvk_value_get_member (self->record, "memory");
  CvkActivationWatch *watch = g_new0 (CvkActivationWatch, 1);
  CvkTriggerContext context = {
    .host = self->host,
    .connections = self->connections,
    .runs = self->runs,
    .activation = cvk_activation_get_id (self),
    .path = cvk_activation_get_path (self),
    .document = self->document,
    .node = node,
    .slots = self->slots,
    .files = self->files,
    .since = cvk_value_lookup_integer (self->record, "since", 0),
    .memory = cvk_value_get_member (memories, node->id),
  };

  watch->activation = self;
  watch->node = node;
  watch->is_clock = g_str_equal (node->type, "trigger.schedule");
  watch->is_pushed = g_str_equal (node->type, "trigger.webhook");
  watch->overlap = read_overlap (node, watch->is_clock);
  watch->trigger = cvk_trigger_new (&context, &watch->problem);
  if (watch->trigger != NULL)
    cvk_activation_listen (self, watch);
  else
    cvk_problem_set_node (watch->problem, node->id);
  g_ptr_array_add (self->watches, watch);
}

/* What waited for a run when the host was ended, or when another version took over. */
static void
take_queue (CvkActivation *self)
{
  CvkValue *queued = cvk_value_get_member (self->record, "queued");

  for (size_t i = 0; queued != NULL && i < cvk_value_get_length (queued); i++)
    {
      const CvkValue *entry = cvk_value_get_element (queued, i);
      const char *node = cvk_value_lookup_string (entry, "node", "");
      const char *key = cvk_value_lookup_string (entry, "key", "");
      int64_t noted = cvk_value_lookup_integer (entry, "noted", 0);
      CvkActivationWaiting *waiting = NULL;

      for (unsigned k = 0; k < self->watches->len && waiting == NULL; k++)
        {
          CvkActivationWatch *watch = g_ptr_array_index (self->watches, k);

          if (!g_str_equal (watch->node->id, node) || watch->trigger == NULL ||
              !cvk_trigger_is_current (watch->trigger, noted))
            continue;
          waiting = g_new0 (CvkActivationWaiting, 1);
          waiting->watch = watch;
          waiting->key = g_strdup (key);
          waiting->items = cvk_value_ref (cvk_value_get_member (entry, "items"));
          waiting->wants_run = TRUE;
          g_queue_push_tail (&self->waiting, waiting);
        }
      if (waiting == NULL)
        cvk_store_skip_occurrence_async (cvk_host_get_store (self->host),
                                         cvk_activation_get_id (self), node, key, "too-late", NULL,
                                         NULL);
    }
}

static void
cvk_activation_finalize (GObject *object)
{
  CvkActivation *self = CVK_ACTIVATION (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) cvk_activation_waiting_free);
  g_clear_pointer (&self->watches, g_ptr_array_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_clear_pointer (&self->slots, g_hash_table_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->ending, g_hash_table_unref);
  g_clear_pointer (&self->record, cvk_value_unref);
  g_clear_object (&self->file);
  g_clear_object (&self->document);
  g_clear_object (&self->questions);
  g_clear_object (&self->runs);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_activation_parent_class)->finalize (object);
}

static void
cvk_activation_class_init (CvkActivationClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_activation_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_ACTIVATION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MISSED] = g_signal_new ("missed", CVK_TYPE_ACTIVATION, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_BLOCKED] = g_signal_new ("blocked", CVK_TYPE_ACTIVATION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, CVK_TYPE_PROBLEM);
}

static void
cvk_activation_init (CvkActivation *self)
{
  self->watches = g_ptr_array_new_with_free_func ((GDestroyNotify) free_watch);
}

CvkActivation *
cvk_activation_new (CvkHost *host,
                    CvkHostConnections *connections,
                    CvkHostRuns *runs,
                    CvkQuestions *questions,
                    const CvkValue *record,
                    CvkProblem **problem)
{
  g_autoptr (CvkActivation) self = g_object_new (CVK_TYPE_ACTIVATION, NULL);
  const CvkNodeTypes *types = cvk_host_get_environment (host)->types;

  self->document = cvk_activation_read_document (record, problem);
  if (self->document == NULL)
    return NULL;
  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  self->runs = g_object_ref (runs);
  self->questions = g_object_ref (questions);
  self->record = cvk_value_ref (record);
  self->slots = cvk_activation_dup_slots (record);
  self->ending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->files = cvk_activation_dup_files (record);
  GPtrArray *nodes = cvk_document_get_nodes (self->document);
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (types, node->type);

      if (type != NULL && type->is_trigger && !node->muted)
        add_watch (self, node);
    }
  take_queue (self);
  return g_steal_pointer (&self);
}
