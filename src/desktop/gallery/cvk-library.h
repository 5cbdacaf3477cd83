// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkLibrary:
 *
 * The pipelines in a folder, as a list of CvkLibraryItem in the order of the names of their files.
 * The folder is watched and read in a thread, and only what has changed is read again. Main thread.
 *
 * Property "is-loaded" (read only): whether the folder has been read once. Its notification also
 * says that the folder can be read again, or no longer.
 */
#define CVK_TYPE_LIBRARY (cvk_library_get_type ())
G_DECLARE_FINAL_TYPE (CvkLibrary, cvk_library, CVK, LIBRARY, GObject)

CvkLibrary *cvk_library_new (GFile *folder) G_GNUC_WARN_UNUSED_RESULT;

GFile *cvk_library_get_folder (CvkLibrary *self);
/* Goes over to another folder: what was in the old one goes as soon as the new one was read. */
void cvk_library_set_folder (CvkLibrary *self, GFile *folder);
/* Why the folder could not be read, of G_IO_ERROR; not found as long as nothing was kept in it.
 * (nullable) (transfer none) */
const GError *cvk_library_get_error (CvkLibrary *self);
gboolean cvk_library_is_loaded (CvkLibrary *self);
/* What ran last: the engine's ListRuns, a JSON array, the newest first. */
void cvk_library_set_runs (CvkLibrary *self, const char *runs);
/* Reads the folder again, for those that cannot be watched. */
void cvk_library_refresh (CvkLibrary *self);

G_END_DECLS
