// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connection-private.h"

/* --- What is known of a given secret --- */

/* @error: (transfer full) (nullable) */
static void
set_failure (CvkConnection *self, GError *error)
{
  gboolean is_change =
    (self->failure == NULL) != (error == NULL) ||
    (error != NULL && !g_error_matches (self->failure, error->domain, error->code));

  g_clear_error (&self->failure);
  self->failure = error;
  if (is_change)
    cvk_connection_emit_changed (self);
}

static GError *
make_refused_error (void)
{
  return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT,
                              _ ("The service does not accept what this connection shows it any "
                                 "more. Reconnect it with a new key or password."));
}

static GError *
make_damaged_error (void)
{
  return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT,
                              _ ("What the keyring holds for this connection cannot be read. "
                                 "Reconnect it."));
}

/* The store's words are about sign-ins. */
static GError *
make_store_error (const GError *error)
{
  if (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT))
    return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT,
                                _ ("The secret of this connection is no longer in the keyring. "
                                   "Reconnect it."));
  return cvk_auth_error_from_store (error);
}

void
cvk_connection_confirm (CvkConnection *self)
{
  g_return_if_fail (CVK_IS_CONNECTION (self));

  if (self->kind == CVK_AUTH_KIND_OAUTH2)
    return;
  self->last_success = cvk_clock_get_wall (self->clock);
  set_failure (self, NULL);
}

/* --- Showing it --- */

static CvkCredential *
make_credential (CvkConnection *self)
{
  g_autoptr (CvkSecret) encoded = NULL;

  if (self->kind == CVK_AUTH_KIND_BASIC)
    encoded = cvk_credential_encode_basic (self->user, self->given);
  return cvk_credential_new (self->kind, encoded != NULL ? encoded : self->given, self->header,
                             self->user);
}

static void
answer (GTask *task, const GError *error)
{
  CvkConnection *self = g_task_get_source_object (task);

  if (self->is_removed)
    g_task_return_error (task, cvk_connection_make_removed_error ());
  else if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, make_credential (self), (GDestroyNotify) cvk_credential_free);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnection) self = user_data;
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) payload =
    cvk_token_store_load_finish (CVK_TOKEN_STORE (source), result, &cause);
  GTask *task;

  self->is_refreshing = FALSE;
  /* One that was given meanwhile is newer. */
  if (self->given == NULL && payload != NULL)
    self->given = cvk_credential_from_payload (payload);
  if (self->given == NULL)
    error = payload == NULL ? make_store_error (cause) : make_damaged_error ();
  cvk_wipe_traces ();

  while ((task = cvk_waiters_pop (&self->token_waiters)) != NULL)
    g_ptr_array_add (tasks, task);
  set_failure (self, error != NULL ? g_error_copy (error) : NULL);
  for (unsigned i = 0; i < tasks->len; i++)
    answer (g_ptr_array_index (tasks, i), error);
}

/* @task: (transfer full) */
static void
load (CvkConnection *self, GTask *task)
{
  cvk_waiters_push (&self->token_waiters, task);
  if (self->is_refreshing)
    return;
  self->is_refreshing = TRUE;
  cvk_token_store_load_async (self->store, self->item, NULL, loaded_cb, g_object_ref (self));
}

static void
token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) token =
    cvk_connection_get_token_finish (CVK_CONNECTION (source), result, &error);

  if (token != NULL)
    g_task_return_pointer (task, cvk_credential_new (CVK_AUTH_KIND_BEARER, token, NULL, NULL),
                           (GDestroyNotify) cvk_credential_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
is_current (CvkConnection *self, const CvkCredential *rejected)
{
  g_autoptr (CvkCredential) current = self->given != NULL ? make_credential (self) : NULL;

  return current != NULL && rejected->secret != NULL &&
         cvk_secret_equal (current->secret, rejected->secret);
}

void
cvk_connection_authorize_async (CvkConnection *self,
                                const CvkCredential *rejected,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_authorize_async);
  if (self->kind == CVK_AUTH_KIND_OAUTH2)
    {
      cvk_connection_get_token_async (self, rejected != NULL ? rejected->secret : NULL, cancellable,
                                      token_cb, g_steal_pointer (&task));
      return;
    }
  if (rejected != NULL && (self->kind == CVK_AUTH_KIND_NONE || is_current (self, rejected)))
    {
      set_failure (self, make_refused_error ());
      g_task_return_error (task, make_refused_error ());
    }
  else if (self->given != NULL || self->kind == CVK_AUTH_KIND_NONE || self->is_removed)
    answer (task, NULL);
  else
    load (self, g_steal_pointer (&task));
}

CvkCredential *
cvk_connection_authorize_finish (CvkConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Giving it --- */

void
cvk_connection_try_secret (CvkConnection *self, CvkSecret *secret)
{
  g_return_if_fail (CVK_IS_CONNECTION (self));
  g_return_if_fail (secret != NULL);

  g_clear_pointer (&self->given, cvk_secret_unref);
  self->given = cvk_secret_ref (secret);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkConnection *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_token_store_save_finish (CVK_TOKEN_STORE (source), result, &error))
    {
      g_task_return_error (task, cvk_auth_error_from_store (error));
      return;
    }
  cvk_connection_try_secret (self, g_task_get_task_data (task));
  set_failure (self, NULL);
  g_task_return_boolean (task, TRUE);
}

void
cvk_connection_give_secret_async (CvkConnection *self,
                                  CvkSecret *secret,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (CvkSecret) payload = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (CVK_IS_CONNECTION (self));
  g_return_if_fail (self->kind != CVK_AUTH_KIND_OAUTH2);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_give_secret_async);
  if (self->kind == CVK_AUTH_KIND_NONE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_task_set_task_data (task, cvk_secret_ref (secret), (GDestroyNotify) cvk_secret_unref);
  payload = cvk_credential_to_payload (secret);
  label = cvk_connection_make_label (self->connector);
  cvk_token_store_save_async (self->store, self->item, label, payload, NULL, saved_cb,
                              g_steal_pointer (&task));
}

gboolean
cvk_connection_give_secret_finish (CvkConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
