// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/* The text of a note with the little formatting it may have: the first line is the title, a line
 * that begins with "- " an element of a list; *stars* make bold, and `these` code. A sign without
 * its partner stays as it is. It becomes attributes, not markup, so that no text can
 * be anything else than text.
 *
 * Returns: (transfer full) the text without the signs; @attributes (transfer full). */
char *cvk_canvas_note_text_parse (const char *text, PangoAttrList **attributes)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
