// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * What the buttons of a note's editor do to its text, each as one step that the buffer can undo.
 * A note is plain text with signs: stars around words make them stand out, lines that begin with
 * "- " are a list.
 */

/* Makes the selected words stand out, or no longer when they do. Without a selection it is the word
 * at the cursor; where there is none, the cursor comes to stand between two stars. */
void cvk_note_format_toggle_bold (GtkTextBuffer *buffer);
/* Makes the selected lines, or that of the cursor, points of a list; lines again when all are. */
void cvk_note_format_toggle_list (GtkTextBuffer *buffer);

G_END_DECLS
