// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-controller-private.h"

#include "desktop/runs/cvk-run-inputs-dialog.h"
#include "desktop/runs/cvk-run-inputs-store.h"
#include "model/cvk-checks.h"
#include "service/cvk-host-runs.h"
#include "service/cvk-problems.h"

/* The way from pressing Run to a run: what is wrong, what is not saved, what has to be asked. */

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *run = cvk_run_request_start_finish (result, &problems, &error);

  if (self->request == NULL)
    return;
  if (g_error_matches (error, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NEEDS_REVIEW))
    {
      /* Who has made it here knows what it does: pressing Run says that it may. */
      if (cvk_session_is_foreign (self->session) && !self->request->is_trusted)
        {
          cvk_run_controller_review (self);
          return;
        }
      self->request->is_trusted = TRUE;
      cvk_run_controller_send (self);
      return;
    }
  if (error != NULL)
    cvk_run_controller_explain_error (self, error);
  else if (run == NULL)
    cvk_run_controller_explain (self, problems);
  else
    cvk_run_controller_follow (self, run);
  cvk_run_controller_end_request (self);
}

void
cvk_run_controller_send (CvkRunController *self)
{
  cvk_run_request_start_async (self->request, self->session, self->client, self->cancellable,
                               started_cb, g_object_ref (self));
}

/* --- Inputs --- */

static void
inputs_accepted_cb (CvkRunInputsDialog *dialog, gpointer user_data)
{
  CvkRunController *self = user_data;

  g_clear_pointer (&self->last_inputs, cvk_value_unref);
  self->last_inputs = cvk_run_inputs_dialog_dup_values (dialog);
  self->request->inputs = cvk_value_ref (self->last_inputs);
  if (cvk_session_get_file (self->session) != NULL)
    cvk_run_inputs_store_save_async (cvk_session_get_file (self->session), self->last_inputs, NULL,
                                     NULL);
  cvk_run_controller_send_if_room (self);
}

static void
inputs_closed_cb (GtkWidget *dialog, gpointer user_data)
{
  CvkRunController *self = user_data;

  if (self->request != NULL && self->request->inputs == NULL)
    cvk_run_controller_end_request (self);
}

/* What goes on with an earlier run, or does what was rehearsed, has its inputs. */
static gboolean
needs_inputs (CvkRunController *self)
{
  return self->request->kept == NULL && self->request->approve == NULL &&
         cvk_run_inputs_are_needed (cvk_session_get_document (self->session));
}

static void
quotas_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunInputsDialog) dialog = user_data;
  g_autoptr (GPtrArray) quotas = cvk_run_quotas_load_finish (result);

  if (gtk_widget_get_visible (GTK_WIDGET (dialog)))
    cvk_run_inputs_dialog_show_quotas (dialog, quotas);
}

static void
show_inputs (CvkRunController *self)
{
  GtkRoot *root = self->widget != NULL ? gtk_widget_get_root (self->widget) : NULL;
  CvkRunInputsDialog *dialog =
    cvk_run_inputs_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                               cvk_session_get_document (self->session), self->last_inputs);

  g_signal_connect_object (dialog, "accepted", G_CALLBACK (inputs_accepted_cb), self, 0);
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (inputs_closed_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  cvk_run_quotas_load_async (self->session, self->client, self->cancellable, quotas_cb,
                             g_object_ref (dialog));
}

static void
remembered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;

  /* NULL as well when the window has gone meanwhile. */
  self->last_inputs = cvk_run_inputs_store_load_finish (result);
  if (self->request != NULL && !g_cancellable_is_cancelled (self->cancellable))
    show_inputs (self);
}

/* What was put in last is there again, also after the window was closed. */
static void
ask_inputs (CvkRunController *self)
{
  GFile *file = cvk_session_get_file (self->session);

  if (self->last_inputs != NULL || file == NULL)
    show_inputs (self);
  else
    cvk_run_inputs_store_load_async (file, self->cancellable, remembered_cb, g_object_ref (self));
}

/* --- Saving --- */

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  g_autoptr (GError) error = NULL;

  /* The session says by itself that it could not be saved. What runs is what is shown. */
  if (!cvk_session_save_finish (CVK_SESSION (object), result, &error))
    g_debug ("Running what is not saved: %s", error->message);
  if (self->request == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (needs_inputs (self))
    ask_inputs (self);
  else
    cvk_run_controller_send_if_room (self);
}

/* --- Checking --- */

static GPtrArray *
list_errors (CvkSession *session)
{
  g_autoptr (GPtrArray) problems =
    cvk_document_check (cvk_session_get_document (session), cvk_session_get_types (session));
  GPtrArray *errors = cvk_problems_new ();

  for (unsigned i = 0; i < problems->len; i++)
    {
      CvkProblem *problem = g_ptr_array_index (problems, i);

      if (!cvk_problem_is_warning (problem))
        g_ptr_array_add (errors, cvk_problem_ref (problem));
    }
  return errors;
}

/* How many things outside came of the node in the run that is shown; doing them twice is what the
 * user may not have meant. */
static unsigned
count_repeats (CvkRunController *self, CvkNode *node)
{
  const CvkNodeType *type =
    cvk_node_types_lookup (cvk_session_get_types (self->session), node->type);
  CvkRunModel *run = cvk_run_controller_get_run (self);

  if (run == NULL || cvk_run_model_is_rehearsal (run) || type == NULL ||
      cvk_node_type_get_effect (type, node->settings) != CVK_NODE_EFFECT_CHANGE ||
      type->connector == NULL || node->muted || node->pinned != NULL)
    return 0;
  return cvk_run_model_get_count (run, node->id, "out");
}

/* What goes on with an earlier run, or does what was rehearsed, has its inputs already. */
static void
take_own_inputs (CvkRunController *self)
{
  CvkRunRequest *request = self->request;

  if (self->own_inputs == NULL)
    return;
  request->is_trusted = TRUE;
  if (request->kept == NULL && request->approve == NULL)
    request->inputs = cvk_value_ref (self->own_inputs);
}

void
cvk_run_controller_start (CvkRunController *self, CvkRunRequest *request)
{
  g_autoptr (CvkRunRequest) owned = request;
  g_autoptr (GPtrArray) errors = NULL;
  CvkNode *node = NULL;

  if (cvk_run_controller_is_busy (self))
    return;
  errors = list_errors (self->session);
  if (errors->len > 0)
    {
      cvk_run_controller_refuse (self, errors);
      return;
    }
  self->request = g_steal_pointer (&owned);
  take_own_inputs (self);
  cvk_run_controller_update_actions (self);
  if (self->request->part == CVK_RUN_PART_ONLY || self->request->part == CVK_RUN_PART_FROM)
    node = cvk_document_get_node (cvk_session_get_document (self->session), self->request->node);
  if (node != NULL && count_repeats (self, node) > 0)
    cvk_run_controller_warn_repeat (self, node, count_repeats (self, node));
  else
    cvk_run_controller_save (self);
}

void
cvk_run_controller_save (CvkRunController *self)
{
  /* What goes on with a past run was not edited, and has its inputs. */
  if (cvk_session_get_past_run (self->session) != NULL)
    cvk_run_controller_send (self);
  else if (self->own_inputs != NULL)
    cvk_run_controller_send_if_room (self);
  else
    cvk_session_save_async (self->session, self->cancellable, saved_cb, g_object_ref (self));
}
