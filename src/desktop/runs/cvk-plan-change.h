// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkPlanChange:
 *
 * One change that a rehearsal would make, in words, and whether the user wants it. No widgets.
 *
 * Properties: "wanted" (read and written).
 */
#define CVK_TYPE_PLAN_CHANGE (cvk_plan_change_get_type ())
G_DECLARE_FINAL_TYPE (CvkPlanChange, cvk_plan_change, CVK, PLAN_CHANGE, GObject)

/* @description: an element of the engine's GetPlan; @label: the name of its node. */
CvkPlanChange *cvk_plan_change_new (CvkValue *description, const char *label)
  G_GNUC_WARN_UNUSED_RESULT;

unsigned cvk_plan_change_get_number (CvkPlanChange *self);
/* The id of the node that makes it. */
const char *cvk_plan_change_get_node (CvkPlanChange *self);
/* "create", "update", "delete", "send", "write" */
const char *cvk_plan_change_get_kind (CvkPlanChange *self);
/* "Create", "Change", ... in the language of this process. */
const char *cvk_plan_change_get_word (CvkPlanChange *self);
/* What people call the thing; of those that nobody calls anything, the node. (transfer full) */
char *cvk_plan_change_dup_title (CvkPlanChange *self) G_GNUC_WARN_UNUSED_RESULT;
/* The fields, a line each, and what is to be known besides. May be empty. (transfer full) */
char *cvk_plan_change_dup_details (CvkPlanChange *self) G_GNUC_WARN_UNUSED_RESULT;
/* All dates of a series go, or it rests on a guess. */
gboolean cvk_plan_change_needs_care (CvkPlanChange *self);

gboolean cvk_plan_change_is_wanted (CvkPlanChange *self);
void cvk_plan_change_set_wanted (CvkPlanChange *self, gboolean is_wanted);

/* "3 to create · 1 to change · 12 to delete" of a list of them. (transfer full) */
char *cvk_plan_change_summarise (GListModel *changes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
