// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-item-query.h"

#include <stdint.h>

typedef struct
{
  GPtrArray *items; /* nullable: kept for the rows, which borrow from it */
  GArray *numbers;  /* unsigned: of what is on the page */
  unsigned offset;
  unsigned count;
  unsigned total;
} Page;

static void
free_page (gpointer data)
{
  Page *page = data;

  g_clear_pointer (&page->items, g_ptr_array_unref);
  g_array_unref (page->numbers);
  g_free (page);
}

static void
ordered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  g_autoptr (GArray) rows = cvk_item_order_finish (result);
  g_auto (CvkArrayBuilder) builder = { 0 };

  page->total = rows->len;
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < page->count && (uint64_t) page->offset + i < rows->len; i++)
    {
      const CvkItemRow *row = &g_array_index (rows, CvkItemRow, page->offset + i);

      cvk_array_builder_append (&builder, cvk_item_to_value (row->item));
      g_array_append_val (page->numbers, row->number);
    }
  g_task_return_pointer (task, cvk_array_builder_end (&builder), (GDestroyNotify) cvk_value_unref);
}

void
cvk_item_query_async (GObject *holder,
                      GPtrArray *items,
                      unsigned offset,
                      unsigned count,
                      const char *sort,
                      const char *filter,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (holder, NULL, callback, user_data);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (CvkItemRow));
  Page *page = g_new0 (Page, 1);

  g_task_set_source_tag (task, cvk_item_query_async);
  g_task_set_task_data (task, page, free_page);
  page->numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  page->items = items != NULL ? g_ptr_array_ref (items) : NULL;
  page->offset = offset;
  page->count = MIN (count, CVK_ITEM_QUERY_MAX_COUNT);
  for (unsigned i = 0; items != NULL && i < items->len; i++)
    {
      CvkItemRow row = { .item = g_ptr_array_index (items, i), .number = i + 1 };

      g_array_append_val (rows, row);
    }
  cvk_item_order_async (holder, rows, sort, filter, ordered_cb, g_steal_pointer (&task));
}

CvkValue *
cvk_item_query_finish (GAsyncResult *result, GArray **numbers, unsigned *total)
{
  const Page *page = g_task_get_task_data (G_TASK (result));

  if (numbers != NULL)
    *numbers = g_array_ref (page->numbers);
  *total = page->total;
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
