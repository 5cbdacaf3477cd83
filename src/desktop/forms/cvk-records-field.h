// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-lines-field.h"

G_BEGIN_DECLS

/**
 * CvkRecordsField:
 *
 * A list of objects, each with its fields: the paths of a condition, the keys of a sort, the inputs
 * of a pipeline.
 */
#define CVK_TYPE_RECORDS_FIELD (cvk_records_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkRecordsField, cvk_records_field, CVK, RECORDS_FIELD, CvkLinesField)

G_END_DECLS
