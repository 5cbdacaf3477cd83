// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-activation-controller.h"

#include <adwaita.h>

#include "base/cvk-i18n.h"
#include "desktop/runs/cvk-activation-request.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/runs/cvk-review-sheet.h"
#include "desktop/runs/cvk-run-bundle.h"
#include "desktop/runs/cvk-run-review.h"
#include "desktop/runs/cvk-run-words.h"
#include "model/cvk-sub-pipeline.h"
#include "service/cvk-host-runs.h"

/* After an edit, until it is looked at what that means. */
#define SETTLE_MS 300

struct _CvkActivationController
{
  GObject parent_instance;

  CvkSession *session;            /* owned */
  CvkEngineClient *client;        /* owned */
  CvkActivationList *activations; /* owned */
  GSignalGroup *on_document;      /* owned */
  GSimpleActionGroup *actions;    /* owned */
  GtkWidget *widget;              /* nullable, weak */
  GCancellable *cancellable;

  char *hash;         /* of the pipeline as it is shown; nullable: not known yet */
  char *notice;       /* nullable */
  unsigned source;    /* until the hash is taken again */
  gboolean is_asking; /* something is under way */
};

G_DEFINE_FINAL_TYPE (CvkActivationController, cvk_activation_controller, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- What is so --- */

static gboolean
has_trigger (CvkSession *session)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_session_get_document (session));

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (cvk_session_get_types (session), node->type);

      if (type != NULL && type->is_trigger && !node->muted)
        return TRUE;
    }
  return FALSE;
}

CvkActivationInfo *
cvk_activation_controller_get_info (CvkActivationController *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_CONTROLLER (self), NULL);

  return cvk_activation_list_find (self->activations, cvk_session_get_file (self->session));
}

CvkSession *
cvk_activation_controller_get_session (CvkActivationController *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_CONTROLLER (self), NULL);

  return self->session;
}

CvkEngineClient *
cvk_activation_controller_get_client (CvkActivationController *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_CONTROLLER (self), NULL);

  return self->client;
}

CvkActivationState
cvk_activation_controller_get_state (CvkActivationController *self)
{
  CvkActivationInfo *info;

  g_return_val_if_fail (CVK_IS_ACTIVATION_CONTROLLER (self), CVK_ACTIVATION_NONE);

  info = cvk_activation_controller_get_info (self);
  if (info == NULL)
    return has_trigger (self->session) ? CVK_ACTIVATION_OFF : CVK_ACTIVATION_NONE;
  return self->hash == NULL || g_str_equal (self->hash, cvk_activation_info_get_hash (info))
           ? CVK_ACTIVATION_ON
           : CVK_ACTIVATION_CHANGED;
}

const char *
cvk_activation_controller_get_notice (CvkActivationController *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_CONTROLLER (self), NULL);

  return self->notice;
}

static void
set_enabled (CvkActivationController *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled && !self->is_asking);
}

static void
changed (CvkActivationController *self)
{
  CvkActivationState state = cvk_activation_controller_get_state (self);

  set_enabled (self, "activate", state == CVK_ACTIVATION_OFF || state == CVK_ACTIVATION_CHANGED);
  set_enabled (self, "deactivate", state == CVK_ACTIVATION_ON || state == CVK_ACTIVATION_CHANGED);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
bundled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivationController) self = user_data;
  g_autoptr (GBytes) bytes = cvk_run_bundle_finish (result, NULL, NULL);
  g_autoptr (CvkDocument) whole = bytes != NULL ? cvk_document_new_from_bytes (bytes, NULL) : NULL;

  if (whole == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_free (self->hash);
  self->hash = cvk_document_dup_content_hash (whole);
  changed (self);
}

/* Of a pipeline that runs others, theirs count, and these are in files. */
static void
take_hash (CvkActivationController *self)
{
  CvkDocument *document = cvk_session_get_document (self->session);

  g_clear_pointer (&self->hash, g_free);
  if (cvk_sub_pipeline_is_in (document))
    cvk_run_bundle_async (self->session, self->cancellable, bundled_cb, g_object_ref (self));
  else
    self->hash = cvk_document_dup_content_hash (document);
}

