// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-activations.h"

#include "base/cvk-json.h"
#include "service/cvk-activations-private.h"
#include "store/cvk-store-activations.h"

G_DEFINE_FINAL_TYPE (CvkActivations, cvk_activations, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_MISSED,
  SIGNAL_BLOCKED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

void
cvk_activations_update_hold (CvkActivations *self)
{
  gboolean wants_hold = self->may_stay && self->list->len > 0;

  if (wants_hold == self->is_holding)
    return;
  self->is_holding = wants_hold;
  if (wants_hold)
    cvk_host_hold (self->host);
  else
    cvk_host_release (self->host);
}

void
cvk_activations_say_changed (CvkActivations *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
missed_cb (CvkActivations *self, int64_t count, CvkActivation *activation)
{
  g_signal_emit (self, signals[SIGNAL_MISSED], 0, activation, count);
}

static void
blocked_cb (CvkActivations *self, CvkProblem *problem, CvkActivation *activation)
{
  g_signal_emit (self, signals[SIGNAL_BLOCKED], 0, activation, problem);
}

/* --- The list --- */

CvkActivation *
cvk_activations_find (CvkActivations *self, const char *name)
{
  for (unsigned i = 0; i < self->list->len; i++)
    {
      CvkActivation *activation = g_ptr_array_index (self->list, i);

      if (g_str_equal (cvk_activation_get_id (activation), name) ||
          g_str_equal (cvk_activation_get_path (activation), name))
        return activation;
    }
  return NULL;
}

void
cvk_activations_drop (CvkActivations *self, CvkActivation *activation)
{
  cvk_activation_stop (activation);
  g_signal_handlers_disconnect_by_data (activation, self);
  g_ptr_array_remove (self->list, activation);
}

/* Makes one of what the store has. What this version cannot read stays there for one that can.
 * (transfer none) (nullable) */
static CvkActivation *
take (CvkActivations *self, const CvkValue *record)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkActivation) activation = cvk_activation_new (
    self->host, self->connections, self->runs, self->questions, record, &problem);

  if (activation == NULL)
    {
      g_autofree char *message = cvk_problem_dup_message (problem);

      g_warning ("%s: %s", cvk_value_lookup_string (record, "path", ""), message);
      return NULL;
    }
  g_ptr_array_add (self->list, g_object_ref (activation));
  g_signal_connect_swapped (activation, "changed", G_CALLBACK (cvk_activations_say_changed), self);
  g_signal_connect_swapped (activation, "missed", G_CALLBACK (missed_cb), self);
  g_signal_connect_swapped (activation, "blocked", G_CALLBACK (blocked_cb), self);
  return activation;
}

void
cvk_activations_take (CvkActivations *self, const char *text, const char *id)
{
  g_autoptr (CvkValue) records =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL) : NULL;

  for (size_t i = 0; records != NULL && i < cvk_value_get_length (records); i++)
    {
      const CvkValue *record = cvk_value_get_element (records, i);
      const char *other = cvk_value_lookup_string (record, "id", "");

      g_hash_table_replace (self->ids, g_strdup (cvk_value_lookup_string (record, "path", "")),
                            g_strdup (other));
      if (g_str_equal (cvk_value_lookup_string (record, "state", ""), "active") &&
          (id == NULL || g_str_equal (id, other)))
        {
          CvkActivation *activation = take (self, record);

          if (activation != NULL)
            cvk_activation_start (activation);
        }
    }
  cvk_activations_update_hold (self);
}

/* --- Loading --- */

static void
end_loading (CvkActivations *self, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  for (unsigned i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
  cvk_host_release (self->host);
}

typedef struct
{
  CvkActivations *activations;
  char *text;
} Loading;

static void
runs_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Loading *loading = user_data;
  g_autoptr (CvkActivations) self = loading->activations;
  g_autofree char *text = loading->text;

  cvk_host_runs_wait_ready_finish (CVK_HOST_RUNS (object), result);
  self->is_loaded = TRUE;
  cvk_activations_take (self, text, NULL);
  cvk_activations_say_changed (self);
  end_loading (self, NULL);
}

