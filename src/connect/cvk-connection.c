// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connection.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"
#include "connect/cvk-connection-private.h"
#include "engine/cvk-secret-keeper.h"

#define DEFAULT_CONCURRENCY 8
#define MAX_LIFE (INT64_C (100) * 366 * 24 * 60 * 60)

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkConnection,
                               cvk_connection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_SECRET_KEEPER,
                                                      cvk_connection_init_keeper))

static void
cvk_connection_dispose (GObject *object)
{
  CvkConnection *self = CVK_CONNECTION (object);

  if (self->clock != NULL)
    {
      cvk_clock_remove_timeout (self->clock, self->save_timeout_id);
      self->save_timeout_id = 0;
    }
  if (self->unsaved != NULL)
    g_warning ("The keyring has not taken the newest sign-in of a connection, which ends with this "
               "process. Sign in again.");
  if (self->item != NULL)
    cvk_connection_discard_unsaved (self);
  g_clear_object (&self->http);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (cvk_connection_parent_class)->dispose (object);
}

static void
cvk_connection_finalize (GObject *object)
{
  CvkConnection *self = CVK_CONNECTION (object);

  g_free (self->id);
  g_free (self->item);
  g_free (self->connector);
  g_free (self->name);
  g_free (self->account);
  g_free (self->client_id);
  g_free (self->authorize_url);
  g_free (self->token_url);
  g_free (self->revoke_url);
  g_free (self->api_url);
  g_free (self->created);
  g_strfreev (self->allowed_hosts);
  g_strfreev (self->scopes);
  g_free (self->header);
  g_free (self->user);
  g_free (self->choice);
  g_clear_pointer (&self->details, cvk_value_unref);
  g_clear_pointer (&self->given, cvk_secret_unref);
  g_clear_pointer (&self->sign_in, cvk_value_unref);
  g_clear_pointer (&self->access_token, cvk_secret_unref);
  g_clear_pointer (&self->rejected, cvk_secret_unref);
  g_clear_error (&self->failure);
  g_clear_error (&self->dead_reason);
  G_OBJECT_CLASS (cvk_connection_parent_class)->finalize (object);
}

