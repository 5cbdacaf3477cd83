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
CvkEngineClient *cvk_editor_page_get_client (CvkEditorPage *self);
/* The page owns it; whoever shows it takes it out again before the page goes. (transfer none) */
GtkWidget *cvk_editor_page_get_header (CvkEditorPage *self);
/* The name of the pipeline, as a tab shows it. */
const char *cvk_editor_page_get_title (CvkEditorPage *self);

G_END_DECLS
