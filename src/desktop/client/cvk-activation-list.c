// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-activation-list.h"

#include "base/cvk-json.h"

struct _CvkActivationList
{
  GObject parent_instance;

  CvkEngineClient *client; /* nullable, not owned: detached */
  GHashTable *infos;       /* path to CvkActivationInfo */
  gboolean is_loading;
  gboolean is_stale; /* something has changed while it was being read */
};

G_DEFINE_FINAL_TYPE (CvkActivationList, cvk_activation_list, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
take (CvkActivationList *self, const char *json)
{
  g_autoptr (CvkValue) list = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);

  g_hash_table_remove_all (self->infos);
  for (size_t i = 0; list != NULL && cvk_value_is_array (list) && i < cvk_value_get_length (list);
       i++)
    {
      CvkActivationInfo *info = cvk_activation_info_new (cvk_value_get_element (list, i));

      g_hash_table_insert (self->infos, g_strdup (cvk_activation_info_get_path (info)), info);
    }
}

static void
end_loading (CvkActivationList *self, const GError *error)
{
  self->is_loading = FALSE;
  if (error != NULL)
    g_debug ("What runs by itself is not known: %s", error->message);
  if (self->is_stale)
    cvk_activation_list_reload (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivationList) self = user_data;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  if (cvk_api_engine_call_list_activations_finish (CVK_API_ENGINE (object), &json, result, &error))
    take (self, json);
  end_loading (self, error);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivationList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    end_loading (self, error);
  else
    cvk_api_engine_call_list_activations (api, NULL, listed_cb, g_steal_pointer (&self));
}

void
cvk_activation_list_reload (CvkActivationList *self)
{
  g_return_if_fail (CVK_IS_ACTIVATION_LIST (self));

  self->is_stale = self->is_loading;
  if (self->is_loading || self->client == NULL)
    return;
  self->is_loading = TRUE;
  cvk_engine_client_get_api_async (self->client, NULL, api_cb, g_object_ref (self));
}

/* A host that has gone is not started to be asked. */
static void
api_changed_cb (CvkActivationList *self, CvkEngineClient *client)
{
  if (cvk_engine_client_peek_api (client) != NULL)
    cvk_activation_list_reload (self);
}

CvkActivationInfo *
cvk_activation_list_find (CvkActivationList *self, GFile *file)
{
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  g_return_val_if_fail (CVK_IS_ACTIVATION_LIST (self), NULL);

  return path != NULL ? g_hash_table_lookup (self->infos, path) : NULL;
}

/* --- Object --- */

void
cvk_activation_list_detach (CvkActivationList *self)
{
  g_return_if_fail (CVK_IS_ACTIVATION_LIST (self));

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  self->client = NULL;
}

static void
cvk_activation_list_finalize (GObject *object)
{
  g_hash_table_unref (CVK_ACTIVATION_LIST (object)->infos);
  G_OBJECT_CLASS (cvk_activation_list_parent_class)->finalize (object);
}

static void
cvk_activation_list_class_init (CvkActivationListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_activation_list_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_ACTIVATION_LIST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_activation_list_init (CvkActivationList *self)
{
  self->infos = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

CvkActivationList *
cvk_activation_list_new (CvkEngineClient *client)
{
  CvkActivationList *self = g_object_new (CVK_TYPE_ACTIVATION_LIST, NULL);

  self->client = client;
  g_signal_connect_object (client, "api-changed", G_CALLBACK (api_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "activations-changed", G_CALLBACK (cvk_activation_list_reload),
                           self, G_CONNECT_SWAPPED);
  return self;
}
