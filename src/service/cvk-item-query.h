// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-item.h"

G_BEGIN_DECLS

#define CVK_ITEM_QUERY_MAX_COUNT 500

/* One page of @items (element-type CvkItem, nullable: none) as the API's GetItems describes it:
 * filtered, then sorted (stable; what lacks the field comes last), then cut out. @total is how many
 * passed the filter. An array; (transfer full). */
CvkValue *cvk_item_query (GPtrArray *items,
                          unsigned offset,
                          unsigned count,
                          const char *sort,
                          const char *filter,
                          unsigned *total) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
