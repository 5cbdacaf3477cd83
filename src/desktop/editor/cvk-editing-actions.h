// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas.h"
#include "desktop/editor/cvk-node-search.h"

G_BEGIN_DECLS

/**
 * CvkEditingActions:
 *
 * What can be done to the pipeline on a canvas, as the action group "edit", and the answers to what
 * the canvas asks for: menus, the search for what fits a link, the text of a note. It knows the
 * widgets and decides places; the deeds are those of cvk-editing.h. What went wrong is told in a
 * toast of the nearest AdwToastOverlay.
 *
 * The list of steps and the bar for finding lie in the GtkOverlay that the canvas is in.
 *
 * Signal "open-node" (id): its properties are wanted.
 */
#define CVK_TYPE_EDITING_ACTIONS (cvk_editing_actions_get_type ())
G_DECLARE_FINAL_TYPE (CvkEditingActions, cvk_editing_actions, CVK, EDITING_ACTIONS, GObject)

/* Puts the group into @page, and the keys onto @canvas. @page owns the result; nothing outlives it.
 * (transfer none) */
CvkEditingActions *cvk_editing_actions_install (GtkWidget *page,
                                                CvkCanvas *canvas,
                                                CvkNodeSearch *search);

/* The group, to be inserted where it is wanted too. (transfer none) */
GActionGroup *cvk_editing_actions_get_group (CvkEditingActions *self);

G_END_DECLS
