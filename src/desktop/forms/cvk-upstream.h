// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkUpstream:
 *
 * The nodes whose output one node can read: those from which links lead to it. Found once, when it
 * is made; whoever keeps it makes another one when links or nodes come and go. What it says of a
 * node is read from the document at the time of asking.
 */
typedef struct _CvkUpstream CvkUpstream;

/* @document is kept, @types outlives it. @node_id need not exist. */
CvkUpstream *cvk_upstream_new (CvkDocument *document,
                               const CvkNodeTypes *types,
                               const char *node_id) G_GNUC_WARN_UNUSED_RESULT;
void cvk_upstream_free (CvkUpstream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkUpstream, cvk_upstream_free)

gboolean cvk_upstream_contains (CvkUpstream *self, const char *id);
/* (transfer none) (element-type utf8) the ids, nearest first. */
GPtrArray *cvk_upstream_list (CvkUpstream *self);
/* The only node that leads to node @id, whose fields are the fields of its item; NULL when there
 * are several or none. (nullable) (transfer none) */
const char *cvk_upstream_get_only_source (CvkUpstream *self, const char *id);
CvkDocument *cvk_upstream_get_document (CvkUpstream *self);
const char *cvk_upstream_get_node_id (CvkUpstream *self);

/* Label or title of its type, else @id itself. (transfer none) */
const char *cvk_upstream_get_node_title (CvkUpstream *self, const char *id);
/* NULL for an unknown node or type. (transfer none) (nullable) */
const CvkNodeType *cvk_upstream_get_node_type (CvkUpstream *self, const char *id);
/* NULL when nothing is said about it. (transfer none) (nullable) */
CvkValue *cvk_upstream_get_output_schema (CvkUpstream *self, const char *id);
/* Of the nearest node in front that says what it puts out. (transfer none) (nullable) */
CvkValue *cvk_upstream_get_item_schema (CvkUpstream *self);

G_END_DECLS
