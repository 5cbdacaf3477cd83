// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/* The files that were chosen, slot or relative path to path. (transfer full) (element-type utf8
 * filename) */
GHashTable *cvk_run_bundle_dup_files (CvkSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* The pipeline as it is shown, with those that it runs: what the engine is given, and what its
 * content hash is taken of. @problems: (transfer full): why one of these cannot be had. */
void cvk_run_bundle_async (CvkSession *session,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GBytes *cvk_run_bundle_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
