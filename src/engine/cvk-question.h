// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkQuestion:
 *
 * What a run cannot decide by itself: text, choices, and the place. Its id follows from the run,
 * the node, the line of descent and the kind, so that a run that is resumed asks the same question
 * again instead of a second one. A question may have a deadline, at which one of its choices is
 * taken for the answer; a step that waits for an instant is a question that only the clock answers.
 *
 * The text and the labels travel untranslated, like those of any CvkProblem. Reference counted, one
 * thread; filled in by its maker and placed by the engine, then left alone.
 */
typedef struct _CvkQuestion CvkQuestion;

#define CVK_TYPE_QUESTION (cvk_question_get_type ())
GType cvk_question_get_type (void);

typedef enum
{
  CVK_QUESTION_OUTCOME_UNKNOWN, /* "check", "again", "done": of something that was sent */
  CVK_QUESTION_REQUEST_DIFFERS, /* "again", "skip": what would be sent is not what was */
  CVK_QUESTION_APPROVAL,        /* "approve", "decline" */
  CVK_QUESTION_MANY_DELETES,    /* "approve", "decline" */
  CVK_QUESTION_QUOTA,           /* "wait", "stop": more than one day allows */
  CVK_QUESTION_WAIT,            /* "continue": nobody is asked, but anyone may cut it short */
} CvkQuestionKind;

const char *cvk_question_kind_to_string (CvkQuestionKind kind);

/* What was answered. Members are owned by it. */
typedef struct
{
  char *choice;
  char *text;           /* nullable: a remark */
  gboolean by_deadline; /* nobody had answered when the time was up */
  int64_t wall;         /* when, microseconds since 1970 */
} CvkAnswer;

CvkAnswer *cvk_answer_new (const char *choice, const char *text, gboolean by_deadline, int64_t wall)
  G_GNUC_WARN_UNUSED_RESULT;
CvkAnswer *cvk_answer_copy (const CvkAnswer *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_answer_free (CvkAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkAnswer, cvk_answer_free)
/* {"choice", "text", "by": "person" or "deadline", "wall"} (transfer full) */
CvkValue *cvk_answer_to_value (const CvkAnswer *self) G_GNUC_WARN_UNUSED_RESULT;

/* @text: what is asked, and why. Takes it. */
CvkQuestion *cvk_question_new (CvkQuestionKind kind, CvkProblem *text) G_GNUC_WARN_UNUSED_RESULT;
CvkQuestion *cvk_question_ref (CvkQuestion *self);
void cvk_question_unref (CvkQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkQuestion, cvk_question_unref)

/* Other words for a choice ("Create again"), marked with N_(); its placeholders are those of the
 * question's text. */
void cvk_question_set_label (CvkQuestion *self, const char *choice, const char *label);
/* At @instant (microseconds since 1970) @choice is the answer. */
void cvk_question_set_deadline (CvkQuestion *self, int64_t instant, const char *choice);
/* By the engine: @descent is 0 and @item -1 for a whole list. */
void cvk_question_set_place (CvkQuestion *self,
                             const char *run,
                             const char *node,
                             uint64_t descent,
                             int64_t item);
/* By the engine: when what it is about was sent, microseconds since 1970. An answer from before
 * that is about something else, and the question may be asked once more. 0: it never may. */
void cvk_question_set_since (CvkQuestion *self, int64_t instant);
/* RUN/NODE/DESCENT/KIND (transfer full) */
char *cvk_question_make_id (CvkQuestionKind kind,
                            const char *run,
                            const char *node,
                            uint64_t descent) G_GNUC_WARN_UNUSED_RESULT;

/* NULL before it was placed, like run and node. */
const char *cvk_question_get_id (const CvkQuestion *self);
const char *cvk_question_get_run (const CvkQuestion *self);
const char *cvk_question_get_node (const CvkQuestion *self);
CvkQuestionKind cvk_question_get_kind (const CvkQuestion *self);
/* The item's number at the node, -1 for a whole list. */
int64_t cvk_question_get_item (const CvkQuestion *self);
/* (transfer none) */
const CvkProblem *cvk_question_get_text (const CvkQuestion *self);
/* 0 for none. */
int64_t cvk_question_get_deadline (const CvkQuestion *self);
/* (nullable) */
const char *cvk_question_get_deadline_choice (const CvkQuestion *self);
/* (nullable): not answered, as far as whoever made it knew */
const CvkAnswer *cvk_question_get_answer (const CvkQuestion *self);
/* Whether it waits for a person, not for the clock alone. */
gboolean cvk_question_is_for_person (const CvkQuestion *self);

unsigned cvk_question_get_n_choices (const CvkQuestion *self);
const char *cvk_question_get_choice (const CvkQuestion *self, unsigned index);
/* The number of the choice, -1 for none of that name. */
int cvk_question_find_choice (const CvkQuestion *self, const char *name);
/* In the language of this process. (transfer full) */
char *cvk_question_dup_label (const CvkQuestion *self, unsigned index) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE for "check", which looks again and leaves the question open when that does not help. */
gboolean cvk_question_is_final (const CvkQuestion *self, unsigned index);
/* Whether the choice may do something twice: to be confirmed where a click is quick. */
gboolean cvk_question_is_risky (const CvkQuestion *self, unsigned index);

/* {"id", "run", "node", "item", "kind", "text": a problem, "choices": [{"name", "label", "final",
 * "risky"}], "since", "deadline", "on_deadline", "answer"}; what is missing is left out. This form
 * stands in the journal and travels over D-Bus. (transfer full) */
CvkValue *cvk_question_to_value (const CvkQuestion *self) G_GNUC_WARN_UNUSED_RESULT;
/* NULL for what is none. (transfer full) (nullable) */
CvkQuestion *cvk_question_from_value (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
