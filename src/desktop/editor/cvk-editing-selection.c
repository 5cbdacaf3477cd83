// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-editing-private.h"

/* --- Selecting --- */

void
cvk_editing_select_all (CvkSession *self)
{
  CvkDocument *document;
  CvkSelection *selection;
  const struct
  {
    GPtrArray *list;
    CvkSelectionKind kind;
  } * annotations;

  g_return_if_fail (CVK_IS_SESSION (self));

  document = cvk_session_get_document (self);
  selection = cvk_session_get_selection (self);
  annotations = (const typeof (*annotations)[]){
    { cvk_document_get_notes (document), CVK_SELECTION_NOTE },
    { cvk_document_get_frames (document), CVK_SELECTION_FRAME },
  };
  cvk_selection_freeze (selection);
  for (unsigned i = 0; i < cvk_document_get_nodes (document)->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (cvk_document_get_nodes (document), i);

      cvk_selection_add (selection, CVK_SELECTION_NODE, node->id);
    }
  for (unsigned i = 0; i < 2; i++)
    for (unsigned j = 0; j < annotations[i].list->len; j++)
      {
        const CvkAnnotation *annotation = g_ptr_array_index (annotations[i].list, j);

        cvk_selection_add (selection, annotations[i].kind, annotation->id);
      }
  cvk_selection_thaw (selection);
}

/* --- Deleting --- */

/* What the step is called: by the kind of what is deleted, where it is one kind. */
static const char *
get_delete_name (CvkSelection *selection)
{
  static const char *const names[CVK_SELECTION_N_KINDS][2] = {
    [CVK_SELECTION_NODE] = { N_ ("Delete Node"), N_ ("Delete Nodes") },
    [CVK_SELECTION_LINK] = { N_ ("Delete Link"), N_ ("Delete Links") },
    [CVK_SELECTION_NOTE] = { N_ ("Delete Note"), N_ ("Delete Notes") },
    [CVK_SELECTION_FRAME] = { N_ ("Remove Frame"), N_ ("Remove Frames") },
  };
  unsigned count = cvk_selection_get_count (selection);

  for (unsigned kind = 0; kind < CVK_SELECTION_N_KINDS; kind++)
    if (cvk_selection_list (selection, kind)->len == count)
      return _ (names[kind][count > 1]);
  return _ ("Delete");
}

gboolean
cvk_editing_delete_selection (CvkSession *self)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autofree const char **nodes = NULL;
  g_autofree const char **links = NULL;
  g_autofree const char **notes = NULL;
  g_autofree const char **frames = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);

  nodes = cvk_editing_list_selected (self, CVK_SELECTION_NODE);
  links = cvk_editing_list_selected (self, CVK_SELECTION_LINK);
  notes = cvk_editing_list_selected (self, CVK_SELECTION_NOTE);
  frames = cvk_editing_list_selected (self, CVK_SELECTION_FRAME);
  command = cvk_command_new (cvk_session_get_document (self),
                             get_delete_name (cvk_session_get_selection (self)));
  for (unsigned i = 0; links[i] != NULL; i++)
    cvk_command_remove_link (command, links[i], NULL);
  for (unsigned i = 0; notes[i] != NULL; i++)
    cvk_command_set_note (command, notes[i], NULL, NULL);
  for (unsigned i = 0; frames[i] != NULL; i++)
    cvk_command_set_frame (command, frames[i], NULL, NULL);
  cvk_command_remove_nodes (command, nodes);
  return cvk_editing_push (self, g_steal_pointer (&command));
}

/* --- Changing --- */

gboolean
cvk_editing_toggle_muted (CvkSession *self)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autofree const char **nodes = NULL;
  CvkDocument *document;
  gboolean mutes = FALSE;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);

  document = cvk_session_get_document (self);
  nodes = cvk_editing_list_selected (self, CVK_SELECTION_NODE);
  for (unsigned i = 0; nodes[i] != NULL; i++)
    mutes |= !cvk_document_get_node (document, nodes[i])->muted;
  command = cvk_command_new (document, NULL);
  for (unsigned i = 0; nodes[i] != NULL; i++)
    if (cvk_document_get_node (document, nodes[i])->muted != mutes)
      cvk_command_set_node_muted (command, nodes[i], mutes, NULL);
  return cvk_editing_push (self, g_steal_pointer (&command));
}

