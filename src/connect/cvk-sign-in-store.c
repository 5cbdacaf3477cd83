// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"
#include "base/cvk-random.h"
#include "connect/cvk-connection-private.h"
#include "connect/cvk-sign-in-private.h"
#include "connect/cvk-token-cache.h"

/* Characters of a hash in an id: enough that no two accounts meet. */
#define ID_LENGTH 20

typedef struct
{
  CvkSignIn *sign_in;
  GTask *task;
  char *id;
  char *item;
  CvkConnectionLock *lock;
  CvkTokenPayload *payload;
  gboolean is_unlocked; /* the user was asked */
} Storing;

static void
storing_free (Storing *self)
{
  g_object_unref (self->sign_in);
  g_object_unref (self->task);
  g_free (self->id);
  g_free (self->item);
  cvk_connection_lock_free (self->lock);
  cvk_token_payload_free (self->payload);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Storing, storing_free)

static void load_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* @self: (transfer full) */
static void
look_up (Storing *self)
{
  cvk_token_store_load_async (self->sign_in->store, self->item, NULL, load_cb, self);
}

static void
fail (Storing *self, GError *error)
{
  g_clear_pointer (&self->lock, cvk_connection_lock_free);
  cvk_sign_in_end (self->sign_in, self->task, NULL, error);
}

/* The same account of the same client at the same server has the same item wherever it signs in, so
 * that the second sign-in replaces what it has made invalid. */
char *
cvk_sign_in_dup_item (CvkSignIn *self)
{
  const CvkSignInRequest *request = &self->request;
  g_autofree char *random = NULL;
  g_autofree char *identity = NULL;
  g_autofree char *hash = NULL;

  /* Who nobody knows keeps the place that the connection had. */
  if (self->account == NULL && request->item != NULL)
    return g_strdup (request->item);
  random = self->account == NULL ? cvk_random_base64url (32, NULL) : NULL;
  identity = g_strjoin ("\n", request->connector, request->token_url, request->client_id,
                        self->account != NULL ? self->account : random, NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  return g_strdup_printf ("%s-%.*s", request->connector, ID_LENGTH, hash);
}

static CvkValue *
make_strings (const char *const *strings)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; strings[i] != NULL; i++)
    cvk_array_builder_append (&builder, cvk_value_new_string (strings[i]));
  return cvk_array_builder_end (&builder);
}

static const char *
choose_name (CvkSignIn *self)
{
  const CvkSignInRequest *request = &self->request;

  if (request->name != NULL)
    return request->name;
  if (self->name != NULL && *self->name != '\0')
    return self->name;
  return request->standard_name != NULL ? request->standard_name : request->connector;
}

static CvkConnection *
make_connection (Storing *self)
{
  CvkSignIn *sign_in = self->sign_in;
  const CvkSignInRequest *request = &sign_in->request;
  g_autoptr (CvkValue) record = NULL;
  g_auto (GStrv) scopes = g_strsplit (self->payload->scopes, " ", -1);
  CvkConnection *connection;

  record = cvk_value_new_object (
    "id", cvk_value_new_string (self->id), "item", cvk_value_new_string (self->item), "connector",
    cvk_value_new_string (request->connector), "name", cvk_value_new_string (choose_name (sign_in)),
    "account", cvk_value_new_string (self->payload->account), "client_id",
    cvk_value_new_string (request->client_id), "authorize_url",
    cvk_value_new_string (request->authorize_url), "token_url",
    cvk_value_new_string (request->token_url), "revoke_url",
    cvk_value_new_string (request->revoke_url), "api_url", cvk_value_new_string (sign_in->api_url),
    "allowed_hosts", make_strings (request->allowed_hosts), "scopes",
    make_strings ((const char *const *) scopes), "created",
    cvk_value_take_string (cvk_instant_to_utc_string (cvk_clock_get_wall (sign_in->clock))),
    "refresh_life",
    cvk_value_new_integer (self->payload->refresh_token != NULL ? request->refresh_life : 0),
    "sign_in", cvk_sign_in_request_to_value (request), "choice",
    request->choice != NULL ? cvk_value_new_string (request->choice) : cvk_value_new_null (),
    "details",
    request->details != NULL ? cvk_value_ref (request->details) : cvk_value_new_object (NULL, NULL),
    NULL);
  connection =
    cvk_connection_new_from_record (record, sign_in->http, sign_in->store, sign_in->clock);
  if (connection != NULL && self->payload->access_token != NULL)
    cvk_connection_take_lasting (connection, self->payload);
  else if (connection != NULL)
    cvk_connection_take_reply (connection, sign_in->reply, self->payload->generation);
  return connection;
}

