// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-question.h"
#include "service/cvk-host-runs.h"

G_BEGIN_DECLS

/**
 * CvkQuestions:
 *
 * What runs ask, whether they are in memory or wait in the store only. It takes answers, from
 * people and, at deadlines, from the clock; an answer is on the disk before the run hears of it,
 * and the first one stays. A run that is there goes on at once, any other is made again. While a
 * deadline is near, the host stays; for later ones it need not.
 *
 * Signal "changed": what is open is another list.
 */
#define CVK_TYPE_QUESTIONS (cvk_questions_get_type ())
G_DECLARE_FINAL_TYPE (CvkQuestions, cvk_questions, CVK, QUESTIONS, GObject)

CvkQuestions *cvk_questions_new (CvkHost *host, CvkHostRuns *runs) G_GNUC_WARN_UNUSED_RESULT;

/* What is open, in the order of asking: an array of what cvk_store_load_questions_async() loads.
 * (transfer none) */
const CvkValue *cvk_questions_get_open (CvkQuestions *self);
/* Which runs of the activation wait for an answer or a time: their ids, each once. (transfer
 * container) (element-type utf8) */
GPtrArray *cvk_questions_list_waiting (CvkQuestions *self, const char *activation)
  G_GNUC_WARN_UNUSED_RESULT;
/* How many of them wait for a person. */
unsigned cvk_questions_count (CvkQuestions *self);
/* When the first deadline comes, microseconds since 1970; 0: there is none. */
int64_t cvk_questions_get_next_deadline (CvkQuestions *self);

/* @text: (nullable): a remark */
void cvk_questions_answer_async (CvkQuestions *self,
                                 const char *id,
                                 const char *choice,
                                 const char *text,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* NULL: it is answered. Else why not: "unknown-question", "unknown-choice", "already-answered",
 * "withdrawn-question" or "journal". (transfer full) (nullable) */
CvkProblem *cvk_questions_answer_finish (CvkQuestions *self, GAsyncResult *result)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
