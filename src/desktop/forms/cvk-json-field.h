// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkJsonField:
 *
 * Any value, written as JSON: for settings that no other field fits, and for those that this
 * version does not know. While what is typed is no JSON, the setting keeps its last value and the
 * field says what is wrong.
 */
#define CVK_TYPE_JSON_FIELD (cvk_json_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkJsonField, cvk_json_field, CVK, JSON_FIELD, CvkField)

G_END_DECLS
