// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkFileSamples:
 *
 * What nodes that read tables and JSON would put out first, by the files they read: its fields can
 * be picked before there was a run. Read in threads, when somebody wants it; a file that changes
 * later is looked at again after a while.
 *
 * Signal "changed" (): an item has come, or is another now.
 */
#define CVK_TYPE_FILE_SAMPLES (cvk_file_samples_get_type ())
G_DECLARE_FINAL_TYPE (CvkFileSamples, cvk_file_samples, CVK, FILE_SAMPLES, GObject)

/* @session: keeps the samples, and outlives them. */
CvkFileSamples *cvk_file_samples_new (CvkSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* NULL for other nodes, for files that have none, and while they are being read. (transfer none)
 * (nullable) */
CvkValue *cvk_file_samples_lookup (CvkFileSamples *self, const char *node_id);

G_END_DECLS
