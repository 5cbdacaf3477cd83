// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkCodeField:
 *
 * A script (widget "javascript") or JSON (widget "json") with colours, line numbers, the words that
 * one may use offered while typing, and the line marked that cannot be read. Ctrl+Return is done;
 * Tab indents a script, and leaves the field together with Ctrl.
 *
 * A script's value is its text. JSON that cannot be read leaves the last value as it was, and says
 * so.
 */
#define CVK_TYPE_CODE_FIELD (cvk_code_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkCodeField, cvk_code_field, CVK, CODE_FIELD, CvkField)

G_END_DECLS
