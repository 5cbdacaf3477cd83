// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-editing-private.h"

static GPtrArray *
get_frames (CvkSession *self)
{
  return cvk_document_get_frames (cvk_session_get_document (self));
}

static gboolean
has_node (const CvkAnnotation *frame, const char *node)
{
  CvkValue *nodes = cvk_value_get_member (frame->value, "nodes");

  for (size_t i = 0;
       nodes != NULL && cvk_value_is_array (nodes) && i < cvk_value_get_length (nodes); i++)
    {
      CvkValue *id = cvk_value_get_element (nodes, i);

      if (cvk_value_is_string (id) && g_str_equal (cvk_value_get_string (id), node))
        return TRUE;
    }
  return FALSE;
}

const char *
cvk_editing_find_frame (CvkSession *self, const char *node)
{
  g_return_val_if_fail (CVK_IS_SESSION (self) && node != NULL, NULL);

  for (unsigned i = 0; i < get_frames (self)->len; i++)
    {
      const CvkAnnotation *frame = g_ptr_array_index (get_frames (self), i);

      if (has_node (frame, node))
        return frame->id;
    }
  return NULL;
}

/* The selected frames and those around selected nodes. (element-type CvkAnnotation), borrowed. */
static GPtrArray *
list_meant (CvkSession *self)
{
  CvkSelection *selection = cvk_session_get_selection (self);
  GPtrArray *nodes = cvk_selection_list (selection, CVK_SELECTION_NODE);
  GPtrArray *meant = g_ptr_array_new ();

  for (unsigned i = 0; i < get_frames (self)->len; i++)
    {
      CvkAnnotation *frame = g_ptr_array_index (get_frames (self), i);
      gboolean is_meant = cvk_selection_contains (selection, CVK_SELECTION_FRAME, frame->id);

      for (unsigned j = 0; !is_meant && j < nodes->len; j++)
        is_meant = has_node (frame, g_ptr_array_index (nodes, j));
      if (is_meant)
        g_ptr_array_add (meant, frame);
    }
  return meant;
}

/* --- Grouping --- */

/* The nodes of @frame without those that go elsewhere, and with those that come; NULL when they are
 * the same. @frames: id of a node to that of its new frame. */
static CvkValue *
list_after (const CvkAnnotation *frame, GHashTable *frames, size_t *count)
{
  CvkValue *list = cvk_value_get_member (frame->value, "nodes");
  size_t length = list != NULL && cvk_value_is_array (list) ? cvk_value_get_length (list) : 0;
  g_auto (CvkArrayBuilder) after = { NULL };
  gboolean is_changed = FALSE;
  GHashTableIter iter;
  gpointer node, target;

  cvk_array_builder_init (&after);
  *count = 0;
  for (size_t i = 0; i < length; i++)
    {
      CvkValue *id = cvk_value_get_element (list, i);

      if (cvk_value_is_string (id) && g_hash_table_contains (frames, cvk_value_get_string (id)) &&
          !g_str_equal (g_hash_table_lookup (frames, cvk_value_get_string (id)), frame->id))
        {
          is_changed = TRUE;
          continue;
        }
      cvk_array_builder_append (&after, cvk_value_ref (id));
      ++*count;
    }
  g_hash_table_iter_init (&iter, frames);
  while (g_hash_table_iter_next (&iter, &node, &target))
    if (g_str_equal (target, frame->id) && !has_node (frame, node))
      {
        is_changed = TRUE;
        cvk_array_builder_append (&after, cvk_value_new_string (node));
        ++*count;
      }
  return is_changed ? cvk_array_builder_end (&after) : NULL;
}

/* A node is in one frame at most. */
void
cvk_editing_change_frames (CvkSession *self, CvkCommand *command, GHashTable *frames)
{
  for (unsigned i = get_frames (self)->len; i > 0; i--)
    {
      const CvkAnnotation *frame = g_ptr_array_index (get_frames (self), i - 1);
      g_autoptr (CvkValue) value = NULL;
      g_autofree char *id = g_strdup (frame->id);
      size_t count;
      CvkValue *list = list_after (frame, frames, &count);

      if (list == NULL)
        continue;
      if (count > 0)
        value = cvk_editing_with_member (frame->value, "nodes", list);
      else
        cvk_value_unref (list);
      cvk_command_set_frame (command, id, value, NULL);
    }
}

/* All of @nodes to @frame, for cvk_editing_change_frames(). Borrows them. */
static GHashTable *
make_changes (const char *const *nodes, const char *frame)
{
  GHashTable *changes = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; nodes[i] != NULL; i++)
    g_hash_table_insert (changes, (gpointer) nodes[i], (gpointer) frame);
  return changes;
}

/* Nodes that are selected together with one frame are meant to go into it. */
static char *
join_frame (CvkSession *self, const char *frame, const char *const *nodes)
{
  g_autoptr (CvkCommand) command =
    cvk_command_new (cvk_session_get_document (self), _ ("Move into Frame"));
  g_autofree char *id = g_strdup (frame);
  g_autoptr (GHashTable) changes = make_changes (nodes, id);

  cvk_editing_change_frames (self, command, changes);
  return cvk_editing_push (self, g_steal_pointer (&command)) ? g_steal_pointer (&id) : NULL;
}

