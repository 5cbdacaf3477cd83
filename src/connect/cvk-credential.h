// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-secret.h"
#include "net/cvk-http.h"

G_BEGIN_DECLS

/* How a connection shows a service who it is: "auth.type" of a connector's description. */
typedef enum
{
  CVK_AUTH_KIND_OAUTH2,   /* a sign-in, which gives bearer tokens */
  CVK_AUTH_KIND_BEARER,   /* a token that the user gives */
  CVK_AUTH_KIND_BASIC,    /* user name and password, RFC 7617 */
  CVK_AUTH_KIND_HEADER,   /* a key in a header of its own */
  CVK_AUTH_KIND_ADDRESS,  /* the whole address is the secret: an incoming webhook */
  CVK_AUTH_KIND_PASSWORD, /* user name and password of another protocol than HTTP: mail */
  CVK_AUTH_KIND_NONE,     /* not at all */
} CvkAuthKind;

/* "oauth2", "bearer", "basic", "header", "address", "password", "none". */
const char *cvk_auth_kind_to_string (CvkAuthKind kind);
gboolean cvk_auth_kind_from_string (const char *text, CvkAuthKind *kind);
/* Whether the user gives a secret, as opposed to signing in or to nothing. */
gboolean cvk_auth_kind_has_given_secret (CvkAuthKind kind);

/**
 * CvkCredential:
 *
 * What a connection shows its service now. Never an OAUTH2: a sign-in's token is a BEARER. Plain
 * data; the secret is wiped with its last reference.
 */
typedef struct
{
  CvkAuthKind kind;
  CvkSecret *secret; /* nullable, only of NONE. BEARER: the token; BASIC: user name and password,
                        encoded as the header has them; HEADER: its value; ADDRESS: the whole
                        address; PASSWORD: the password */
  char *header;      /* nullable, only of HEADER: the header's name */
  char *user;        /* nullable, only of BASIC and PASSWORD: the user name */
} CvkCredential;

/* Takes a reference of @secret. @header, @user: (nullable), copied. (transfer full) */
CvkCredential *cvk_credential_new (CvkAuthKind kind,
                                   CvkSecret *secret,
                                   const char *header,
                                   const char *user) G_GNUC_WARN_UNUSED_RESULT;
void cvk_credential_free (CvkCredential *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkCredential, cvk_credential_free)

/* Sets what @self adds to @request, which borrows it: for an ADDRESS the whole address, for a
 * PASSWORD nothing. Whether the request's address is one that it may be sent to is the caller's to
 * ask: cvk_connection_allows_url(). */
void cvk_credential_apply (const CvkCredential *self, CvkHttpRequest *request);

/* An ADDRESS with the query of @path ("/?wait=true") behind it, which may have one of its own. NULL
 * for all other kinds, and where there is nothing to be added. (transfer full) (nullable) */
CvkSecret *cvk_credential_make_address (const CvkCredential *self, const char *path)
  G_GNUC_WARN_UNUSED_RESULT;

/* @user and @password as RFC 7617 puts them into a header. (transfer full) */
CvkSecret *cvk_credential_encode_basic (const char *user, const CvkSecret *password)
  G_GNUC_WARN_UNUSED_RESULT;

/* What the token store keeps of a secret that the user gave: {"v":1,"secret"}, which is
 * Base64. (transfer full) */
CvkSecret *cvk_credential_to_payload (const CvkSecret *secret) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): NULL when @payload is no such text. */
CvkSecret *cvk_credential_from_payload (const CvkSecret *payload) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