static void
cvk_connection_class_init (CvkConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cvk_connection_dispose;
  object_class->finalize = cvk_connection_finalize;
  g_signal_new ("changed", CVK_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
}

static void
cvk_connection_init (CvkConnection *self)
{
}

/* NULL when a value is no string. */
static char **
read_strings (const CvkValue *record, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  CvkValue *array = cvk_value_get_member (record, name);

  if (array == NULL || !cvk_value_is_array (array))
    return NULL;
  for (size_t i = 0; i < cvk_value_get_length (array); i++)
    {
      CvkValue *element = cvk_value_get_element (array, i);

      if (!cvk_value_is_string (element))
        return NULL;
      g_strv_builder_add (builder, cvk_value_get_string (element));
    }
  return g_strv_builder_end (builder);
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

/* An id out of a record becomes part of a file name. */
static gboolean
is_complete (CvkConnection *self)
{
  if (!cvk_text_is_id (self->id) || !cvk_text_is_id (self->item) || self->connector == NULL ||
      self->name == NULL || self->api_url == NULL || self->allowed_hosts == NULL ||
      self->scopes == NULL)
    return FALSE;
  switch (self->kind)
    {
    case CVK_AUTH_KIND_OAUTH2:
      return self->client_id != NULL && self->token_url != NULL && self->revoke_url != NULL;
    case CVK_AUTH_KIND_HEADER:
      return self->header != NULL;
    case CVK_AUTH_KIND_BASIC:
    case CVK_AUTH_KIND_PASSWORD:
      return self->user != NULL;
    case CVK_AUTH_KIND_BEARER:
    case CVK_AUTH_KIND_ADDRESS:
    case CVK_AUTH_KIND_NONE:
      break;
    }
  return TRUE;
}

/* FALSE for a kind that a newer version wrote. */
static gboolean
read_kind (CvkConnection *self, const CvkValue *record)
{
  CvkValue *details = cvk_value_get_member (record, "details");

  self->header = g_strdup (cvk_value_lookup_string (record, "header", NULL));
  self->user = g_strdup (cvk_value_lookup_string (record, "user", NULL));
  self->choice = g_strdup (cvk_value_lookup_string (record, "choice", NULL));
  self->details = details != NULL && cvk_value_is_object (details)
                    ? cvk_value_ref (details)
                    : cvk_value_new_object (NULL, NULL);
  return cvk_auth_kind_from_string (cvk_value_lookup_string (record, "kind", "oauth2"),
                                    &self->kind);
}

CvkConnection *
cvk_connection_new_from_record (CvkValue *record,
                                CvkHttp *http,
                                CvkTokenStore *store,
                                CvkClock *clock)
{
  g_autoptr (CvkConnection) self = NULL;
  CvkValue *sign_in;

  g_return_val_if_fail (CVK_IS_HTTP (http), NULL);
  g_return_val_if_fail (CVK_IS_TOKEN_STORE (store), NULL);
  g_return_val_if_fail (CVK_IS_CLOCK (clock), NULL);

  self = g_object_new (CVK_TYPE_CONNECTION, NULL);
  self->http = g_object_ref (http);
  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  cvk_turns_init (&self->turns, G_OBJECT (self), DEFAULT_CONCURRENCY);

  self->id = g_strdup (cvk_value_lookup_string (record, "id", NULL));
  self->item = g_strdup (cvk_value_lookup_string (record, "item", self->id));
  self->connector = g_strdup (cvk_value_lookup_string (record, "connector", NULL));
  self->name = g_strdup (cvk_value_lookup_string (record, "name", NULL));
  self->account = g_strdup (cvk_value_lookup_string (record, "account", ""));
  self->client_id = g_strdup (cvk_value_lookup_string (record, "client_id", NULL));
  self->authorize_url = g_strdup (cvk_value_lookup_string (record, "authorize_url", ""));
  self->token_url = g_strdup (cvk_value_lookup_string (record, "token_url", NULL));
  self->revoke_url = g_strdup (cvk_value_lookup_string (record, "revoke_url", NULL));
  self->api_url = g_strdup (cvk_value_lookup_string (record, "api_url", NULL));
  self->created = g_strdup (cvk_value_lookup_string (record, "created", ""));
  self->refreshed = MAX (cvk_value_lookup_integer (record, "refreshed", 0), 0);
  self->refresh_life = CLAMP (cvk_value_lookup_integer (record, "refresh_life", 0), 0, MAX_LIFE);
  self->allowed_hosts = read_strings (record, "allowed_hosts");
  self->scopes = read_strings (record, "scopes");
  sign_in = cvk_value_get_member (record, "sign_in");
  self->sign_in = sign_in != NULL ? cvk_value_ref (sign_in) : cvk_value_new_null ();
  if (!read_kind (self, record) || !is_complete (self))
    return NULL;
  return g_steal_pointer (&self);
}

static void
add_text (CvkObjectBuilder *builder, const char *name, const char *text)
{
  if (text != NULL)
    cvk_object_builder_append (builder, name, cvk_value_new_string (text));
}

gboolean
cvk_connection_has_secret_in_form (CvkConnection *self)
{
  return cvk_value_lookup_boolean (self->sign_in, "secret_in_form", FALSE);
}

static void
add_sign_in (CvkObjectBuilder *builder, CvkConnection *self)
{
  add_text (builder, "client_id", self->client_id);
  add_text (builder, "authorize_url", self->authorize_url);
  add_text (builder, "token_url", self->token_url);
  add_text (builder, "revoke_url", self->revoke_url);
  cvk_object_builder_append (builder, "refreshed", cvk_value_new_integer (self->refreshed));
  cvk_object_builder_append (builder, "refresh_life", cvk_value_new_integer (self->refresh_life));
  cvk_object_builder_append (builder, "sign_in", cvk_value_ref (self->sign_in));
}

CvkValue *
cvk_connection_to_record (CvkConnection *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  cvk_object_builder_init (&builder);
  add_text (&builder, "id", self->id);
  add_text (&builder, "item", self->item);
  add_text (&builder, "connector", self->connector);
  add_text (&builder, "kind", cvk_auth_kind_to_string (self->kind));
  add_text (&builder, "name", self->name);
  add_text (&builder, "account", self->account);
  add_text (&builder, "api_url", self->api_url);
  cvk_object_builder_append (&builder, "allowed_hosts",
                             make_strings ((const char *const *) self->allowed_hosts));
  cvk_object_builder_append (&builder, "scopes", make_strings ((const char *const *) self->scopes));
  cvk_object_builder_append (&builder, "memory",
                             cvk_value_new_boolean (CVK_IS_MEMORY_TOKEN_STORE (self->store)));
  add_text (&builder, "created", self->created);
  add_text (&builder, "header", self->header);
  add_text (&builder, "user", self->user);
  add_text (&builder, "choice", self->choice);
  cvk_object_builder_append (&builder, "details", cvk_value_ref (self->details));
  if (self->kind == CVK_AUTH_KIND_OAUTH2)
    add_sign_in (&builder, self);
  return cvk_object_builder_end (&builder);
}

const char *
cvk_connection_get_id (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->id;
}

const char *
cvk_connection_get_item (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->item;
}

const char *
cvk_connection_get_connector (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->connector;
}

const char *
cvk_connection_get_account (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->account;
}

const char *
cvk_connection_get_name (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->name;
}

void
cvk_connection_set_name (CvkConnection *self, const char *name)
{
  g_return_if_fail (CVK_IS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  cvk_set_string (&self->name, name);
}

void
cvk_connection_take_place (CvkConnection *self, CvkConnection *before)
{
  g_return_if_fail (CVK_IS_CONNECTION (self));
  g_return_if_fail (CVK_IS_CONNECTION (before));

  cvk_set_string (&self->id, before->id);
  cvk_set_string (&self->name, before->name);
}

const char *
cvk_connection_get_api_url (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->api_url;
}

CvkAuthKind
cvk_connection_get_kind (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), CVK_AUTH_KIND_NONE);

  return self->kind;
}

CvkValue *
cvk_connection_get_details (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->details;
}

const char *
cvk_connection_get_user (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->user;
}

const char *const *
cvk_connection_get_scopes (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return (const char *const *) self->scopes;
}

gboolean
cvk_connection_has_scope (CvkConnection *self, const char *scope)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (scope != NULL, FALSE);

  return g_strv_contains ((const char *const *) self->scopes, scope);
}

