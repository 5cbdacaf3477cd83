// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-picker-popover.h"

G_BEGIN_DECLS

/* The language models that the service of the node's connection has. */
#define CVK_TYPE_MODEL_PICKER (cvk_model_picker_get_type ())
G_DECLARE_FINAL_TYPE (CvkModelPicker, cvk_model_picker, CVK, MODEL_PICKER, CvkPickerPopover)

G_END_DECLS
