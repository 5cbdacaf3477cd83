// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-item-order.h"

#include <stdint.h>
#include <string.h>

#include "base/cvk-json.h"

/* How long one slice may take, in microseconds, and how many steps go by between two looks at the
 * clock. A row that is searched for a text takes a hundred times as long as a comparison. */
#define SLICE 4000
#define N_CHOICES 16
#define N_MERGES 512

/* A row on its way to its place. */
typedef struct
{
  CvkItemRow row;
  CvkValue *key; /* borrowed from the item; nullable */
} Row;

/* Merges neighbours that are in order, first single rows, then pairs and so on: unlike a sort of a
 * library it can stop after any row. */
typedef struct
{
  GArray *rows;
  char *folded; /* nullable: all pass */
  char *sort;
  const char *field; /* nullable: of @sort */
  gboolean descending;

  unsigned n_seen; /* of @rows */
  GArray *source;  /* Row: those that pass */
  GArray *target;  /* Row: what is merged from @source */
  unsigned width;  /* of what is in order already */
  unsigned at;     /* where the two begin that are being merged */
  unsigned left;   /* what comes next of the first, */
  unsigned right;  /* and of the second one */
} Order;

static void
free_order (gpointer data)
{
  Order *order = data;

  g_array_unref (order->rows);
  g_clear_pointer (&order->source, g_array_unref);
  g_clear_pointer (&order->target, g_array_unref);
  g_free (order->folded);
  g_free (order->sort);
  g_free (order);
}

/* --- Comparing --- */

/* Numbers before texts before anything else; within each by size or by code point. */
static int
compare_values (const CvkValue *a, const CvkValue *b)
{
  if (cvk_value_is_number (a) && cvk_value_is_number (b))
    {
      if (cvk_value_is_integer (a) && cvk_value_is_integer (b))
        {
          int64_t left = cvk_value_get_integer (a);
          int64_t right = cvk_value_get_integer (b);
          return (left > right) - (left < right);
        }
      double left = cvk_value_get_double (a);
      double right = cvk_value_get_double (b);
      return (left > right) - (left < right);
    }
  if (cvk_value_is_string (a) && cvk_value_is_string (b))
    return strcmp (cvk_value_get_string (a), cvk_value_get_string (b));
  return (int) cvk_value_get_kind (a) - (int) cvk_value_get_kind (b);
}

static int
compare_rows (const Order *order, const Row *left, const Row *right)
{
  int result = 0;

  if (order->field == NULL)
    return (left->row.number < right->row.number) - (left->row.number > right->row.number);
  if (left->key == NULL || right->key == NULL)
    result = (left->key == NULL) - (right->key == NULL);
  else if (order->descending)
    result = compare_values (right->key, left->key);
  else
    result = compare_values (left->key, right->key);
  return result != 0
           ? result
           : (left->row.number > right->row.number) - (left->row.number < right->row.number);
}

/* --- Choosing --- */

static gboolean
contains (const CvkValue *value, const char *folded)
{
  g_autofree char *text = NULL;
  g_autofree char *folded_text = NULL;

  if (cvk_value_is_string (value))
    text = g_strdup (cvk_value_get_string (value));
  else
    text = cvk_value_to_json (value, CVK_JSON_COMPACT);
  folded_text = g_utf8_casefold (text, -1);
  return strstr (folded_text, folded) != NULL;
}

static gboolean
item_passes (const CvkItem *item, const char *folded)
{
  g_autoptr (CvkValue) fields = cvk_item_to_value (item);

  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (fields, i, &name, &value);
      if (contains (value, folded))
        return TRUE;
    }
  return FALSE;
}

static gboolean
passes (const CvkItemRow *row, const char *folded)
{
  if (folded == NULL || (row->item != NULL && item_passes (row->item, folded)))
    return TRUE;
  if (row->problem == NULL)
    return FALSE;
  g_autofree char *message = cvk_problem_dup_message (row->problem);
  g_autofree char *folded_message = g_utf8_casefold (message, -1);
  return strstr (folded_message, folded) != NULL;
}

