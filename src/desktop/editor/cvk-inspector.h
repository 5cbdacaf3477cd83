// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkInspector:
 *
 * What is selected, at the right of the canvas: one node with its setup and the items of the last
 * run; of several what can be done to all of them; and the pipeline itself when nothing is.
 *
 * Properties: "session" (nullable), "client" (nullable).
 */
#define CVK_TYPE_INSPECTOR (cvk_inspector_get_type ())
G_DECLARE_FINAL_TYPE (CvkInspector, cvk_inspector, CVK, INSPECTOR, GtkWidget)

GtkWidget *cvk_inspector_new (void);
void cvk_inspector_set_session (CvkInspector *self, CvkSession *session);
void cvk_inspector_set_client (CvkInspector *self, CvkEngineClient *client);
/* Selects @node and moves the focus to the field at the dotted @path (nullable: to its first). */
void cvk_inspector_focus_field (CvkInspector *self, const char *node, const char *path);
/* Begins to rename the node that is shown. */
void cvk_inspector_rename (CvkInspector *self);

G_END_DECLS
