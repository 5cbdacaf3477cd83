// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/runs/cvk-plan-change.h"
#include "desktop/runs/cvk-run-quota.h"

G_BEGIN_DECLS

/**
 * CvkPlanSheet:
 *
 * What a rehearsal would change, for the user to look through and approve: all of it, some, or
 * none. Closing it approves nothing.
 *
 * Signal "approved" (): cvk_plan_sheet_dup_numbers() says what.
 */
#define CVK_TYPE_PLAN_SHEET (cvk_plan_sheet_get_type ())
G_DECLARE_FINAL_TYPE (CvkPlanSheet, cvk_plan_sheet, CVK, PLAN_SHEET, AdwWindow)

/* @changes: of CvkPlanChange; @n_failures: how much did not make it through the rehearsal. */
CvkPlanSheet *cvk_plan_sheet_new (GtkWindow *parent, GListModel *changes, unsigned n_failures);
/* @quotas: of CvkRunQuota: limits of the day that the changes count against; shown, and what is
 * chosen is compared with them. */
void cvk_plan_sheet_set_quotas (CvkPlanSheet *self, GPtrArray *quotas);
/* Whether the user has agreed to do the rest on the next days. */
gboolean cvk_plan_sheet_spreads (CvkPlanSheet *self);
/* au, as StartRun's "effects". (transfer full) */
GVariant *cvk_plan_sheet_dup_numbers (CvkPlanSheet *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
