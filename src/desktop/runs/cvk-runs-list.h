// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/runs/cvk-run-entry.h"

G_BEGIN_DECLS

/**
 * CvkRunsList:
 *
 * The last runs of the data directory, of CvkRunEntry, the newest first; kept true to the engine
 * while it lives. A GListModel.
 *
 * Property "loaded" (boolean, read only): the engine has answered once.
 */
#define CVK_TYPE_RUNS_LIST (cvk_runs_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunsList, cvk_runs_list, CVK, RUNS_LIST, GObject)

CvkRunsList *cvk_runs_list_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_runs_list_is_loaded (CvkRunsList *self);
/* Only runs of the pipeline file with that @path (nullable: of any), in @state (likewise), with
 * @text in the pipeline's name, its path or the id (nullable, or empty: whatever it is). */
void cvk_runs_list_set_filter (CvkRunsList *self,
                               const char *path,
                               const char *state,
                               const char *text);
gboolean cvk_runs_list_is_filtered (CvkRunsList *self);

G_END_DECLS
