// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-connection-list.h"

#include "base/cvk-json.h"

struct _CvkConnectionList
{
  GObject parent_instance;

  CvkEngineClient *client; /* nullable, not owned: detached */
  GPtrArray *items;        /* CvkConnectionInfo */
  CvkValue *listed;        /* nullable: what was read, until their health is read too */
  char *error;             /* nullable */
  gboolean is_loaded;
  gboolean is_loading;
  gboolean is_stale; /* something has changed while it was being read */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkConnectionList,
                               cvk_connection_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- GListModel --- */

static GType
get_item_type (GListModel *model)
{
  return CVK_TYPE_CONNECTION_INFO;
}

static unsigned
get_n_items (GListModel *model)
{
  return CVK_CONNECTION_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, unsigned position)
{
  CvkConnectionList *self = CVK_CONNECTION_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* --- Taking what the host says --- */

static void
info_changed_cb (CvkConnectionList *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
remove_at (CvkConnectionList *self, unsigned position)
{
  g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->items, position), self);
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static gboolean
is_described (const CvkValue *descriptions, const char *id)
{
  for (size_t i = 0; i < cvk_value_get_length (descriptions); i++)
    if (g_str_equal (cvk_value_lookup_string (cvk_value_get_element (descriptions, i), "id", ""),
                     id))
      return TRUE;
  return FALSE;
}

static void
take_descriptions (CvkConnectionList *self, const CvkValue *descriptions)
{
  for (unsigned i = self->items->len; i > 0; i--)
    if (!is_described (descriptions,
                       cvk_connection_info_get_id (g_ptr_array_index (self->items, i - 1))))
      remove_at (self, i - 1);
  for (size_t i = 0; i < cvk_value_get_length (descriptions); i++)
    {
      CvkValue *description = cvk_value_get_element (descriptions, i);
      CvkConnectionInfo *info =
        cvk_connection_list_find (self, cvk_value_lookup_string (description, "id", ""));

      if (info != NULL)
        {
          cvk_connection_info_set_description (info, description);
          continue;
        }
      info = cvk_connection_info_new (description);
      g_signal_connect_object (info, "changed", G_CALLBACK (info_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_ptr_array_add (self->items, info);
      g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
    }
}

static void
take_report (CvkConnectionList *self, CvkValue *report)
{
  CvkConnectionInfo *info =
    cvk_connection_list_find (self, cvk_value_lookup_string (report, "id", ""));

  if (info != NULL)
    cvk_connection_info_set_report (info, report);
}

/* (transfer full) (nullable) */
static CvkValue *
read_array (const char *json)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);

  return value != NULL && cvk_value_is_array (value) ? g_steal_pointer (&value) : NULL;
}

/* --- Reading --- */

static void
end_loading (CvkConnectionList *self, GError *error)
{
  g_clear_pointer (&self->error, g_free);
  if (error != NULL)
    {
      g_dbus_error_strip_remote_error (error);
      self->error = g_strdup (error->message);
    }
  else
    self->is_loaded = TRUE;
  self->is_loading = FALSE;
  if (self->is_stale && self->client != NULL)
    cvk_connection_list_reload (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
health_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectionList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autoptr (CvkValue) reports = NULL;

  if (cvk_api_engine_call_get_health_finish (CVK_API_ENGINE (object), &json, result, &error))
    reports = read_array (json);
  /* Together, so that nobody sees a connection that seems to be in no state. */
  if (self->listed != NULL)
    take_descriptions (self, self->listed);
  g_clear_pointer (&self->listed, cvk_value_unref);
  for (size_t i = 0; reports != NULL && i < cvk_value_get_length (reports); i++)
    take_report (self, cvk_value_get_element (reports, i));
  end_loading (self, error);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectionList) self = user_data;
  CvkApiEngine *api = CVK_API_ENGINE (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (!cvk_api_engine_call_list_connections_finish (api, &json, result, &error))
    {
      end_loading (self, error);
      return;
    }
  g_clear_pointer (&self->listed, cvk_value_unref);
  self->listed = read_array (json);
  cvk_api_engine_call_get_health (api, "", NULL, health_cb, g_steal_pointer (&self));
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectionList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    {
      end_loading (self, error);
      return;
    }
  self->is_stale = FALSE;
  cvk_api_engine_call_list_connections (api, NULL, listed_cb, g_steal_pointer (&self));
}

void
cvk_connection_list_reload (CvkConnectionList *self)
{
  g_return_if_fail (CVK_IS_CONNECTION_LIST (self));
  g_return_if_fail (self->client != NULL);

  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;
  self->is_loading = TRUE;
  cvk_engine_client_get_api_async (self->client, NULL, api_cb, g_object_ref (self));
}

/* A host that leaves is not called back for this: it may have been sent away. */
static void
api_changed_cb (CvkConnectionList *self)
{
  if (cvk_engine_client_peek_api (self->client) != NULL)
    cvk_connection_list_reload (self);
}

static void
health_changed_cb (CvkConnectionList *self, const char *id, const char *json)
{
  g_autoptr (CvkValue) report = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);

  if (report != NULL)
    take_report (self, report);
}

/* --- Asking --- */

gboolean
cvk_connection_list_is_loaded (CvkConnectionList *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_LIST (self), FALSE);

  return self->is_loaded;
}

const char *
cvk_connection_list_get_error (CvkConnectionList *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_LIST (self), NULL);

  return self->error;
}

CvkConnectionInfo *
cvk_connection_list_find (CvkConnectionList *self, const char *id)
{
  g_return_val_if_fail (CVK_IS_CONNECTION_LIST (self), NULL);

  for (unsigned i = 0; i < self->items->len; i++)
    {
      CvkConnectionInfo *info = g_ptr_array_index (self->items, i);

      if (g_strcmp0 (cvk_connection_info_get_id (info), id) == 0)
        return info;
    }
  return NULL;
}

/* --- The object --- */

void
cvk_connection_list_detach (CvkConnectionList *self)
{
  g_return_if_fail (CVK_IS_CONNECTION_LIST (self));

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  self->client = NULL;
}

static void
cvk_connection_list_finalize (GObject *object)
{
  CvkConnectionList *self = CVK_CONNECTION_LIST (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->listed, cvk_value_unref);
  g_free (self->error);
  G_OBJECT_CLASS (cvk_connection_list_parent_class)->finalize (object);
}

static void
cvk_connection_list_class_init (CvkConnectionListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_connection_list_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_CONNECTION_LIST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_connection_list_init (CvkConnectionList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

CvkConnectionList *
cvk_connection_list_new (CvkEngineClient *client)
{
  CvkConnectionList *self = g_object_new (CVK_TYPE_CONNECTION_LIST, NULL);

  self->client = client;
  g_signal_connect_object (client, "api-changed", G_CALLBACK (api_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "connections-changed", G_CALLBACK (cvk_connection_list_reload),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "health-changed", G_CALLBACK (health_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
