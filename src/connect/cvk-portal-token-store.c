// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-secret-file.h"
#include "connect/cvk-secret-item.h"
#include "connect/cvk-store-answer.h"
#include "connect/cvk-token-store.h"

/* The version that libsecret knows: with any other it would turn to the Secret Service behind our
 * back, and through an interface in which locked looks like absent. */
#define PORTAL_VERSION 1

typedef enum
{
  PLACE_UNDECIDED,
  PLACE_FILE,
  PLACE_SERVICE,
} Place;

struct _CvkPortalTokenStore
{
  GObject parent_instance;

  CvkTokenStore *service; /* where a sandbox is let through to it, but has no portal */
  CvkSecretFile *file;    /* the worker's */
  Place place;            /* once decided, it stays: secrets do not move */
  GQueue waiting;         /* GTask */
  gboolean is_working;
};

static void init_store (CvkTokenStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkPortalTokenStore,
                               cvk_portal_token_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TOKEN_STORE, init_store))

typedef enum
{
  ACTION_LOAD,
  ACTION_SAVE,
  ACTION_REMOVE,
  ACTION_UNLOCK,
} Action;

typedef struct
{
  CvkStoreAnswer answer;
  Action action;
  char *connection;
  char *label;        /* nullable */
  CvkSecret *payload; /* nullable: to be saved */
  SecretValue *value; /* nullable: what was found */
} Operation;

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_free (operation->connection);
  g_free (operation->label);
  g_clear_pointer (&operation->payload, cvk_secret_unref);
  g_clear_pointer (&operation->value, secret_value_unref);
  g_free (operation);
}

static void work_on (CvkPortalTokenStore *self);

/* --- In the file --- */

/* The portal says that the user closed its window; everything else keeps its meaning. */
static GError *
translate_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cvk_secret_item_new_locked_error ();
  return cvk_secret_item_translate_error (error);
}

static void
answer (GTask *task, const GError *error)
{
  Operation *operation = g_task_get_task_data (task);
  const char *text;
  gsize length;

  if (!cvk_store_answer_take (&operation->answer))
    return;
  if (error != NULL)
    g_task_return_error (task, translate_error (error));
  else if (operation->action != ACTION_LOAD)
    g_task_return_boolean (task, TRUE);
  else if (operation->value == NULL)
    g_task_return_error (task, cvk_secret_item_new_absent_error ());
  else
    {
      text = secret_value_get (operation->value, &length);
      g_task_return_pointer (task, cvk_secret_new (text, (gssize) length),
                             (GDestroyNotify) cvk_secret_unref);
    }
}

static void
worked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkPortalTokenStore *self = CVK_PORTAL_TOKEN_STORE (object);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  answer (task, error);
  self->is_working = FALSE;
  work_on (self);
}

static void
work (GTask *work_task, gpointer object, gpointer data, GCancellable *cancellable)
{
  CvkSecretFile *file = CVK_PORTAL_TOKEN_STORE (object)->file;
  Operation *operation = g_task_get_task_data (G_TASK (data));
  GError *error = NULL;

  switch (operation->action)
    {
    case ACTION_LOAD:
    case ACTION_UNLOCK:
      operation->value = cvk_secret_file_load (file, operation->connection, &error);
      break;
    case ACTION_SAVE:
      operation->value =
        secret_value_new (cvk_secret_peek (operation->payload),
                          (gssize) cvk_secret_get_length (operation->payload), "application/json");
      cvk_secret_file_save (file, operation->connection, operation->label, operation->value,
                            &error);
      break;
    case ACTION_REMOVE:
      cvk_secret_file_remove (file, operation->connection, &error);
      break;
    default:
      g_assert_not_reached ();
    }
  cvk_wipe_traces ();
  if (error != NULL)
    g_task_return_error (work_task, error);
  else
    g_task_return_boolean (work_task, TRUE);
}

/* --- In the Secret Service --- */

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) payload =
    cvk_token_store_load_finish (CVK_TOKEN_STORE (object), result, &error);

  if (!cvk_store_answer_take (&operation->answer))
    return;
  if (payload != NULL)
    g_task_return_pointer (task, g_steal_pointer (&payload), (GDestroyNotify) cvk_secret_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_done = g_task_propagate_boolean (G_TASK (result), &error);

  if (!cvk_store_answer_take (&operation->answer))
    g_clear_error (&error);
  else if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
pass_on (CvkPortalTokenStore *self, GTask *task)
{
  Operation *operation = g_task_get_task_data (task);
  CvkTokenStore *service = self->service;

  switch (operation->action)
    {
    case ACTION_LOAD:
      cvk_token_store_load_async (service, operation->connection, NULL, loaded_cb, task);
      break;
    case ACTION_SAVE:
      cvk_token_store_save_async (service, operation->connection, operation->label,
                                  operation->payload, NULL, done_cb, task);
      break;
    case ACTION_REMOVE:
      cvk_token_store_remove_async (service, operation->connection, NULL, done_cb, task);
      break;
    case ACTION_UNLOCK:
      cvk_token_store_unlock_async (service, operation->connection, NULL, done_cb, task);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* --- Which of the two --- */

/* What the bus says of a portal that is only just starting, or starts once more. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED);
}

static void
version_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkPortalTokenStore) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  g_autoptr (GVariant) version = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &version);
  self->is_working = FALSE;
  if (version != NULL && g_variant_is_of_type (version, G_VARIANT_TYPE_UINT32) &&
      g_variant_get_uint32 (version) == PORTAL_VERSION)
    self->place = PLACE_FILE;
  else if (error == NULL || (g_dbus_error_is_remote_error (error) && !is_passing (error)))
    self->place = PLACE_SERVICE;
  else
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);

      /* No answer is none of the two: the next one asks again. */
      answer (task, error);
    }
  work_on (self);
}

static void
bus_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkPortalTokenStore) self = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    {
      /* It says so better. */
      self->is_working = FALSE;
      self->place = PLACE_SERVICE;
      work_on (self);
      return;
    }
  g_dbus_connection_call (bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", "org.freedesktop.portal.Secret", "version"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, CVK_STORE_PATIENCE * 1000,
                          NULL, version_cb, g_steal_pointer (&self));
}

