// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>

#include "engine/cvk-question.h"

G_BEGIN_DECLS

/**
 * CvkQuestionEntry:
 *
 * An open question as the engine lists it, and what has become of the user's answer so far. It
 * stays the same object for as long as the question is open.
 *
 * Signal "changed" (): is_busy() or get_message() say something else.
 */
#define CVK_TYPE_QUESTION_ENTRY (cvk_question_entry_get_type ())
G_DECLARE_FINAL_TYPE (CvkQuestionEntry, cvk_question_entry, CVK, QUESTION_ENTRY, GObject)

/* @description: an element of ListQuestions. NULL for what this version does not know. */
CvkQuestionEntry *cvk_question_entry_new (const CvkValue *description) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) */
const CvkQuestion *cvk_question_entry_get_question (CvkQuestionEntry *self);
/* What is asked, or what is waited for. (transfer full) */
char *cvk_question_entry_dup_text (CvkQuestionEntry *self) G_GNUC_WARN_UNUSED_RESULT;
/* "Invitations · Ask Ana · item 3 · until 14:00"; without the pipeline when @has_context. (transfer
 * full) */
char *cvk_question_entry_describe (CvkQuestionEntry *self, gboolean has_context)
  G_GNUC_WARN_UNUSED_RESULT;

/* An answer is on its way. */
gboolean cvk_question_entry_is_busy (CvkQuestionEntry *self);
/* Why the last answer was not taken. (transfer none) (nullable) */
const char *cvk_question_entry_get_message (CvkQuestionEntry *self);
/* @message: (nullable) */
void cvk_question_entry_set_progress (CvkQuestionEntry *self,
                                      gboolean is_busy,
                                      const char *message);

G_END_DECLS
