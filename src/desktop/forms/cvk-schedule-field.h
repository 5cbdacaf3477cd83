// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/* When a pipeline runs; see CvkScheduleEditor. Zone, first and last day are other settings of the
 * same node. */
#define CVK_TYPE_SCHEDULE_FIELD (cvk_schedule_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkScheduleField, cvk_schedule_field, CVK, SCHEDULE_FIELD, CvkField)

G_END_DECLS
