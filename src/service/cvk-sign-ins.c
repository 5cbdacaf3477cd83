// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-sign-ins.h"

#include "base/cvk-i18n.h"
#include "base/cvk-random.h"
#include "service/cvk-host-runs.h"

#define BROWSER_TIMEOUT (10 * 60 * G_USEC_PER_SEC)

struct _CvkSignIns
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  GHashTable *attempts; /* id -> Attempt */
};

G_DEFINE_FINAL_TYPE (CvkSignIns, cvk_sign_ins, G_TYPE_OBJECT)

typedef struct
{
  CvkSignIns *owner_list; /* owned until the attempt has ended */
  char *id;
  GObject *owner;          /* borrowed, only compared */
  CvkConnector *connector; /* nullable: read from the user's file */
  GStringChunk *arena;
  CvkSignIn *sign_in;
  GCancellable *cancellable;
  GTask *waiter; /* nullable */
  CvkConnection *connection;
  CvkProblem *problem;
  gboolean ended;
} Attempt;

static void
free_attempt (Attempt *attempt)
{
  g_clear_object (&attempt->sign_in);
  g_clear_object (&attempt->cancellable);
  g_clear_object (&attempt->waiter);
  g_clear_object (&attempt->connection);
  g_clear_pointer (&attempt->problem, cvk_problem_unref);
  g_clear_pointer (&attempt->connector, cvk_connector_free);
  g_clear_pointer (&attempt->arena, g_string_chunk_free);
  g_free (attempt->id);
  g_free (attempt);
}

/* --- The end of an attempt --- */

static void
answer_waiter (Attempt *attempt)
{
  g_autoptr (GTask) waiter = g_steal_pointer (&attempt->waiter);

  if (waiter == NULL)
    return;
  if (attempt->connection != NULL)
    {
      g_task_return_pointer (waiter, g_object_ref (attempt->connection), g_object_unref);
    }
  else
    {
      g_task_set_task_data (waiter, cvk_problem_ref (attempt->problem),
                            (GDestroyNotify) cvk_problem_unref);
      g_task_return_pointer (waiter, NULL, NULL);
    }
  g_hash_table_remove (attempt->owner_list->attempts, attempt->id);
}

static void
end_attempt (Attempt *attempt, CvkConnection *connection, CvkProblem *problem)
{
  g_autoptr (CvkSignIns) self = attempt->owner_list;

  attempt->ended = TRUE;
  attempt->connection = connection;
  attempt->problem = problem;
  cvk_host_release (self->host);
  if (attempt->owner == NULL && attempt->waiter == NULL)
    g_hash_table_remove (self->attempts, attempt->id);
  else
    answer_waiter (attempt);
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  g_autoptr (CvkConnection) connection = g_steal_pointer (&attempt->connection);
  g_autoptr (GError) error = NULL;

  if (cvk_host_connections_add_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    end_attempt (attempt, g_steal_pointer (&connection), NULL);
  else
    end_attempt (attempt, NULL, cvk_problem_new_from_error ("journal", error));
}

static void
signed_in_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  g_autoptr (GError) error = NULL;

  attempt->connection = cvk_sign_in_wait_finish (CVK_SIGN_IN (object), result, &error);
  if (attempt->connection == NULL)
    end_attempt (attempt, NULL, cvk_problem_new_from_auth_error (error));
  else
    cvk_host_connections_add_async (attempt->owner_list->connections, attempt->connection, added_cb,
                                    attempt);
}

/* --- The beginning --- */

typedef struct
{
  char *connector_id;
  GVariantDict *options;
  GObject *owner;
  gboolean memory;
  gboolean sandbox;
  char *url;
  CvkProblem *problem;
} Begin;

static void
free_begin (Begin *begin)
{
  g_clear_pointer (&begin->options, g_variant_dict_unref);
  g_clear_pointer (&begin->problem, cvk_problem_unref);
  g_free (begin->connector_id);
  g_free (begin->url);
  g_free (begin);
}

