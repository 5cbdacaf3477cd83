// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkNumberField:
 *
 * A number, with its unit and buttons for one less and one more. What is typed is kept as it is:
 * a text that is no number, an expression for example, stays a text.
 */
#define CVK_TYPE_NUMBER_FIELD (cvk_number_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkNumberField, cvk_number_field, CVK, NUMBER_FIELD, CvkField)

G_END_DECLS
