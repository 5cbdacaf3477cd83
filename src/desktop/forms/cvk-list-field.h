// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-lines-field.h"

G_BEGIN_DECLS

/**
 * CvkListField:
 *
 * A list of texts or other simple values, each with variables.
 */
#define CVK_TYPE_LIST_FIELD (cvk_list_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkListField, cvk_list_field, CVK, LIST_FIELD, CvkLinesField)

G_END_DECLS
