// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* What node types that hold their items have in common: they do so with each item, or with all
 * together, as setting "items" says ("each", "all"). */

CvkNodeMode cvk_held_items_get_mode (const CvkNodeType *type, const CvkValue *settings);
/* All items wait at the same time. */
unsigned cvk_held_items_get_concurrency (CvkStep *step);
/* The call's items with @fields (nullable, not taken) over them. */
void cvk_held_items_emit (CvkCall *call, unsigned port, CvkValue *fields);
/* The answer to what the call has asked; without one, the call has failed and is gone.
 * (transfer full) (nullable) */
CvkAnswer *cvk_held_items_finish (CvkCall *call, GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
