// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row-page.h"

#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"
#include "desktop/runs/cvk-whole-items.h"

CvkRowQuery *
cvk_row_query_new (const char *run, const char *node, const char *port)
{
  CvkRowQuery *self = g_new0 (CvkRowQuery, 1);

  self->run = g_strdup (run);
  self->node = g_strdup (node);
  self->port = g_strdup (port);
  self->sort = g_strdup ("");
  self->filter = g_strdup ("");
  return self;
}

CvkRowQuery *
cvk_row_query_copy (const CvkRowQuery *self)
{
  CvkRowQuery *copy = cvk_row_query_new (self->run, self->node, self->port);

  g_free (copy->sort);
  g_free (copy->filter);
  copy->sort = g_strdup (self->sort);
  copy->filter = g_strdup (self->filter);
  copy->is_whole = self->is_whole;
  return copy;
}

void
cvk_row_query_free (CvkRowQuery *self)
{
  g_free (self->run);
  g_free (self->node);
  g_free (self->port);
  g_free (self->sort);
  g_free (self->filter);
  g_free (self);
}

typedef struct
{
  CvkRowQuery *query;
  unsigned offset;
  unsigned count;
  char *json;     /* nullable: the answer */
  CvkValue *rows; /* nullable: what is in it */
  unsigned total;
} Load;

static void
free_load (gpointer data)
{
  Load *load = data;

  cvk_row_query_free (load->query);
  g_free (load->json);
  g_clear_pointer (&load->rows, cvk_value_unref);
  g_free (load);
}

static void
read_rows (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Load *load = task_data;
  GError *error = NULL;
  g_autoptr (CvkValue) rows = cvk_value_from_json (load->json, -1, CVK_JSON_DATA, &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, cvk_secret_reference_mask_value (rows),
                           (GDestroyNotify) cvk_value_unref);
}

/* What came, with those rows that were asked for one by one in their places. */
static CvkValue *
put_in (const CvkValue *rows, const CvkValue *whole)
{
  g_auto (CvkArrayBuilder) builder = { 0 };
  size_t next = 0;

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);

      if (cvk_value_get_member (row, "shortened") != NULL)
        row = cvk_value_get_element (whole, next++);
      cvk_array_builder_append (&builder, cvk_value_ref (row));
    }
  return cvk_array_builder_end (&builder);
}

static void
whole_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkValue) whole = cvk_whole_items_load_finish (result, &error);

  if (whole == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, put_in (load->rows, whole), (GDestroyNotify) cvk_value_unref);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GArray) numbers = NULL;

  load->rows = g_task_propagate_pointer (G_TASK (result), &error);
  if (load->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  numbers = cvk_whole_items_find_rows (load->rows);
  if (!load->query->is_whole || numbers->len == 0)
    g_task_return_pointer (task, cvk_value_ref (load->rows), (GDestroyNotify) cvk_value_unref);
  else
    cvk_whole_items_load_async (CVK_API_ENGINE (object), CVK_WHOLE_ROWS, load->query->run,
                                load->query->node, load->query->port, numbers,
                                g_task_get_cancellable (task), whole_cb, g_object_ref (task));
}

static void
got_rows_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cvk_api_engine_call_get_rows_finish (CVK_API_ENGINE (object), &load->json, &load->total,
                                            result, &error))
    g_task_return_error (task, error);
  else
    {
      g_autoptr (GTask) reading = g_task_new (object, NULL, read_cb, g_object_ref (task));

      g_task_set_task_data (reading, load, NULL);
      g_task_run_in_thread (reading, read_rows);
    }
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  cvk_api_engine_call_get_rows (api, load->query->run, load->query->node, load->query->port,
                                load->offset, load->count, load->query->sort, load->query->filter,
                                g_task_get_cancellable (task), got_rows_cb, g_object_ref (task));
}

void
cvk_row_page_load_async (CvkEngineClient *client,
                         const CvkRowQuery *query,
                         unsigned offset,
                         unsigned count,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, cvk_row_page_load_async);
  load->query = cvk_row_query_copy (query);
  load->offset = offset;
  load->count = count;
  g_task_set_task_data (task, load, free_load);
  cvk_engine_client_get_api_async (client, cancellable, api_cb, g_object_ref (task));
}

CvkValue *
cvk_row_page_load_finish (GAsyncResult *result, unsigned *total, GError **error)
{
  const Load *load = g_task_get_task_data (G_TASK (result));

  if (total != NULL)
    *total = load->total;
  return g_task_propagate_pointer (G_TASK (result), error);
}
