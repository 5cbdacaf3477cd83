// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-breakpoints.h"
#include "desktop/runs/cvk-run-controller-private.h"

/* Holding before steps: where, and how it goes on. */

static const char *
get_held (CvkRunController *self)
{
  CvkRunModel *run = cvk_run_controller_get_run (self);

  return run != NULL ? cvk_run_model_get_held (run) : NULL;
}

static void
released_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_api_engine_call_release_run_finish (CVK_API_ENGINE (object), result, &error))
    cvk_run_controller_explain_error (self, error);
}

static void
release (CvkRunController *self, gboolean by_one_step)
{
  CvkRunModel *run = cvk_run_controller_get_run (self);
  CvkApiEngine *api = cvk_engine_client_peek_api (self->client);

  if (run != NULL && api != NULL)
    cvk_api_engine_call_release_run (api, cvk_run_model_get_id (run), by_one_step,
                                     self->cancellable, released_cb, g_object_ref (self));
}

static void
continue_cb (CvkRunController *self)
{
  release (self, FALSE);
}

static void
step_cb (CvkRunController *self)
{
  release (self, TRUE);
}

/* Of several nodes all have one then, or, where all have, none. */
static void
breakpoint_cb (CvkRunController *self)
{
  CvkBreakpoints *breakpoints = cvk_breakpoints_get (self->session);
  g_autoptr (GPtrArray) nodes = g_ptr_array_copy (
    cvk_selection_list (cvk_session_get_selection (self->session), CVK_SELECTION_NODE),
    (GCopyFunc) (void (*) (void)) g_strdup, NULL);
  gboolean have_all = TRUE;

  g_ptr_array_set_free_func (nodes, g_free);
  for (unsigned i = 0; i < nodes->len; i++)
    have_all = have_all && cvk_breakpoints_has (breakpoints, g_ptr_array_index (nodes, i));
  for (unsigned i = 0; i < nodes->len; i++)
    if (cvk_breakpoints_has (breakpoints, g_ptr_array_index (nodes, i)) == have_all)
      cvk_breakpoints_toggle (breakpoints, g_ptr_array_index (nodes, i));
}

/* The run that is under way follows; one that has ended meanwhile needs none. */
static void
breakpoints_changed_cb (CvkRunController *self)
{
  CvkRunModel *run = cvk_run_controller_get_run (self);
  CvkApiEngine *api = cvk_engine_client_peek_api (self->client);
  g_autoptr (GVariant) nodes = NULL;
  g_autofree const char **ids = NULL;

  if (run == NULL || api == NULL || cvk_run_model_has_ended (run))
    return;
  nodes = g_variant_ref_sink (cvk_breakpoints_make_option (cvk_breakpoints_get (self->session)));
  ids = g_variant_get_strv (nodes, NULL);
  cvk_api_engine_call_set_breakpoints (api, cvk_run_model_get_id (run), ids, self->cancellable,
                                       NULL, NULL);
}

void
cvk_run_controller_watch_held (CvkRunController *self)
{
  const char *held = get_held (self);

  if (g_strcmp0 (self->held, held) == 0)
    return;
  g_free (self->held);
  self->held = g_strdup (held);
  if (held != NULL)
    cvk_run_controller_show_held (self, held);
}

void
cvk_run_controller_update_breakpoint_actions (CvkRunController *self)
{
  static const char *const names[] = { "continue", "step" };
  CvkSelection *selection = cvk_session_get_selection (self->session);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "breakpoint");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               cvk_selection_list (selection, CVK_SELECTION_NODE)->len > 0);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), names[i]);
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), get_held (self) != NULL);
    }
}

void
cvk_run_controller_add_breakpoint_actions (CvkRunController *self)
{
  static const struct
  {
    const char *name;
    GCallback activate;
  } entries[] = {
    { "continue", G_CALLBACK (continue_cb) },
    { "step", G_CALLBACK (step_cb) },
    { "breakpoint", G_CALLBACK (breakpoint_cb) },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (entries[i].name, NULL);

      g_signal_connect_object (action, "activate", entries[i].activate, self, G_CONNECT_SWAPPED);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
  g_signal_connect_object (cvk_breakpoints_get (self->session), "changed",
                           G_CALLBACK (breakpoints_changed_cb), self, G_CONNECT_SWAPPED);
}
