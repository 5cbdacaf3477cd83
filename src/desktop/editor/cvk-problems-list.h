// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkProblemsList:
 *
 * What the checks say about the pipeline: each error and warning with its place, and a button that
 * mends it where one can. "Nothing to mend" otherwise.
 *
 * Properties: "session" (CvkSession, nullable); "count" (unsigned, readable); "has-errors"
 * (boolean, readable): whether any of them stops a run.
 *
 * Signal "activated" (node, field): the user wants to see the place; the node is selected already.
 * @field is a dotted path, nullable.
 */
#define CVK_TYPE_PROBLEMS_LIST (cvk_problems_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkProblemsList, cvk_problems_list, CVK, PROBLEMS_LIST, AdwBin)

GtkWidget *cvk_problems_list_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable) */
CvkSession *cvk_problems_list_get_session (CvkProblemsList *self);
void cvk_problems_list_set_session (CvkProblemsList *self, CvkSession *session);
unsigned cvk_problems_list_get_count (CvkProblemsList *self);
gboolean cvk_problems_list_has_errors (CvkProblemsList *self);

G_END_DECLS
