// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* More is a mistake in the choice of the folder. */
#define CVK_FOLDER_LIST_MAX_FILES 100000

typedef struct
{
  const char *path;    /* of the folder on this computer */
  const char *name;    /* what the pipeline calls it: paths of its files begin with that */
  const char *pattern; /* nullable: as g_pattern_spec_match() has it, of names without folders */
  gboolean below;      /* also what is in folders in it; links to folders are not followed */
} CvkFolderListOptions;

/* {"name", "path", "size", "modified"} of each regular file, hidden ones left out, sorted by path.
 * Blocks: for worker threads. @n_unreadable: (out): names that are no text, folders below that may
 * not be read, and links out of the folder. Errors: G_IO_ERROR, as sentences that name the folder.
 * Returns: (transfer full) (nullable) */
CvkValue *cvk_folder_list (const CvkFolderListOptions *options,
                           unsigned *n_unreadable,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
