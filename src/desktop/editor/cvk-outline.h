// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkOutline:
 *
 * The steps of a pipeline as a list, in the order in which they come: with status and connections
 * in words, searched by typing, the selection shared with the canvas. The sure way for screen
 * readers and for ten thousand steps; rows exist for what is in view only. Enter opens a step,
 * Delete deletes it, ] and [ follow its links.
 *
 * Signals: "open-node" (id); "closed" (): the user is done with it.
 */
#define CVK_TYPE_OUTLINE (cvk_outline_get_type ())
G_DECLARE_FINAL_TYPE (CvkOutline, cvk_outline, CVK, OUTLINE, GtkWidget)

GtkWidget *cvk_outline_new (void);

/* @session: nullable. */
void cvk_outline_set_session (CvkOutline *self, CvkSession *session);
/* Takes the focus, at what is selected. */
void cvk_outline_begin (CvkOutline *self);

G_END_DECLS
