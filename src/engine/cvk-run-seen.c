// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "base/cvk-json.h"
#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"

/* Items that a step remembers, and which of them are kept when the run ends: those that got to the
 * end, and those with which something was done outside. The first must not come again because the
 * next one failed, the second not because they failed themselves: that is for trying again, which
 * knows what is done. All others are new the next time. */

static char *
make_owner (const char *run, const char *node, uint64_t descent)
{
  return g_strdup_printf ("%s/%s/%016" G_GINT64_MODIFIER "x", run, node, descent);
}

/* Of a pipeline without a file nothing but its name is known. (transfer full) */
static char *
make_own_memory (CvkCall *call)
{
  const char *place =
    call->run->path != NULL ? call->run->path : cvk_document_get_name (call->run->document);

  return g_strdup_printf ("%s#%s", place != NULL ? place : "", call->step->node->id);
}

/* What was tried with a service that is only played is not done: it is new to the real one. */
static char *
make_memory (CvkCall *call, const char *memory)
{
  g_autofree char *own = memory == NULL ? make_own_memory (call) : NULL;
  gboolean is_practice = cvk_run_get_environment (call->run)->is_practice;

  return g_strconcat (is_practice ? "practice:" : "", memory != NULL ? "memory:" : "",
                      memory != NULL ? memory : own, NULL);
}

static void
claimed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_new = cvk_seen_claim_finish (CVK_SEEN (object), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, is_new);
}

void
cvk_call_claim_async (CvkCall *self,
                      const char *memory,
                      const char *key,
                      int64_t forget_after,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  CvkSeen *seen = cvk_run_get_environment (self->run)->seen;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autofree char *full_name = make_memory (self, memory);
  /* Keys may be addresses of people; what is kept for good need not tell them. */
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
  g_autofree char *owner = make_owner (cvk_run_get_id (self->run), self->step->place,
                                       self->item != NULL ? cvk_item_get_descent (self->item) : 0);
  int64_t now = cvk_clock_get_wall (cvk_step_get_clock (self->step));
  CvkClaim claim = {
    .memory = full_name,
    .key = digest,
    .run = cvk_run_get_id (self->run),
    .owner = owner,
    .now = now,
    .forget_before = forget_after > 0 ? now - forget_after : 0,
    .only_looks = self->run->plan != NULL,
  };

  g_task_set_source_tag (task, cvk_call_claim_async);
  if (seen == NULL)
    g_task_return_boolean (task, TRUE);
  else
    cvk_seen_claim_async (seen, &claim, claimed_cb, g_steal_pointer (&task));
}

gboolean
cvk_call_claim_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- What is kept --- */

static gboolean
has_done_something (const CvkEffect *effect)
{
  return effect->exists &&
         (effect->state == CVK_EFFECT_CONFIRMED || cvk_effect_is_unresolved (effect));
}

void
cvk_run_note_done (CvkRun *self, const CvkCall *call)
{
  if (!call->has_acted && !has_done_something (&call->effect))
    return;
  if (self->outer != NULL)
    self->outer->has_acted = TRUE;
  if (call->item == NULL)
    return;
  for (unsigned i = 0; i < cvk_graph_get_n_steps (self->graph); i++)
    {
      CvkStep *step = cvk_graph_get_step (self->graph, i);
      const CvkItem *found = NULL;

      if (step->operations->remembers && cvk_item_find (call->item, step->index, &found) == 1)
        g_hash_table_add (self->done, (gpointer) found);
    }
}

/* Items that a step further on did not let through, and nobody deals with. */
static GHashTable *
collect_failed (CvkRun *self, CvkStep *source)
{
  GHashTable *failed = g_hash_table_new (NULL, NULL);

  for (unsigned i = 0; i < cvk_graph_get_n_steps (self->graph); i++)
    {
      CvkStep *step = cvk_graph_get_step (self->graph, i);

      for (unsigned k = 0; k < step->failures->len && !step->linked[step->n_outputs]; k++)
        {
          const CvkRunFailure *failure = &g_array_index (step->failures, CvkRunFailure, k);
          const CvkItem *found = NULL;

          if (failure->item != NULL && cvk_item_find (failure->item, source->index, &found) == 1)
            g_hash_table_add (failed, (gpointer) found);
        }
    }
  return failed;
}

/* Items of @source, which a part of the pipeline has kept, that came to a step that ran: the others
 * are no business of this run, and may have failed in the one before it. */
