// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "engine/cvk-item.h"
#include "model/cvk-document.h"
#include "model/cvk-template.h"

G_BEGIN_DECLS

/**
 * CvkScope:
 *
 * What an expression can see: the item in front of the node, what other nodes put out on its line
 * of descent, the run's inputs and the run itself. On the stack; borrows everything.
 */
typedef struct
{
  CvkItem *item;       /* nullable: a node that takes the whole list has none */
  CvkValue *inputs;    /* object */
  CvkValue *run;       /* object: id, started, now */
  GHashTable *indices; /* node id -> CvkNodeIndex + 1 */
} CvkScope;

/* The value of a plain path; a missing field is null, a field of a missing parent is a problem
 * ("missing-parent"), and so are several or no items of a named node ("several-items",
 * "no-such-item"). (transfer full) (nullable) */
CvkValue *cvk_scope_get_path (const CvkScope *self, const CvkSegment *path, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

/* What a script may see: {"item": …, "nodes": {…}} with the nodes of that list (nullable,
 * NULL-terminated), or every node in front when it may read any (@all_nodes). A node without
 * exactly one item on this line of descent is left out. (transfer full) */
CvkValue *cvk_scope_to_value (const CvkScope *self, const char *const *nodes, gboolean all_nodes)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