static char *
make_frame (CvkSession *self, const char *const *nodes)
{
  g_autoptr (CvkCommand) command = cvk_command_new (cvk_session_get_document (self), _ ("Group"));
  g_autoptr (GHashTable) changes = make_changes (nodes, "");
  g_autoptr (CvkValue) value = NULL;
  g_auto (CvkArrayBuilder) list = { NULL };
  char *id;

  cvk_array_builder_init (&list);
  for (unsigned i = 0; nodes[i] != NULL; i++)
    cvk_array_builder_append (&list, cvk_value_new_string (nodes[i]));
  value = cvk_value_new_object ("title", cvk_value_new_string (_ ("Group")), "nodes",
                                cvk_array_builder_end (&list), NULL);
  cvk_editing_change_frames (self, command, changes);
  id = cvk_editing_make_annotation_id (get_frames (self), "group");
  cvk_command_set_frame (command, id, value, NULL);
  cvk_editing_push (self, g_steal_pointer (&command));
  cvk_selection_set_only (cvk_session_get_selection (self), CVK_SELECTION_FRAME, id);
  return id;
}

char *
cvk_editing_group_selection (CvkSession *self)
{
  g_autofree const char **selected = NULL;
  g_autofree const char **nodes = NULL;
  GPtrArray *frames;

  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  selected = cvk_editing_list_selected (self, CVK_SELECTION_NODE);
  nodes = cvk_editing_list_with_frames (self);
  frames = cvk_selection_list (cvk_session_get_selection (self), CVK_SELECTION_FRAME);
  if (frames->len == 1 && selected[0] != NULL)
    return join_frame (self, g_ptr_array_index (frames, 0), selected);
  return nodes[0] != NULL ? make_frame (self, nodes) : NULL;
}

gboolean
cvk_editing_leave_frames (CvkSession *self)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (GHashTable) changes = NULL;
  g_autofree const char **nodes = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);

  nodes = cvk_editing_list_selected (self, CVK_SELECTION_NODE);
  changes = make_changes (nodes, "");
  command = cvk_command_new (cvk_session_get_document (self), _ ("Take out of Frame"));
  cvk_editing_change_frames (self, command, changes);
  return cvk_editing_push (self, g_steal_pointer (&command));
}

gboolean
cvk_editing_ungroup_selection (CvkSession *self)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (GPtrArray) meant = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);

  meant = list_meant (self);
  command = cvk_command_new (cvk_session_get_document (self), _ ("Ungroup"));
  for (unsigned i = 0; i < meant->len; i++)
    {
      g_autofree char *id = g_strdup (((CvkAnnotation *) g_ptr_array_index (meant, i))->id);

      cvk_command_set_frame (command, id, NULL, NULL);
    }
  return cvk_editing_push (self, g_steal_pointer (&command));
}

/* --- Collapsing --- */

static gboolean
is_collapsed (const CvkAnnotation *frame)
{
  return cvk_value_lookup_boolean (frame->value, "collapsed", FALSE);
}

gboolean
cvk_editing_is_collapsed (CvkSession *self, const char *id)
{
  const CvkAnnotation *frame;

  g_return_val_if_fail (CVK_IS_SESSION (self) && id != NULL, FALSE);

  frame = cvk_editing_find_annotation (get_frames (self), id);
  return frame != NULL && is_collapsed (frame);
}

gboolean
cvk_editing_toggle_collapsed (CvkSession *self)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (GPtrArray) meant = NULL;
  gboolean collapses = FALSE;

  g_return_val_if_fail (CVK_IS_SESSION (self), FALSE);

  meant = list_meant (self);
  for (unsigned i = 0; i < meant->len; i++)
    collapses |= !is_collapsed (g_ptr_array_index (meant, i));
  command =
    cvk_command_new (cvk_session_get_document (self), collapses ? _ ("Collapse") : _ ("Expand"));
  for (unsigned i = 0; i < meant->len; i++)
    {
      const CvkAnnotation *frame = g_ptr_array_index (meant, i);
      g_autoptr (CvkValue) value = NULL;

      if (is_collapsed (frame) == collapses)
        continue;
      /* Expanded is what a frame is without the member. */
      value = cvk_editing_with_member (frame->value, "collapsed",
                                       collapses ? cvk_value_new_boolean (TRUE) : NULL);
      cvk_command_set_frame (command, frame->id, value, NULL);
    }
  return cvk_editing_push (self, g_steal_pointer (&command));
}

const char *
cvk_editing_get_frame_title (CvkSession *self, const char *id)
{
  const CvkAnnotation *frame;

  g_return_val_if_fail (CVK_IS_SESSION (self) && id != NULL, "");

  frame = cvk_editing_find_annotation (get_frames (self), id);
  return frame != NULL ? cvk_value_lookup_string (frame->value, "title", "") : "";
}

gboolean
cvk_editing_rename_frame (CvkSession *self, const char *id, const char *title)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (CvkValue) value = NULL;
  const CvkAnnotation *frame;

  g_return_val_if_fail (CVK_IS_SESSION (self) && id != NULL && title != NULL, FALSE);

  frame = cvk_editing_find_annotation (get_frames (self), id);
  if (frame == NULL || g_str_equal (cvk_value_lookup_string (frame->value, "title", ""), title))
    return FALSE;
  command = cvk_command_new (cvk_session_get_document (self), _ ("Rename Frame"));
  value = cvk_editing_with_member (frame->value, "title",
                                   *title != '\0' ? cvk_value_new_string (title) : NULL);
  cvk_command_set_frame (command, id, value, NULL);
  return cvk_editing_push (self, g_steal_pointer (&command));
}
