// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/bulk/cvk-bulk-sheet.h"

G_BEGIN_DECLS

/**
 * CvkBulkColumns:
 *
 * What the columns of a pasted table are for: one row for each of them, which can be folded away,
 * and the fields that have the same text, or one made from several columns, in all rows.
 */
#define CVK_TYPE_BULK_COLUMNS (cvk_bulk_columns_get_type ())
G_DECLARE_FINAL_TYPE (CvkBulkColumns, cvk_bulk_columns, CVK, BULK_COLUMNS, AdwExpanderRow)

GtkWidget *cvk_bulk_columns_new (CvkBulkSheet *sheet);

G_END_DECLS
