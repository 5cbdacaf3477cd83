// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "desktop/editor/cvk-outline-index.h"

G_BEGIN_DECLS

/**
 * CvkOutlineItem:
 *
 * A row of the list of steps: the id of its node. Made when a row is seen, and gone afterwards.
 */
#define CVK_TYPE_OUTLINE_ITEM (cvk_outline_item_get_type ())
G_DECLARE_FINAL_TYPE (CvkOutlineItem, cvk_outline_item, CVK, OUTLINE_ITEM, GObject)

const char *cvk_outline_item_get_id (CvkOutlineItem *self);

/**
 * CvkOutlineModel:
 *
 * The steps of a session's pipeline in the order in which they come, as a GListModel of
 * CvkOutlineItem; all, or those that are searched for.
 */
#define CVK_TYPE_OUTLINE_MODEL (cvk_outline_model_get_type ())
G_DECLARE_FINAL_TYPE (CvkOutlineModel, cvk_outline_model, CVK, OUTLINE_MODEL, GObject)

CvkOutlineModel *cvk_outline_model_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @session: nullable. */
void cvk_outline_model_set_session (CvkOutlineModel *self, CvkSession *session);
/* Words that a step's name, kind or id has to have; "" for all steps. */
void cvk_outline_model_set_query (CvkOutlineModel *self, const char *query);
/* (transfer none) (nullable): NULL without a session. Good until the model changes. */
CvkOutlineIndex *cvk_outline_model_get_index (CvkOutlineModel *self);
/* FALSE when the step is not in the list. */
gboolean cvk_outline_model_find (CvkOutlineModel *self, const char *id, unsigned *position);
/* (transfer none): of the node. */
const char *cvk_outline_model_get_id (CvkOutlineModel *self, unsigned position);

G_END_DECLS
