// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkRecurrenceEditor:
 *
 * How a series repeats: pattern, interval, days, end; and under them, in a sentence and as dates,
 * what that makes of the meeting's start.
 *
 * Signal "changed" (): the user changed something; see cvk_recurrence_editor_get_value().
 */
#define CVK_TYPE_RECURRENCE_EDITOR (cvk_recurrence_editor_get_type ())
G_DECLARE_FINAL_TYPE (CvkRecurrenceEditor, cvk_recurrence_editor, CVK, RECURRENCE_EDITOR, GtkBox)

GtkWidget *cvk_recurrence_editor_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* What is said when there is no value, in place of "Never". */
void cvk_recurrence_editor_set_absent_label (CvkRecurrenceEditor *self, const char *label);
/* @value: what cvk_recurrence_read() understands; NULL when the meeting does not repeat. Emits
 * nothing. */
void cvk_recurrence_editor_set_value (CvkRecurrenceEditor *self, const CvkValue *value);
/* (transfer full) (nullable) */
CvkValue *cvk_recurrence_editor_get_value (CvkRecurrenceEditor *self) G_GNUC_WARN_UNUSED_RESULT;
/* The start of the meeting and its zone, as its settings have them; both nullable, and expressions
 * count as nothing. */
void cvk_recurrence_editor_set_start (CvkRecurrenceEditor *self,
                                      const char *start,
                                      const char *zone);

G_END_DECLS
