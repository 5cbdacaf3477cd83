// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-action-private.h"
#include "connect/cvk-language-model.h"

G_BEGIN_DECLS

/* What asking for the models of a service is told apart by: the id of its action. */
#define CVK_MODEL_ACTION_LIST "models"

/* Reads what a service of language models has replied to @action, as cvk_action_read_response()
 * does. @settings: {"model"}. The value of what is done: of a question {"text", "model", "stop",
 * "tokens_in", "tokens_out"}, of the list what read_list() gives. */
CvkReply *cvk_model_read_response (const CvkAction *action,
                                   const CvkValue *settings,
                                   const CvkHttpResponse *response,
                                   const GError *error,
                                   int64_t now,
                                   unsigned attempt) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
