// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-lines-field.h"

G_BEGIN_DECLS

/**
 * CvkConditionsField:
 *
 * A list of conditions: a field, how it is compared, and with what. Which comparisons there are
 * comes from the schema of "operator"; the value is hidden where a comparison needs none.
 */
#define CVK_TYPE_CONDITIONS_FIELD (cvk_conditions_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkConditionsField,
                      cvk_conditions_field,
                      CVK,
                      CONDITIONS_FIELD,
                      CvkLinesField)

G_END_DECLS
