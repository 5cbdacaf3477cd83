// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkOutlineIndex:
 *
 * The steps of a pipeline in the order in which they come, and what to say of each: its name, what
 * kind of step it is, how it is linked, and how it went. What a screen reader reads, in the list
 * and on the canvas. No widgets. Good until the document changes; made in linear time.
 */
typedef struct _CvkOutlineIndex CvkOutlineIndex;

CvkOutlineIndex *cvk_outline_index_new (CvkSession *session) G_GNUC_WARN_UNUSED_RESULT;
void cvk_outline_index_free (CvkOutlineIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkOutlineIndex, cvk_outline_index_free)

unsigned cvk_outline_index_get_count (CvkOutlineIndex *self);
/* (transfer none); each behind those that lead to it, as far as the links allow. */
const CvkNode *cvk_outline_index_get_node (CvkOutlineIndex *self, unsigned position);
/* FALSE when there is no such node. */
gboolean cvk_outline_index_find (CvkOutlineIndex *self, const char *id, unsigned *position);
/* The ids at the other ends of its links, each once. (transfer none) (element-type utf8) (nullable)
 */
GPtrArray *cvk_outline_index_list_next (CvkOutlineIndex *self, const char *id);
GPtrArray *cvk_outline_index_list_previous (CvkOutlineIndex *self, const char *id);

/* All (transfer full). */
/* "Create meeting, Zoom, step 3 of 7, 2 inputs, failed: no permission" */
char *cvk_outline_index_describe (CvkOutlineIndex *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
/* "Zoom", or what else says what it is when its name does not; "" when its name does. */
char *cvk_outline_index_describe_kind (CvkOutlineIndex *self, const CvkNode *node)
  G_GNUC_WARN_UNUSED_RESULT;
/* "From Read interviews. To Output, Rows to look at." */
char *cvk_outline_index_describe_links (CvkOutlineIndex *self, const char *id)
  G_GNUC_WARN_UNUSED_RESULT;
/* How the last run went here, "" when there was none. */
char *cvk_outline_index_describe_state (CvkOutlineIndex *self, const char *id)
  G_GNUC_WARN_UNUSED_RESULT;
/* What is wrong with it, "" when nothing is. */
char *cvk_outline_index_describe_problem (CvkOutlineIndex *self, const char *id)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
