// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-picker-popover.h"

G_BEGIN_DECLS

/* The dates of the series that the setting "meeting_id" names: those that a run has read, else
 * those that the service names. Without either it says what to do. */
#define CVK_TYPE_OCCURRENCE_PICKER (cvk_occurrence_picker_get_type ())
G_DECLARE_FINAL_TYPE (CvkOccurrencePicker,
                      cvk_occurrence_picker,
                      CVK,
                      OCCURRENCE_PICKER,
                      CvkPickerPopover)

G_END_DECLS
