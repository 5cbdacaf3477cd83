// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* What the API is given with a pipeline. */

/* The pipeline's path. */
void cvk_options_insert_file (GVariantDict *options, const char *file);
/* NAME=VALUE pairs as a{ss}; paths become absolute. @pairs: (nullable). FALSE with @problem set. */
gboolean cvk_options_insert_pairs (GVariantDict *options,
                                   const char *name,
                                   char **pairs,
                                   gboolean are_paths,
                                   CvkProblem **problem);

/* The arguments of --file, slot to absolute path; what is not of the form is said elsewhere.
 * @pairs: (nullable). (transfer full) (element-type utf8 filename) */
GHashTable *cvk_options_read_files (char **pairs) G_GNUC_WARN_UNUSED_RESULT;

/* The text of the pipeline @file with the pipelines that it runs. @files: (nullable): the arguments
 * of --file. @paths: (nullable) (element-type filename): where it is added which files were read.
 * (transfer full) (nullable): NULL with @problems set, at least one. */
GBytes *cvk_options_read_pipeline (const char *file,
                                   char **files,
                                   GPtrArray *paths,
                                   GPtrArray **problems) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
