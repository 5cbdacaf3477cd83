// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"
#include "engine/cvk-secret-keeper.h"

/**
 * Start links for steps that are told to write them.
 *
 * A reference is plain text, so a stranger's table may hold one that was made up, of a meeting that
 * the stranger knows the number of. So it counts only where a step with a connection has put it out
 * itself, on the way to one of the items that the call is about; that step's connection is the one
 * that is asked, too.
 */

typedef struct
{
  CvkCall *call;
  GPtrArray *references; /* owned texts */
  unsigned next;
  GHashTable *secrets; /* owned: text -> CvkSecret */
} Fetch;

static void
fetch_free (Fetch *self)
{
  g_ptr_array_unref (self->references);
  g_hash_table_unref (self->secrets);
  g_free (self);
}

static gboolean
is_text (const CvkValue *value, const char *text)
{
  return value != NULL && cvk_value_is_string (value) &&
         g_str_equal (cvk_value_get_string (value), text);
}

/* Whether @item's step has put it out, and does not just pass it on. */
static gboolean
has_made (const CvkItem *item, const CvkSecretReference *reference, const char *text)
{
  CvkItem *parent = cvk_item_get_parent (item);
  CvkValue *value = cvk_item_get_field (item, reference->field);

  return is_text (value, text) &&
         (parent == NULL || cvk_item_get_field (parent, reference->field) != value);
}

/* (transfer none) (nullable) */
static GObject *
get_keeper (CvkRun *run, const CvkItem *item, const CvkSecretReference *reference, const char *text)
{
  CvkNodeIndex index = cvk_item_get_node (item);
  CvkStep *step =
    index < cvk_graph_get_n_steps (run->graph) ? cvk_graph_get_step (run->graph, index) : NULL;
  GObject *connection = NULL;

  if (step == NULL || g_strcmp0 (step->operations->type.connector, reference->connector) != 0 ||
      !has_made (item, reference, text))
    return NULL;
  connection = cvk_step_get_connection (step);
  return connection != NULL && CVK_IS_SECRET_KEEPER (connection) ? connection : NULL;
}

/* Each ancestor once, however they share theirs. */
static GObject *
search_lineage (CvkRun *run,
                GPtrArray *items,
                const CvkSecretReference *reference,
                const char *text)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  g_ptr_array_extend (open, items, NULL, NULL);
  while (open->len > 0)
    {
      const CvkItem *item = g_ptr_array_steal_index_fast (open, open->len - 1);
      CvkItem *const *parents;
      size_t n_parents = 0;
      GObject *keeper;

      if (item == NULL || !g_hash_table_add (seen, (gpointer) item))
        continue;
      keeper = get_keeper (run, item, reference, text);
      if (keeper != NULL)
        return keeper;
      parents = cvk_item_get_parents (item, &n_parents);
      for (size_t i = 0; i < n_parents; i++)
        g_ptr_array_add (open, parents[i]);
    }
  return NULL;
}

/* What goes into a sub-pipeline is a copy without ancestors: behind it, those of the items outside
 * go on. */
static GObject *
find_keeper (CvkCall *call, const CvkSecretReference *reference, const char *text)
{
  GObject *keeper = NULL;

  for (; keeper == NULL && call != NULL; call = call->run->outer)
    {
      g_autoptr (GPtrArray) items = g_ptr_array_new ();

      if (call->item != NULL)
        g_ptr_array_add (items, call->item);
      for (unsigned port = 0; call->item == NULL && port < call->step->n_inputs; port++)
        g_ptr_array_extend (items, cvk_step_get_items (call->step, port), NULL, NULL);
      keeper = search_lineage (call->run, items, reference, text);
    }
  return keeper;
}

static void fetch_next (GTask *task);

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Fetch *self = g_task_get_task_data (task);
  GError *error = NULL;
  CvkSecret *secret = cvk_secret_keeper_fetch_finish (CVK_SECRET_KEEPER (object), result, &error);

  if (secret == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_hash_table_insert (self->secrets, g_strdup (self->references->pdata[self->next]), secret);
  self->next++;
  fetch_next (task);
}

/* Takes @task. */
static void
fetch_next (GTask *task)
{
  Fetch *self = g_task_get_task_data (task);
  g_auto (CvkSecretReference) reference = { 0 };
  const char *text;
  GObject *keeper;

  if (self->next == self->references->len)
    {
      g_task_return_pointer (task, g_hash_table_ref (self->secrets),
                             (GDestroyNotify) g_hash_table_unref);
      g_object_unref (task);
      return;
    }
  text = self->references->pdata[self->next];
  (void) cvk_secret_reference_parse (text, &reference);
  keeper = find_keeper (self->call, &reference, text);
  if (keeper != NULL)
    {
      cvk_secret_keeper_fetch_async (CVK_SECRET_KEEPER (keeper), &reference, self->call, fetched_cb,
                                     task);
      return;
    }
  g_task_return_new_error (
    task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
    _ (
      "The start link of meeting %s cannot be fetched, because it did not come from a step with a "
      "connection in front of this one. Read the meeting with “Get meeting” before it is written."),
    reference.id);
  g_object_unref (task);
}

void
cvk_call_fetch_secrets_async (CvkCall *self,
                              const CvkValue *value,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GHashTable) found =
    cvk_secret_reference_collect (value, CVK_SECRET_REFERENCE_START_LINK);
  Fetch *fetch = g_new0 (Fetch, 1);
  GHashTableIter iter;
  gpointer text;

  g_return_if_fail (!cvk_call_is_rehearsed (self));

  g_task_set_source_tag (task, cvk_call_fetch_secrets_async);
  fetch->call = self;
  fetch->references = g_ptr_array_new_with_free_func (g_free);
  fetch->secrets =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_secret_unref);
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    g_ptr_array_add (fetch->references, g_strdup (text));
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  fetch_next (task);
}

GHashTable *
cvk_call_fetch_secrets_finish (CvkCall *self, GAsyncResult *result, CvkProblem **problem)
{
  g_autoptr (GError) error = NULL;
  GHashTable *secrets = g_task_propagate_pointer (G_TASK (result), &error);

  if (secrets == NULL)
    *problem = cvk_problem_new_from_error (
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : "no-start-link",
      error);
  return secrets;
}
