// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/cvk-page-header.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkEditorHeader:
 *
 * The header bar of an open pipeline: the search for nodes, undo and redo by name, the pipeline's
 * name with one line of state, and what runs it. Where it gets too narrow, "narrow" is set, undo
 * and redo are left to the menu, and the search has to be shown elsewhere.
 *
 * Properties: "session" (CvkSession, nullable), "narrow" (boolean, read only).
 */
#define CVK_TYPE_EDITOR_HEADER (cvk_editor_header_get_type ())
G_DECLARE_FINAL_TYPE (CvkEditorHeader, cvk_editor_header, CVK, EDITOR_HEADER, GtkWidget)

GtkWidget *cvk_editor_header_new (void);

void cvk_editor_header_set_session (CvkEditorHeader *self, CvkSession *session);
gboolean cvk_editor_header_is_narrow (CvkEditorHeader *self);
/* What stands at the left, @search: (nullable), and at the right, @buttons: (nullable). */
void cvk_editor_header_set_search (CvkEditorHeader *self, GtkWidget *search);
void cvk_editor_header_set_buttons (CvkEditorHeader *self, GtkWidget *buttons);
/* The button with the problems, a CvkProblemsButton. (transfer none) */
GtkWidget *cvk_editor_header_get_problems (CvkEditorHeader *self);

G_END_DECLS
