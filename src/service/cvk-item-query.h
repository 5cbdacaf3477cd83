// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-item-order.h"

G_BEGIN_DECLS

#define CVK_ITEM_QUERY_MAX_COUNT 500

/* One page of @items (element-type CvkItem, nullable: none) as the API's GetItems describes it:
 * filtered, then sorted (stable; what lacks the field comes last), then cut out. @holder and
 * @items are kept, and between them they keep the items. */
void cvk_item_query_async (GObject *holder,
                           GPtrArray *items,
                           unsigned offset,
                           unsigned count,
                           const char *sort,
                           const char *filter,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* Does not fail. @numbers (out) (optional) (transfer full) (element-type unsigned): where each
 * stands among all, from 1. @total is how many passed the filter. An array; (transfer full). */
CvkValue *cvk_item_query_finish (GAsyncResult *result, GArray **numbers, unsigned *total)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
