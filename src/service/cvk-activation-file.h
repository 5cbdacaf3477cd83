// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkActivationFile:
 *
 * Whether the file of an active pipeline still says what is active. What it does not say decides
 * nothing: places on the canvas, notes and names may differ.
 *
 * Signals: "changed": the state is another.
 */
#define CVK_TYPE_ACTIVATION_FILE (cvk_activation_file_get_type ())
G_DECLARE_FINAL_TYPE (CvkActivationFile, cvk_activation_file, CVK, ACTIVATION_FILE, GObject)

/* @files: file slot or relative path -> path, as it is bound; @hash: content hash of the version
 * that is active. What the pipeline runs is looked at too. */
CvkActivationFile *cvk_activation_file_new (const char *path, GHashTable *files, const char *hash)
  G_GNUC_WARN_UNUSED_RESULT;
/* "same", "changed" or "gone"; "same" until it was looked at. */
const char *cvk_activation_file_get_state (CvkActivationFile *self);

G_END_DECLS
