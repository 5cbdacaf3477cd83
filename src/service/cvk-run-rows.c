// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-run-rows.h"

#include <stdint.h>

#include "service/cvk-item-query.h"

#define MAX_LISTS 4

/* Counted: it may be dropped while it is being put in order, and those that wait get it still. */
typedef struct
{
  char *key;
  unsigned n_items;   /* when it was made: lists only grow */
  GArray *rows;       /* CvkItemRow; nullable: on its way */
  GArray *inside;     /* CvkInsideRow, nullable: what the rows of a sub-pipeline borrow from */
  GPtrArray *waiting; /* GTask */
} List;

struct _CvkRunRows
{
  CvkRun *run;   /* borrowed */
  GQueue *lists; /* List, the last used first */
};

/* What a caller wants to see. */
typedef struct
{
  unsigned offset;
  unsigned count;
  unsigned total; /* when it is answered */
} Page;

static void
clear_list (gpointer data)
{
  List *list = data;

  g_clear_pointer (&list->rows, g_array_unref);
  g_clear_pointer (&list->inside, g_array_unref);
  g_ptr_array_unref (list->waiting);
  g_free (list->key);
}

static void
free_list (gpointer data)
{
  g_rc_box_release_full (data, clear_list);
}

/* --- Rows --- */

static void
append_row (GArray *rows, CvkItem *item, CvkProblem *problem, unsigned input)
{
  CvkItemRow row = { .item = item, .problem = problem, .number = rows->len + 1, .input = input };

  g_array_append_val (rows, row);
}

static int
compare_failures (gconstpointer a, gconstpointer b)
{
  const CvkRunFailure *left = a;
  const CvkRunFailure *right = b;

  return (left->number > right->number) - (left->number < right->number);
}

static GArray *
sort_failures (GArray *failures)
{
  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (CvkRunFailure), failures->len);

  g_array_append_vals (sorted, failures->data, failures->len);
  g_array_sort (sorted, compare_failures);
  return sorted;
}

/* Where an item of the input stands there, from 1, as a number under its pointer. */
static GHashTable *
number_inputs (GPtrArray *inputs)
{
  GHashTable *numbers = g_hash_table_new (NULL, NULL);

  for (unsigned i = 0; inputs != NULL && i < inputs->len; i++)
    g_hash_table_insert (numbers, g_ptr_array_index (inputs, i), GUINT_TO_POINTER (i + 1));
  return numbers;
}

static void
append_failure (GArray *rows, const CvkRunFailure *failure)
{
  append_row (rows, failure->item, failure->problem,
              failure->item != NULL ? failure->number + 1 : 0);
}

/* What failed stands in its place among what came out: behind everything that came of the inputs
 * before it. What came of no single input stays where it is. */
static void
merge_rows (GArray *rows, GPtrArray *items, GArray *failures, GHashTable *numbers)
{
  unsigned next = 0;

  for (unsigned i = 0; i < items->len; i++)
    {
      CvkItem *item = g_ptr_array_index (items, i);
      unsigned number =
        GPOINTER_TO_UINT (g_hash_table_lookup (numbers, cvk_item_get_parent (item)));

      for (; number != 0 && next < failures->len &&
             g_array_index (failures, CvkRunFailure, next).number + 1 < number;
           next++)
        append_failure (rows, &g_array_index (failures, CvkRunFailure, next));
      append_row (rows, item, NULL, number);
    }
  for (; next < failures->len; next++)
    append_failure (rows, &g_array_index (failures, CvkRunFailure, next));
}

static gboolean
shows_failures (CvkRunRows *self, CvkNodeIndex node, const char *port)
{
  return g_str_equal (port, "failed") ||
         (g_str_equal (port, "out") && cvk_run_get_n_outputs (self->run, node) == 1);
}

static GArray *
collect_rows (CvkRunRows *self, CvkNodeIndex node, const char *port)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (CvkItemRow));
  gboolean is_failed = g_str_equal (port, "failed");
  GPtrArray *items = cvk_run_get_items (self->run, node, port);
  GArray *failures = cvk_run_get_step_failures (self->run, node);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GArray) sorted = NULL;
  g_autoptr (GHashTable) numbers = NULL;

  sorted = failures != NULL && shows_failures (self, node, port)
             ? sort_failures (failures)
             : g_array_new (FALSE, FALSE, sizeof (CvkRunFailure));
  if (failures != NULL && is_failed)
    items = none;
  numbers = number_inputs (is_failed ? NULL : cvk_run_get_items (self->run, node, "in"));
  merge_rows (rows, items != NULL ? items : none, sorted, numbers);
  return rows;
}

static GArray *
collect_inside_rows (const GArray *inside)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (CvkItemRow), inside->len);

  for (unsigned i = 0; i < inside->len; i++)
    {
      const CvkInsideRow *from = &g_array_index (inside, CvkInsideRow, i);
      CvkItemRow row = {
        .item = from->item, .problem = from->problem, .number = i + 1, .round = from->round
      };

      g_array_append_val (rows, row);
    }
  return rows;
}

/* --- Lists --- */