/* What is not active has nothing to be compared with. */
static gboolean
look_again_cb (gpointer user_data)
{
  CvkActivationController *self = user_data;

  self->source = 0;
  g_clear_pointer (&self->hash, g_free);
  if (cvk_activation_controller_get_info (self) != NULL)
    take_hash (self);
  changed (self);
  return G_SOURCE_REMOVE;
}

/* Not at each letter that is typed. */
static void
edited_cb (CvkActivationController *self)
{
  if (self->source == 0)
    self->source = g_timeout_add_full (G_PRIORITY_LOW, SETTLE_MS, look_again_cb, self, NULL);
}

static void
activations_cb (CvkActivationController *self)
{
  changed (self);
  if (self->hash == NULL && cvk_activation_controller_get_info (self) != NULL)
    edited_cb (self);
}

static void
document_cb (CvkActivationController *self)
{
  g_signal_group_set_target (self->on_document, cvk_session_get_document (self->session));
  g_clear_pointer (&self->hash, g_free);
  activations_cb (self);
}

/* --- What is done --- */

static void
set_notice (CvkActivationController *self, const char *text)
{
  g_free (self->notice);
  self->notice = g_strdup (text);
}

static GtkWindow *
get_window (CvkActivationController *self)
{
  GtkRoot *root = self->widget != NULL ? gtk_widget_get_root (self->widget) : NULL;

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
refuse (CvkActivationController *self, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), heading, NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* @heading: when it was not done. */
static void
end (CvkActivationController *self,
     const char *heading,
     GPtrArray *problems,
     const GError *error,
     gboolean is_done)
{
  g_autofree char *sentence =
    problems->len > 0 ? cvk_run_words_problem (g_ptr_array_index (problems, 0)) : NULL;
  const char *text = error != NULL ? error->message : sentence;

  self->is_asking = FALSE;
  set_notice (self, is_done ? text : NULL);
  changed (self);
  if (!is_done && text != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    refuse (self, heading, text);
}

static void activate (CvkActivationController *self, gboolean is_trusted);

static void
allowed_cb (CvkReviewSheet *sheet, gboolean is_trusted, gpointer user_data)
{
  CvkActivationController *self = user_data;

  cvk_session_set_foreign (self->session, FALSE);
  activate (self, TRUE);
}

static void
reviewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivationController) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) review = cvk_run_review_load_finish (result, &error);
  g_autoptr (GHashTable) names = NULL;
  GtkRoot *root = self->widget != NULL ? gtk_widget_get_root (self->widget) : NULL;
  CvkReviewSheet *sheet = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (review == NULL)
    {
      refuse (self, _ ("It was not activated"), error->message);
      return;
    }
  names = cvk_bindings_list_names (cvk_bindings_get (self->session),
                                   cvk_session_get_document (self->session),
                                   cvk_engine_client_get_connections (self->client));
  sheet = cvk_review_sheet_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, review, names,
                                CVK_REVIEW_ACTIVATE);
  g_signal_connect_object (sheet, "allowed", G_CALLBACK (allowed_cb), self, 0);
  gtk_window_present (GTK_WINDOW (sheet));
}

static void
review (CvkActivationController *self)
{
  cvk_run_review_load_async (self->session, self->cancellable, reviewed_cb, g_object_ref (self));
}

static void
activated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivationController) self = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_active = cvk_activation_request_start_finish (result, &problems, &error);

  if (g_error_matches (error, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NEEDS_REVIEW))
    {
      self->is_asking = FALSE;
      changed (self);
      review (self);
      return;
    }
  if (is_active)
    {
      g_clear_handle_id (&self->source, g_source_remove);
      take_hash (self);
    }
  cvk_activation_list_reload (self->activations);
  end (self, _ ("It was not activated"), problems, error, is_active);
}

