// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/bulk/cvk-bulk-field.h"
#include "model/cvk-document.h"

G_BEGIN_DECLS

/* The nodes of the pipeline that a table becomes. */
#define CVK_BULK_INPUT "rows"
#define CVK_BULK_ACTION "action"
/* The member of a row that is its number in the table. */
#define CVK_BULK_NUMBER "row"

/* The pipeline that does @type for every row of its input "rows", an array of objects with the
 * names of @fields (CvkBulkField). @fixed: (nullable): settings that are the same for all rows.
 * @rows: (nullable): what the input is when nobody gives another. (transfer full) */
CvkDocument *cvk_bulk_pipeline_new (const CvkNodeType *type,
                                    GPtrArray *fields,
                                    const CvkValue *fixed,
                                    const CvkValue *rows) G_GNUC_WARN_UNUSED_RESULT;

/* @settings with @value at the dotted @path; NULL takes it out. (transfer full) */
CvkValue *cvk_bulk_settings_set (const CvkValue *settings, const char *path, CvkValue *value)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
