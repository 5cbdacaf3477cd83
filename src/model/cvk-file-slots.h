// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* The path on this computer that a file slot or relative path in a setting stands for, or a file in
 * a folder that one of these stands for ("SLOT/name"). @files: slot or relative path -> path that
 * it is bound to; @path: (nullable): of the pipeline file, which everything else is relative to.
 * Looks at links, which may not lead out of its folder; opens nothing. (transfer full) (nullable):
 * NULL with @problem set, "empty-file-slot" or "file-outside".
 */
char *cvk_file_slots_resolve (CvkDocument *document,
                              GHashTable *files,
                              const char *path,
                              const char *file,
                              CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

/* A file slot or relative path in a step's settings. */
typedef struct
{
  char *field; /* "file", "files.cv" */
  char *name;
} CvkFileName;

/* What @node names in the fields that hold files by its type's schema, as far as these fields are
 * in use. @type: (nullable): one that nobody knows names none. Returns: (transfer full)
 * (element-type CvkFileName) */
GPtrArray *cvk_file_slots_list (const CvkNodeType *type, const CvkNode *node)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whether one of the steps names @name, or the document declares it. */
gboolean cvk_file_slots_are_used (CvkDocument *document,
                                  const CvkNodeTypes *types,
                                  const char *name);

G_END_DECLS
