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

/* A node is in one frame at most. */
static void
leave_frames (CvkSession *self, CvkCommand *command, GHashTable *nodes)
{
  for (unsigned i = get_frames (self)->len; i > 0; i--)
    {
      const CvkAnnotation *frame = g_ptr_array_index (get_frames (self), i - 1);
      CvkValue *list = cvk_value_get_member (frame->value, "nodes");
      g_auto (CvkArrayBuilder) left = { NULL };
      g_autoptr (CvkValue) value = NULL;
      g_autofree char *id = g_strdup (frame->id);
      size_t count = 0;

      if (list == NULL || !cvk_value_is_array (list))
        continue;
      cvk_array_builder_init (&left);
      for (size_t j = 0; j < cvk_value_get_length (list); j++)
        {
          CvkValue *node = cvk_value_get_element (list, j);

          if (cvk_value_is_string (node) &&
              g_hash_table_contains (nodes, cvk_value_get_string (node)))
            continue;
          cvk_array_builder_append (&left, cvk_value_ref (node));
          count++;
        }
      if (count == cvk_value_get_length (list))
        continue;
      if (count > 0)
        value = cvk_editing_with_member (frame->value, "nodes", cvk_array_builder_end (&left));
      cvk_command_set_frame (command, id, value, NULL);
    }
}

char *
cvk_editing_group_selection (CvkSession *self)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (CvkValue) value = NULL;
  g_autofree const char **nodes = NULL;
  g_auto (CvkArrayBuilder) list = { NULL };
  char *id;

  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  nodes = cvk_editing_list_with_frames (self);
  if (nodes[0] == NULL)
    return NULL;
  cvk_array_builder_init (&list);
  for (unsigned i = 0; nodes[i] != NULL; i++)
    {
      g_hash_table_add (set, (gpointer) nodes[i]);
      cvk_array_builder_append (&list, cvk_value_new_string (nodes[i]));
    }
  value = cvk_value_new_object ("title", cvk_value_new_string (_ ("Group")), "nodes",
                                cvk_array_builder_end (&list), NULL);
  command = cvk_command_new (cvk_session_get_document (self), _ ("Group"));
  leave_frames (self, command, set);
  id = cvk_editing_make_annotation_id (get_frames (self), "group");
  cvk_command_set_frame (command, id, value, NULL);
  cvk_editing_push (self, g_steal_pointer (&command));
  cvk_selection_set_only (cvk_session_get_selection (self), CVK_SELECTION_FRAME, id);
  return id;
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
