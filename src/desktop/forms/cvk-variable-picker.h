// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/**
 * CvkVariablePicker:
 *
 * The list of what an expression can read: by node, nearest first, with the value that the last run
 * gave. Typing searches, the arrows move, Enter or a click picks, and a row can be dragged into any
 * text.
 *
 * Signal "picked" (string expression): without braces.
 */
#define CVK_TYPE_VARIABLE_PICKER (cvk_variable_picker_get_type ())
G_DECLARE_FINAL_TYPE (CvkVariablePicker, cvk_variable_picker, CVK, VARIABLE_PICKER, GtkPopover)

GtkWidget *cvk_variable_picker_new (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Fills the list anew and shows it. @wanted: the schema that a value has to fit, nullable. */
void cvk_variable_picker_open (CvkVariablePicker *self, const CvkValue *wanted);

G_END_DECLS