static void
finish (Storing *self)
{
  CvkConnection *connection;

  g_clear_pointer (&self->lock, cvk_connection_lock_free);
  connection = make_connection (self);
  if (connection != NULL)
    cvk_sign_in_end (self->sign_in, self->task, connection, NULL);
  else
    fail (self, g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL,
                                     _ ("The connector's description does not make a usable "
                                        "connection. Check its id and its addresses.")));
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Storing) self = user_data;

  cvk_account_folder_write_finish (result, NULL);
  finish (self);
}

/* Others who share the account have lost their access token, and find this one. */
static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Storing) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = NULL;
  int folder = -1;

  if (!cvk_token_store_save_finish (CVK_TOKEN_STORE (source), result, &error))
    {
      fail (self, cvk_auth_error_from_store (error));
      return;
    }
  if (self->lock != NULL && self->payload->refresh_token != NULL)
    {
      folder = cvk_connection_lock_get_folder (self->lock);
      sealed = cvk_token_cache_seal (self->sign_in->reply, self->item, self->payload->generation,
                                     self->payload->refresh_token, self->sign_in->clock);
    }
  if (sealed == NULL)
    finish (self);
  else
    cvk_account_folder_write_async (folder, "access", sealed, FALSE, published_cb,
                                    g_steal_pointer (&self));
}

static void
unlock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Storing) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_token_store_unlock_finish (CVK_TOKEN_STORE (source), result, &error))
    {
      fail (self, cvk_auth_error_from_store (error));
      return;
    }
  self->is_unlocked = TRUE;
  look_up (g_steal_pointer (&self));
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Storing) self = user_data;
  g_autoptr (CvkSecret) found = NULL;
  g_autoptr (CvkSecret) payload = NULL;
  g_autoptr (CvkTokenPayload) before = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = cvk_connection_make_label (self->sign_in->request.connector);
  CvkTokenStore *store = self->sign_in->store;
  const char *item = self->item;

  found = cvk_token_store_load_finish (CVK_TOKEN_STORE (source), result, &error);
  if (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_LOCKED) &&
      !self->is_unlocked)
    {
      cvk_token_store_unlock_async (store, item, NULL, unlock_cb, g_steal_pointer (&self));
      return;
    }
  if (error != NULL &&
      !g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT))
    {
      fail (self, cvk_auth_error_from_store (error));
      return;
    }

  /* Others who share the item see by the number that theirs is no longer good. */
  before = found != NULL ? cvk_token_payload_parse (found) : NULL;
  self->payload->generation = before != NULL ? before->generation + 1 : 1;
  payload = cvk_token_payload_to_secret (self->payload);
  cvk_token_store_save_async (store, item, label, payload, NULL, save_cb, g_steal_pointer (&self));
}

static void
lock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Storing) self = user_data;
  g_autoptr (GError) error = NULL;

  self->lock = cvk_connection_lock_take_finish (result, &error);
  if (self->lock == NULL)
    {
      fail (self, g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE, error->message));
      return;
    }
  look_up (g_steal_pointer (&self));
}

void
cvk_sign_in_store (CvkSignIn *sign_in, const char *id, GTask *task)
{
  CvkTokenReply *reply = sign_in->reply;
  const CvkSignInRequest *request = &sign_in->request;
  Storing *self = g_new0 (Storing, 1);

  /* The user may have taken minutes to decide. */
  reply->age = cvk_clock_get_monotonic (sign_in->clock) - sign_in->reply_came;
  self->sign_in = g_object_ref (sign_in);
  self->task = g_object_ref (task);
  self->item = cvk_sign_in_dup_item (sign_in);
  self->id = g_strdup (id != NULL ? id : self->item);
  self->payload = cvk_token_payload_new ();
  if (reply->refresh_token != NULL)
    self->payload->refresh_token = cvk_secret_ref (reply->refresh_token);
  else
    self->payload->access_token = cvk_secret_ref (reply->access_token);
  if (request->client_secret != NULL)
    self->payload->client_secret = cvk_secret_ref (request->client_secret);
  self->payload->scopes =
    reply->scopes != NULL ? g_strdup (reply->scopes) : g_strjoinv (" ", (GStrv) request->scopes);
  self->payload->account = g_strdup (sign_in->account != NULL ? sign_in->account : "");
  self->payload->issued_at = cvk_clock_get_wall (sign_in->clock) / G_USEC_PER_SEC;
  /* What is in memory is shared with nobody, and leaves nothing behind. */
  if (CVK_IS_MEMORY_TOKEN_STORE (sign_in->store))
    look_up (self);
  else
    {
      cvk_connection_drop_unsaved (self->item);
      cvk_connection_lock_take_async (self->item, NULL, lock_cb, self);
    }
}
