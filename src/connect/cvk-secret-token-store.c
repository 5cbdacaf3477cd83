// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-secret-item.h"
#include "connect/cvk-store-answer.h"
#include "connect/cvk-token-store.h"

struct _CvkSecretTokenStore
{
  GObject parent_instance;
};

static void init_store (CvkTokenStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkSecretTokenStore,
                               cvk_secret_token_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TOKEN_STORE, init_store))

typedef struct _Operation Operation;

/* What to do with the items found: NULL when there are none. */
typedef void (*FoundFunc) (GTask *task, GList *items);

struct _Operation
{
  CvkStoreAnswer answer;
  char *connection;
  SecretSearchFlags flags;
  FoundFunc found;
  SecretService *service;
  SecretValue *value; /* to be saved */
  char *label;
  unsigned pending; /* items still to be removed */
  gboolean is_retry;
};

static void
operation_free (Operation *operation)
{
  g_free (operation->connection);
  g_clear_object (&operation->service);
  g_clear_pointer (&operation->value, secret_value_unref);
  g_free (operation->label);
  g_free (operation);
}

static gboolean
take_answer (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  return cvk_store_answer_take (&operation->answer);
}

static void
succeed (GTask *task)
{
  if (take_answer (task))
    g_task_return_boolean (task, TRUE);
}

/* @error: (transfer full) */
static void
fail (GTask *task, GError *error)
{
  g_autoptr (GError) owned = error;

  if (take_answer (task))
    g_task_return_error (task, g_steal_pointer (&owned));
}

static void
fail_locked (GTask *task)
{
  fail (task, cvk_secret_item_new_locked_error ());
}

static void start (GTask *task);

/* A keyring that was restarted has forgotten our session, and libsecret does not notice. */
static gboolean
try_again (GTask *task, const GError *error)
{
  Operation *operation = g_task_get_task_data (task);

  if (operation->is_retry || operation->answer.is_given ||
      cvk_secret_item_is_service_missing (error) ||
      g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return FALSE;
  operation->is_retry = TRUE;
  secret_service_disconnect ();
  start (task);
  return TRUE;
}

static void
search_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Operation *operation = g_task_get_task_data (task);
  GList *items;

  items = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  if (error == NULL && !operation->answer.is_given)
    operation->found (task, items);
  else if (error != NULL && !try_again (task, error))
    fail (task, cvk_secret_item_translate_error (error));
  g_list_free_full (items, g_object_unref);
}

static void
service_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  Operation *operation = g_task_get_task_data (task);
  SecretService *service;

  service = secret_service_get_finish (result, &error);
  if (service == NULL)
    {
      /* Without a session bus it is an error of input and output. */
      if (error->domain == G_IO_ERROR && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        {
          g_clear_error (&error);
          g_set_error_literal (&error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN, "");
        }
      if (!try_again (task, error))
        fail (task, cvk_secret_item_translate_error (error));
      return;
    }
  g_set_object (&operation->service, service);
  g_object_unref (service);
  attributes = cvk_secret_item_make_attributes (operation->connection);
  secret_service_search (operation->service, cvk_secret_item_get_schema (), attributes,
                         SECRET_SEARCH_ALL | operation->flags, NULL, search_cb,
                         g_steal_pointer (&task));
}

static void
start (GTask *task)
{
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, NULL, service_cb, g_object_ref (task));
}

/* Takes over @task. Returns the operation, which lives as long as the task. */
static Operation *
begin (const char *connection, GTask *task, unsigned patience, FoundFunc found)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->connection = g_strdup (connection);
  operation->found = found;
  g_task_set_task_data (task, operation, (GDestroyNotify) operation_free);
  cvk_store_answer_watch (&operation->answer, task, patience);
  return operation;
}

static SecretItem *
find_locked (GList *items)
{
  for (GList *l = items; l != NULL; l = l->next)
    if (secret_item_get_locked (l->data))
      return l->data;
  return NULL;
}

/* Loading. */

static void
load_found (GTask *task, GList *items)
{
  g_autoptr (SecretValue) value = NULL;
  const char *text;
  gsize length;

  if (items == NULL)
    {
      fail (task, cvk_secret_item_new_absent_error ());
      return;
    }
  if (secret_item_get_locked (items->data))
    {
      fail_locked (task);
      return;
    }
  value = secret_item_get_secret (items->data);
  if (value == NULL)
    {
      fail (task, g_error_new_literal (CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_FAILED,
                                       _ ("The keyring does not give out the sign-in of this "
                                          "connection. Check that it works, then try again.")));
      return;
    }
  text = secret_value_get (value, &length);
  if (take_answer (task))
    g_task_return_pointer (task, cvk_secret_new (text, (gssize) length),
                           (GDestroyNotify) cvk_secret_unref);
}

