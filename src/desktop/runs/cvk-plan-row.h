// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/runs/cvk-plan-change.h"

G_BEGIN_DECLS

/**
 * CvkPlanRow:
 *
 * One change of a plan: what would be done to what, field by field, with a box to leave it out.
 * Shows any change, one after the other.
 */
#define CVK_TYPE_PLAN_ROW (cvk_plan_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkPlanRow, cvk_plan_row, CVK, PLAN_ROW, GtkWidget)

GtkWidget *cvk_plan_row_new (void);
/* @change: (nullable) */
void cvk_plan_row_set_change (CvkPlanRow *self, CvkPlanChange *change);

G_END_DECLS
