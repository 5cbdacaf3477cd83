// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "engine/cvk-item.h"

G_BEGIN_DECLS

#define CVK_ITEM_QUERY_MAX_COUNT 500

/* What a person sees as one row; all borrowed. */
typedef struct
{
  CvkItem *item;       /* nullable: the failure is of no item */
  CvkProblem *problem; /* nullable: why nothing came out */
  unsigned number;     /* its place among all, from 1 */
} CvkItemRow;

/* Those of @rows (element-type CvkItemRow, by number) that pass @filter, ordered by @sort as the
 * API's GetItems describes it; "-" alone turns the order around. (transfer full) (element-type
 * CvkItemRow) */
GArray *cvk_item_rows_order (const GArray *rows, const char *sort, const char *filter)
  G_GNUC_WARN_UNUSED_RESULT;

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