/* Whoever has made it here knows what it does. */
static void
activate (CvkActivationController *self, gboolean is_trusted)
{
  is_trusted |= !cvk_session_is_foreign (self->session);
  self->is_asking = TRUE;
  set_notice (self, NULL);
  changed (self);
  cvk_activation_request_start_async (self->session, self->client, is_trusted, self->cancellable,
                                      activated_cb, g_object_ref (self));
}

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  activate (user_data, FALSE);
}

static void
deactivated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivationController) self = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  gboolean is_done = cvk_activation_request_stop_finish (result, &problems, &error);

  cvk_activation_list_reload (self->activations);
  end (self, _ ("It was not deactivated"), problems, error, is_done && problems->len == 0);
}

static void
deactivate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkActivationController *self = user_data;
  GFile *file = cvk_session_get_file (self->session);

  if (file == NULL)
    return;
  self->is_asking = TRUE;
  set_notice (self, NULL);
  changed (self);
  cvk_activation_request_stop_async (file, self->client, self->cancellable, deactivated_cb,
                                     g_object_ref (self));
}

/* --- Object --- */

void
cvk_activation_controller_attach (CvkActivationController *self, GtkWidget *widget)
{
  g_return_if_fail (CVK_IS_ACTIVATION_CONTROLLER (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_widget_insert_action_group (widget, "activation", G_ACTION_GROUP (self->actions));
  g_set_weak_pointer (&self->widget, widget);
}

GActionGroup *
cvk_activation_controller_get_actions (CvkActivationController *self)
{
  g_return_val_if_fail (CVK_IS_ACTIVATION_CONTROLLER (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

static void
cvk_activation_controller_dispose (GObject *object)
{
  CvkActivationController *self = CVK_ACTIVATION_CONTROLLER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_weak_pointer (&self->widget);
  g_clear_object (&self->on_document);
  G_OBJECT_CLASS (cvk_activation_controller_parent_class)->dispose (object);
}

static void
cvk_activation_controller_finalize (GObject *object)
{
  CvkActivationController *self = CVK_ACTIVATION_CONTROLLER (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->activations);
  g_clear_object (&self->session);
  g_clear_object (&self->client);
  g_free (self->hash);
  g_free (self->notice);
  G_OBJECT_CLASS (cvk_activation_controller_parent_class)->finalize (object);
}

static void
cvk_activation_controller_class_init (CvkActivationControllerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_activation_controller_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_activation_controller_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_ACTIVATION_CONTROLLER,
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* The group may outlive the controller on a widget; its actions must not. */
static void
add_action (CvkActivationController *self, const char *name, GCallback callback)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect_object (action, "activate", callback, self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
}

static void
cvk_activation_controller_init (CvkActivationController *self)
{
  self->cancellable = g_cancellable_new ();
  self->actions = g_simple_action_group_new ();
  self->on_document = g_signal_group_new (CVK_TYPE_DOCUMENT);
  add_action (self, "activate", G_CALLBACK (activate_cb));
  add_action (self, "deactivate", G_CALLBACK (deactivate_cb));
  g_signal_group_connect_swapped (self->on_document, "changed", G_CALLBACK (edited_cb), self);
}

CvkActivationController *
cvk_activation_controller_new (CvkSession *session, CvkEngineClient *client)
{
  CvkActivationController *self;

  g_return_val_if_fail (CVK_IS_SESSION (session), NULL);
  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (client), NULL);

  self = g_object_new (CVK_TYPE_ACTIVATION_CONTROLLER, NULL);
  self->session = g_object_ref (session);
  self->client = g_object_ref (client);
  self->activations = g_object_ref (cvk_engine_client_get_activations (client));
  g_signal_connect_object (session, "notify::document", G_CALLBACK (document_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::file", G_CALLBACK (edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->activations, "changed", G_CALLBACK (activations_cb), self,
                           G_CONNECT_SWAPPED);
  document_cb (self);
  return self;
}
