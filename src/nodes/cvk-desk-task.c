// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-desk-task.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-secret-reference.h"
#include "nodes/cvk-link.h"

typedef struct
{
  CvkDeskDeed deed;
  CvkProblem *problem; /* nullable: it was not done */
} Deed;

static void
deed_free (gpointer data)
{
  Deed *self = data;

  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_free (self);
}

/* --- The end --- */

/* Where nobody can be told anything, a notification is no reason to stop. */
static void
end (CvkCall *call)
{
  Deed *self = cvk_call_get_data (call);

  if (self->problem != NULL && self->deed != CVK_DESK_NOTIFY)
    {
      cvk_call_fail (call, g_steal_pointer (&self->problem));
      return;
    }
  if (self->problem != NULL)
    {
      cvk_problem_set_warning (self->problem, TRUE);
      cvk_step_warn (cvk_call_get_step (call), g_steal_pointer (&self->problem));
    }
  cvk_output_pass (cvk_call_get_output (call), 0, cvk_call_get_item (call));
  cvk_call_succeed (call);
}

static void
resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_call_resolve_effect_finish (call, result, &error))
    end (call);
  else
    cvk_call_fail (call, cvk_problem_new_from_error ("journal", error));
}

static void
resolve (CvkCall *call)
{
  Deed *self = cvk_call_get_data (call);
  g_autoptr (CvkValue) detail = self->problem != NULL ? cvk_problem_to_value (self->problem) : NULL;

  cvk_call_resolve_effect_async (call,
                                 self->problem != NULL ? CVK_EFFECT_REFUSED : CVK_EFFECT_CONFIRMED,
                                 detail, resolved_cb, call);
}

/* --- The deed --- */

static void
done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  Deed *self = cvk_call_get_data (call);
  g_autoptr (GError) error = NULL;

  if (!cvk_desk_act_finish (CVK_DESK (object), result, &error))
    self->problem = cvk_problem_new_from_error ("no-desktop", error);
  resolve (call);
}

static char *
make_id (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);

  return g_strdup_printf ("step-%s-%s-%016" G_GINT64_MODIFIER "x",
                          cvk_value_lookup_string (cvk_step_get_run_value (step), "id", ""),
                          cvk_step_get_node (step)->id,
                          cvk_item_get_descent (cvk_call_get_item (call)));
}

static void
act (CvkCall *call)
{
  Deed *self = cvk_call_get_data (call);
  CvkValue *settings = cvk_call_get_settings (call);
  CvkDesk *desk = cvk_step_get_desk (cvk_call_get_step (call));
  g_autofree char *id = make_id (call);
  const char *link = cvk_value_lookup_string (settings, "link", "");
  CvkDeskRequest request = {
    .deed = self->deed,
    .id = id,
    .title = cvk_value_lookup_string (settings, "title", ""),
    .text = cvk_value_lookup_string (settings, "text", ""),
    .link = *link != '\0' ? link : NULL,
    .label = cvk_value_lookup_string (settings, "label", _ ("Open")),
    .is_urgent = cvk_value_lookup_boolean (settings, "urgent", FALSE),
  };

  if (desk != NULL)
    {
      cvk_desk_act_async (desk, &request, done_cb, call);
      return;
    }
  self->problem = cvk_problem_new (
    "no-desktop", N_ ("There is no desktop here on which this could be done."), NULL);
  resolve (call);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_call_send_effect_finish (call, result, &error))
    act (call);
  else
    cvk_call_fail (call, cvk_problem_new_from_error ("journal", error));
}

/* What an earlier process did, or may have done. */
static void
follow_past (CvkCall *call, const CvkPastEffect *past)
{
  Deed *self = cvk_call_get_data (call);

  if (past->state == CVK_EFFECT_REFUSED && past->detail != NULL)
    self->problem = cvk_problem_from_value (past->detail);
  if (past->state == CVK_EFFECT_CONFIRMED || past->state == CVK_EFFECT_REFUSED)
    end (call);
  else
    resolve (call);
}

static void
planned_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  const CvkPastEffect *past = cvk_call_get_past_effect (call);
  g_autoptr (GError) error = NULL;

  if (!cvk_call_plan_effect_finish (call, result, &error))
    cvk_call_fail (call, cvk_problem_new_from_error ("journal", error));
  else if (past != NULL)
    follow_past (call, past);
  else
    cvk_call_send_effect_async (call, sent_cb, call);
}

/* --- The beginning --- */

static gboolean
check (CvkValue *settings, CvkDeskDeed deed, CvkProblem **problem)
{
  g_autoptr (CvkValue) masked = cvk_secret_reference_mask_value (settings);
  const char *link = cvk_value_lookup_string (settings, "link", "");

  if (masked != settings)
    {
      *problem = cvk_problem_new ("secret-in-settings",
                                  N_ ("A start link or host key is not shown, opened or copied by "
                                      "a pipeline. Use the join link instead."),
                                  NULL);
      return FALSE;
    }
  return (*link == '\0' && deed != CVK_DESK_OPEN) || cvk_link_check (link, problem);
}

void
cvk_desk_task_start (CvkCall *call, CvkDeskDeed deed)
{
  CvkValue *settings = cvk_call_get_settings (call);
  CvkProblem *problem = NULL;
  Deed *self;

  if (!check (settings, deed, &problem))
    {
      cvk_call_fail (call, problem);
      return;
    }
  self = g_new0 (Deed, 1);
  self->deed = deed;
  cvk_call_set_data (call, self, deed_free);
  cvk_call_plan_effect_async (call, settings, NULL, planned_cb, call);
}

gboolean
cvk_desk_task_look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  cvk_output_pass (output, 0, item);
  return TRUE;
}