CvkHttp *
cvk_connection_get_http (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->http;
}

char *
cvk_connection_make_label (const char *connector)
{
  g_autofree char *title = g_strdup (connector);

  title[0] = g_ascii_toupper (title[0]);
  /* Translators: the name of an entry in the keyring; %s is a service, like Zoom */
  return g_strdup_printf (_ ("Convoke: %s connection"), title);
}

/* The turns; see cvk-connection-turns.c. */

void
cvk_connection_set_concurrency (CvkConnection *self, unsigned concurrency)
{
  g_return_if_fail (CVK_IS_CONNECTION (self));
  g_return_if_fail (concurrency > 0);

  cvk_turns_set_limit (&self->turns, concurrency);
}

unsigned
cvk_connection_get_concurrency (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), 0);

  return self->turns.limit;
}

void
cvk_connection_acquire_async (CvkConnection *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_acquire_async);
  cvk_turns_take (&self->turns, task);
}

gboolean
cvk_connection_acquire_finish (CvkConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_connection_release (CvkConnection *self)
{
  g_return_if_fail (CVK_IS_CONNECTION (self));

  cvk_turns_give_back (&self->turns);
}

/* The limits. */

void
cvk_connection_lift_limits (CvkConnection *self)
{
  g_return_if_fail (CVK_IS_CONNECTION (self));

  self->is_unlimited = TRUE;
}

gboolean
cvk_connection_has_limits (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), FALSE);

  return !self->is_unlimited;
}

void
cvk_connection_set_quota_told (CvkConnection *self, gboolean has_quota)
{
  g_return_if_fail (CVK_IS_CONNECTION (self));

  self->is_quota_told = TRUE;
  self->has_no_quota = !has_quota;
}

gboolean
cvk_connection_is_quota_told (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), FALSE);

  return self->is_quota_told;
}

gboolean
cvk_connection_has_quota (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), FALSE);

  return !self->is_unlimited && !self->has_no_quota;
}

const char *
cvk_connection_get_limited_account (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return *self->account != '\0' ? self->account : self->item;
}
