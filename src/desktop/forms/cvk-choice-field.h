// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkChoiceField:
 *
 * One of the values in "enum", named by "x-labels"; or one of the texts in "x-suggestions". A
 * setting that may be absent has a first choice for that. Long lists can be searched.
 */
#define CVK_TYPE_CHOICE_FIELD (cvk_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkChoiceField, cvk_choice_field, CVK, CHOICE_FIELD, CvkField)

G_END_DECLS
