// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CVK_PIPELINE_SUFFIX ".convoke"

/**
 * Where the user's pipelines are: a folder that was chosen in the preferences ("library-folder" in
 * GSettings, an address), else "convoke/pipelines" in the folder for data. (transfer full)
 */
GFile *cvk_library_folder_dup (void) G_GNUC_WARN_UNUSED_RESULT;

/* Whether it is one that the user has chosen. */
gboolean cvk_library_folder_is_chosen (void);
/* What people know that folder by: its path from their home, or its name alone where the path means
 * nothing to them, as that of the document portal does. (transfer full) */
char *cvk_library_folder_dup_label (void) G_GNUC_WARN_UNUSED_RESULT;

/* The name of a file for a pipeline of that name; @number above 1 is put behind it, for names that
 * are taken. (transfer full) */
char *cvk_library_folder_dup_name (const char *name, unsigned number) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
