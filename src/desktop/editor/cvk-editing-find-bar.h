// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkEditingFindBar:
 *
 * Finds on the canvas: nodes, notes and frames by their texts. Enter goes to the next, Shift+Enter
 * to the one before, Escape closes.
 *
 * Signals: "found" (kind, id): go there, a CvkSelectionKind as an unsigned; "closed" ().
 */
#define CVK_TYPE_EDITING_FIND_BAR (cvk_editing_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (CvkEditingFindBar, cvk_editing_find_bar, CVK, EDITING_FIND_BAR, GtkWidget)

GtkWidget *cvk_editing_find_bar_new (void);

/* @session: nullable. */
void cvk_editing_find_bar_set_session (CvkEditingFindBar *self, CvkSession *session);
/* Takes the focus, with what was searched for last. */
void cvk_editing_find_bar_begin (CvkEditingFindBar *self);

G_END_DECLS
