// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkScheduleEditor:
 *
 * When a pipeline runs: a pattern with its days and times, or a cron text; and under it, in a
 * sentence and as the next ten runs, what that comes to. Going from one to the other keeps what can
 * be said both ways.
 *
 * Signal "changed" (): the user changed something; see cvk_schedule_editor_get_value().
 */
#define CVK_TYPE_SCHEDULE_EDITOR (cvk_schedule_editor_get_type ())
G_DECLARE_FINAL_TYPE (CvkScheduleEditor, cvk_schedule_editor, CVK, SCHEDULE_EDITOR, GtkBox)

GtkWidget *cvk_schedule_editor_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the controls can show @value without losing any of it. */
gboolean cvk_schedule_editor_can_show (const CvkValue *value);
/* @value: the "schedule" of the settings (see model/cvk-schedule.h); NULL when nothing is chosen.
 * Emits nothing. */
void cvk_schedule_editor_set_value (CvkScheduleEditor *self, const CvkValue *value);
/* (transfer full) (nullable) */
CvkValue *cvk_schedule_editor_get_value (CvkScheduleEditor *self) G_GNUC_WARN_UNUSED_RESULT;
/* The other settings of the node: zone, first and last day. An object. */
void cvk_schedule_editor_set_settings (CvkScheduleEditor *self, const CvkValue *settings);

G_END_DECLS
