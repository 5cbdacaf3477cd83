// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-run.h"

G_BEGIN_DECLS

/* Runs on their way into memory, by id: whoever asks for one meanwhile waits for the same one. A
 * GHashTable of char * to GPtrArray of GTask. */

GHashTable *cvk_awaited_runs_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @task, which gets the answer. TRUE when it is the first one: the run is to be fetched. */
gboolean cvk_awaited_runs_join (GHashTable *self, const char *id, GTask *task);
/* Everyone who waits for @id gets @run, or @error without one. FALSE: nobody does. */
gboolean cvk_awaited_runs_answer (GHashTable *self,
                                  const char *id,
                                  CvkHostRun *run,
                                  const GError *error);

G_END_DECLS
