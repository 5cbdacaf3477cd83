// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-controller-private.h"

#include "base/cvk-json.h"
#include "desktop/runs/cvk-run-choice.h"

G_DEFINE_FINAL_TYPE (CvkRunController, cvk_run_controller, G_TYPE_OBJECT)

enum
{
  SIGNAL_SHOW_PROBLEMS,
  SIGNAL_SHOW_NODE,
  SIGNAL_HELD,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Actions --- */

static void
set_enabled (CvkRunController *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static gboolean
is_running (CvkRunController *self)
{
  CvkRunModel *run = cvk_run_controller_get_run (self);

  return run != NULL && *cvk_run_model_get_state (run) != '\0' && !cvk_run_model_has_ended (run);
}

gboolean
cvk_run_controller_is_busy (CvkRunController *self)
{
  g_return_val_if_fail (CVK_IS_RUN_CONTROLLER (self), FALSE);

  return self->request != NULL || is_running (self);
}

void
cvk_run_controller_update_actions (CvkRunController *self)
{
  gboolean busy = cvk_run_controller_is_busy (self);
  CvkSelection *selection = cvk_session_get_selection (self->session);
  gboolean has_node = cvk_selection_get_single_node (selection) != NULL;
  gboolean has_nodes = cvk_document_get_nodes (cvk_session_get_document (self->session))->len > 0;

  /* The pipeline as it was is gone on with; from the beginning it runs as a copy. */
  gboolean is_past = cvk_session_get_past_run (self->session) != NULL;

  cvk_run_controller_update_breakpoint_actions (self);
  set_enabled (self, "start", !busy && has_nodes && !is_past);
  set_enabled (self, "stop", is_running (self));
  set_enabled (self, "node", !busy && has_node);
  set_enabled (self, "from-here", !busy && has_node);
  set_enabled (self, "retry", !busy && self->watch != NULL);
  set_enabled (self, "retry-edited", !busy && self->watch != NULL);
  set_enabled (self, "rehearse", !busy && has_nodes && !is_past);
}

/* The run whose items can be gone on with. */
static const char *
get_kept (CvkRunController *self)
{
  CvkRunModel *run = cvk_run_controller_get_run (self);

  return run != NULL && cvk_run_model_has_ended (run) && cvk_run_model_has_items (run) &&
             !cvk_run_model_is_rehearsal (run)
           ? cvk_run_model_get_id (run)
           : NULL;
}

static void
start_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_run_controller_start (user_data, cvk_run_request_new (CVK_RUN_PART_ALL, NULL, NULL));
}

static void
rehearse_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkRunRequest *request = cvk_run_request_new (CVK_RUN_PART_ALL, NULL, NULL);

  request->is_rehearsal = TRUE;
  cvk_run_controller_start (user_data, request);
}

static void
start_part (CvkRunController *self, CvkRunPart part)
{
  const char *node = cvk_selection_get_single_node (cvk_session_get_selection (self->session));

  if (node != NULL)
    cvk_run_controller_start (self, cvk_run_request_new (part, node, get_kept (self)));
}

static void
node_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  start_part (user_data, CVK_RUN_PART_ONLY);
}

static void
from_here_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  start_part (user_data, CVK_RUN_PART_FROM);
}

static void
retry_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkRunController *self = user_data;
  CvkRunModel *run = cvk_run_controller_get_run (self);

  if (run != NULL)
    cvk_run_controller_start (self, cvk_run_request_new (CVK_RUN_PART_RETRY,
                                                         g_variant_get_string (parameter, NULL),
                                                         cvk_run_model_get_id (run)));
}

static void
retry_edited_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkRunController *self = user_data;
  CvkRunModel *run = cvk_run_controller_get_run (self);
  CvkRunRequest *request;
  const char *node = NULL;
  const char *edits = NULL;

  if (run == NULL)
    return;
  g_variant_get (parameter, "(&s&s)", &node, &edits);
  request = cvk_run_request_new (CVK_RUN_PART_RETRY, node, cvk_run_model_get_id (run));
  request->edits = g_strdup (edits);
  cvk_run_controller_start (self, request);
}

static void
cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_api_engine_call_cancel_run_finish (CVK_API_ENGINE (object), result, &error))
    cvk_run_controller_explain_error (self, error);
}

