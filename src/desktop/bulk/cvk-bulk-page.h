// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/bulk/cvk-bulk-sheet.h"
#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkBulkPage:
 *
 * Sixty rows of a spreadsheet, and sixty meetings: paste a table, see what each row means and what
 * is wrong with it, run them, see what came of each, and try again what failed.
 *
 * Actions of the class: "bulk.paste", "bulk.open" (a file), "bulk.start-over", "bulk.header" (the
 * first row holds names), "bulk.run", "bulk.rehearse", "bulk.retry", "bulk.stop", "bulk.copy",
 * "bulk.save-csv", "bulk.save-pipeline", "bulk.open-run".
 *
 * Signals:
 * "open-run" (const char *run): the user wants to see it.
 * "open-session" (CvkSession *session): a pipeline of these rows, in no file yet.
 */
#define CVK_TYPE_BULK_PAGE (cvk_bulk_page_get_type ())
G_DECLARE_FINAL_TYPE (CvkBulkPage, cvk_bulk_page, CVK, BULK_PAGE, GtkWidget)

GtkWidget *cvk_bulk_page_new (const CvkNodeTypes *types, CvkEngineClient *client);

/* Begins with an action as a node has it: what is set there and holds no expression is the same for
 * all rows. @connection: (nullable): the id of its account. A table that is there stays. */
void cvk_bulk_page_set_action (CvkBulkPage *self,
                               const CvkNodeType *type,
                               const CvkValue *settings,
                               const char *connection);
/* Whether rows can be made for such a node. */
gboolean cvk_bulk_page_can_fill (const CvkNodeType *type);
/* @text: valid UTF-8, as it was copied. FALSE when there is no table in it. */
gboolean cvk_bulk_page_take_text (CvkBulkPage *self, const char *text);
/* (transfer none) */
CvkBulkSheet *cvk_bulk_page_get_sheet (CvkBulkPage *self);

G_END_DECLS
