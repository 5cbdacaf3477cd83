// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/bulk/cvk-bulk-sheet.h"
#include "desktop/client/cvk-engine-client.h"
#include "desktop/runs/cvk-run-model.h"

G_BEGIN_DECLS

/**
 * CvkBulkResults:
 *
 * Brings what a run gives back into the rows that it was given, as long as it lives: which rows
 * take part says the run itself, item by item, so that one that was begun elsewhere, or tries
 * again what failed, is told apart as well. Nothing of a rehearsal. Main thread.
 */
#define CVK_TYPE_BULK_RESULTS (cvk_bulk_results_get_type ())
G_DECLARE_FINAL_TYPE (CvkBulkResults, cvk_bulk_results, CVK, BULK_RESULTS, GObject)

CvkBulkResults *cvk_bulk_results_new (CvkBulkSheet *sheet,
                                      CvkEngineClient *client,
                                      CvkRunModel *model) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
