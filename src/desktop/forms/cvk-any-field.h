// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkAnyField:
 *
 * A setting that takes any value, as the value that a field gets: texts as they are, anything else
 * as JSON.
 */
#define CVK_TYPE_ANY_FIELD (cvk_any_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkAnyField, cvk_any_field, CVK, ANY_FIELD, CvkField)

G_END_DECLS
