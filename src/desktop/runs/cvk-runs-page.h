// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkRunsPage:
 *
 * The page "Runs": what runs ask, to be answered here, and the last runs of all pipelines with what
 * became of them. Opening one shows it on its pipeline.
 *
 * Signal: "open-run" (const char *run).
 */
#define CVK_TYPE_RUNS_PAGE (cvk_runs_page_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunsPage, cvk_runs_page, CVK, RUNS_PAGE, GtkWidget)

GtkWidget *cvk_runs_page_new (CvkEngineClient *client);

G_END_DECLS
