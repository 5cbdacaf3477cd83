// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/bulk/cvk-bulk-sheet.h"
#include "desktop/client/cvk-engine-client.h"
#include "desktop/runs/cvk-run-model.h"

G_BEGIN_DECLS

/**
 * CvkBulkRun:
 *
 * The runs of a sheet: an ordinary pipeline that the rows are the input of, started through a
 * controller as any other, so that journal, retry, questions, rehearsal and undo hold; and what
 * comes out, back in the rows while it runs. Main thread.
 *
 * Signal "changed" (): another run, or a new state of it.
 */
#define CVK_TYPE_BULK_RUN (cvk_bulk_run_get_type ())
G_DECLARE_FINAL_TYPE (CvkBulkRun, cvk_bulk_run, CVK, BULK_RUN, GObject)

/* @widget: where dialogs belong to; outlives it. */
CvkBulkRun *cvk_bulk_run_new (CvkBulkSheet *sheet, CvkEngineClient *client, GtkWidget *widget)
  G_GNUC_WARN_UNUSED_RESULT;

/* @connection: (nullable): the id of the account; NULL: the only one there is. */
void cvk_bulk_run_set_connection (CvkBulkRun *self, const char *connection);
/* Does the ready rows, or plans what it would do with them and shows that. */
void cvk_bulk_run_start (CvkBulkRun *self, gboolean rehearses);
/* The rows that failed, with what was corrected of them. */
void cvk_bulk_run_retry (CvkBulkRun *self);
void cvk_bulk_run_stop (CvkBulkRun *self);
gboolean cvk_bulk_run_is_busy (CvkBulkRun *self);
/* The last run. (transfer none) (nullable) */
CvkRunModel *cvk_bulk_run_get_model (CvkBulkRun *self);
/* A table that has nothing to do with the last run takes the place of the one before. */
void cvk_bulk_run_forget (CvkBulkRun *self);

G_END_DECLS
