// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* Which fields of items are worth a column, and in which order: what people look for first, then
 * the others as the items and the node's output schema have them, lists and objects last. No
 * widgets. @items: an array of objects; @schema: (nullable): of what the node puts out.
 * (transfer full) (element-type utf8) */
GPtrArray *cvk_row_columns_choose (const CvkValue *items, const CvkValue *schema)
  G_GNUC_WARN_UNUSED_RESULT;

/* More columns than these say nothing any more; the tree has all fields. */
#define CVK_ROW_COLUMNS_MAX 40

G_END_DECLS
