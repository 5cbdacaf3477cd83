// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-credential.h"

#include <string.h>

#include "connect/cvk-token-json.h"

#define VERSION 1

static const char *const kinds[] = {
  [CVK_AUTH_KIND_OAUTH2] = "oauth2",   [CVK_AUTH_KIND_BEARER] = "bearer",
  [CVK_AUTH_KIND_BASIC] = "basic",     [CVK_AUTH_KIND_HEADER] = "header",
  [CVK_AUTH_KIND_ADDRESS] = "address", [CVK_AUTH_KIND_PASSWORD] = "password",
  [CVK_AUTH_KIND_NONE] = "none",
};

const char *
cvk_auth_kind_to_string (CvkAuthKind kind)
{
  return kinds[kind];
}

gboolean
cvk_auth_kind_from_string (const char *text, CvkAuthKind *kind)
{
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i], text) == 0)
      {
        *kind = (CvkAuthKind) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
cvk_auth_kind_has_given_secret (CvkAuthKind kind)
{
  return kind != CVK_AUTH_KIND_OAUTH2 && kind != CVK_AUTH_KIND_NONE;
}

CvkCredential *
cvk_credential_new (CvkAuthKind kind, CvkSecret *secret, const char *header, const char *user)
{
  CvkCredential *self = g_new0 (CvkCredential, 1);

  self->kind = kind;
  self->secret = secret != NULL ? cvk_secret_ref (secret) : NULL;
  self->header = g_strdup (header);
  self->user = g_strdup (user);
  return self;
}

void
cvk_credential_free (CvkCredential *self)
{
  g_clear_pointer (&self->secret, cvk_secret_unref);
  g_free (self->header);
  g_free (self->user);
  g_free (self);
}

void
cvk_credential_apply (const CvkCredential *self, CvkHttpRequest *request)
{
  switch (self->kind)
    {
    case CVK_AUTH_KIND_OAUTH2:
    case CVK_AUTH_KIND_BEARER:
      request->bearer = self->secret;
      break;
    case CVK_AUTH_KIND_BASIC:
      request->basic = self->secret;
      break;
    case CVK_AUTH_KIND_HEADER:
      request->secret_header = self->header;
      request->header_secret = self->secret;
      break;
    case CVK_AUTH_KIND_ADDRESS:
      request->secret_url = self->secret;
      break;
    case CVK_AUTH_KIND_PASSWORD:
    case CVK_AUTH_KIND_NONE:
      break;
    }
}

CvkSecret *
cvk_credential_make_address (const CvkCredential *self, const char *path)
{
  const char *query = strchr (path, '?');
  const char *address;

  if (self->kind != CVK_AUTH_KIND_ADDRESS || query == NULL)
    return NULL;
  address = cvk_secret_peek (self->secret);
  return cvk_secret_take (
    g_strconcat (address, strchr (address, '?') != NULL ? "&" : "?", query + 1, NULL));
}

CvkSecret *
cvk_credential_encode_basic (const char *user, const CvkSecret *password)
{
  size_t user_length = strlen (user);
  size_t length = user_length + 1 + cvk_secret_get_length (password);
  char *text = g_malloc (length + 1);
  CvkSecret *encoded;

  memcpy (text, user, user_length);
  text[user_length] = ':';
  memcpy (text + user_length + 1, cvk_secret_peek (password), length - user_length);
  encoded = cvk_secret_take (g_base64_encode ((const guchar *) text, length));
  cvk_wipe_string (&text);
  cvk_wipe_traces ();
  return encoded;
}

/* In Base64, because passwords hold characters that no token has. */
CvkSecret *
cvk_credential_to_payload (const CvkSecret *secret)
{
  char *encoded =
    g_base64_encode ((const guchar *) cvk_secret_peek (secret), cvk_secret_get_length (secret));
  char *json = g_strdup_printf ("{\"v\":%d,\"secret\":\"%s\"}", VERSION, encoded);

  cvk_wipe_string (&encoded);
  cvk_wipe_traces ();
  return cvk_secret_take (json);
}

static CvkSecret *
decode (const CvkSecret *encoded)
{
  g_autofree guchar *bytes = NULL;
  CvkSecret *secret = NULL;
  gsize length = 0;

  bytes = g_base64_decode (cvk_secret_peek (encoded), &length);
  if (length > 0 && memchr (bytes, '\0', length) == NULL)
    secret = cvk_secret_new ((const char *) bytes, (gssize) length);
  cvk_wipe (bytes, length);
  return secret;
}

CvkSecret *
cvk_credential_from_payload (const CvkSecret *payload)
{
  g_autoptr (CvkJson) json =
    cvk_token_json_parse (cvk_secret_peek (payload), cvk_secret_get_length (payload));
  g_autoptr (CvkSecret) encoded = NULL;
  CvkSecret *secret = NULL;
  int64_t version;

  if (json != NULL && cvk_token_json_get_integer (json, "v", &version) && version == VERSION)
    encoded = cvk_token_json_get_secret (json, "secret");
  if (encoded != NULL)
    secret = decode (encoded);
  cvk_wipe_traces ();
  return secret;
}
