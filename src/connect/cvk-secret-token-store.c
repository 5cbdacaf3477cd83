// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <libsecret/secret.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-token-store.h"

/* No call is ever cancelled: gnome-keyring aborts when a pending unlock is, and some versions of
 * libsecret then never call back. A caller who gives up, or has waited too long, gets an answer and
 * the call is left to itself. */
#define PATIENCE 15         /* seconds, for what asks nobody */
#define PROMPT_PATIENCE 120 /* for what may ask for a password */

#define VERSION "1"

static const SecretSchema schema = {
  CVK_APPLICATION_ID ".Connection",
  SECRET_SCHEMA_NONE,
  {
    { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "connection", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "version", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

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
  char *connection;
  SecretSearchFlags flags;
  FoundFunc found;
  SecretService *service;
  SecretValue *value; /* to be saved */
  char *label;
  unsigned pending; /* items still to be removed */
  gboolean is_retry;
  gboolean is_over; /* an answer was given */
  GSource *patience;
  GSource *cancel_watch; /* nullable */
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

/* TRUE when the answer may be given now: it has not been. */
static gboolean
end_operation (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  if (operation->is_over)
    return FALSE;
  operation->is_over = TRUE;
  g_source_destroy (operation->patience);
  g_clear_pointer (&operation->patience, g_source_unref);
  if (operation->cancel_watch != NULL)
    g_source_destroy (operation->cancel_watch);
  g_clear_pointer (&operation->cancel_watch, g_source_unref);
  return TRUE;
}

static void
succeed (GTask *task)
{
  if (end_operation (task))
    g_task_return_boolean (task, TRUE);
}

static void
fail_with (GTask *task, CvkTokenStoreError code, const char *message)
{
  if (end_operation (task))
    g_task_return_new_error (task, CVK_TOKEN_STORE_ERROR, code, "%s", message);
}

static void
fail_locked (GTask *task)
{
  fail_with (task, CVK_TOKEN_STORE_ERROR_LOCKED,
             _ ("The keyring is locked. Unlock it, then try again."));
}

static gboolean
is_service_missing (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_EXEC_FAILED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_EXITED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_FAILED);
}

static void
fail (GTask *task, const GError *error)
{
  g_autofree char *message = NULL;

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    {
      fail_locked (task);
      return;
    }
  if (is_service_missing (error))
    {
      fail_with (task, CVK_TOKEN_STORE_ERROR_NO_SERVICE,
                 _ ("There is no keyring to keep the sign-in in: no program on the session bus "
                    "offers the Secret Service. Start one, for example GNOME Keyring, or keep the "
                    "sign-in in memory for this session."));
      return;
    }
  message = g_strdup_printf (_ ("The keyring failed (%s). Check that it works, then try again."),
                             error->message);
  fail_with (task, CVK_TOKEN_STORE_ERROR_FAILED, message);
}

static gboolean
patience_is_over_cb (gpointer user_data)
{
  fail_with (user_data, CVK_TOKEN_STORE_ERROR_FAILED,
             _ ("The keyring does not answer. It may be waiting for its password: look for its "
                "window, or restart it, then try again."));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  if (end_operation (task))
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void start (GTask *task);

/* A keyring that was restarted has forgotten our session, and libsecret does not notice. */
static gboolean
try_again (GTask *task, const GError *error)
{
  Operation *operation = g_task_get_task_data (task);

  if (operation->is_retry || operation->is_over || is_service_missing (error) ||
      g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return FALSE;
  operation->is_retry = TRUE;
  secret_service_disconnect ();
  start (task);
  return TRUE;
}

static GHashTable *
make_attributes (const char *connection)
{
  return secret_attributes_build (&schema, "application", CVK_APPLICATION_ID, "connection",
                                  connection, "version", VERSION, NULL);
}

static void
search_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Operation *operation = g_task_get_task_data (task);
  GList *items;

  items = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  if (error == NULL && !operation->is_over)
    operation->found (task, items);
  else if (error != NULL && !try_again (task, error))
    fail (task, error);
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
        fail (task, error);
      return;
    }
  g_set_object (&operation->service, service);
  g_object_unref (service);
  attributes = make_attributes (operation->connection);
  secret_service_search (operation->service, &schema, attributes,
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
  GCancellable *cancellable = g_task_get_cancellable (task);

  operation->connection = g_strdup (connection);
  operation->found = found;
  g_task_set_task_data (task, operation, (GDestroyNotify) operation_free);
  operation->patience = g_timeout_source_new_seconds (patience);
  g_source_set_callback (operation->patience, patience_is_over_cb, g_object_ref (task),
                         g_object_unref);
  g_source_attach (operation->patience, g_task_get_context (task));
  if (cancellable != NULL)
    {
      operation->cancel_watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (operation->cancel_watch, G_SOURCE_FUNC (cancelled_cb),
                             g_object_ref (task), g_object_unref);
      g_source_attach (operation->cancel_watch, g_task_get_context (task));
    }
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
      fail_with (task, CVK_TOKEN_STORE_ERROR_ABSENT,
                 _ ("The keyring holds no sign-in for this connection. Sign in again."));
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
      fail_with (task, CVK_TOKEN_STORE_ERROR_FAILED,
                 _ ("The keyring does not give out the sign-in of this connection. Check that it "
                    "works, then try again."));
      return;
    }
  text = secret_value_get (value, &length);
  if (end_operation (task))
    g_task_return_pointer (task, cvk_secret_new (text, (gssize) length),
                           (GDestroyNotify) cvk_secret_unref);
}

static void
secret_token_store_load (CvkTokenStore *store, const char *connection, GTask *task)
{
  Operation *operation = begin (connection, task, PATIENCE, load_found);

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
    fail (task, error);
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
    fail (task, error);
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
  attributes = make_attributes (operation->connection);
  secret_service_store (operation->service, &schema, attributes, SECRET_COLLECTION_DEFAULT,
                        operation->label, operation->value, NULL, store_cb, g_object_ref (task));
}

static void
secret_token_store_save (CvkTokenStore *store,
                         const char *connection,
                         const char *label,
                         CvkSecret *payload,
                         GTask *task)
{
  Operation *operation = begin (connection, task, PROMPT_PATIENCE, save_found);

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
    fail (task, error);
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
  for (GList *l = items; l != NULL && !operation->is_over; l = l->next)
    secret_item_delete (l->data, NULL, delete_cb, g_object_ref (task));
}

static void
secret_token_store_remove (CvkTokenStore *store, const char *connection, GTask *task)
{
  begin (connection, task, PATIENCE, remove_found);
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
    fail (task, error);
  else if (unlocked == 0)
    fail_locked (task);
  else
    succeed (task);
}

static void
unlock_found (GTask *task, GList *items)
{
  Operation *operation = g_task_get_task_data (task);
  SecretItem *item = find_locked (items);
  g_autoptr (GList) locked = NULL;

  if (item == NULL)
    {
      succeed (task);
      return;
    }
  locked = g_list_append (NULL, item);
  secret_service_unlock (operation->service, locked, NULL, unlock_cb, g_object_ref (task));
}

static void
secret_token_store_unlock (CvkTokenStore *store, const char *connection, GTask *task)
{
  begin (connection, task, PROMPT_PATIENCE, unlock_found);
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
