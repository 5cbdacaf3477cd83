// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-run-private.h"

#include <string.h>

/* The items of a run, by the node or the place in a sub-pipeline that clients ask about. */

/* Of "each/create" the number of "each", and @inside is "create"; NULL for a node of the pipeline
 * itself. CVK_NODE_INDEX_NONE when the pipeline has no such node. */
static CvkNodeIndex
find_node (CvkHostRun *self, const char *place, const char **inside)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_run_get_document (self->run));
  const char *slash = strchr (place, '/');
  g_autofree char *id = slash != NULL ? g_strndup (place, slash - place) : g_strdup (place);

  *inside = slash != NULL ? slash + 1 : NULL;
  for (CvkNodeIndex i = 0; i < cvk_run_get_n_steps (self->run); i++)
    if (g_str_equal (((const CvkNode *) g_ptr_array_index (nodes, i))->id, id))
      return i;
  return CVK_NODE_INDEX_NONE;
}

static GPtrArray *
dup_inside_items (CvkHostRun *self, CvkNodeIndex node, const char *inside, const char *port)
{
  g_autoptr (GArray) rows = cvk_run_dup_inside_rows (self->run, node, inside, port);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_item_unref);
  gboolean is_failed = g_str_equal (port, "failed");

  for (unsigned i = 0; i < rows->len; i++)
    {
      const CvkInsideRow *row = &g_array_index (rows, CvkInsideRow, i);

      if (row->item != NULL && (row->problem == NULL || is_failed))
        g_ptr_array_add (items, cvk_item_ref (row->item));
    }
  return items;
}

GPtrArray *
cvk_host_run_dup_items (CvkHostRun *self, const char *node, const char *port)
{
  const char *inside = NULL;
  CvkNodeIndex index = find_node (self, node, &inside);
  GPtrArray *items = NULL;

  if (inside != NULL)
    return dup_inside_items (self, index, inside, port);
  items = cvk_run_get_items (self->run, index, port);
  return items != NULL ? g_ptr_array_ref (items) : NULL;
}

void
cvk_host_run_query_rows_async (CvkHostRun *self,
                               const char *node,
                               const CvkRunRowsQuery *query,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  CvkRunRowsQuery found = *query;

  found.node = find_node (self, node, &found.inside);
  cvk_run_rows_query_async (self->rows, G_OBJECT (self), &found, callback, user_data);
}

CvkValue *
cvk_host_run_query_rows_finish (CvkHostRun *self, GAsyncResult *result, unsigned *total)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return cvk_run_rows_query_finish (result, total);
}
