// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-controller-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/client/cvk-bindings.h"
#include "desktop/connections/cvk-connect-dialog.h"
#include "desktop/runs/cvk-review-sheet.h"
#include "desktop/runs/cvk-run-review.h"
#include "desktop/runs/cvk-run-words.h"
#include "model/cvk-sub-pipeline.h"

/* More than these say nothing more in a dialog. */
#define MAX_SENTENCES 3

static GtkWindow *
get_window (CvkRunController *self)
{
  GtkRoot *root = self->widget != NULL ? gtk_widget_get_root (self->widget) : NULL;

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static GtkWidget *
create_dialog (CvkRunController *self, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), heading, NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  return dialog;
}

static void
add_button (GtkWidget *dialog, const char *response, const char *label)
{
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), response, label);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), response,
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), response);
}

static char *
join_sentences (GPtrArray *problems)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < problems->len && i < MAX_SENTENCES; i++)
    {
      g_autofree char *sentence = cvk_run_words_problem (g_ptr_array_index (problems, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "\n\n" : "", sentence);
    }
  if (problems->len > MAX_SENTENCES)
    {
      unsigned more = problems->len - MAX_SENTENCES;

      g_string_append (text, "\n\n");
      g_string_append_printf (
        text, ngettext ("And %'u more problem.", "And %'u more problems.", more), more);
    }
  return g_string_free (text, FALSE);
}

/* --- Errors of the pipeline --- */

typedef struct
{
  CvkRunController *controller; /* owned */
  CvkProblem *problem;          /* owned, nullable: what the button is about */
} Answer;

static Answer *
make_answer (CvkRunController *self, CvkProblem *problem)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->controller = g_object_ref (self);
  answer->problem = problem != NULL ? cvk_problem_ref (problem) : NULL;
  return answer;
}

static void
free_answer (gpointer data, GClosure *closure)
{
  Answer *answer = data;

  g_object_unref (answer->controller);
  g_clear_pointer (&answer->problem, cvk_problem_unref);
  g_free (answer);
}

static void
connect_answer (GtkWidget *dialog, GCallback callback, Answer *answer)
{
  g_signal_connect_data (dialog, "response", callback, answer, free_answer, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_place (CvkRunController *self, const CvkProblem *problem)
{
  if (problem != NULL && cvk_problem_get_node (problem) != NULL)
    cvk_run_controller_show_node (self, cvk_problem_get_node (problem),
                                  cvk_problem_get_field (problem));
}

static void
refused_cb (GtkWidget *dialog, const char *response, Answer *answer)
{
  if (!g_str_equal (response, "show"))
    return;
  if (answer->problem != NULL)
    show_place (answer->controller, answer->problem);
  else
    cvk_run_controller_show_problems (answer->controller);
}

/* A single one is shown where it is, several in their list. */
void
cvk_run_controller_refuse (CvkRunController *self, GPtrArray *problems)
{
  CvkProblem *first = g_ptr_array_index (problems, 0);
  gboolean has_place = problems->len == 1 && cvk_problem_get_node (first) != NULL;
  g_autofree char *body = join_sentences (problems);
  GtkWidget *dialog = create_dialog (self, _ ("The pipeline cannot run yet"), body);

  add_button (dialog, "show", problems->len == 1 ? _ ("_Show the Problem") : _ ("_Show Problems"));
  connect_answer (dialog, G_CALLBACK (refused_cb), make_answer (self, has_place ? first : NULL));
}

/* --- Why the engine did not start it --- */

/* The name of the slot that a problem is about: (nullable). */
static const CvkConnectionSlot *
find_slot (CvkRunController *self, const CvkProblem *problem)
{
  const char *name = cvk_problem_get_argument (problem, "name");

  return name != NULL ? cvk_document_get_slot (cvk_session_get_document (self->session), name)
                      : NULL;
}

/* A node that uses the slot, or runs a pipeline that does: (nullable). */
static const char *
find_user (CvkRunController *self, const char *slot)
{
  CvkDocument *whole = cvk_session_get_whole (self->session);
  GPtrArray *nodes = cvk_document_get_nodes (cvk_session_get_document (self->session));

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (!node->muted && (g_strcmp0 (node->slot, slot) == 0 ||
                           (whole != NULL && cvk_sub_pipeline_passes_slot (whole, node, slot))))
        return node->id;
    }
  return NULL;
}

static void
connected_cb (GtkWindow *dialog, const char *id, Answer *answer)
{
  CvkRunController *self = answer->controller;
  const char *name = cvk_problem_get_argument (answer->problem, "name");

  cvk_bindings_set_connection (cvk_bindings_get (self->session), name, id);
}

static void
sign_in (CvkRunController *self, CvkProblem *problem)
{
  const CvkConnectionSlot *slot = find_slot (self, problem);
  GtkWindow *dialog;

  if (slot == NULL)
    return;
  dialog = cvk_connect_dialog_new_for (get_window (self), self->client, slot->connector);
  g_signal_connect_data (dialog, "connected", G_CALLBACK (connected_cb),
                         make_answer (self, problem), free_answer, 0);
  gtk_window_present (dialog);
}

static void
unpaused_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_api_engine_call_set_paused_finish (CVK_API_ENGINE (object), result, &error))
    cvk_run_controller_explain_error (self, error);
  else
    g_action_group_activate_action (G_ACTION_GROUP (self->actions), "start", NULL);
}

