// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"

/* What a run asks, what it was answered, and when it has nothing left to do but wait. */

/* A run whose next deadline is nearer than this stays where it is: making it again would cost more
 * than keeping it, and whoever watches it sees it go on. */
#define NEAR (5 * G_TIME_SPAN_MINUTE)

CvkQuestion *
cvk_run_find_question (CvkRun *self, const char *id)
{
  return self->asked != NULL ? g_hash_table_lookup (self->asked, id) : NULL;
}

const CvkAnswer *
cvk_run_find_answer (CvkRun *self, const char *id)
{
  const CvkAnswer *answer = g_hash_table_lookup (self->answers, id);
  const CvkQuestion *question = answer == NULL ? cvk_run_find_question (self, id) : NULL;

  return question != NULL ? cvk_question_get_answer (question) : answer;
}

GPtrArray *
cvk_run_get_questions (CvkRun *self)
{
  return self->questions;
}

gboolean
cvk_run_answer (CvkRun *self, const char *question, const CvkAnswer *answer)
{
  CvkCall *call = g_hash_table_lookup (self->asking, question);

  if (!g_hash_table_contains (self->answers, question))
    g_hash_table_insert (self->answers, g_strdup (question), cvk_answer_copy (answer));
  if (call != NULL)
    cvk_ask_answer (call, answer);
  cvk_run_changed (self);
  return call != NULL;
}

static gboolean
is_held (CvkRun *self)
{
  if (self->running->len == 0 || !g_queue_is_empty (&self->ready))
    return FALSE;
  for (unsigned i = 0; i < self->running->len; i++)
    if (!cvk_step_is_held (g_ptr_array_index (self->running, i)))
      return FALSE;
  return TRUE;
}

void
cvk_run_tell_held (CvkRun *self)
{
  CvkCall *outer = self->outer;
  gboolean held = outer != NULL && is_held (self);

  if (outer == NULL || held == self->outer_is_held)
    return;
  self->outer_is_held = held;
  if (held)
    {
      outer->step->n_held++;
      cvk_run_wake (outer->run);
    }
  else
    {
      outer->step->n_held--;
      cvk_run_tell_held (outer->run);
    }
}

static gboolean
has_near_deadline (CvkRun *self)
{
  int64_t limit = cvk_clock_get_wall (self->environment.clock) + NEAR;
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->asking);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      int64_t deadline = cvk_question_get_deadline (((CvkCall *) value)->question);

      if (deadline != 0 && deadline < limit)
        return TRUE;
    }
  return FALSE;
}

void
cvk_run_set_aside (CvkRun *self)
{
  g_autoptr (GList) calls = NULL;

  if (self->outer != NULL)
    {
      cvk_run_tell_held (self);
      return;
    }
  if (self->set_aside || self->stopping || !is_held (self) ||
      (!self->looks && has_near_deadline (self)))
    return;
  self->set_aside = TRUE;
  calls = g_hash_table_get_values (self->asking);
  for (GList *l = calls; l != NULL; l = l->next)
    cvk_ask_set_aside (l->data);
}