static const CvkConnector *
find_connector (Begin *begin, Attempt *attempt)
{
  g_autoptr (GVariant) file =
    g_variant_dict_lookup_value (begin->options, "connector", G_VARIANT_TYPE_BYTESTRING);
  g_autoptr (GError) error = NULL;

  if (file != NULL)
    {
      g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (file);

      attempt->connector = cvk_connector_new_from_bytes (bytes, &error);
      if (attempt->connector == NULL)
        begin->problem = cvk_problem_new_from_error ("invalid-connector", error);
      return attempt->connector;
    }
  const CvkConnector *connector = cvk_connector_get (begin->connector_id);
  if (connector == NULL)
    begin->problem = cvk_problem_new ("unknown-connector", N_ ("There is no connector “{name}”."),
                                      "name", begin->connector_id, NULL);
  return connector;
}

static gboolean
prepare_attempt (CvkSignIns *self, Begin *begin, Attempt *attempt)
{
  g_autoptr (GError) error = NULL;
  CvkSignInRequest request = { 0 };
  const char *server = NULL;
  const char *client_id = NULL;
  const CvkConnector *connector = find_connector (begin, attempt);

  g_variant_dict_lookup (begin->options, "server", "&s", &server);
  g_variant_dict_lookup (begin->options, "client_id", "&s", &client_id);
  attempt->arena = g_string_chunk_new (512);
  if (connector == NULL || !cvk_connector_fill_sign_in (connector, server, client_id,
                                                        attempt->arena, &request, &begin->problem))
    return FALSE;
  attempt->sign_in = cvk_sign_in_new (&request, cvk_host_get_http (self->host),
                                      cvk_host_get_token_store (self->host, begin->memory),
                                      cvk_host_get_environment (self->host)->clock);
  begin->url = g_strdup (cvk_sign_in_begin (attempt->sign_in, &error));
  attempt->id = cvk_random_base64url (12, error == NULL ? &error : NULL);
  if (error != NULL)
    begin->problem = cvk_problem_new_from_auth_error (error);
  return error == NULL;
}

static void
begin_attempt (CvkSignIns *self, GTask *task)
{
  Begin *begin = g_task_get_task_data (task);
  Attempt *attempt = g_new0 (Attempt, 1);

  if (!prepare_attempt (self, begin, attempt))
    {
      free_attempt (attempt);
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  attempt->owner_list = g_object_ref (self);
  attempt->owner = begin->owner;
  attempt->cancellable = g_cancellable_new ();
  g_hash_table_insert (self->attempts, attempt->id, attempt);
  cvk_host_hold (self->host);
  cvk_sign_in_wait_async (attempt->sign_in, BROWSER_TIMEOUT, attempt->cancellable, signed_in_cb,
                          attempt);
  g_task_return_pointer (task, g_strdup (attempt->id), g_free);
}

static void
keyring_tried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Begin *begin = g_task_get_task_data (task);
  g_autoptr (CvkSecret) payload =
    cvk_token_store_load_finish (CVK_TOKEN_STORE (object), result, &error);

  if (error == NULL || g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT))
    {
      begin_attempt (g_task_get_source_object (task), task);
      return;
    }
  if (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_NO_SERVICE))
    begin->problem = cvk_problem_new (
      "no-keyring",
      N_ ("There is no Secret Service that could keep the sign-in. Start a keyring "
          "(such as gnome-keyring or KeePassXC), or sign in for this session only "
          "with --memory."),
      NULL);
  else
    begin->problem = cvk_problem_new_from_error (
      g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_LOCKED)
        ? "keyring-locked"
        : "keyring-failed",
      error);
  g_task_return_pointer (task, NULL, NULL);
}

static void
try_keyring (CvkSignIns *self, GTask *task)
{
  const Begin *begin = g_task_get_task_data (task);

  /* Before the browser opens: a grant that cannot be kept would be left behind at the service. */
  if (begin->memory)
    begin_attempt (self, task);
  else
    cvk_token_store_load_async (cvk_host_get_token_store (self->host, FALSE), "probe", NULL,
                                keyring_tried_cb, g_object_ref (task));
}

