// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-problem.h"
#include "engine/cvk-item.h"

G_BEGIN_DECLS

/* What a person sees as one row; all borrowed. */
typedef struct
{
  CvkItem *item;       /* nullable: the failure is of no item */
  CvkProblem *problem; /* nullable: why nothing came out */
  unsigned number;     /* its place among all, from 1 */
  unsigned input;      /* which item of the node's input it came of, from 1; 0: of no single one */
  unsigned round;      /* in a sub-pipeline: the number of the item that it ran for; 0: none */
} CvkItemRow;

/* Puts @rows (element-type CvkItemRow, by number; kept) in order a few milliseconds at a time, for
 * a hundred thousand of them take longer than a main loop may stand still: those that pass @filter,
 * by @sort as the API's GetItems describes it; "-" alone turns the order around. @holder keeps what
 * the rows borrow, and is kept. */
void cvk_item_order_async (GObject *holder,
                           GArray *rows,
                           const char *sort,
                           const char *filter,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* Does not fail. (transfer full) (element-type CvkItemRow) */
GArray *cvk_item_order_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
