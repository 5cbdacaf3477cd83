// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-sign-in-request.h"

#include <string.h>

#include "connect/cvk-connector-private.h"

static const char *
keep (GStringChunk *arena, const char *text)
{
  return text != NULL ? g_string_chunk_insert (arena, text) : NULL;
}

const char *const *
cvk_sign_in_request_keep_texts (GStringChunk *arena, const char *const *texts)
{
  size_t count = texts != NULL ? g_strv_length ((GStrv) texts) : 0;
  g_autofree const char **kept = g_new0 (const char *, count + 2);
  char *memory;
  uintptr_t address;

  for (size_t i = 0; i < count; i++)
    kept[i] = g_string_chunk_insert (arena, texts[i]);
  /* One element more leaves room to align what the arena gives out as bytes. */
  memory =
    g_string_chunk_insert_len (arena, (const char *) kept, (gssize) ((count + 2) * sizeof *kept));
  address = ((uintptr_t) memory + sizeof *kept - 1) / sizeof *kept * sizeof *kept;
  memcpy ((void *) address, kept, (count + 1) * sizeof *kept);
  return (const char *const *) address;
}

CvkSignInRequest
cvk_sign_in_request_copy (const CvkSignInRequest *source, GStringChunk *arena)
{
  CvkSignInRequest copy = *source;

  copy.connector = keep (arena, source->connector);
  copy.client_id = keep (arena, source->client_id);
  copy.authorize_url = keep (arena, source->authorize_url);
  copy.token_url = keep (arena, source->token_url);
  copy.revoke_url = keep (arena, source->revoke_url);
  copy.api_url = keep (arena, source->api_url);
  copy.allowed_hosts = cvk_sign_in_request_keep_texts (arena, source->allowed_hosts);
  copy.scopes = cvk_sign_in_request_keep_texts (arena, source->scopes);
  copy.user_path = keep (arena, source->user_path);
  copy.issuer = keep (arena, source->issuer);
  copy.device_url = keep (arena, source->device_url);
  copy.choice = keep (arena, source->choice);
  copy.name = keep (arena, source->name);
  copy.standard_name = keep (arena, source->standard_name);
  copy.connection = keep (arena, source->connection);
  copy.item = keep (arena, source->item);
  copy.account = keep (arena, source->account);
  return copy;
}

void
cvk_sign_in_request_renew (CvkSignInRequest *self, CvkConnection *connection, GStringChunk *arena)
{
  self->connection = keep (arena, cvk_connection_get_id (connection));
  self->item = keep (arena, cvk_connection_get_item (connection));
  self->account = keep (arena, cvk_connection_get_account (connection));
}

static CvkValue *
make_text (const char *text)
{
  return text != NULL ? cvk_value_new_string (text) : cvk_value_new_null ();
}

CvkValue *
cvk_sign_in_request_to_value (const CvkSignInRequest *self)
{
  g_auto (CvkArrayBuilder) scopes = { 0 };

  cvk_array_builder_init (&scopes);
  for (size_t i = 0; self->scopes[i] != NULL; i++)
    cvk_array_builder_append (&scopes, cvk_value_new_string (self->scopes[i]));
  return cvk_value_new_object (
    "scopes", cvk_array_builder_end (&scopes), "user_path", make_text (self->user_path), "issuer",
    make_text (self->issuer), "issuer_needed", cvk_value_new_boolean (self->issuer_is_needed),
    "random_path", cvk_value_new_boolean (self->random_path), "device_url",
    make_text (self->device_url), "device_in_query", cvk_value_new_boolean (self->device_in_query),
    "secret_in_form", cvk_value_new_boolean (self->secret_in_form), "port",
    cvk_value_new_integer (self->port), NULL);
}

static const char *const *
keep_array (const CvkValue *array, GStringChunk *arena)
{
  g_auto (GStrv) texts = cvk_connector_dup_texts (array);

  return cvk_sign_in_request_keep_texts (arena, (const char *const *) texts);
}

static const char *
keep_member (const CvkValue *object, const char *name, GStringChunk *arena)
{
  return keep (arena, cvk_value_lookup_string (object, name, NULL));
}

gboolean
cvk_sign_in_request_read (CvkSignInRequest *self, const CvkValue *record, GStringChunk *arena)
{
  const CvkValue *facts = cvk_value_get_member (record, "sign_in");

  *self = (CvkSignInRequest){ 0 };
  self->connector = keep_member (record, "connector", arena);
  self->client_id = keep_member (record, "client_id", arena);
  self->authorize_url = keep_member (record, "authorize_url", arena);
  self->token_url = keep_member (record, "token_url", arena);
  self->revoke_url = keep_member (record, "revoke_url", arena);
  self->api_url = keep_member (record, "api_url", arena);
  self->allowed_hosts = keep_array (cvk_value_get_member (record, "allowed_hosts"), arena);
  self->refresh_life = cvk_value_lookup_integer (record, "refresh_life", 0);
  self->choice = keep_member (record, "choice", arena);
  self->connection = keep_member (record, "id", arena);
  self->item = keep_member (record, "item", arena);
  self->account = keep_member (record, "account", arena);
  if (facts == NULL || !cvk_value_is_object (facts))
    return FALSE;

  self->scopes = keep_array (cvk_value_get_member (facts, "scopes"), arena);
  self->user_path = keep_member (facts, "user_path", arena);
  self->issuer = keep_member (facts, "issuer", arena);
  self->issuer_is_needed = cvk_value_lookup_boolean (facts, "issuer_needed", FALSE);
  self->random_path = cvk_value_lookup_boolean (facts, "random_path", FALSE);
  self->device_url = keep_member (facts, "device_url", arena);
  self->device_in_query = cvk_value_lookup_boolean (facts, "device_in_query", FALSE);
  self->secret_in_form = cvk_value_lookup_boolean (facts, "secret_in_form", FALSE);
  self->port = (uint16_t) CLAMP (cvk_value_lookup_integer (facts, "port", 0), 0, G_MAXUINT16);
  return self->user_path != NULL;
}
