// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document.h"

G_BEGIN_DECLS

/* Nodes that run another pipeline ("pipeline", "for-each"), and what they make of it. */

/* Whether it is a node of such a type. */
gboolean cvk_sub_pipeline_runs (const CvkNode *node);
/* What the node runs: a file slot, or a path relative to the pipeline's file. (nullable): NULL for
 * nodes of other types, and when none is chosen. */
const char *cvk_sub_pipeline_get_file (const CvkNode *node);
/* Whether any node of @document runs a pipeline. */
gboolean cvk_sub_pipeline_is_in (CvkDocument *document);
/* The pipeline that @node of @document runs, when the document carries it. (transfer none)
 * (nullable) */
CvkDocument *cvk_sub_pipeline_find (CvkDocument *document, const CvkNode *node);
/* The connection slot, of the pipeline of @node, whose connection the slot @slot of what it runs
 * gets: the setting "slots" says so, else one of the same name. (transfer none) */
const char *cvk_sub_pipeline_map_slot (const CvkNode *node, const char *slot);
/* Whether a slot of what @node runs, which @document carries, is filled from @slot and used there.
 */
gboolean cvk_sub_pipeline_passes_slot (CvkDocument *document,
                                       const CvkNode *node,
                                       const char *slot);
/* Whether a node that is not muted takes its connection from @slot, here or in what is carried. */
gboolean cvk_sub_pipeline_uses_slot (CvkDocument *document, const char *slot);

/* Places: how records name a node inside of what nodes run. "each:0123456789abcdef/create" is the
 * node "create" of what the node "each" runs for the item of that descent. */

/* The first node of a place, which is one of the outermost pipeline. (transfer full) */
char *cvk_place_dup_node (const char *place) G_GNUC_WARN_UNUSED_RESULT;
/* The place without the items: "each/create". (transfer full) */
char *cvk_place_dup_path (const char *place) G_GNUC_WARN_UNUSED_RESULT;
/* The slot of @document, the outermost pipeline, that the node at @place takes its connection from.
 * (transfer none) (nullable) */
const char *cvk_place_find_slot (CvkDocument *document, const char *place);

G_END_DECLS
