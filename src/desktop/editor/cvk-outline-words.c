// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-outline-index-private.h"
#include "desktop/runs/cvk-run-words.h"
#include "desktop/client/cvk-breakpoints.h"

/* A node in words. */

/* --- Sentences with gaps --- */

static void
fill (GString *text, const char *gap, const char *with)
{
  g_string_replace (text, gap, with, 1);
}

static void
fill_number (GString *text, const char *gap, unsigned number)
{
  g_autofree char *with = cvk_local_number (number);

  fill (text, gap, with);
}

static void
add_part (GString *all, const char *part)
{
  if (*part == '\0')
    return;
  if (all->len > 0)
    /* Translators: between the parts of what a screen reader says of a step. */
    g_string_append (all, C_ ("between the parts of a description", ", "));
  g_string_append (all, part);
}

/* --- Kind --- */

char *
cvk_outline_index_describe_kind (CvkOutlineIndex *self, const CvkNode *node)
{
  const CvkNodeType *type;
  const char *name;
  GString *kind = g_string_new (NULL);

  g_return_val_if_fail (self != NULL && node != NULL, g_string_free (kind, FALSE));

  type = cvk_node_types_lookup (cvk_session_get_types (self->session), node->type);
  name = cvk_editing_get_node_name (self->session, node);
  if (type != NULL && g_strcmp0 (name, _ (type->title)) != 0)
    add_part (kind, _ (type->title));
  if (type != NULL && type->connector != NULL && g_strcmp0 (type->group, type->title) != 0)
    add_part (kind, _ (type->group));
  if (type == NULL)
    add_part (kind, _ ("unknown kind of node"));
  return g_string_free (kind, FALSE);
}

/* --- State --- */

static CvkRunModel *
get_run (CvkOutlineIndex *self)
{
  GObject *run = cvk_session_get_run (self->session);

  return run != NULL && CVK_IS_RUN_MODEL (run) ? CVK_RUN_MODEL (run) : NULL;
}

static char *
describe_failure (CvkRunModel *run, const char *id)
{
  GPtrArray *failures = cvk_run_model_get_failures (run);

  for (unsigned i = 0; failures != NULL && i < failures->len; i++)
    {
      const CvkProblem *failure = g_ptr_array_index (failures, i);

      if (g_strcmp0 (cvk_problem_get_node (failure), id) == 0)
        {
          g_autofree char *message = cvk_local_problem (failure);
          g_autoptr (GString) text = g_string_new (_ ("failed: {reason}"));

          fill (text, "{reason}", message);
          return g_string_free (g_steal_pointer (&text), FALSE);
        }
    }
  return g_strdup (_ ("failed"));
}

