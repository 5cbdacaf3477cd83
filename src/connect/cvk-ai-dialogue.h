// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-ai.h"

G_BEGIN_DECLS

/**
 * Asking for an object of a given form until the answer is one, a few times at most. What is wrong
 * with an answer is said to the model, which then answers anew.
 */

/* Brings @object to what is wanted; NULL sets @problem, in words that a model understands too.
 * (transfer full) (nullable) */
typedef CvkValue *(*CvkAiCheck) (CvkCall *call, CvkValue *object, CvkProblem **problem);

typedef struct
{
  CvkValue *value;     /* owned; NULL: it was no use, or there was no answer */
  CvkProblem *problem; /* owned: why */
  CvkAiCost cost;
  int64_t repairs; /* how often it was asked again */
} CvkAiResult;

void cvk_ai_result_free (CvkAiResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkAiResult, cvk_ai_result_free)

/* @question: (transfer full): with its messages and schema. @repairs: how often to ask again at
 * most. */
void cvk_ai_ask_object_async (CvkCall *call,
                              CvkModelQuestion *question,
                              int64_t repairs,
                              CvkAiCheck check,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Never NULL. (transfer full) */
CvkAiResult *cvk_ai_ask_object_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
