// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkThreeStateField:
 *
 * A switch of a service that can be left as it is there: "As in Zoom" (absent), "On", "Off".
 */
#define CVK_TYPE_THREE_STATE_FIELD (cvk_three_state_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkThreeStateField, cvk_three_state_field, CVK, THREE_STATE_FIELD, CvkField)

G_END_DECLS
