// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/cvk-secret.h"
#include "base/cvk-value.h"
#include "connect/cvk-connection.h"

G_BEGIN_DECLS

/* What a sign-in goes by: the service, the client, and the connection that it renews. Borrows
 * everything. */
typedef struct
{
  const char *connector;
  const char *client_id;
  CvkSecret *client_secret; /* nullable */
  gboolean secret_in_form;  /* cvk-token-request.h */
  const char *authorize_url;
  const char *token_url;
  const char *revoke_url; /* empty: there is none */
  const char *api_url;
  const char *const *allowed_hosts; /* suffixes that the token reply's api_url may name */
  const char *const *scopes;
  const char *user_path;     /* "/users/me": who is it; empty: nobody is asked */
  int64_t refresh_life;      /* seconds that a refresh token lives unused; 0: not known */
  uint16_t port;             /* of the redirect address; 0: chosen by the kernel */
  const char *issuer;        /* nullable: what the callback's "iss" must be (RFC 9207) */
  gboolean issuer_is_needed; /* the server sends it, so it must be there */
  gboolean random_path;      /* the redirect URI may be any below the registered one */
  const char *device_url;    /* nullable: where a device asks for a code (RFC 8628) */
  gboolean device_in_query;  /* the server reads that request's parameters out of the address */
  const char *choice;        /* nullable: the id of the connector's choice that this is */
  CvkValue *details;         /* nullable: what the user gave when connecting, an object */
  const char *name;          /* nullable: what the user calls the connection */
  const char *standard_name; /* nullable: what it is called when nobody knows who it is */

  /* Of the connection that is renewed; NULL and empty for a new one. */
  const char *connection; /* its id, which it keeps */
  const char *item;       /* of the token store */
  const char *account;    /* whose it was; empty: not known */
} CvkSignInRequest;

/* Copies into @arena; the secret and the details stay @source's. */
CvkSignInRequest cvk_sign_in_request_copy (const CvkSignInRequest *source, GStringChunk *arena);
/* A NULL-terminated array, its texts and itself in @arena. */
const char *const *cvk_sign_in_request_keep_texts (GStringChunk *arena, const char *const *texts);

/* What a connection's record keeps under "sign_in", so that the connection can be renewed without
 * the connector's file: {"scopes":[...],"user_path","issuer","issuer_needed","random_path",
 * "device_url","device_in_query","secret_in_form","port"}. (transfer full) */
CvkValue *cvk_sign_in_request_to_value (const CvkSignInRequest *self) G_GNUC_WARN_UNUSED_RESULT;
/* The other way round; the rest comes from the record's other members, but for the details. FALSE
 * when the record has no such member. */
gboolean cvk_sign_in_request_read (CvkSignInRequest *self,
                                   const CvkValue *record,
                                   GStringChunk *arena);
/* What is another sign-in of @connection, whose id and place in the token store it keeps. */
void cvk_sign_in_request_renew (CvkSignInRequest *self,
                                CvkConnection *connection,
                                GStringChunk *arena);

G_END_DECLS