static void
sandbox_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Begin *begin = g_task_get_task_data (task);
  const char *url = cvk_home_sandbox_start_finish (CVK_HOME_SANDBOX (object), result, &error);

  if (url == NULL)
    {
      begin->problem = cvk_problem_new_from_error ("sandbox-failed", error);
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  g_variant_dict_insert (begin->options, "server", "s", url);
  g_variant_dict_insert (begin->options, "client_id", "s", CVK_HOME_SANDBOX_CLIENT);
  try_keyring (g_task_get_source_object (task), task);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSignIns *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  Begin *begin = g_task_get_task_data (task);

  if (!cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    {
      begin->problem = cvk_problem_new_from_error ("journal", error);
      g_task_return_pointer (task, NULL, NULL);
    }
  else if (begin->sandbox)
    {
      cvk_home_sandbox_start_async (cvk_host_connections_get_sandbox (self->connections),
                                    sandbox_started_cb, g_steal_pointer (&task));
    }
  else
    {
      try_keyring (self, task);
    }
}

void
cvk_sign_ins_begin_async (CvkSignIns *self,
                          const char *connector,
                          GVariant *options,
                          GObject *owner,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Begin *begin = g_new0 (Begin, 1);

  g_task_set_source_tag (task, cvk_sign_ins_begin_async);
  g_task_set_task_data (task, begin, (GDestroyNotify) free_begin);
  begin->connector_id = g_strdup (connector);
  begin->options = g_variant_dict_new (options);
  begin->owner = owner;
  g_variant_dict_lookup (begin->options, "memory", "b", &begin->memory);
  g_variant_dict_lookup (begin->options, "sandbox", "b", &begin->sandbox);
  cvk_host_connections_load_async (self->connections, loaded_cb, g_steal_pointer (&task));
}

char *
cvk_sign_ins_begin_finish (CvkSignIns *self, GAsyncResult *result, char **url, CvkProblem **problem)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  Begin *begin = g_task_get_task_data (G_TASK (result));

  *url = g_steal_pointer (&begin->url);
  *problem = g_steal_pointer (&begin->problem);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- Waiting and giving up --- */

void
cvk_sign_ins_wait_async (CvkSignIns *self,
                         const char *id,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Attempt *attempt = g_hash_table_lookup (self->attempts, id);

  g_task_set_source_tag (task, cvk_sign_ins_wait_async);
  if (attempt == NULL || attempt->waiter != NULL)
    {
      g_task_return_new_error (task, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND,
                               _ ("There is no sign-in “%s” to wait for."), id);
      return;
    }
  attempt->waiter = g_steal_pointer (&task);
  if (attempt->ended)
    {
      attempt->owner_list = self;
      answer_waiter (attempt);
    }
}

CvkConnection *
cvk_sign_ins_wait_finish (CvkSignIns *self,
                          GAsyncResult *result,
                          CvkProblem **problem,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  const CvkProblem *found = g_task_get_task_data (G_TASK (result));

  if (found != NULL)
    *problem = cvk_problem_ref ((CvkProblem *) found);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cvk_sign_ins_cancel (CvkSignIns *self, const char *id)
{
  Attempt *attempt = g_hash_table_lookup (self->attempts, id);

  if (attempt != NULL)
    g_cancellable_cancel (attempt->cancellable);
}

void
cvk_sign_ins_drop_owner (CvkSignIns *self, GObject *owner)
{
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->attempts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Attempt *attempt = value;

      if (attempt->owner != owner)
        continue;
      attempt->owner = NULL;
      if (attempt->ended)
        g_hash_table_iter_remove (&iter);
      else
        g_ptr_array_add (ended, g_object_ref (attempt->cancellable));
    }
  for (unsigned i = 0; i < ended->len; i++)
    g_cancellable_cancel (g_ptr_array_index (ended, i));
}

/* --- The object --- */

static void
cvk_sign_ins_finalize (GObject *object)
{
  CvkSignIns *self = CVK_SIGN_INS (object);

  g_clear_pointer (&self->attempts, g_hash_table_unref);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_sign_ins_parent_class)->finalize (object);
}

static void
cvk_sign_ins_class_init (CvkSignInsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_sign_ins_finalize;
}

static void
cvk_sign_ins_init (CvkSignIns *self)
{
  self->attempts =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) free_attempt);
}

CvkSignIns *
cvk_sign_ins_new (CvkHost *host, CvkHostConnections *connections)
{
  CvkSignIns *self = g_object_new (CVK_TYPE_SIGN_INS, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  return self;
}