static void
secret_token_store_load (CvkTokenStore *store, const char *connection, GTask *task)
{
  Operation *operation = begin (connection, task, CVK_STORE_PATIENCE, load_found);

  operation->flags = SECRET_SEARCH_LOAD_SECRETS;
  start (task);
  g_object_unref (task);
}

/* Saving. What exists gets another value, which never asks the user anything. */

static void
set_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (secret_item_set_secret_finish (SECRET_ITEM (source), result, &error))
    succeed (task);
  else if (!try_again (task, error))
    fail (task, cvk_secret_item_translate_error (error));
}

static void
store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (secret_service_store_finish (SECRET_SERVICE (source), result, &error))
    succeed (task);
  else if (error == NULL)
    fail_locked (task);
  else if (!try_again (task, error))
    fail (task, cvk_secret_item_translate_error (error));
}

static void
save_found (GTask *task, GList *items)
{
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = NULL;

  if (find_locked (items) != NULL)
    {
      fail_locked (task);
      return;
    }
  if (items != NULL)
    {
      secret_item_set_secret (items->data, operation->value, NULL, set_secret_cb,
                              g_object_ref (task));
      return;
    }
  attributes = cvk_secret_item_make_attributes (operation->connection);
  secret_service_store (operation->service, cvk_secret_item_get_schema (), attributes,
                        SECRET_COLLECTION_DEFAULT, operation->label, operation->value, NULL,
                        store_cb, g_object_ref (task));
}

static void
secret_token_store_save (CvkTokenStore *store,
                         const char *connection,
                         const char *label,
                         CvkSecret *payload,
                         GTask *task)
{
  Operation *operation = begin (connection, task, CVK_STORE_PROMPT_PATIENCE, save_found);

  operation->label = g_strdup (label);
  operation->value = secret_value_new (
    cvk_secret_peek (payload), (gssize) cvk_secret_get_length (payload), "application/json");
  start (task);
  g_object_unref (task);
}

/* Removing. */

static void
delete_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Operation *operation = g_task_get_task_data (task);

  if (!secret_item_delete_finish (SECRET_ITEM (source), result, &error) && error != NULL)
    fail (task, cvk_secret_item_translate_error (error));
  else if (--operation->pending == 0)
    succeed (task);
}

static void
remove_found (GTask *task, GList *items)
{
  Operation *operation = g_task_get_task_data (task);

  if (items == NULL)
    succeed (task);
  else if (find_locked (items) != NULL)
    fail_locked (task);
  operation->pending = g_list_length (items);
  for (GList *l = items; l != NULL && !operation->answer.is_given; l = l->next)
    secret_item_delete (l->data, NULL, delete_cb, g_object_ref (task));
}

static void
secret_token_store_remove (CvkTokenStore *store, const char *connection, GTask *task)
{
  begin (connection, task, CVK_STORE_PATIENCE, remove_found);
  start (task);
  g_object_unref (task);
}

/* Unlocking. */

static void
unlock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  int unlocked;

  unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);
  if (error != NULL)
    fail (task, cvk_secret_item_translate_error (error));
  else if (unlocked == 0)
    fail_locked (task);
  else
    succeed (task);
}

/* @object: an item or a collection */
static void
unlock_object (GTask *task, gpointer object)
{
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GList) locked = g_list_append (NULL, object);

  secret_service_unlock (operation->service, locked, NULL, unlock_cb, g_object_ref (task));
}

static void
collection_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);

  if (error != NULL)
    fail (task, cvk_secret_item_translate_error (error));
  else if (collection != NULL && secret_collection_get_locked (collection))
    unlock_object (task, collection);
  else
    /* Where there is none yet, the service makes one when something is saved. */
    succeed (task);
}

static void
unlock_found (GTask *task, GList *items)
{
  Operation *operation = g_task_get_task_data (task);
  SecretItem *item = find_locked (items);

  if (item != NULL)
    unlock_object (task, item);
  else if (items != NULL)
    succeed (task);
  else
    secret_collection_for_alias (operation->service, SECRET_COLLECTION_DEFAULT,
                                 SECRET_COLLECTION_NONE, NULL, collection_cb, g_object_ref (task));
}

static void
secret_token_store_unlock (CvkTokenStore *store, const char *connection, GTask *task)
{
  begin (connection, task, CVK_STORE_PROMPT_PATIENCE, unlock_found);
  start (task);
  g_object_unref (task);
}

static void
cvk_secret_token_store_class_init (CvkSecretTokenStoreClass *klass)
{
}

static void
cvk_secret_token_store_init (CvkSecretTokenStore *self)
{
}

static void
init_store (CvkTokenStoreInterface *iface)
{
  iface->load = secret_token_store_load;
  iface->save = secret_token_store_save;
  iface->remove = secret_token_store_remove;
  iface->unlock = secret_token_store_unlock;
}

CvkTokenStore *
cvk_secret_token_store_new (void)
{
  return g_object_new (CVK_TYPE_SECRET_TOKEN_STORE, NULL);
}
