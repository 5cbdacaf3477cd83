// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkProblemsGroup:
 *
 * The group "To look at" of the inspector: problems with the buttons that mend them. It follows the
 * session, and is not to be seen while there is nothing to look at.
 *
 * Signal "activated" (node, field): the user wants to go to the place. @field: (nullable)
 */
#define CVK_TYPE_PROBLEMS_GROUP (cvk_problems_group_get_type ())
G_DECLARE_FINAL_TYPE (CvkProblemsGroup, cvk_problems_group, CVK, PROBLEMS_GROUP, AdwBin)

/* @session: (nullable). @node: (nullable): NULL for those of the whole pipeline, else those of a
 * node that are not shown at one of its fields. */
void cvk_problems_group_set (CvkProblemsGroup *self, CvkSession *session, const char *node);

G_END_DECLS
