// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "engine/cvk-engine-private.h"

/* A rehearsal lets no type that changes the world start: the type says what it would do, or, when
 * it cannot, this is said for it. */

void
cvk_run_set_rehearsal (CvkRun *self, const CvkRunOptions *options)
{
  CvkValue *past = options->replay != NULL ? cvk_replay_get_start (options->replay) : NULL;
  CvkValue *approval = cvk_value_get_member (past, "approval");

  if (options->rehearses || cvk_value_lookup_boolean (past, "rehearses", FALSE))
    self->plan = cvk_plan_new ();
  if (options->approval != NULL)
    self->approval = cvk_approval_ref (options->approval);
  else if (approval != NULL && cvk_value_is_object (approval))
    self->approval = cvk_approval_new_from_value (approval);
}

char *
cvk_effect_make_key (CvkStep *step, const CvkItem *item)
{
  return g_strdup_printf ("%s/%016" G_GINT64_MODIFIER "x", step->place,
                          item != NULL ? cvk_item_get_descent (item) : 0);
}

char *
cvk_effect_hash_request (const CvkValue *request)
{
  g_autofree char *json = cvk_value_to_json (request, CVK_JSON_COMPACT);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}

gboolean
cvk_call_is_rehearsed (CvkCall *self)
{
  return self->run->plan != NULL;
}

CvkValue *
cvk_call_make_guess (CvkCall *self, const char *field)
{
  g_return_val_if_fail (self->run->plan != NULL, NULL);

  return cvk_value_new_string (cvk_plan_make_guess (self->run->plan, self->step->place, field));
}

gboolean
cvk_call_holds_guess (CvkCall *self, const CvkValue *value)
{
  return self->run->plan != NULL && cvk_plan_holds_guess (self->run->plan, value);
}

void
cvk_call_pretend (CvkCall *self, const CvkPretence *pretence)
{
  CvkPlannedEffect *effect = g_new0 (CvkPlannedEffect, 1);
  CvkPlan *plan = self->run->plan;

  effect->key = cvk_effect_make_key (self->step, self->item);
  effect->node = g_strdup (self->step->place);
  effect->number = (unsigned) MAX (cvk_call_get_known_number (self), 0);
  effect->kind = g_strdup (pretence->kind);
  effect->subject = g_strdup (pretence->subject);
  effect->changes =
    pretence->changes != NULL ? cvk_value_ref (pretence->changes) : cvk_value_new_array (NULL, 0);
  effect->request_hash = cvk_effect_hash_request (pretence->request);
  effect->is_series = pretence->is_series;
  effect->is_guess = cvk_plan_holds_guess (plan, pretence->request);
  cvk_plan_add (plan, effect);
  cvk_run_changed (cvk_run_get_root (self->run));
}

/* What a type that cannot say it would do: what its settings say. Its items pass. */
static void
rehearse_plainly (CvkCall *call)
{
  CvkStep *step = call->step;
  const char *subject = cvk_value_lookup_string (call->settings, "file", NULL);
  CvkPretence pretence = { .kind = subject != NULL ? "write" : "send",
                           .subject = subject,
                           .request = call->settings };

  cvk_call_pretend (call, &pretence);
  if (call->item != NULL)
    cvk_output_pass (&call->output, 0, call->item);
  for (unsigned i = 0; call->item == NULL && step->n_inputs > 0 && i < step->inputs[0]->len; i++)
    cvk_output_pass (&call->output, 0, g_ptr_array_index (step->inputs[0], i));
  cvk_call_succeed (call);
}

void
cvk_call_start (CvkCall *self)
{
  const CvkNodeOperations *operations = self->step->operations;

  if (!cvk_call_is_rehearsed (self) || self->step->effect != CVK_NODE_EFFECT_CHANGE)
    operations->start (self);
  else if (operations->rehearse != NULL)
    operations->rehearse (self);
  else
    rehearse_plainly (self);
}

/* --- Approvals --- */

gboolean
cvk_call_has_approval (CvkCall *self)
{
  return self->run->approval != NULL;
}

void
cvk_call_leave_out (CvkCall *self)
{
  cvk_run_get_root (self->run)->n_left_out++;
  cvk_call_succeed (self);
}

gboolean
cvk_step_may_change (CvkStep *self, const CvkItem *item)
{
  g_autofree char *key = NULL;

  if (self->run->approval == NULL || self->effect != CVK_NODE_EFFECT_CHANGE)
    return TRUE;
  key = cvk_effect_make_key (self, item);
  return cvk_approval_ask (self->run->approval, key, NULL) != CVK_APPROVAL_WITHHELD;
}

gboolean
cvk_call_check_approval (CvkCall *self, const char *request_hash, GError **error)
{
  g_autofree char *key = NULL;

  if (self->run->approval == NULL)
    return TRUE;
  key = cvk_effect_make_key (self->step, self->item);
  if (cvk_approval_ask (self->run->approval, key, request_hash) == CVK_APPROVAL_GIVEN)
    return TRUE;
  g_set_error (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_NOT_APPROVED, "%s",
               _ ("This is not what you approved: something has changed since the rehearsal. "
                  "Nothing was sent. Rehearse again and look at what is different."));
  return FALSE;
}

void
cvk_run_warn_of_left_out (CvkRun *self)
{
  g_autofree char *count = g_strdup_printf ("%u", self->n_left_out);

  if (self->n_left_out == 0)
    return;
  CvkProblem *problem = cvk_problem_new (
    "left-out",
    N_ ("Planned changes that were left out, because you did not approve them: {count}."), "count",
    count, NULL);
  cvk_problem_set_warning (problem, TRUE);
  cvk_run_add_warning (self, problem);
}

CvkPlan *
cvk_run_get_plan (CvkRun *self)
{
  return self->plan;
}
