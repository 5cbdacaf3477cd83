// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkObjectField:
 *
 * Settings that belong together, as fields inside of a field. Absent while none of them is set.
 */
#define CVK_TYPE_OBJECT_FIELD (cvk_object_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkObjectField, cvk_object_field, CVK, OBJECT_FIELD, CvkField)

G_END_DECLS
