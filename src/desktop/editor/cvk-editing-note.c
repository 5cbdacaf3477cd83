// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editing-actions-private.h"
#include "desktop/editor/cvk-note-editor.h"

typedef struct
{
  CvkEditingActions *actions; /* borrowed: it owns the editor for as long as it is open */
  CvkSession *session;        /* owned: the note's, should the canvas show another one by then */
  char *id;
} Writing;

static void
free_writing (gpointer data, GClosure *closure)
{
  Writing *self = data;

  g_object_unref (self->session);
  g_free (self->id);
  g_free (self);
}

static void
done_cb (CvkNoteEditor *editor, const char *text, gpointer user_data)
{
  const Writing *writing = user_data;

  cvk_editing_set_note_text (writing->session, writing->id, text);
}

/* The command is about what is selected, and the note that is written in is what is meant. */
static void
color_cb (CvkNoteEditor *editor, const char *color, gpointer user_data)
{
  const Writing *writing = user_data;

  cvk_selection_set_only (cvk_session_get_selection (writing->session), CVK_SELECTION_NOTE,
                          writing->id);
  cvk_editing_set_color (writing->session, color);
}

/* A new note in which nothing was written goes again. */
static void
closed_cb (CvkNoteEditor *editor, gpointer user_data)
{
  const Writing *writing = user_data;

  if (*cvk_editing_get_note_text (writing->session, writing->id) == '\0')
    cvk_editing_set_note_text (writing->session, writing->id, "");
}

static Writing *
make_writing (CvkEditingActions *self, const char *id)
{
  Writing *writing = g_new0 (Writing, 1);

  *writing = (Writing){ self, g_object_ref (self->session), g_strdup (id) };
  return writing;
}

void
cvk_editing_actions_edit_note (CvkEditingActions *self, const char *id)
{
  GtkWidget *editor;
  graphene_rect_t area;

  if (!cvk_editing_actions_get_area (self, CVK_SELECTION_NOTE, id, &area))
    return;
  editor = cvk_note_editor_new (cvk_editing_get_note_text (self->session, id),
                                (int) area.size.width, (int) area.size.height);
  g_signal_connect_data (editor, "done", G_CALLBACK (done_cb), make_writing (self, id),
                         free_writing, 0);
  g_signal_connect_data (editor, "color", G_CALLBACK (color_cb), make_writing (self, id),
                         free_writing, 0);
  g_signal_connect_data (editor, "closed", G_CALLBACK (closed_cb), make_writing (self, id),
                         free_writing, 0);
  /* Its upper edge is that of the note: it lies upon it. */
  area.size.height = 1;
  cvk_editing_actions_popup (self, editor, &area);
}
