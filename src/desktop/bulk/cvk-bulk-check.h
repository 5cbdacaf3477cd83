// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/bulk/cvk-bulk-field.h"
#include "desktop/bulk/cvk-bulk-row.h"

G_BEGIN_DECLS

/**
 * CvkBulkCheck:
 *
 * What each row of a table means and what is wrong with it: the checks of a pipeline whose action
 * has these very settings, and those of a start (past, hours that do not exist, no zone).
 */
typedef struct _CvkBulkCheck CvkBulkCheck;

/* @fixed: (nullable): settings that all rows have. @fields: (element-type CvkBulkField) those that
 * rows fill; kept. */
CvkBulkCheck *cvk_bulk_check_new (const CvkNodeTypes *types,
                                  const CvkNodeType *type,
                                  GPtrArray *fields,
                                  const CvkValue *fixed) G_GNUC_WARN_UNUSED_RESULT;
void cvk_bulk_check_free (CvkBulkCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkBulkCheck, cvk_bulk_check_free)

/* Reads the texts of @row and fills in what comes of them; @orders: of the dates of each field. A
 * millisecond or less. */
void cvk_bulk_check_row (CvkBulkCheck *self,
                         CvkBulkRow *row,
                         const CvkDateOrder *orders,
                         GPtrArray *zones);

G_END_DECLS
