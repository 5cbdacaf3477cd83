// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/runs/cvk-question-list.h"

G_BEGIN_DECLS

/**
 * CvkQuestionRow:
 *
 * A question with a button for each answer. What may do something twice is asked about once more.
 */
#define CVK_TYPE_QUESTION_ROW (cvk_question_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkQuestionRow, cvk_question_row, CVK, QUESTION_ROW, GtkListBoxRow)

/* @has_context: it stands where the pipeline is to be seen. */
GtkWidget *cvk_question_row_new (CvkQuestionList *list,
                                 CvkQuestionEntry *entry,
                                 gboolean has_context);

G_END_DECLS
