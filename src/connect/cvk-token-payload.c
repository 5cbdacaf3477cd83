// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-token-payload.h"

#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-token-json.h"

#define VERSION 1

CvkTokenPayload *
cvk_token_payload_new (void)
{
  return g_new0 (CvkTokenPayload, 1);
}

static CvkSecret *
ref_or_null (CvkSecret *secret)
{
  return secret != NULL ? cvk_secret_ref (secret) : NULL;
}

CvkTokenPayload *
cvk_token_payload_copy (const CvkTokenPayload *self)
{
  CvkTokenPayload *copy = cvk_token_payload_new ();

  copy->generation = self->generation;
  copy->refresh_token = ref_or_null (self->refresh_token);
  copy->access_token = ref_or_null (self->access_token);
  copy->client_secret = ref_or_null (self->client_secret);
  copy->scopes = g_strdup (self->scopes);
  copy->account = g_strdup (self->account);
  copy->issued_at = self->issued_at;
  return copy;
}

void
cvk_token_payload_free (CvkTokenPayload *self)
{
  g_clear_pointer (&self->refresh_token, cvk_secret_unref);
  g_clear_pointer (&self->access_token, cvk_secret_unref);
  g_clear_pointer (&self->client_secret, cvk_secret_unref);
  g_free (self->scopes);
  g_free (self->account);
  g_free (self);
}

static size_t
measure (const char *text)
{
  /* Escaped as \u00xx at worst, with quotes. */
  return text != NULL ? 6 * strlen (text) + 2 : 0;
}

static void
append_member (GString *json, const char *name, const char *text)
{
  g_string_append_printf (json, ",\"%s\":", name);
  cvk_json_append_string (json, text, strlen (text));
}

CvkSecret *
cvk_token_payload_to_secret (const CvkTokenPayload *self)
{
  const CvkSecret *lasting = self->refresh_token != NULL ? self->refresh_token : self->access_token;
  const char *token = cvk_secret_peek (lasting);
  const char *secret = self->client_secret != NULL ? cvk_secret_peek (self->client_secret) : NULL;
  GString *json;

  /* Large enough from the start: a buffer that grows leaves copies behind. */
  json = g_string_sized_new (256 + measure (token) + measure (secret) + measure (self->scopes) +
                             measure (self->account));
  g_string_append_printf (json, "{\"v\":%d,\"generation\":%" G_GINT64_FORMAT, VERSION,
                          self->generation);
  append_member (json, self->refresh_token != NULL ? "refresh_token" : "access_token", token);
  if (secret != NULL)
    append_member (json, "client_secret", secret);
  append_member (json, "scopes", self->scopes != NULL ? self->scopes : "");
  append_member (json, "account", self->account != NULL ? self->account : "");
  g_string_append_printf (json, ",\"issued_at\":%" G_GINT64_FORMAT "}", self->issued_at);
  return cvk_secret_take (g_string_free (json, FALSE));
}

CvkTokenPayload *
cvk_token_payload_parse (const CvkSecret *secret)
{
  g_autoptr (CvkTokenPayload) self = cvk_token_payload_new ();
  g_autoptr (CvkJson) json = NULL;
  int64_t version;

  json = cvk_token_json_parse (cvk_secret_peek (secret), cvk_secret_get_length (secret));
  if (json == NULL || !cvk_token_json_get_integer (json, "v", &version) || version != VERSION ||
      !cvk_token_json_get_integer (json, "generation", &self->generation) ||
      !cvk_token_json_get_integer (json, "issued_at", &self->issued_at))
    return NULL;
  self->refresh_token = cvk_token_json_get_secret (json, "refresh_token");
  self->access_token = cvk_token_json_get_secret (json, "access_token");
  self->client_secret = cvk_token_json_get_secret (json, "client_secret");
  self->scopes = cvk_token_json_get_string (json, "scopes");
  self->account = cvk_token_json_get_string (json, "account");
  cvk_wipe_traces ();
  if ((self->refresh_token == NULL) == (self->access_token == NULL) || self->scopes == NULL ||
      self->account == NULL)
    return NULL;
  return g_steal_pointer (&self);
}
