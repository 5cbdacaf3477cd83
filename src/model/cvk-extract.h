// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-command.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * A part of a pipeline made into a pipeline of its own: what leads into it becomes an input there,
 * what leads out of it becomes results, and one node that runs it takes its place.
 */

/* What the nodes of these ids (NULL-terminated) are as a pipeline, called @name. Errors:
 * CVK_DOCUMENT_ERROR_EDIT, why it cannot be one: something outside is read in there, or the other
 * way round, two ways lead in, or it has what belongs to the whole. (transfer full) (nullable) */
CvkDocument *cvk_document_extract (CvkDocument *self,
                                   const CvkNodeTypes *types,
                                   const char *const *nodes,
                                   const char *name,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Puts a node that runs the pipeline @file in the place of the nodes, with the same links. They
 * must be such that cvk_document_extract() takes them. Returns: the id of the node, borrowed from
 * it; NULL with @error. */
const char *cvk_command_extract (CvkCommand *self,
                                 const char *const *nodes,
                                 const char *file,
                                 GError **error);

G_END_DECLS
