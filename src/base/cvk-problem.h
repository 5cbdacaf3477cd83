// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkProblem:
 *
 * What went wrong, for a person and for a program: a stable code ("meeting-not-found"), a message
 * as an untranslated sentence with named placeholders ("The file “{path}” is empty."), the values
 * for them, and the place. The engine passes code, message id and values on; whoever shows the
 * problem makes the sentence in its own language. Values are plain data and carry no secret.
 *
 * Reference counted; filled in by its maker, then left alone. One thread.
 */
typedef struct _CvkProblem CvkProblem;

#define CVK_TYPE_PROBLEM (cvk_problem_get_type ())
GType cvk_problem_get_type (void);

/* @code and @message are static or copied; then pairs of placeholder and text (both const char *,
 * a NULL text counts as empty), ended by NULL. Mark the message with N_(). */
CvkProblem *cvk_problem_new (const char *code, const char *message, ...)
  G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;
/* Wraps an error: its message, code @code (nullable: made from domain and number). */
CvkProblem *cvk_problem_new_from_error (const char *code, const GError *error)
  G_GNUC_WARN_UNUSED_RESULT;
/* One that can be given another place. (transfer full) */
CvkProblem *cvk_problem_copy (const CvkProblem *self) G_GNUC_WARN_UNUSED_RESULT;
/* Exchanges the value of a placeholder that the problem has; of one that nobody else has yet. */
void cvk_problem_set_argument (CvkProblem *self, const char *name, const char *text);
CvkProblem *cvk_problem_ref (CvkProblem *self);
void cvk_problem_unref (CvkProblem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkProblem, cvk_problem_unref)

/* The place; every part may be missing (NULL, -1, 0). @field is a dotted path in the settings. */
void cvk_problem_set_node (CvkProblem *self, const char *node);
void cvk_problem_set_field (CvkProblem *self, const char *field);
/* Where it was in what the node runs, a sub-pipeline: the ids of nodes, from the outside in, with
 * slashes between them. */
void cvk_problem_set_inside (CvkProblem *self, const char *inside);
/* Index of the input item at the node, from 0. */
void cvk_problem_set_item (CvkProblem *self, int64_t item);
void cvk_problem_set_file (CvkProblem *self, const char *file);
void cvk_problem_set_line (CvkProblem *self, unsigned line, unsigned column);
/* Warnings do not stop a pipeline. */
void cvk_problem_set_warning (CvkProblem *self, gboolean warning);

const char *cvk_problem_get_code (const CvkProblem *self);
const char *cvk_problem_get_node (const CvkProblem *self);
const char *cvk_problem_get_field (const CvkProblem *self);
const char *cvk_problem_get_inside (const CvkProblem *self);
int64_t cvk_problem_get_item (const CvkProblem *self);
const char *cvk_problem_get_file (const CvkProblem *self);
unsigned cvk_problem_get_line (const CvkProblem *self);
unsigned cvk_problem_get_column (const CvkProblem *self);
gboolean cvk_problem_is_warning (const CvkProblem *self);
/* Value of a placeholder. (transfer none) (nullable) */
const char *cvk_problem_get_argument (const CvkProblem *self, const char *name);

/* The sentence in the language of this process, placeholders filled in; braces around anything that
 * is no placeholder stay as they are, and inserted text is not looked at again. (transfer full) */
char *cvk_problem_dup_message (const CvkProblem *self) G_GNUC_WARN_UNUSED_RESULT;

/* {"code","message_id","arguments","node","field","inside","item","file","line","column",
 * "warning"}; what is missing is left out. This form travels over D-Bus and stands in the journal.
 */
CvkValue *cvk_problem_to_value (const CvkProblem *self) G_GNUC_WARN_UNUSED_RESULT;
CvkProblem *cvk_problem_from_value (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
