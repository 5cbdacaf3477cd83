// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkItem:
 *
 * One item on its way through a pipeline: a thin layer over the item it came from. The layer holds
 * what its node added; the rest is read through the parent, so nothing is copied, and the parents
 * are the lineage that nodes["x"] follows. Never changes. Main thread only: references are counted
 * without atomics.
 */
typedef struct _CvkItem CvkItem;

#define CVK_TYPE_ITEM (cvk_item_get_type ())
GType cvk_item_get_type (void);

/* Index of a node in its run's document. */
typedef uint32_t CvkNodeIndex;
#define CVK_NODE_INDEX_NONE UINT32_MAX

/**
 * cvk_item_new:
 * @node: the node that puts it out
 * @parent: (nullable): the item it came from
 * @fields: (transfer full) (nullable): an object; NULL for none of its own
 * @keeps: whether the parent's fields show through
 */
CvkItem *cvk_item_new (CvkNodeIndex node, CvkItem *parent, CvkValue *fields, gboolean keeps)
  G_GNUC_WARN_UNUSED_RESULT;
/* An item that came from several (merge, aggregate); none of their fields show through. */
CvkItem *cvk_item_new_joined (CvkNodeIndex node,
                              CvkItem *const *parents,
                              size_t n_parents,
                              CvkValue *fields) G_GNUC_WARN_UNUSED_RESULT;
CvkItem *cvk_item_ref (CvkItem *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_item_unref (CvkItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkItem, cvk_item_unref)

CvkNodeIndex cvk_item_get_node (const CvkItem *self);
/* The item it came from; NULL for none, and for several. (transfer none) (nullable) */
CvkItem *cvk_item_get_parent (const CvkItem *self);
/* All that it came from. (transfer none) */
CvkItem *const *cvk_item_get_parents (const CvkItem *self, size_t *n_parents);
/* Whether its parent's fields show through. */
gboolean cvk_item_keeps (const CvkItem *self);
/* A field by name. (transfer none) (nullable) */
CvkValue *cvk_item_get_field (const CvkItem *self, const char *name);
/* A field by dotted path ("address.city", "tags.0"). (transfer none) (nullable) */
CvkValue *cvk_item_get_path (const CvkItem *self, const char *path);
/* All fields as one object, those of the oldest layer first. (transfer full) */
CvkValue *cvk_item_to_value (const CvkItem *self) G_GNUC_WARN_UNUSED_RESULT;

/* Looks for what @node put out on the way to @self (which counts itself). Returns how many there
 * are, up to 2; sets @found (transfer none) when it is one. */
unsigned cvk_item_find (const CvkItem *self, CvkNodeIndex node, const CvkItem **found);

/* @self and its lineage as items of a run whose nodes are numbered otherwise: @map has the new
 * number of each of the @n_nodes old ones. @copies (CvkItem -> CvkItem, owns its values) remembers
 * what was copied, so that what was shared stays shared; fields are never copied. (transfer full)
 */
CvkItem *cvk_item_rebase (CvkItem *self,
                          const CvkNodeIndex *map,
                          size_t n_nodes,
                          GHashTable *copies) G_GNUC_WARN_UNUSED_RESULT;

/* The line of descent: a number that its source gave the item, joined along the way. Stable over
 * runs of the same pipeline with the same data, the same for the same item after a resume. */
uint64_t cvk_item_get_descent (const CvkItem *self);
/* Set once by the engine, right after the item was made. */
void cvk_item_set_position (CvkItem *self, uint32_t port, uint32_t index);
/* Instead of a position: what it was when it was written down. */
void cvk_item_set_descent (CvkItem *self, uint64_t descent);

G_END_DECLS