static void
explained_cb (GtkWidget *dialog, const char *response, Answer *answer)
{
  CvkRunController *self = answer->controller;
  CvkApiEngine *api = cvk_engine_client_peek_api (self->client);
  const char *name = cvk_problem_get_argument (answer->problem, "name");
  const char *user = name != NULL ? find_user (self, name) : NULL;

  if (g_str_equal (response, "sign-in"))
    sign_in (self, answer->problem);
  else if (g_str_equal (response, "choose") && user != NULL)
    cvk_run_controller_show_node (self, user, NULL);
  else if (g_str_equal (response, "unpause") && api != NULL)
    cvk_api_engine_call_set_paused (api, FALSE, self->cancellable, unpaused_cb,
                                    g_object_ref (self));
  else if (g_str_equal (response, "show"))
    show_place (self, answer->problem);
}

void
cvk_run_controller_explain (CvkRunController *self, GPtrArray *problems)
{
  CvkProblem *first = g_ptr_array_index (problems, 0);
  const char *code = cvk_problem_get_code (first);
  g_autofree char *body = join_sentences (problems);
  GtkWidget *dialog = create_dialog (self, _ ("Nothing was started"), body);

  if (g_str_equal (code, "no-connection"))
    add_button (dialog, "sign-in", _ ("_Sign In"));
  else if (g_str_has_suffix (code, "-connection") || g_str_has_suffix (code, "-connections"))
    add_button (dialog, "choose", _ ("_Choose a Connection"));
  else if (g_str_equal (code, "paused"))
    add_button (dialog, "unpause", _ ("_Resume and Run"));
  else if (cvk_problem_get_node (first) != NULL)
    add_button (dialog, "show", _ ("_Show the Place"));
  connect_answer (dialog, G_CALLBACK (explained_cb), make_answer (self, first));
}

void
cvk_run_controller_explain_error (CvkRunController *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_window_present (
      GTK_WINDOW (create_dialog (self, _ ("Convoke's service does not answer"), error->message)));
}

/* --- Asking first --- */

/* Sends the request, or drops it. */
static void
asked_cb (GtkWidget *dialog, const char *response, Answer *answer)
{
  CvkRunController *self = answer->controller;

  if (self->request == NULL)
    return;
  if (g_str_equal (response, "repeat"))
    cvk_run_controller_save (self);
  else
    cvk_run_controller_end_request (self);
}

static void
allowed_cb (CvkReviewSheet *sheet, gboolean is_trusted, gpointer user_data)
{
  CvkRunController *self = user_data;

  if (self->request == NULL)
    return;
  self->request->is_trusted = is_trusted;
  self->request->is_once = !is_trusted;
  if (is_trusted)
    cvk_session_set_foreign (self->session, FALSE);
  cvk_run_controller_send (self);
}

/* Closed without an answer. */
static void
review_closed_cb (GtkWidget *sheet, gpointer user_data)
{
  CvkRunController *self = user_data;

  if (self->request != NULL && !self->request->is_trusted && !self->request->is_once)
    cvk_run_controller_end_request (self);
}

static void
show_review (CvkRunController *self, GPtrArray *review)
{
  g_autoptr (GHashTable) names = cvk_bindings_list_names (
    cvk_bindings_get (self->session), cvk_session_get_document (self->session),
    cvk_engine_client_get_connections (self->client));
  CvkReviewSheet *sheet =
    cvk_review_sheet_new (get_window (self), review, names,
                          self->request->is_rehearsal ? CVK_REVIEW_REHEARSE : CVK_REVIEW_RUN);

  g_signal_connect_object (sheet, "allowed", G_CALLBACK (allowed_cb), self, 0);
  g_signal_connect_object (sheet, "destroy", G_CALLBACK (review_closed_cb), self, 0);
  gtk_window_present (GTK_WINDOW (sheet));
}

static void
reviewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) review = cvk_run_review_load_finish (result, &error);

  if (self->request == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (review == NULL)
    {
      cvk_run_controller_explain_error (self, error);
      cvk_run_controller_end_request (self);
    }
  else if (review->len > 0)
    show_review (self, review);
  else
    {
      /* It only computes: there is nothing to look at. */
      self->request->is_once = TRUE;
      cvk_run_controller_send (self);
    }
}

void
cvk_run_controller_review (CvkRunController *self)
{
  cvk_run_review_load_async (self->session, self->cancellable, reviewed_cb, g_object_ref (self));
}

void
cvk_run_controller_warn_repeat (CvkRunController *self, CvkNode *node, unsigned count)
{
  const CvkNodeType *type =
    cvk_node_types_lookup (cvk_session_get_types (self->session), node->type);
  const char *title = node->label != NULL && *node->label != '\0' ? node->label : _ (type->title);
  g_autofree char *body = g_strdup_printf (
    /* Translators: how many items, and a step. */
    ngettext (
      "In the run that is shown, %'u item went through “%s”. Running it again does for each "
      "item once more what it did then.",
      "In the run that is shown, %'u items went through “%s”. Running it again does for "
      "each item once more what it did then.",
      count),
    count, title);
  GtkWidget *dialog = create_dialog (self, _ ("Do it a second time?"), body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "repeat", _ ("_Run Again"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "repeat",
                                              ADW_RESPONSE_DESTRUCTIVE);
  connect_answer (dialog, G_CALLBACK (asked_cb), make_answer (self, NULL));
}
