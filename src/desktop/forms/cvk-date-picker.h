// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-datetime.h"

G_BEGIN_DECLS

/**
 * CvkDatePicker:
 *
 * A popover with a calendar and, unless it is for days only, hour and minute.
 *
 * Signal "picked" (): the user chose something; see cvk_date_picker_get().
 */
#define CVK_TYPE_DATE_PICKER (cvk_date_picker_get_type ())
G_DECLARE_FINAL_TYPE (CvkDatePicker, cvk_date_picker, CVK, DATE_PICKER, GtkPopover)

GtkWidget *cvk_date_picker_new (gboolean has_time) G_GNUC_WARN_UNUSED_RESULT;

/* Shows the wall time of @time; emits nothing. */
void cvk_date_picker_set (CvkDatePicker *self, const CvkDateTime *time);
/* A wall time, without a time for days only. (transfer full) */
CvkDateTime *cvk_date_picker_get (CvkDatePicker *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