gboolean
cvk_editing_rename_node (CvkSession *self, const char *id, const char *label)
{
  g_autoptr (CvkCommand) command = NULL;
  const CvkNode *node;

  g_return_val_if_fail (CVK_IS_SESSION (self) && id != NULL, FALSE);

  node = cvk_document_get_node (cvk_session_get_document (self), id);
  /* Without a name of its own, a node shows that of its type. */
  if (label != NULL && *label == '\0')
    label = NULL;
  if (node == NULL || g_strcmp0 (node->label, label) == 0)
    return FALSE;
  command = cvk_command_new (cvk_session_get_document (self), NULL);
  cvk_command_set_node_label (command, id, label, NULL);
  return cvk_editing_push (self, g_steal_pointer (&command));
}

/* --- Moving --- */

static void
take_frame_nodes (CvkSession *self, GHashTable *nodes)
{
  CvkDocument *document = cvk_session_get_document (self);
  GPtrArray *frames = cvk_selection_list (cvk_session_get_selection (self), CVK_SELECTION_FRAME);

  for (unsigned i = 0; i < frames->len; i++)
    {
      CvkAnnotation *frame = cvk_editing_find_annotation (cvk_document_get_frames (document),
                                                          g_ptr_array_index (frames, i));
      CvkValue *list = frame != NULL ? cvk_value_get_member (frame->value, "nodes") : NULL;

      for (size_t j = 0;
           list != NULL && cvk_value_is_array (list) && j < cvk_value_get_length (list); j++)
        {
          CvkValue *node = cvk_value_get_element (list, j);

          if (cvk_value_is_string (node))
            g_hash_table_add (nodes, (gpointer) cvk_value_get_string (node));
        }
    }
}

const char **
cvk_editing_list_with_frames (CvkSession *self)
{
  g_autoptr (GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree const char **selected = cvk_editing_list_selected (self, CVK_SELECTION_NODE);
  GPtrArray *nodes = cvk_document_get_nodes (cvk_session_get_document (self));
  GPtrArray *list = g_ptr_array_new ();

  for (unsigned i = 0; selected[i] != NULL; i++)
    g_hash_table_add (set, (gpointer) selected[i]);
  take_frame_nodes (self, set);
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (g_hash_table_contains (set, node->id))
        g_ptr_array_add (list, node->id);
    }
  g_ptr_array_add (list, NULL);
  return (const char **) g_ptr_array_free (list, FALSE);
}

void
cvk_editing_place_note (CvkSession *self, CvkCommand *command, const char *id, double x, double y)
{
  CvkAnnotation *note =
    cvk_editing_find_annotation (cvk_document_get_notes (cvk_session_get_document (self)), id);
  g_autoptr (CvkValue) half =
    cvk_editing_with_member (note->value, "x", cvk_editing_new_number (x));
  g_autoptr (CvkValue) value = cvk_editing_with_member (half, "y", cvk_editing_new_number (y));

  cvk_command_set_note (command, id, value, NULL);
}

static void
move_selection (CvkSession *self, CvkCommand *command, double dx, double dy)
{
  g_autofree const char **nodes = cvk_editing_list_with_frames (self);
  g_autofree const char **notes = cvk_editing_list_selected (self, CVK_SELECTION_NOTE);
  CvkDocument *document = cvk_session_get_document (self);

  for (unsigned i = 0; nodes[i] != NULL; i++)
    {
      const CvkNode *node = cvk_document_get_node (document, nodes[i]);

      cvk_command_move_node (command, node->id, node->x + dx, node->y + dy, NULL);
    }
  for (unsigned i = 0; notes[i] != NULL; i++)
    {
      CvkAnnotation *note =
        cvk_editing_find_annotation (cvk_document_get_notes (document), notes[i]);

      cvk_editing_place_note (self, command, notes[i],
                              cvk_editing_get_number (note->value, "x", 0) + dx,
                              cvk_editing_get_number (note->value, "y", 0) + dy);
    }
}

gboolean
cvk_editing_move_selection (CvkSession *self, double dx, double dy, GHashTable *frames)
{
  g_autoptr (CvkCommand) command = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);

  if (dx == 0 && dy == 0)
    return FALSE;
  command = cvk_command_new (cvk_session_get_document (self), _ ("Move"));
  move_selection (self, command, dx, dy);
  if (frames != NULL)
    cvk_editing_change_frames (self, command, frames);
  return cvk_editing_push (self, g_steal_pointer (&command));
}
