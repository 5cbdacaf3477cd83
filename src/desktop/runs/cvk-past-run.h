// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/* Finds what a run is to be looked at with: today's pipeline when that is still what ran, else the
 * one that is frozen in the journal. Where nodes stand makes no difference. Main thread. */
void cvk_past_run_find_async (CvkEngineClient *client,
                              const char *run,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* The pipeline as it was, or NULL and in @file the one that is still the same. NULL with @error:
 * the run is not known (any more), or there is no engine. (transfer full) (nullable), both. */
CvkSession *cvk_past_run_find_finish (GAsyncResult *result, GFile **file, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