static void
choose_next (Order *order)
{
  Row row = { .row = g_array_index (order->rows, CvkItemRow, order->n_seen++) };

  if (!passes (&row.row, order->folded))
    return;
  if (order->field != NULL && row.row.item != NULL)
    row.key = cvk_item_get_path (row.row.item, order->field);
  g_array_append_val (order->source, row);
}

/* --- Merging --- */

static void
begin_pair (Order *order, unsigned at)
{
  order->at = at;
  order->left = at;
  order->right = MIN (at + order->width, order->source->len);
}

static void
begin_merging (Order *order)
{
  order->target = g_array_sized_new (FALSE, FALSE, sizeof (Row), order->source->len);
  g_array_set_size (order->target, order->source->len);
  order->width = 1;
  begin_pair (order, 0);
}

static void
swap (Order *order)
{
  GArray *source = order->source;

  order->source = order->target;
  order->target = source;
  order->width *= 2;
  begin_pair (order, 0);
}

/* Puts one more row into its place. */
static void
merge_next (Order *order)
{
  unsigned length = order->source->len;
  unsigned left_end = MIN (order->at + order->width, length);
  unsigned right_end = MIN (left_end + order->width, length);
  unsigned place = order->left + order->right - left_end;
  const Row *rows = (const Row *) (void *) order->source->data;
  gboolean takes_left =
    order->left < left_end && (order->right >= right_end ||
                               compare_rows (order, &rows[order->left], &rows[order->right]) <= 0);

  g_array_index (order->target, Row, place) = rows[takes_left ? order->left++ : order->right++];
  if (place + 1 < right_end)
    return;
  if (right_end < length)
    begin_pair (order, right_end);
  else
    swap (order);
}

static gboolean
is_in_order (const Order *order)
{
  return (order->field == NULL && !order->descending) || order->width >= order->source->len;
}

/* --- Slices --- */

/* Whether there is more to do. */
static gboolean
work (Order *order)
{
  if (order->n_seen < order->rows->len)
    {
      for (unsigned i = 0; i < N_CHOICES && order->n_seen < order->rows->len; i++)
        choose_next (order);
      return TRUE;
    }
  if (order->target == NULL)
    begin_merging (order);
  for (unsigned i = 0; i < N_MERGES && !is_in_order (order); i++)
    merge_next (order);
  return !is_in_order (order);
}

static GArray *
take_rows (const Order *order)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (CvkItemRow), order->source->len);

  for (unsigned i = 0; i < order->source->len; i++)
    g_array_append_val (rows, g_array_index (order->source, Row, i).row);
  return rows;
}

static gboolean
slice_cb (gpointer user_data)
{
  GTask *task = user_data;
  Order *order = g_task_get_task_data (task);
  int64_t end = g_get_monotonic_time () + SLICE;

  do
    if (!work (order))
      {
        g_task_return_pointer (task, take_rows (order), (GDestroyNotify) g_array_unref);
        return G_SOURCE_REMOVE;
      }
  while (g_get_monotonic_time () < end);
  return G_SOURCE_CONTINUE;
}

void
cvk_item_order_async (GObject *holder,
                      GArray *rows,
                      const char *sort,
                      const char *filter,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (holder, NULL, callback, user_data);
  g_autoptr (GSource) source = g_idle_source_new ();
  Order *order = g_new0 (Order, 1);

  g_task_set_source_tag (task, cvk_item_order_async);
  g_task_set_task_data (task, order, free_order);
  order->rows = g_array_ref (rows);
  order->sort = g_strdup (sort);
  order->folded = filter[0] != '\0' ? g_utf8_casefold (filter, -1) : NULL;
  order->descending = sort[0] == '-';
  order->field = order->sort + (order->descending ? 1 : 0);
  if (order->field[0] == '\0')
    order->field = NULL;
  order->source = g_array_new (FALSE, FALSE, sizeof (Row));
  /* Takes turns with what comes in, and is not put off by a run that is under way. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_task_attach_source (task, source, slice_cb);
}

GArray *
cvk_item_order_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
