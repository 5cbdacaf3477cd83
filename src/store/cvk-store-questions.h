// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-question.h"
#include "store/cvk-store.h"

G_BEGIN_DECLS

/* Questions of runs in the store. They come into it as journal records; here they are read and
 * answered. */

/* Open ones of all runs (@run NULL), in the order in which they were asked, or all that one run has
 * asked and not withdrawn, those with an answer too: a JSON array of what cvk_question_to_value()
 * makes, each with "asked" (microseconds since 1970), and with "run_name" and "path" of its run.
 * Ends in cvk_store_text_finish(). */
void cvk_store_load_questions_async (CvkStore *self,
                                     const char *run,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* One question by its id, in any state: an object as above, with "state" ("open", "answered",
 * "withdrawn") besides. NULL without an error when there is none. Ends in cvk_store_text_finish().
 */
void cvk_store_load_question_async (CvkStore *self,
                                    const char *id,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Durable when it calls back. The first answer stays: CVK_STORE_ERROR_CONFLICT when the question
 * has one, or is not open any more. Ends in cvk_store_boolean_finish(). */
void cvk_store_answer_question_async (CvkStore *self,
                                      const char *id,
                                      const CvkAnswer *answer,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

G_END_DECLS
