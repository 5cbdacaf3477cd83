// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-editing-actions-private.h"
#include "desktop/forms/cvk-file-bindings.h"
#include "model/cvk-sub-pipeline.h"

/* Sub-pipelines: making one of what is selected, and going into one. */

static void
extracted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkEditingActions) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cvk_editing_extract_finish (CVK_SESSION (object), result, &error);

  if (self->canvas == NULL || CVK_SESSION (object) != self->session)
    return;
  cvk_editing_actions_tell_error (self, error);
  cvk_editing_actions_show_node (self, id);
}

static void
extract_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;

  cvk_editing_extract_async (self->session, NULL, extracted_cb, g_object_ref (self));
}

/* What the node runs, as its settings name it. (nullable) */
static const char *
get_pipeline (CvkEditingActions *self, const char *node)
{
  const CvkNode *found =
    node != NULL ? cvk_document_get_node (cvk_session_get_document (self->session), node) : NULL;

  return found != NULL ? cvk_sub_pipeline_get_file (found) : NULL;
}

gboolean
cvk_editing_actions_open_pipeline (CvkEditingActions *self, const char *node)
{
  const char *name = get_pipeline (self, node);
  g_autofree char *path = name != NULL ? cvk_file_bindings_dup_path (self->session, name) : NULL;
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;

  if (name == NULL)
    return FALSE;
  if (uri == NULL)
    cvk_editing_actions_tell (self, _ ("Save the pipeline first: the sub-pipeline is in a file "
                                       "beside it."));
  else
    gtk_widget_activate_action (self->page, "win.open-recent", "s", uri);
  return TRUE;
}

static void
open_pipeline_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  g_autofree char *node = g_strdup (cvk_editing_actions_get_node (self));

  cvk_editing_actions_open_pipeline (self, node);
}

gboolean
cvk_editing_actions_can_open_pipeline (CvkEditingActions *self)
{
  CvkSelection *selection =
    self->session != NULL ? cvk_session_get_selection (self->session) : NULL;

  return selection != NULL &&
         get_pipeline (self, cvk_selection_get_single_node (selection)) != NULL;
}

void
cvk_editing_actions_add_nested (CvkEditingActions *self)
{
  static const GActionEntry entries[] = {
    { "extract", extract_cb },
    { "open-pipeline", open_pipeline_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}
