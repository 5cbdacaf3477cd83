// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-lines-field.h"

G_BEGIN_DECLS

/**
 * CvkTableField:
 *
 * An object with names that the user chooses: a line for each, with its name and its value, which
 * is a value of any kind, or fields when the schema of the values ("additionalProperties") has
 * members.
 */
#define CVK_TYPE_TABLE_FIELD (cvk_table_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkTableField, cvk_table_field, CVK, TABLE_FIELD, CvkLinesField)

G_END_DECLS
