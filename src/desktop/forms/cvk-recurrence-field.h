// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/* How a series of meetings repeats; see CvkRecurrenceEditor. The start and its zone are the
 * settings "start_time" and "timezone" of the same node. */
#define CVK_TYPE_RECURRENCE_FIELD (cvk_recurrence_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkRecurrenceField, cvk_recurrence_field, CVK, RECURRENCE_FIELD, CvkField)

G_END_DECLS
