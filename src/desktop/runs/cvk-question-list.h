// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/runs/cvk-question-entry.h"

G_BEGIN_DECLS

/**
 * CvkQuestionList:
 *
 * What runs ask, of CvkQuestionEntry, in the order of asking; kept true to the engine while it
 * lives. A GListModel.
 *
 * Property "asking" (unsigned integer, read only): how many of them wait for a person.
 */
#define CVK_TYPE_QUESTION_LIST (cvk_question_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkQuestionList, cvk_question_list, CVK, QUESTION_LIST, GObject)

CvkQuestionList *cvk_question_list_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;
unsigned cvk_question_list_get_asking (CvkQuestionList *self);
/* Sends the answer; @entry says how that goes, and leaves the list when it was taken. */
void cvk_question_list_answer (CvkQuestionList *self, CvkQuestionEntry *entry, const char *choice);

G_END_DECLS
