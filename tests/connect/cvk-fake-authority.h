// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A tiny authorization server with rotating refresh tokens ("R1", "R2", ...) and the API's
 * /v2/users/me, in this process, with the faults that a test asks for. */
typedef struct
{
  GSocketService *service;
  char *url; /* http://127.0.0.1:PORT */

  /* Every request as "METHOD path authorization body", in order. */
  GPtrArray *requests;
  unsigned refreshes; /* that succeeded */
  unsigned refusals;  /* of a refresh token that is not the current one */

  char *code;            /* the authorization code that is good, once */
  char *challenge;       /* nullable: what its verifier must hash to */
  unsigned current;      /* number of the refresh token that is good */
  gboolean is_rotating;  /* TRUE at first */
  int expires_in;        /* 3600 at first */
  const char *scopes;    /* nullable: none in the reply */
  const char *api_url;   /* nullable: none in the reply */
  unsigned token_status; /* above 0: the answer of the token endpoint */
  const char *token_body;
  const char *token_location;    /* nullable: a Location header for it */
  const char *token_retry_after; /* nullable: a Retry-After header for it */
  int refresh_expires_in;        /* 0: not in the reply */
  unsigned user_status;          /* above 0: the answer of /v2/users/me */
  const char *user_body;
  unsigned revoke_status;  /* 200 at first */
  unsigned device_status;  /* the answer of /oauth/devicecode; 404 at first */
  const char *device_body; /* not NULL then */
  gboolean is_allowed;     /* the user has entered the code that "device_code" D stands for */
  gboolean is_holding;     /* token requests wait for cvk_fake_authority_let_go() */
  GPtrArray *held;
} CvkFakeAuthority;

/* Nobody is reached any more. */
void cvk_fake_authority_close (CvkFakeAuthority *self);
CvkFakeAuthority *cvk_fake_authority_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_fake_authority_free (CvkFakeAuthority *self);
void cvk_fake_authority_let_go (CvkFakeAuthority *self);
/* Requests whose text starts with @prefix. */
unsigned cvk_fake_authority_count (CvkFakeAuthority *self, const char *prefix);

G_END_DECLS
