// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-whole-items.h"

#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"

typedef struct
{
  CvkApiEngine *api;
  CvkWholeKind kind;
  char *run;
  char *node;
  char *port;
  GArray *numbers; /* unsigned */
  GPtrArray *json; /* char *: what has come */
} Load;

static void
free_load (gpointer data)
{
  Load *load = data;

  g_object_unref (load->api);
  g_free (load->run);
  g_free (load->node);
  g_free (load->port);
  g_array_unref (load->numbers);
  g_ptr_array_unref (load->json);
  g_free (load);
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Load *load = task_data;
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < load->json->len; i++)
    {
      GError *error = NULL;
      g_autoptr (CvkValue) value =
        cvk_value_from_json (g_ptr_array_index (load->json, i), -1, CVK_JSON_DATA, &error);

      if (value == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      cvk_array_builder_append (&builder, load->kind == CVK_WHOLE_ROWS
                                            ? cvk_secret_reference_mask_value (value)
                                            : cvk_value_ref (value));
    }
  g_task_return_pointer (task, cvk_array_builder_end (&builder), (GDestroyNotify) cvk_value_unref);
}

static void ask_next (GTask *task);

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (object), result, &error);
  char *json = NULL;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_get (reply, "(s)", &json);
  g_ptr_array_add (load->json, json);
  ask_next (task);
}

static void
ask_next (GTask *task)
{
  const Load *load = g_task_get_task_data (task);

  if (load->json->len == load->numbers->len)
    {
      g_task_run_in_thread (task, read_thread);
      return;
    }
  g_dbus_proxy_call (G_DBUS_PROXY (load->api), load->kind == CVK_WHOLE_ROWS ? "GetRow" : "GetItem",
                     g_variant_new ("(sssu)", load->run, load->node, load->port,
                                    g_array_index (load->numbers, unsigned, load->json->len)),
                     G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), answered_cb,
                     g_object_ref (task));
}

void
cvk_whole_items_load_async (CvkApiEngine *api,
                            CvkWholeKind kind,
                            const char *run,
                            const char *node,
                            const char *port,
                            GArray *numbers,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, cvk_whole_items_load_async);
  load->api = g_object_ref (api);
  load->kind = kind;
  load->run = g_strdup (run);
  load->node = g_strdup (node);
  load->port = g_strdup (port);
  load->numbers = g_array_ref (numbers);
  load->json = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, load, free_load);
  ask_next (task);
}

CvkValue *
cvk_whole_items_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
append_number (GArray *numbers, const CvkValue *entry)
{
  unsigned number = (unsigned) cvk_value_lookup_integer (entry, "number", 0);

  g_array_append_val (numbers, number);
}

GArray *
cvk_whole_items_find_rows (const CvkValue *rows)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));

  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    if (cvk_value_get_member (cvk_value_get_element (rows, i), "shortened") != NULL)
      append_number (numbers, cvk_value_get_element (rows, i));
  return numbers;
}

/* --- A page --- */

typedef struct
{
  char *run;
  char *node;
  char *port;
  CvkValue *items; /* nullable: as they came */
  GArray *numbers; /* unsigned: of those that are not whole */
} Page;

static void
free_page (gpointer data)
{
  Page *page = data;

  g_free (page->run);
  g_free (page->node);
  g_free (page->port);
  g_clear_pointer (&page->items, cvk_value_unref);
  g_array_unref (page->numbers);
  g_free (page);
}

static void
whole_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkValue) whole = cvk_whole_items_load_finish (result, &error);
  g_auto (CvkArrayBuilder) builder = { 0 };
  size_t next = 0;

  if (whole == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (page->items); i++)
    {
      const CvkValue *item = cvk_value_get_element (page->items, i);

      if (next < page->numbers->len && g_array_index (page->numbers, unsigned, next) == i + 1)
        item = cvk_value_get_element (whole, next++);
      cvk_array_builder_append (&builder, cvk_value_ref (item));
    }
  g_task_return_pointer (task, cvk_array_builder_end (&builder), (GDestroyNotify) cvk_value_unref);
}

static void
page_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  CvkApiEngine *api = CVK_API_ENGINE (object);
  g_autofree char *json = NULL;
  g_autofree char *shortened = NULL;
  g_autoptr (CvkValue) marks = NULL;
  GError *error = NULL;

  if (cvk_api_engine_call_get_items_finish (api, &json, NULL, &shortened, result, &error))
    page->items = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
  if (page->items != NULL)
    marks = cvk_value_from_json (shortened, -1, CVK_JSON_DATA, &error);
  if (marks == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (size_t i = 0; i < cvk_value_get_length (marks); i++)
    append_number (page->numbers, cvk_value_get_element (marks, i));
  cvk_whole_items_load_async (api, CVK_WHOLE_ITEMS, page->run, page->node, page->port,
                              page->numbers, g_task_get_cancellable (task), whole_cb,
                              g_object_ref (task));
}

void
cvk_whole_items_load_page_async (CvkApiEngine *api,
                                 const char *run,
                                 const char *node,
                                 const char *port,
                                 unsigned count,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Page *page = g_new0 (Page, 1);

  g_task_set_source_tag (task, cvk_whole_items_load_page_async);
  page->run = g_strdup (run);
  page->node = g_strdup (node);
  page->port = g_strdup (port);
  page->numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  g_task_set_task_data (task, page, free_page);
  cvk_api_engine_call_get_items (api, run, node, port, 0, count, "", "", cancellable, page_cb,
                                 g_object_ref (task));
}
