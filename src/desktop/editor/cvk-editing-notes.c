// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/editor/cvk-editing-private.h"

static GPtrArray *
get_notes (CvkSession *self)
{
  return cvk_document_get_notes (cvk_session_get_document (self));
}

char *
cvk_editing_add_note (CvkSession *self, double x, double y)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (CvkValue) value = NULL;
  char *id;

  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  command = cvk_command_new (cvk_session_get_document (self), _ ("Add Note"));
  id = cvk_editing_make_annotation_id (get_notes (self), "note");
  value = cvk_value_new_object ("text", cvk_value_new_string (""), "x",
                                cvk_editing_new_number (cvk_editing_snap (x)), "y",
                                cvk_editing_new_number (cvk_editing_snap (y)), NULL);
  cvk_command_set_note (command, id, value, NULL);
  cvk_editing_push (self, g_steal_pointer (&command));
  cvk_selection_set_only (cvk_session_get_selection (self), CVK_SELECTION_NOTE, id);
  return id;
}

const char *
cvk_editing_get_note_text (CvkSession *self, const char *id)
{
  const CvkAnnotation *note;

  g_return_val_if_fail (CVK_IS_SESSION (self) && id != NULL, "");

  note = cvk_editing_find_annotation (get_notes (self), id);
  return note != NULL ? cvk_value_lookup_string (note->value, "text", "") : "";
}

gboolean
cvk_editing_set_note_text (CvkSession *self, const char *id, const char *text)
{
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (CvkValue) value = NULL;
  const CvkAnnotation *note;
  gboolean is_empty;

  g_return_val_if_fail (CVK_IS_SESSION (self) && id != NULL && text != NULL, FALSE);

  note = cvk_editing_find_annotation (get_notes (self), id);
  is_empty = text[strspn (text, " \n\t")] == '\0';
  if (note == NULL ||
      (!is_empty && g_str_equal (cvk_value_lookup_string (note->value, "text", ""), text)))
    return FALSE;
  command = cvk_command_new (cvk_session_get_document (self),
                             is_empty ? _ ("Delete Note") : _ ("Edit Note"));
  if (!is_empty)
    value = cvk_editing_with_member (note->value, "text", cvk_value_new_string (text));
  cvk_command_set_note (command, id, value, NULL);
  return cvk_editing_push (self, g_steal_pointer (&command));
}

gboolean
cvk_editing_set_color (CvkSession *self, const char *color)
{
  g_autoptr (CvkCommand) command = NULL;
  CvkDocument *document;
  CvkSelection *selection;
  const struct
  {
    GPtrArray *list;
    CvkSelectionKind kind;
    gboolean (*set) (CvkCommand *, const char *, const CvkValue *, GError **);
  } * lists;

  g_return_val_if_fail (CVK_IS_SESSION (self) && color != NULL, FALSE);

  document = cvk_session_get_document (self);
  selection = cvk_session_get_selection (self);
  lists = (const typeof (*lists)[]){
    { cvk_document_get_notes (document), CVK_SELECTION_NOTE, cvk_command_set_note },
    { cvk_document_get_frames (document), CVK_SELECTION_FRAME, cvk_command_set_frame },
  };
  command = cvk_command_new (document, _ ("Change Color"));
  for (unsigned i = 0; i < 2; i++)
    for (unsigned j = 0; j < lists[i].list->len; j++)
      {
        const CvkAnnotation *annotation = g_ptr_array_index (lists[i].list, j);
        g_autoptr (CvkValue) value = NULL;

        if (!cvk_selection_contains (selection, lists[i].kind, annotation->id) ||
            g_str_equal (cvk_value_lookup_string (annotation->value, "color", ""), color))
          continue;
        value = cvk_editing_with_member (annotation->value, "color", cvk_value_new_string (color));
        lists[i].set (command, annotation->id, value, NULL);
      }
  return cvk_editing_push (self, g_steal_pointer (&command));
}
