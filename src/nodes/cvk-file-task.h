// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* Reading and writing files for nodes, in a worker thread. The functions that turn bytes into items
 * and back run there too: they see immutable values and nothing else. */

/* (transfer full) (nullable): an array of objects, one per item. */
typedef CvkValue *(*CvkFileParser) (GBytes *bytes, CvkValue *settings, GError **error);
/* @warnings: (out) (transfer full) (nullable) (element-type utf8): sentences about what was left
 * out. */
typedef CvkValue *(*CvkFileWarningParser) (GBytes *bytes,
                                           CvkValue *settings,
                                           GPtrArray **warnings,
                                           GError **error);
/* @items: an array of objects. @existing: (nullable): what is in the file, when it is to be added
 * to. (transfer full) (nullable) */
typedef GBytes *(*CvkFileFormatter) (CvkValue *items,
                                     GBytes *existing,
                                     CvkValue *settings,
                                     GError **error);

/* Reads the file that the setting "file" names and puts out its items. Ends @call. */
void cvk_file_task_read (CvkCall *call, CvkFileParser parser);
/* The same, for a parser that has remarks. */
void cvk_file_task_read_with_warnings (CvkCall *call, CvkFileWarningParser parser);
/* Writes all items of the step to the file and passes them on. The setting "existing" says "add"
 * when what is in the file stays; the formatter has to give the same for the same items when they
 * are in there already, because a step may be done again after a crash. Start links are dots unless
 * "start_links" is set; then they are fetched first. Ends @call. */
void cvk_file_task_write (CvkCall *call, CvkFileFormatter formatter);
/* For formatters: FALSE with @error when a field of an item is a text with a NUL, at which it would
 * be cut off. */
gboolean cvk_file_task_check_texts (const CvkValue *items, GError **error);
/* Passes them on without writing: a CvkNodeOperations.look. */
gboolean cvk_file_task_look (CvkStep *step,
                             CvkItem *item,
                             const CvkPastEffect *effect,
                             CvkOutput *output);

G_END_DECLS
