// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-problem.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkProblemRow:
 *
 * One problem: how bad it is, the sentence, its place in the pipeline, and the buttons that mend
 * it. A fix goes into the session's history.
 */
#define CVK_TYPE_PROBLEM_ROW (cvk_problem_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkProblemRow, cvk_problem_row, CVK, PROBLEM_ROW, GtkBox)

GtkWidget *cvk_problem_row_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Shows @problem of @session; NULL for both when the row is put aside. */
void cvk_problem_row_set (CvkProblemRow *self, CvkSession *session, CvkProblem *problem);

G_END_DECLS