/* Runs that an earlier process left are under way before others may wait for their end. */
static void
connections_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  const Loading *loading = user_data;

  /* Those that need one say so themselves. */
  (void) cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, NULL);
  cvk_host_runs_wait_ready_async (loading->activations->runs, runs_ready_cb, user_data);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivations) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, &error);
  Loading *loading = NULL;

  if (error != NULL || text == NULL || g_str_equal (text, "[]"))
    {
      self->is_loaded = error == NULL;
      end_loading (self, error);
      return;
    }
  loading = g_new0 (Loading, 1);
  loading->activations = g_object_ref (self);
  loading->text = g_steal_pointer (&text);
  cvk_host_connections_load_async (self->connections, connections_loaded_cb, loading);
}

void
cvk_activations_load_async (CvkActivations *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_activations_load_async);
  if (self->is_loaded)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->waiters == NULL)
    {
      self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
      cvk_host_hold (self->host);
      cvk_store_load_activations_async (cvk_host_get_store (self->host), loaded_cb,
                                        g_object_ref (self));
    }
  g_ptr_array_add (self->waiters, g_steal_pointer (&task));
}

gboolean
cvk_activations_load_finish (CvkActivations *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Asking --- */

GPtrArray *
cvk_activations_list (CvkActivations *self)
{
  return self->list;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  int64_t first = cvk_value_lookup_integer (*(CvkValue *const *) a, "time", 0);
  int64_t second = cvk_value_lookup_integer (*(CvkValue *const *) b, "time", 0);

  return (first > second) - (first < second);
}

CvkValue *
cvk_activations_dup_next (CvkActivations *self, CvkActivation *activation, unsigned count)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  g_auto (CvkArrayBuilder) builder = { 0 };

  for (unsigned i = 0; i < self->list->len; i++)
    {
      CvkActivation *other = g_ptr_array_index (self->list, i);

      if (activation != NULL && other != activation)
        continue;
      g_autoptr (CvkValue) next = cvk_activation_dup_next (other, count);
      for (size_t k = 0; k < cvk_value_get_length (next); k++)
        g_ptr_array_add (all, cvk_value_ref (cvk_value_get_element (next, k)));
    }
  g_ptr_array_sort (all, compare_times);
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < all->len && i < count; i++)
    cvk_array_builder_append (&builder, cvk_value_ref (g_ptr_array_index (all, i)));
  return cvk_array_builder_end (&builder);
}

/* --- The object --- */

void
cvk_activations_set_may_stay (CvkActivations *self, gboolean may_stay)
{
  self->may_stay = may_stay;
  cvk_activations_update_hold (self);
}

void
cvk_activations_close (CvkActivations *self)
{
  while (self->list->len > 0)
    cvk_activations_drop (self, g_ptr_array_index (self->list, 0));
}

void
cvk_activations_forget (CvkActivations *self)
{
  for (unsigned i = 0; i < self->list->len; i++)
    cvk_activation_forget_secrets (g_ptr_array_index (self->list, i));
  cvk_activations_close (self);
  g_hash_table_remove_all (self->ids);
  cvk_activations_update_hold (self);
  cvk_activations_say_changed (self);
}

static void
cvk_activations_dispose (GObject *object)
{
  CvkActivations *self = CVK_ACTIVATIONS (object);

  cvk_activations_close (self);
  G_OBJECT_CLASS (cvk_activations_parent_class)->dispose (object);
}

static void
cvk_activations_finalize (GObject *object)
{
  CvkActivations *self = CVK_ACTIVATIONS (object);

  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_object (&self->questions);
  g_clear_object (&self->runs);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_activations_parent_class)->finalize (object);
}

static void
cvk_activations_class_init (CvkActivationsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = cvk_activations_dispose;
  object_class->finalize = cvk_activations_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_ACTIVATIONS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MISSED] =
    g_signal_new ("missed", CVK_TYPE_ACTIVATIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CVK_TYPE_ACTIVATION, G_TYPE_INT64);
  signals[SIGNAL_BLOCKED] =
    g_signal_new ("blocked", CVK_TYPE_ACTIVATIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CVK_TYPE_ACTIVATION, CVK_TYPE_PROBLEM);
}

static void
cvk_activations_init (CvkActivations *self)
{
  self->list = g_ptr_array_new_with_free_func (g_object_unref);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->may_stay = TRUE;
}

CvkActivations *
cvk_activations_new (CvkHost *host,
                     CvkHostConnections *connections,
                     CvkHostRuns *runs,
                     CvkQuestions *questions)
{
  CvkActivations *self = g_object_new (CVK_TYPE_ACTIVATIONS, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  self->runs = g_object_ref (runs);
  self->questions = g_object_ref (questions);
  return self;
}