static void
stop_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkRunController *self = user_data;
  CvkRunModel *run = cvk_run_controller_get_run (self);
  CvkApiEngine *api = cvk_engine_client_peek_api (self->client);

  if (run != NULL && api != NULL)
    cvk_api_engine_call_cancel_run (api, cvk_run_model_get_id (run), self->cancellable,
                                    cancelled_cb, g_object_ref (self));
}

/* --- The run that is shown --- */

CvkRunModel *
cvk_run_controller_get_run (CvkRunController *self)
{
  g_return_val_if_fail (CVK_IS_RUN_CONTROLLER (self), NULL);

  return self->watch != NULL ? cvk_run_watch_get_model (self->watch) : NULL;
}

void
cvk_run_controller_follow (CvkRunController *self, const char *run)
{
  CvkRunModel *model = cvk_run_controller_get_run (self);

  if (model != NULL)
    g_signal_handlers_disconnect_by_data (model, self);
  g_clear_object (&self->watch);
  self->watch = cvk_run_watch_new (self->client, run);
  model = cvk_run_watch_get_model (self->watch);
  g_signal_connect_object (model, "changed", G_CALLBACK (cvk_run_controller_update_actions), self,
                           G_CONNECT_SWAPPED);
  self->rehearses = self->request != NULL && self->request->is_rehearsal;
  g_clear_pointer (&self->held, g_free);
  g_signal_connect_object (model, "changed", G_CALLBACK (cvk_run_controller_watch_held), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "changed", G_CALLBACK (cvk_run_controller_watch_rehearsal), self,
                           G_CONNECT_SWAPPED);
  cvk_session_set_run (self->session, G_OBJECT (model));
  cvk_run_controller_update_actions (self);
}

void
cvk_run_controller_show_run (CvkRunController *self, const char *run)
{
  CvkRunModel *model;

  g_return_if_fail (CVK_IS_RUN_CONTROLLER (self));

  model = cvk_run_controller_get_run (self);
  if (model == NULL || !g_str_equal (cvk_run_model_get_id (model), run))
    cvk_run_controller_follow (self, run);
}

void
cvk_run_controller_end_request (CvkRunController *self)
{
  g_clear_pointer (&self->request, cvk_run_request_free);
  cvk_run_controller_update_actions (self);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  const char *run;

  if (!cvk_api_engine_call_list_runs_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      g_debug ("The runs of the pipeline are not listed: %s", error->message);
      return;
    }
  g_autoptr (CvkValue) runs = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (self->watch != NULL || runs == NULL || !cvk_value_is_array (runs) ||
      cvk_value_get_length (runs) == 0)
    return;
  run = cvk_value_lookup_string (cvk_value_get_element (runs, 0), "run", NULL);
  if (run != NULL)
    cvk_run_controller_follow (self, run);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  GFile *file = cvk_session_get_file (self->session);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (api == NULL || path == NULL)
    return;
  g_variant_dict_insert (&options, "path", "s", path);
  g_variant_dict_insert (&options, "limit", "u", 1);
  cvk_api_engine_call_list_runs (api, g_variant_dict_end (&options), self->cancellable, listed_cb,
                                 g_object_ref (self));
}

static void
run_chosen_cb (CvkRunController *self, const char *path, const char *run)
{
  GFile *file = cvk_session_get_file (self->session);
  g_autofree char *own = file != NULL ? g_file_get_path (file) : NULL;

  if (g_strcmp0 (path, own) != 0)
    return;
  g_free (cvk_run_choice_take (cvk_run_choice_get (), path));
  cvk_run_controller_show_run (self, run);
}

/* The run that was chosen where they are listed, else the newest one of the file, when none is
 * shown yet. */
static void
find_last_run (CvkRunController *self)
{
  GFile *file = cvk_session_get_file (self->session);
  const char *past = cvk_session_get_past_run (self->session);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *chosen = path != NULL ? cvk_run_choice_take (cvk_run_choice_get (), path) : NULL;

  if (past != NULL || chosen != NULL)
    cvk_run_controller_show_run (self, past != NULL ? past : chosen);
  if (self->watch == NULL && cvk_session_get_file (self->session) != NULL)
    cvk_engine_client_get_api_async (self->client, self->cancellable, api_cb, g_object_ref (self));
}

void
cvk_run_controller_show_node (CvkRunController *self, const char *node, const char *field)
{
  if (cvk_document_get_node (cvk_session_get_document (self->session), node) == NULL)
    return;
  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, node);
  g_signal_emit (self, signals[SIGNAL_SHOW_NODE], 0, node, field);
}

