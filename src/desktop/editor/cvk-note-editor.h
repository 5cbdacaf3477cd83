// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkNoteEditor:
 *
 * The text of a note, to be written over the note itself. Leaving it, or Ctrl+Enter, keeps what was
 * written; Escape does not.
 *
 * Buttons below the text, and Ctrl+B and Ctrl+L, make words stand out and lines a list; others
 * choose the colour of the paper.
 *
 * Signals:
 * "done" (text): it is to be kept. Closes afterwards.
 * "color" (name): the note is to have it, as cvk_editing_set_color().
 */
#define CVK_TYPE_NOTE_EDITOR (cvk_note_editor_get_type ())
G_DECLARE_FINAL_TYPE (CvkNoteEditor, cvk_note_editor, CVK, NOTE_EDITOR, GtkPopover)

/* @width and @height: of the note, in pixels. */
GtkWidget *cvk_note_editor_new (const char *text, int width, int height);

G_END_DECLS
