// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-language-model.h"
#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/**
 * cvk_model_ask_async:
 * @question: (transfer full)
 *
 * Asks the language model that the call's connection leads to: with its turn, limits and retries,
 * as every reading. While the answer comes it is shown with the step. What was answered is in the
 * journal with the question, and the same question of the same call is not asked again when its run
 * is made again.
 */
void cvk_model_ask_async (CvkCall *call,
                          CvkModelQuestion *question,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* {"text", "model", "stop", "tokens_in", "tokens_out", "seconds"}; of "stop" only "end" and
 * "length" are answers. Tokens are null when the service does not say them. (transfer full)
 * (nullable): NULL sets @problem. */
CvkValue *cvk_model_ask_finish (GAsyncResult *result, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

/* The models that the service has: [{"id", "title"}]. */
void cvk_model_list_async (CvkCall *call, GAsyncReadyCallback callback, gpointer user_data);
CvkValue *cvk_model_list_finish (GAsyncResult *result, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
