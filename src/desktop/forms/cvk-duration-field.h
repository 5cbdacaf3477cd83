// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/* A duration as people write it ("1 h 30"), with buttons for less and more; the value is a whole
 * number of minutes. */
#define CVK_TYPE_DURATION_FIELD (cvk_duration_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkDurationField, cvk_duration_field, CVK, DURATION_FIELD, CvkField)

G_END_DECLS