static unsigned
count_items (CvkRunRows *self, CvkNodeIndex node, const char *port)
{
  GPtrArray *items = cvk_run_get_items (self->run, node, port);
  GArray *failures = cvk_run_get_step_failures (self->run, node);

  return (items != NULL ? items->len : 0) + (failures != NULL ? failures->len : 0);
}

static List *
find_list (CvkRunRows *self, const char *key, unsigned n_items)
{
  for (GList *link = self->lists->head; link != NULL; link = link->next)
    {
      List *list = link->data;

      if (!g_str_equal (list->key, key))
        continue;
      g_queue_unlink (self->lists, link);
      if (list->n_items == n_items)
        {
          g_queue_push_head_link (self->lists, link);
          return list;
        }
      g_list_free_full (link, free_list);
      return NULL;
    }
  return NULL;
}

/* --- Pages --- */

static CvkValue *
row_to_value (const CvkItemRow *row)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  cvk_object_builder_append (&builder, "number", cvk_value_new_integer (row->number));
  cvk_object_builder_append (
    &builder, "input", row->input > 0 ? cvk_value_new_integer (row->input) : cvk_value_new_null ());
  cvk_object_builder_append (
    &builder, "item", row->item != NULL ? cvk_item_to_value (row->item) : cvk_value_new_null ());
  cvk_object_builder_append (&builder, "problem",
                             row->problem != NULL ? cvk_problem_to_value (row->problem)
                                                  : cvk_value_new_null ());
  if (row->round != 0)
    cvk_object_builder_append (&builder, "round", cvk_value_new_integer (row->round));
  return cvk_object_builder_end (&builder);
}

static void
answer (GTask *task, const List *list)
{
  Page *page = g_task_get_task_data (task);
  g_auto (CvkArrayBuilder) builder = { 0 };

  page->total = list->rows->len;
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < page->count && (uint64_t) page->offset + i < list->rows->len; i++)
    cvk_array_builder_append (
      &builder, row_to_value (&g_array_index (list->rows, CvkItemRow, page->offset + i)));
  g_task_return_pointer (task, cvk_array_builder_end (&builder), (GDestroyNotify) cvk_value_unref);
}

static void
ordered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  List *list = user_data;

  list->rows = cvk_item_order_finish (result);
  for (unsigned i = 0; i < list->waiting->len; i++)
    answer (g_ptr_array_index (list->waiting, i), list);
  g_ptr_array_set_size (list->waiting, 0);
  free_list (list);
}

static List *
ensure_list (CvkRunRows *self, GObject *holder, const CvkRunRowsQuery *query)
{
  /* U+001F stands in no path and no port and separates the rest well enough: a mix-up of sort and
   * filter would need it in both. */
  g_autofree char *key = g_strdup_printf ("%u\x1f%s\x1f%s\x1f%s\x1f%s", query->node,
                                          query->inside != NULL ? query->inside : "", query->port,
                                          query->sort, query->filter);
  g_autoptr (GArray) inside =
    query->inside != NULL
      ? cvk_run_dup_inside_rows (self->run, query->node, query->inside, query->port)
      : NULL;
  unsigned n_items = inside != NULL ? inside->len : count_items (self, query->node, query->port);
  List *list = find_list (self, key, n_items);

  if (list != NULL)
    return list;
  g_autoptr (GArray) rows =
    inside != NULL ? collect_inside_rows (inside) : collect_rows (self, query->node, query->port);
  list = g_rc_box_new0 (List);
  list->key = g_steal_pointer (&key);
  list->n_items = n_items;
  list->inside = g_steal_pointer (&inside);
  list->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  if (query->sort[0] == '\0' && query->filter[0] == '\0')
    list->rows = g_steal_pointer (&rows);
  else
    cvk_item_order_async (holder, rows, query->sort, query->filter, ordered_cb,
                          g_rc_box_acquire (list));
  g_queue_push_head (self->lists, list);
  if (g_queue_get_length (self->lists) > MAX_LISTS)
    free_list (g_queue_pop_tail (self->lists));
  return list;
}

void
cvk_run_rows_query_async (CvkRunRows *self,
                          GObject *holder,
                          const CvkRunRowsQuery *query,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (holder, NULL, callback, user_data);
  List *list = ensure_list (self, holder, query);
  Page *page = g_new0 (Page, 1);

  g_task_set_source_tag (task, cvk_run_rows_query_async);
  g_task_set_task_data (task, page, g_free);
  page->offset = query->offset;
  page->count = MIN (query->count, CVK_ITEM_QUERY_MAX_COUNT);
  if (list->rows != NULL)
    answer (task, list);
  else
    g_ptr_array_add (list->waiting, g_steal_pointer (&task));
}

CvkValue *
cvk_run_rows_query_finish (GAsyncResult *result, unsigned *total)
{
  const Page *page = g_task_get_task_data (G_TASK (result));

  *total = page->total;
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

CvkRunRows *
cvk_run_rows_new (CvkRun *run)
{
  CvkRunRows *self = g_new0 (CvkRunRows, 1);

  self->run = run;
  self->lists = g_queue_new ();
  return self;
}

void
cvk_run_rows_free (CvkRunRows *self)
{
  g_queue_free_full (self->lists, free_list);
  g_free (self);
}
