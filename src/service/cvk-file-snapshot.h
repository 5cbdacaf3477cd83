// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What files look like from outside, and what has happened to them since. Values, so that a trigger
 * can remember them: {name: "time size"}, of a single file {".": "time size"}. */

#define CVK_FILE_SNAPSHOT_MAX 10000

/* Blocks; for worker threads. Of a folder what lies directly in it, without hidden files, and only
 * names that match @pattern (nullable). A file that is not there gives an empty snapshot. (transfer
 * full) (nullable). Errors: G_IO_ERROR; NOT_FOUND when the folder around it is not there, which is
 * not to be taken for removing what was in it. */
CvkValue *cvk_file_snapshot_take (const char *path, const char *pattern, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Of two looks one after the other, what can be taken for done: files that were the same in both.
 * Those that are being written stay as they are in @known. (transfer full) */
CvkValue *cvk_file_snapshot_settle (const CvkValue *known,
                                    const CvkValue *before,
                                    const CvkValue *now) G_GNUC_WARN_UNUSED_RESULT;

/* Items of what happened, in the order of names: {"event", "path", "name", "size", "modified"}.
 * @settings: of trigger.file, which say what counts. (transfer full): an array. */
CvkValue *cvk_file_snapshot_compare (const CvkValue *old,
                                     const CvkValue *now,
                                     const char *path,
                                     const CvkValue *settings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