void
cvk_run_controller_show_held (CvkRunController *self, const char *node)
{
  if (cvk_document_get_node (cvk_session_get_document (self->session), node) == NULL)
    return;
  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, node);
  g_signal_emit (self, signals[SIGNAL_HELD], 0, node);
}

void
cvk_run_controller_show_problems (CvkRunController *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PROBLEMS], 0);
}

/* --- The object --- */

void
cvk_run_controller_set_inputs (CvkRunController *self, const CvkValue *inputs)
{
  g_return_if_fail (CVK_IS_RUN_CONTROLLER (self));
  g_return_if_fail (inputs != NULL);

  g_clear_pointer (&self->own_inputs, cvk_value_unref);
  self->own_inputs = cvk_value_ref (inputs);
}

void
cvk_run_controller_attach (CvkRunController *self, GtkWidget *widget)
{
  g_return_if_fail (CVK_IS_RUN_CONTROLLER (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_widget_insert_action_group (widget, "run", G_ACTION_GROUP (self->actions));
  g_set_weak_pointer (&self->widget, widget);
}

GActionGroup *
cvk_run_controller_get_actions (CvkRunController *self)
{
  g_return_val_if_fail (CVK_IS_RUN_CONTROLLER (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

static void
document_cb (CvkRunController *self)
{
  g_signal_connect_object (cvk_session_get_document (self->session), "changed",
                           G_CALLBACK (cvk_run_controller_update_actions), self, G_CONNECT_SWAPPED);
  cvk_run_controller_update_actions (self);
}

static void
cvk_run_controller_dispose (GObject *object)
{
  CvkRunController *self = CVK_RUN_CONTROLLER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->widget);
  g_clear_object (&self->watch);
  G_OBJECT_CLASS (cvk_run_controller_parent_class)->dispose (object);
}

static void
cvk_run_controller_finalize (GObject *object)
{
  CvkRunController *self = CVK_RUN_CONTROLLER (object);

  g_clear_pointer (&self->request, cvk_run_request_free);
  g_clear_pointer (&self->last_inputs, cvk_value_unref);
  g_clear_pointer (&self->own_inputs, cvk_value_unref);
  g_free (self->held);
  g_clear_object (&self->actions);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (cvk_run_controller_parent_class)->finalize (object);
}

static void
cvk_run_controller_class_init (CvkRunControllerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_run_controller_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_run_controller_finalize;
  signals[SIGNAL_SHOW_PROBLEMS] =
    g_signal_new ("show-problems", CVK_TYPE_RUN_CONTROLLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_SHOW_NODE] =
    g_signal_new ("show-node", CVK_TYPE_RUN_CONTROLLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_HELD] = g_signal_new ("held", CVK_TYPE_RUN_CONTROLLER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_run_controller_init (CvkRunController *self)
{
  static const GActionEntry entries[] = {
    { .name = "start", .activate = start_cb },
    { .name = "stop", .activate = stop_cb },
    { .name = "node", .activate = node_cb },
    { .name = "from-here", .activate = from_here_cb },
    { .name = "retry", .activate = retry_cb, .parameter_type = "s" },
    { .name = "retry-edited", .activate = retry_edited_cb, .parameter_type = "(ss)" },
    { .name = "rehearse", .activate = rehearse_cb },
  };

  self->cancellable = g_cancellable_new ();
  self->actions = g_simple_action_group_new ();
  /* The group may outlive the controller on a widget; its actions must not. */
  for (size_t i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (
        entries[i].name,
        entries[i].parameter_type != NULL ? G_VARIANT_TYPE (entries[i].parameter_type) : NULL);

      g_signal_connect_object (action, "activate", G_CALLBACK (entries[i].activate), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
}

CvkRunController *
cvk_run_controller_new (CvkSession *session, CvkEngineClient *client)
{
  CvkRunController *self = g_object_new (CVK_TYPE_RUN_CONTROLLER, NULL);

  self->session = g_object_ref (session);
  self->client = g_object_ref (client);
  cvk_run_controller_add_breakpoint_actions (self);
  g_signal_connect_object (session, "notify::document", G_CALLBACK (document_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::file", G_CALLBACK (find_last_run), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_session_get_selection (session), "changed",
                           G_CALLBACK (cvk_run_controller_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_run_choice_get (), "chosen", G_CALLBACK (run_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  document_cb (self);
  find_last_run (self);
  return self;
}
