// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkTextField:
 *
 * A text with variables. An empty text is an absent setting, unless the schema asks for it to be
 * there or gives another text as the default.
 */
#define CVK_TYPE_TEXT_FIELD (cvk_text_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkTextField, cvk_text_field, CVK, TEXT_FIELD, CvkField)

G_END_DECLS
