// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkSwitchField:
 *
 * Yes or no. An absent setting shows what it then is, by the schema's default.
 */
#define CVK_TYPE_SWITCH_FIELD (cvk_switch_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkSwitchField, cvk_switch_field, CVK, SWITCH_FIELD, CvkField)

G_END_DECLS
