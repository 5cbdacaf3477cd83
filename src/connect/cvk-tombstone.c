// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-tombstone.h"

#include "base/cvk-text.h"
#include "connect/cvk-connection-private.h"
#include "connect/cvk-revocation.h"

#define LIFE (INT64_C (7) * 24 * 60 * 60)

struct _CvkTombstone
{
  char *item; /* of the token store */
  char *client_id;
  char *revoke_url;
  gboolean secret_in_form; /* cvk-token-request.h */
  int64_t since;           /* seconds since 1970 */
};

static void
tombstone_clear (CvkTombstone *self)
{
  g_free (self->item);
  g_free (self->client_id);
  g_free (self->revoke_url);
}

CvkTombstone *
cvk_tombstone_ref (CvkTombstone *self)
{
  return g_rc_box_acquire (self);
}

void
cvk_tombstone_unref (CvkTombstone *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) tombstone_clear);
}

CvkTombstone *
cvk_tombstone_new (CvkConnection *connection, CvkClock *clock)
{
  CvkTombstone *self = g_rc_box_new0 (CvkTombstone);

  self->item = cvk_connection_dup_tombstone (connection->item);
  self->client_id = g_strdup (connection->client_id);
  self->revoke_url = g_strdup (connection->revoke_url);
  self->secret_in_form = cvk_connection_has_secret_in_form (connection);
  self->since = cvk_clock_get_wall (clock) / G_USEC_PER_SEC;
  return self;
}

CvkTombstone *
cvk_tombstone_new_from_row (const CvkValue *row)
{
  g_autoptr (CvkTombstone) self = g_rc_box_new0 (CvkTombstone);

  self->item = g_strdup (cvk_value_lookup_string (row, "item", NULL));
  self->client_id = g_strdup (cvk_value_lookup_string (row, "client_id", NULL));
  self->revoke_url = g_strdup (cvk_value_lookup_string (row, "revoke_url", NULL));
  self->secret_in_form = cvk_value_lookup_boolean (row, "secret_in_form", FALSE);
  self->since = cvk_value_lookup_integer (row, "since", 0);
  if (!cvk_text_is_id (self->item) || self->client_id == NULL || self->revoke_url == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

CvkValue *
cvk_tombstone_to_row (const CvkTombstone *self)
{
  return cvk_value_new_object ("item", cvk_value_new_string (self->item), "client_id",
                               cvk_value_new_string (self->client_id), "revoke_url",
                               cvk_value_new_string (self->revoke_url), "secret_in_form",
                               cvk_value_new_boolean (self->secret_in_form), "since",
                               cvk_value_new_integer (self->since), NULL);
}

gboolean
cvk_tombstone_is_of (const CvkTombstone *self, CvkConnection *connection)
{
  g_autofree char *item = cvk_connection_dup_tombstone (connection->item);

  return g_str_equal (self->item, item);
}

gboolean
cvk_tombstone_is_over (const CvkTombstone *self, CvkClock *clock)
{
  return cvk_clock_get_wall (clock) / G_USEC_PER_SEC - self->since >= LIFE;
}

/* --- Trying --- */

typedef struct
{
  CvkTombstone *tombstone;
  CvkHttp *http;
  CvkClock *clock;
  gboolean is_last;
  CvkTombstoneOutcome outcome;
  int64_t retry_at;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  cvk_tombstone_unref (attempt->tombstone);
  g_object_unref (attempt->http);
  g_object_unref (attempt->clock);
  g_free (attempt);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  GError *error = NULL;

  if (cvk_token_store_remove_finish (CVK_TOKEN_STORE (source), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  attempt->outcome = CVK_TOMBSTONE_LATER;
  g_task_return_error (task, error);
}

static void
remove_token (GTask *task, CvkTombstoneOutcome outcome)
{
  Attempt *attempt = g_task_get_task_data (task);

  attempt->outcome = outcome;
  cvk_token_store_remove_async (g_task_get_source_object (task), attempt->tombstone->item, NULL,
                                removed_cb, g_object_ref (task));
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Attempt *attempt = g_task_get_task_data (task);

  if (cvk_revocation_send_finish (CVK_HTTP (source), result, &error))
    remove_token (task, CVK_TOMBSTONE_ENDED);
  else if (attempt->is_last || g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED))
    remove_token (task, CVK_TOMBSTONE_UNCONFIRMED);
  else
    {
      attempt->retry_at = cvk_revocation_get_retry_at (result, cvk_clock_get_wall (attempt->clock));
      g_task_return_boolean (task, TRUE);
    }
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CvkSecret) secret = NULL;
  g_autoptr (CvkTokenPayload) payload = NULL;
  Attempt *attempt = g_task_get_task_data (task);
  CvkTombstone *tombstone = attempt->tombstone;
  GError *error = NULL;

  secret = cvk_token_store_load_finish (CVK_TOKEN_STORE (source), result, &error);
  if (error != NULL &&
      !g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  payload = secret != NULL ? cvk_token_payload_parse (secret) : NULL;
  if (payload == NULL)
    {
      remove_token (task, CVK_TOMBSTONE_UNCONFIRMED);
      return;
    }
  const CvkTokenRequest request = {
    .http = attempt->http,
    .url = tombstone->revoke_url,
    .client_id = tombstone->client_id,
    .client_secret = payload->client_secret,
    .secret_in_form = tombstone->secret_in_form,
  };
  cvk_revocation_send_async (&request, payload->refresh_token, payload->access_token, revoked_cb,
                             g_steal_pointer (&task));
}

void
cvk_tombstone_try_async (CvkTombstone *self,
                         CvkHttp *http,
                         CvkTokenStore *store,
                         CvkClock *clock,
                         gboolean is_last,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (store, NULL, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, cvk_tombstone_try_async);
  attempt->tombstone = cvk_tombstone_ref (self);
  attempt->http = g_object_ref (http);
  attempt->clock = g_object_ref (clock);
  attempt->is_last = is_last || cvk_tombstone_is_over (self, clock);
  attempt->outcome = CVK_TOMBSTONE_LATER;
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  cvk_token_store_load_async (store, self->item, NULL, load_cb, task);
}

CvkTombstoneOutcome
cvk_tombstone_try_finish (CvkTokenStore *store,
                          GAsyncResult *result,
                          int64_t *retry_at,
                          GError **error)
{
  const Attempt *attempt = g_task_get_task_data (G_TASK (result));

  if (retry_at != NULL)
    *retry_at = attempt->retry_at;
  g_task_propagate_boolean (G_TASK (result), error);
  return attempt->outcome;
}
