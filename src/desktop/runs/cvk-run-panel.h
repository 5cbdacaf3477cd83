// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkRunPanel:
 *
 * What happened, under the canvas: the items of the selected node by port, as a table, a tree or
 * raw; with nothing selected, all steps of the run. A failed row says why, with the button that
 * mends it.
 *
 * Properties: "session" (CvkSession, nullable), "client" (CvkEngineClient, construct only).
 * Actions: "panel.save-csv", "panel.filter", and what the widgets above it give: "run.retry".
 *
 * Signal "show-node" (const char *id, const char *field): this is where to look; @field is
 *   nullable.
 */
#define CVK_TYPE_RUN_PANEL (cvk_run_panel_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunPanel, cvk_run_panel, CVK, RUN_PANEL, GtkWidget)

GtkWidget *cvk_run_panel_new (CvkEngineClient *client);
void cvk_run_panel_set_session (CvkRunPanel *self, CvkSession *session);

/* Shows a port of the node that is shown: "in", "out", "failed", ... */
void cvk_run_panel_set_port (CvkRunPanel *self, const char *port);
/* (transfer none) (nullable) */
const char *cvk_run_panel_get_port (CvkRunPanel *self);

G_END_DECLS
