// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkEditorPage:
 *
 * An open pipeline: the canvas, the selected node beside it and what happened under it. The page
 * has a header bar of its own, which the window shows above its tabs while the page is the selected
 * one.
 *
 * Properties: "session" (CvkSession) and "client" (CvkEngineClient), construct only; "title" (text,
 * read only).
 */
#define CVK_TYPE_EDITOR_PAGE (cvk_editor_page_get_type ())
G_DECLARE_FINAL_TYPE (CvkEditorPage, cvk_editor_page, CVK, EDITOR_PAGE, GtkWidget)

GtkWidget *cvk_editor_page_new (CvkSession *session, CvkEngineClient *client);

/* (transfer none), never NULL. */
CvkSession *cvk_editor_page_get_session (CvkEditorPage *self);
/* The page owns it; whoever shows it takes it out again before the page goes. (transfer none) */
GtkWidget *cvk_editor_page_get_header (CvkEditorPage *self);
/* The groups of actions that the page has, such as "edit", "run" and "canvas": they are inserted
 * into the page, and for the selected tab into the window, so that header bar, menu and keys find
 * them. (transfer none) (nullable) */
GActionGroup *cvk_editor_page_get_actions (CvkEditorPage *self, const char *prefix);
/* Shows the selected node beside the canvas, or no longer. */
void cvk_editor_page_set_inspector_shown (CvkEditorPage *self, gboolean is_shown);
gboolean cvk_editor_page_is_inspector_shown (CvkEditorPage *self);
/* Moves the focus to the search for a node, or to the canvas. */
void cvk_editor_page_begin_search (CvkEditorPage *self);
void cvk_editor_page_focus_canvas (CvkEditorPage *self);
/* The name of the pipeline, as a tab shows it. */
const char *cvk_editor_page_get_title (CvkEditorPage *self);

G_END_DECLS
