// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/**
 * CvkModelPicker:
 *
 * The language models that the service of the node's connection has, which is asked when the
 * popover opens. A text narrows a long list down.
 *
 * Signal "picked" (const char *model): the user chose that one.
 */
#define CVK_TYPE_MODEL_PICKER (cvk_model_picker_get_type ())
G_DECLARE_FINAL_TYPE (CvkModelPicker, cvk_model_picker, CVK, MODEL_PICKER, GtkPopover)

GtkWidget *cvk_model_picker_new (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
