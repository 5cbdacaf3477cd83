// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-language-model.h"
#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* What the steps that ask a language model have in common. They read: what was answered is in the
 * journal, and in a rehearsal they ask too. */

/* A CvkNodeOperations.prepare: there is a connection to a language model. */
gboolean cvk_ai_prepare (CvkStep *step, CvkProblem **problem);
/* A CvkNodeOperations.get_concurrency. */
unsigned cvk_ai_get_concurrency (CvkStep *step);
/* The settings of the call, in which nothing secret stands. (transfer full) */
CvkValue *cvk_ai_dup_settings (CvkCall *call) G_GNUC_WARN_UNUSED_RESULT;
/* A question to the model of the settings, with their temperature and limit, and no message yet.
 * @system: (nullable) (transfer none). (transfer full) */
CvkModelQuestion *cvk_ai_make_question (const CvkValue *settings, const char *system)
  G_GNUC_WARN_UNUSED_RESULT;
/* The texts of the settings hold a guess of a rehearsal, which says nothing: ends the call with
 * guesses for @fields (NULL-terminated) and returns TRUE. @port: where the item goes then. */
gboolean cvk_ai_pretend (CvkCall *call, unsigned port, const char *const *fields);

/* What answers have taken, added up. */
typedef struct
{
  int64_t tokens_in, tokens_out; /* -1: a service does not say */
  double seconds;
} CvkAiCost;

void cvk_ai_cost_add (CvkAiCost *self, const CvkValue *answer);
/* "tokens_in", "tokens_out", "seconds". */
void cvk_ai_cost_append (const CvkAiCost *self, CvkObjectBuilder *fields);

/* The JSON object in @text: all of it, or what stands between the outermost braces, because some
 * models say a word around it. (transfer full) (nullable): NULL sets @problem. */
CvkValue *cvk_ai_read_object (const char *text, CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