static GHashTable *
collect_worked_on (CvkRun *self, CvkStep *source)
{
  GHashTable *items = g_hash_table_new (NULL, NULL);

  for (unsigned i = 0; i < cvk_graph_get_n_steps (self->graph); i++)
    {
      CvkStep *step = cvk_graph_get_step (self->graph, i);

      for (unsigned port = 0; port < step->n_inputs && step->part != CVK_STEP_PART_KEPT; port++)
        for (unsigned k = 0; k < step->inputs[port]->len; k++)
          {
            const CvkItem *found = NULL;

            if (cvk_item_find (g_ptr_array_index (step->inputs[port], k), source->index, &found) ==
                1)
              g_hash_table_add (items, (gpointer) found);
          }
    }
  return items;
}

static gboolean
is_in (GHashTable *items, const CvkItem *item)
{
  return items == NULL || g_hash_table_contains (items, item);
}

static CvkValue *
list_kept (CvkRun *self, CvkStep *step, gboolean all_ended)
{
  g_autoptr (GHashTable) failed = collect_failed (self, step);
  g_autoptr (GHashTable) worked_on =
    step->part == CVK_STEP_PART_KEPT ? collect_worked_on (self, step) : NULL;
  const char *run = step->origin != NULL ? step->origin : self->id;
  g_auto (CvkArrayBuilder) owners = { 0 };

  cvk_array_builder_init (&owners);
  for (unsigned i = 0; i < step->outputs[0]->len; i++)
    {
      CvkItem *item = g_ptr_array_index (step->outputs[0], i);
      CvkItem *parent = cvk_item_get_parent (item);

      if (parent != NULL &&
          (g_hash_table_contains (self->done, item) ||
           (all_ended && !g_hash_table_contains (failed, item) && is_in (worked_on, item))))
        cvk_array_builder_append (&owners, cvk_value_take_string (make_owner (
                                             run, step->place, cvk_item_get_descent (parent))));
    }
  return cvk_array_builder_end (&owners);
}

static void
write_owners (CvkRun *self, const CvkStep *step, CvkRecordKind kind, const CvkValue *owners)
{
  CvkRecord *record = NULL;

  if (cvk_value_get_length (owners) == 0)
    return;
  record = g_new0 (CvkRecord, 1);
  record->kind = kind;
  record->run = g_strdup (self->id);
  record->node = g_strdup (step->place);
  record->payload = cvk_value_to_json (owners, CVK_JSON_COMPACT);
  record->wall = cvk_clock_get_wall (self->environment.clock);
  cvk_journal_write (self->environment.journal, record);
}

/* What is tried again is known from the beginning; of all others, what the step let through. */
static CvkValue *
list_claims (CvkRun *self, CvkStep *step)
{
  g_autoptr (GHashTable) tried = collect_worked_on (self, step);
  g_auto (CvkArrayBuilder) owners = { 0 };

  cvk_array_builder_init (&owners);
  for (unsigned i = 0; i < step->outputs[0]->len; i++)
    {
      CvkItem *item = g_ptr_array_index (step->outputs[0], i);
      CvkItem *parent = cvk_item_get_parent (item);

      if (parent != NULL && (g_hash_table_size (tried) == 0 || g_hash_table_contains (tried, item)))
        cvk_array_builder_append (
          &owners, cvk_value_take_string (
                     make_owner (step->origin, step->place, cvk_item_get_descent (parent))));
    }
  return cvk_array_builder_end (&owners);
}

void
cvk_run_claim_again (CvkRun *self)
{
  for (unsigned i = 0; i < cvk_graph_get_n_steps (self->graph) && self->plan == NULL; i++)
    {
      CvkStep *step = cvk_graph_get_step (self->graph, i);
      g_autoptr (CvkValue) owners = NULL;

      if (!step->operations->remembers || step->part != CVK_STEP_PART_KEPT)
        continue;
      owners = list_claims (self, step);
      write_owners (self, step, CVK_RECORD_CLAIM, owners);
    }
}

/* Whether every step did what it had to. */
static gboolean
have_all_ended (CvkRun *self)
{
  for (unsigned i = 0; i < cvk_graph_get_n_steps (self->graph); i++)
    if (cvk_graph_get_step (self->graph, i)->state == CVK_STEP_FAILED)
      return FALSE;
  return !self->stopping && !self->cancelled;
}

void
cvk_run_keep_seen (CvkRun *self)
{
  gboolean all_ended = have_all_ended (self);

  for (unsigned i = 0; i < cvk_graph_get_n_steps (self->graph) && self->plan == NULL; i++)
    {
      CvkStep *step = cvk_graph_get_step (self->graph, i);
      g_autoptr (CvkValue) owners = NULL;

      if (!step->operations->remembers || step->state != CVK_STEP_SUCCEEDED || step->node->muted)
        continue;
      owners = list_kept (self, step, all_ended);
      write_owners (self, step, CVK_RECORD_SEEN, owners);
    }
}
