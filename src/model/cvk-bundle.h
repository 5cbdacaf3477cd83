// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* What a pipeline runs, put into its text: its nodes may name other pipelines by their files, and a
 * run, an activation and the user's trust are about all of them as they are at one moment. Who
 * hands a pipeline to the engine bundles it; the engine itself reads no pipeline files. */

/**
 * cvk_bundle_pipeline:
 * @text: a pipeline
 * @path: (nullable): its file, which others are relative to
 * @files: (nullable): file slot or relative path -> path that it is bound to
 * @problems: (nullable): gets a CvkProblem for each sub-pipeline that cannot be had
 * @paths: (nullable): gets the paths of all that were looked for (transfer full)
 *
 * Reads files, so not in a main loop; from any thread. What is in none is left out, or stays as the
 * text had it, and the checks say so. The same @text when it runs no other pipeline, or cannot be
 * read itself.
 */
GBytes *cvk_bundle_pipeline (GBytes *text,
                             const char *path,
                             GHashTable *files,
                             GPtrArray *problems,
                             GPtrArray *paths) G_GNUC_WARN_UNUSED_RESULT;

/* In a thread; @problems of the end: (nullable) (transfer full) (element-type CvkProblem). */
void cvk_bundle_pipeline_async (GBytes *text,
                                const char *path,
                                GHashTable *files,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GBytes *cvk_bundle_pipeline_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
