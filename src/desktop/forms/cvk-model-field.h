// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-picked-field.h"

G_BEGIN_DECLS

/* A language model, by the name that its service gives it; the service is asked for a list of them.
 * Under it stands where the texts of the step go. */
#define CVK_TYPE_MODEL_FIELD (cvk_model_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkModelField, cvk_model_field, CVK, MODEL_FIELD, CvkPickedField)

G_END_DECLS