static char *
describe_running (CvkRunModel *run, const CvkRunStep *step)
{
  g_autoptr (GString) text = NULL;

  if (step->wait != NULL && !cvk_run_model_has_ended (run))
    {
      g_autofree char *reason = cvk_run_words_problem (step->wait);

      /* Translators: {reason} is a sentence: what a step under way waits for. */
      text = g_string_new (_ ("waiting, {done} of {total}: {reason}"));
      fill (text, "{reason}", reason);
    }
  else
    text = g_string_new (_ ("running, {done} of {total}"));
  fill_number (text, "{done}", step->done);
  fill_number (text, "{total}", step->total);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_counts (CvkRunModel *run, const CvkRunStep *step, const char *id)
{
  unsigned failed = cvk_run_model_get_count (run, id, "failed");
  g_autoptr (GString) text = NULL;

  if (failed > 0)
    {
      text = g_string_new (ngettext ("{done} done, {failed} item failed",
                                     "{done} done, {failed} items failed", failed));
      fill_number (text, "{failed}", failed);
    }
  else
    text = g_string_new (ngettext ("{done} item done", "{done} items done", step->done));
  fill_number (text, "{done}", step->done);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
cvk_outline_index_describe_state (CvkOutlineIndex *self, const char *id)
{
  CvkRunModel *run;
  const CvkRunStep *step;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  run = get_run (self);
  step = run != NULL ? cvk_run_model_get_step (run, id) : NULL;
  if (step == NULL)
    return g_strdup ("");
  switch (step->state)
    {
    case CVK_STEP_RUNNING:
      return describe_running (run, step);
    case CVK_STEP_FAILED:
      return describe_failure (run, id);
    case CVK_STEP_SUCCEEDED:
      return describe_counts (run, step, id);
    case CVK_STEP_WAITING:
      return g_strdup (_ ("waiting for an answer"));
    case CVK_STEP_PENDING:
    case CVK_STEP_SKIPPED:
    case CVK_STEP_CANCELLED:
    default:
      return g_strdup ("");
    }
}

/* Hundreds of steps ask, and there may be thousands of problems: they are sorted once. */
static void
sort_problems (CvkOutlineIndex *self)
{
  GPtrArray *problems = cvk_session_get_problems (self->session);

  if (self->problems == problems)
    return;
  g_clear_pointer (&self->problem_of, g_hash_table_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  self->problems = g_ptr_array_ref (problems);
  self->problem_of = g_hash_table_new (g_str_hash, g_str_equal);
  for (unsigned i = problems->len; i > 0; i--)
    {
      CvkProblem *problem = g_ptr_array_index (problems, i - 1);
      const char *node = cvk_problem_get_node (problem);

      if (node != NULL)
        g_hash_table_insert (self->problem_of, (gpointer) node, problem);
    }
}

char *
cvk_outline_index_describe_problem (CvkOutlineIndex *self, const char *id)
{
  CvkProblem *problem;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  sort_problems (self);
  problem = g_hash_table_lookup (self->problem_of, id);
  return problem != NULL ? cvk_local_problem (problem) : g_strdup ("");
}

/* --- Links --- */

static char *
join_names (CvkOutlineIndex *self, GPtrArray *ids)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (unsigned i = 0; i < ids->len; i++)
    add_part (names,
              cvk_editing_get_node_name (
                self->session, cvk_document_get_node (self->document, g_ptr_array_index (ids, i))));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
add_sentence (CvkOutlineIndex *self, GString *all, const char *sentence, GPtrArray *ids)
{
  g_autoptr (GString) text = g_string_new (sentence);
  g_autofree char *names = NULL;

  if (ids == NULL)
    return;
  names = join_names (self, ids);
  fill (text, "{names}", names);
  if (all->len > 0)
    g_string_append_c (all, ' ');
  g_string_append (all, text->str);
}

char *
cvk_outline_index_describe_links (CvkOutlineIndex *self, const char *id)
{
  GString *all = g_string_new (NULL);

  g_return_val_if_fail (self != NULL && id != NULL, g_string_free (all, FALSE));

  add_sentence (self, all, _ ("From {names}."), cvk_outline_index_list_previous (self, id));
  add_sentence (self, all, _ ("To {names}."), cvk_outline_index_list_next (self, id));
  return g_string_free (all, FALSE);
}

/* --- All of it --- */

char *
cvk_outline_index_describe (CvkOutlineIndex *self, const char *id)
{
  GString *all = g_string_new (NULL);
  g_autoptr (GString) step = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *state = NULL;
  GPtrArray *previous;
  unsigned position;
  const CvkNode *node;

  g_return_val_if_fail (self != NULL && id != NULL, g_string_free (all, FALSE));

  if (!cvk_outline_index_find (self, id, &position))
    return g_string_free (all, FALSE);
  node = cvk_outline_index_get_node (self, position);
  add_part (all, cvk_editing_get_node_name (self->session, node));
  kind = cvk_outline_index_describe_kind (self, node);
  add_part (all, kind);
  step = g_string_new (_ ("step {step} of {count}"));
  fill_number (step, "{step}", position + 1);
  fill_number (step, "{count}", self->order->len);
  add_part (all, step->str);
  previous = cvk_outline_index_list_previous (self, id);
  if (previous != NULL)
    {
      g_string_assign (step, ngettext ("{inputs} input", "{inputs} inputs", previous->len));
      fill_number (step, "{inputs}", previous->len);
      add_part (all, step->str);
    }
  if (node->muted)
    add_part (all, _ ("muted"));
  if (node->pinned != NULL)
    add_part (all, _ ("items pinned"));
  if (cvk_breakpoints_has (cvk_breakpoints_get (self->session), id))
    add_part (all, _ ("breakpoint"));
  state = cvk_outline_index_describe_state (self, id);
  add_part (all, state);
  return g_string_free (all, FALSE);
}
