// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/**
 * CvkOccurrencePicker:
 *
 * The dates of a series to choose from: those that a run has read, else those that the service
 * names when the popover opens. Without either it says what to do.
 *
 * Signal "picked" (const char *id): the user chose that date.
 */
#define CVK_TYPE_OCCURRENCE_PICKER (cvk_occurrence_picker_get_type ())
G_DECLARE_FINAL_TYPE (CvkOccurrencePicker,
                      cvk_occurrence_picker,
                      CVK,
                      OCCURRENCE_PICKER,
                      GtkPopover)

GtkWidget *cvk_occurrence_picker_new (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
