// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "model/cvk-document.h"

G_BEGIN_DECLS

/* The path on this computer that a file slot or relative path in a setting stands for. @files: slot
 * or relative path -> path that it is bound to; @path: (nullable): of the pipeline file, which
 * everything else is relative to. (transfer full) (nullable): NULL with @problem set,
 * "empty-file-slot" or "file-outside". */
char *cvk_file_slots_resolve (CvkDocument *document,
                              GHashTable *files,
                              const char *path,
                              const char *file,
                              CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
