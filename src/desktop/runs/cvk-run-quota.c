// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-quota.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/client/cvk-connection-list.h"
#include "desktop/connections/cvk-connection-words.h"

static void
free_quota (gpointer data)
{
  CvkRunQuota *quota = data;

  g_free (quota->name);
  g_clear_pointer (&quota->value, cvk_value_unref);
  g_clear_pointer (&quota->nodes, g_hash_table_unref);
  g_free (quota);
}

/* --- Which connections count which nodes --- */

/* The quota of the connection with that id, made when it is not there yet. */
static CvkRunQuota *
ensure_quota (GHashTable *quotas, CvkConnectionInfo *connection)
{
  const char *id = cvk_connection_info_get_id (connection);
  CvkRunQuota *quota = g_hash_table_lookup (quotas, id);

  if (quota != NULL)
    return quota;
  quota = g_new0 (CvkRunQuota, 1);
  quota->name = g_strdup (cvk_connection_info_get_name (connection));
  quota->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (quotas, g_strdup (id), quota);
  return quota;
}

/* (transfer full): id of a connection -> CvkRunQuota without a value */
static GHashTable *
collect_quotas (CvkSession *session, CvkEngineClient *client)
{
  GHashTable *quotas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_quota);
  CvkDocument *document = cvk_session_get_document (session);
  GListModel *connections = cvk_engine_client_get_connections (client);
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (cvk_session_get_types (session), node->type);
      const CvkConnectionSlot *slot =
        node->slot != NULL ? cvk_document_get_slot (document, node->slot) : NULL;
      g_autofree char *id = NULL;
      CvkConnectionInfo *connection = NULL;

      if (type == NULL || slot == NULL || node->muted || node->pinned != NULL ||
          !cvk_node_type_counts (type))
        continue;
      id = cvk_bindings_dup_connection (cvk_bindings_get (session), slot, connections);
      if (id != NULL)
        connection = cvk_connection_list_find (CVK_CONNECTION_LIST (connections), id);
      if (connection != NULL)
        g_hash_table_add (ensure_quota (quotas, connection)->nodes, g_strdup (node->id));
    }
  return quotas;
}

/* --- Asking the engine --- */

typedef struct
{
  GHashTable *quotas; /* id of a connection -> CvkRunQuota */
  unsigned pending;
} Load;

typedef struct
{
  GTask *task;
  char *connection;
} Question;

static void
free_load (gpointer data)
{
  Load *load = data;

  g_hash_table_unref (load->quotas);
  g_free (load);
}

static void
finish (GTask *task)
{
  Load *load = g_task_get_task_data (task);
  GPtrArray *limited = g_ptr_array_new_with_free_func (free_quota);
  GHashTableIter iter;
  gpointer id = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, load->quotas);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      CvkRunQuota *quota = value;

      if (quota->value == NULL || !cvk_value_is_object (quota->value))
        continue;
      g_hash_table_iter_steal (&iter);
      g_free (id);
      g_ptr_array_add (limited, quota);
    }
  g_task_return_pointer (task, limited, (GDestroyNotify) g_ptr_array_unref);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GTask) task = question->task;
  g_autofree char *connection = question->connection;
  Load *load = g_task_get_task_data (task);
  CvkRunQuota *quota = g_hash_table_lookup (load->quotas, connection);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  g_free (question);
  if (cvk_api_engine_call_get_quota_finish (CVK_API_ENGINE (object), &json, result, &error))
    quota->value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  else
    g_debug ("A limit of the day is not known: %s", error->message);
  if (--load->pending == 0)
    finish (task);
}

void
cvk_run_quotas_load_async (CvkSession *session,
                           CvkEngineClient *client,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  CvkApiEngine *api = cvk_engine_client_peek_api (client);
  Load *load = g_new0 (Load, 1);
  GHashTableIter iter;
  gpointer id = NULL;

  g_task_set_source_tag (task, cvk_run_quotas_load_async);
  load->quotas = collect_quotas (session, client);
  g_task_set_task_data (task, load, free_load);
  g_hash_table_iter_init (&iter, load->quotas);
  while (api != NULL && g_hash_table_iter_next (&iter, &id, NULL))
    {
      Question *question = g_new0 (Question, 1);

      question->task = g_object_ref (task);
      question->connection = g_strdup (id);
      load->pending++;
      cvk_api_engine_call_get_quota (api, id, cancellable, loaded_cb, question);
    }
  if (load->pending == 0)
    finish (task);
}

GPtrArray *
cvk_run_quotas_load_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- What it means --- */

gboolean
cvk_run_quota_has_room (const CvkRunQuota *self, unsigned needed)
{
  return needed <= cvk_value_lookup_integer (self->value, "left", 0);
}

char *
cvk_run_quota_explain (const CvkRunQuota *self, unsigned needed, int64_t now)
{
  int64_t left = cvk_value_lookup_integer (self->value, "left", 0);
  int64_t limit = cvk_value_lookup_integer (self->value, "limit", 0);
  g_autofree char *reset =
    cvk_local_moment (cvk_value_lookup_integer (self->value, "reset", 0), now);

  return g_strdup_printf (
    /* Translators: how many changes, a connection, how many are left, of how many, and “today at
     * 14:05” or “on 3 Mar 2026”. */
    ngettext (
      "This makes %'u change with “%s”; %'lld of %'lld are left today. The count begins anew "
      "%s.",
      "This makes %'u changes with “%s”; %'lld of %'lld are left today. The count begins anew "
      "%s.",
      needed),
    needed, self->name, (long long) left, (long long) limit, reset);
}