/* Takes up what waits: one after the other in the file, all at once in the service. */
static void
work_on (CvkPortalTokenStore *self)
{
  while (!self->is_working && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr (GTask) task = NULL;
      g_autoptr (GTask) work_task = NULL;
      Operation *operation;

      if (self->place == PLACE_UNDECIDED)
        {
          self->is_working = TRUE;
          g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_object_ref (self));
          return;
        }
      task = g_queue_pop_head (&self->waiting);
      operation = g_task_get_task_data (task);
      /* Nobody waits any more: to store it now could put the past over the present. */
      if (operation->answer.is_given)
        continue;
      if (self->place == PLACE_SERVICE)
        {
          pass_on (self, g_steal_pointer (&task));
          continue;
        }
      self->is_working = TRUE;
      work_task = g_task_new (self, NULL, worked_cb, g_object_ref (task));
      g_task_set_source_tag (work_task, work_on);
      g_task_set_task_data (work_task, g_steal_pointer (&task), g_object_unref);
      g_task_run_in_thread (work_task, work);
    }
}

/* Takes over @task. */
static Operation *
enqueue (CvkTokenStore *store, Action action, const char *connection, GTask *task)
{
  CvkPortalTokenStore *self = CVK_PORTAL_TOKEN_STORE (store);
  Operation *operation = g_new0 (Operation, 1);

  operation->action = action;
  operation->connection = g_strdup (connection);
  g_task_set_task_data (task, operation, operation_free);
  /* The portal may ask for the password of the keyring whatever one wants. */
  cvk_store_answer_watch (&operation->answer, task, CVK_STORE_PROMPT_PATIENCE);
  g_queue_push_tail (&self->waiting, task);
  return operation;
}

static void
portal_token_store_load (CvkTokenStore *store, const char *connection, GTask *task)
{
  enqueue (store, ACTION_LOAD, connection, task);
  work_on (CVK_PORTAL_TOKEN_STORE (store));
}

static void
portal_token_store_save (CvkTokenStore *store,
                         const char *connection,
                         const char *label,
                         CvkSecret *payload,
                         GTask *task)
{
  Operation *operation = enqueue (store, ACTION_SAVE, connection, task);

  operation->label = g_strdup (label);
  operation->payload = cvk_secret_ref (payload);
  work_on (CVK_PORTAL_TOKEN_STORE (store));
}

static void
portal_token_store_remove (CvkTokenStore *store, const char *connection, GTask *task)
{
  enqueue (store, ACTION_REMOVE, connection, task);
  work_on (CVK_PORTAL_TOKEN_STORE (store));
}

static void
portal_token_store_unlock (CvkTokenStore *store, const char *connection, GTask *task)
{
  enqueue (store, ACTION_UNLOCK, connection, task);
  work_on (CVK_PORTAL_TOKEN_STORE (store));
}

static void
cvk_portal_token_store_finalize (GObject *object)
{
  CvkPortalTokenStore *self = CVK_PORTAL_TOKEN_STORE (object);

  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_object (&self->service);
  g_clear_pointer (&self->file, cvk_secret_file_free);
  G_OBJECT_CLASS (cvk_portal_token_store_parent_class)->finalize (object);
}

static void
cvk_portal_token_store_class_init (CvkPortalTokenStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_portal_token_store_finalize;
}

static void
cvk_portal_token_store_init (CvkPortalTokenStore *self)
{
  g_queue_init (&self->waiting);
  self->service = cvk_secret_token_store_new ();
  self->file = cvk_secret_file_new ();
  self->place = cvk_secret_file_needs_portal () ? PLACE_UNDECIDED : PLACE_FILE;
}

static void
init_store (CvkTokenStoreInterface *iface)
{
  iface->load = portal_token_store_load;
  iface->save = portal_token_store_save;
  iface->remove = portal_token_store_remove;
  iface->unlock = portal_token_store_unlock;
}

CvkTokenStore *
cvk_portal_token_store_new (void)
{
  return g_object_new (CVK_TYPE_PORTAL_TOKEN_STORE, NULL);
}

CvkTokenStore *
cvk_keyring_token_store_new (void)
{
  return cvk_secret_file_is_wanted () ? cvk_portal_token_store_new ()
                                      : cvk_secret_token_store_new ();
}
