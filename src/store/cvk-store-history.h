// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "store/cvk-store.h"

G_BEGIN_DECLS

/* What the journal tells people of past runs. All end in cvk_store_text_finish(), with JSON. */

/* The last runs that fit, newest first: [{"run", "number", "name", "path", "state", "started",
 * "finished", "failures", "rehearses", "sandbox", "questions"}]. @query: {"limit"}, and as far as
 * they are given "which" (the path of a pipeline's file, or the id of a run), "state", "text" (part
 * of the pipeline's name, its path or the run's id). */
void cvk_store_find_runs_async (CvkStore *self,
                                const CvkValue *query,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* What the run began with: {"pipeline": its text, "start": as CVK_RECORD_RUN_STARTED has it}. NULL
 * without an error when there is no such run. */
void cvk_store_load_start_async (CvkStore *self,
                                 const char *run,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* What the run changed, in the order of planning: [{"id", "node", "action", "state", "request",
 * "detail", "attempts", "sent", "resolved"}]. */
void cvk_store_load_effects_async (CvkStore *self,
                                   const char *run,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

G_END_DECLS
