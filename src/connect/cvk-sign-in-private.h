// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-device-code.h"
#include "connect/cvk-loopback.h"
#include "connect/cvk-sign-in.h"
#include "connect/cvk-token-payload.h"
#include "connect/cvk-token-reply.h"
#include "connect/cvk-token-request.h"

G_BEGIN_DECLS

struct _CvkSignIn
{
  GObject parent_instance;

  CvkHttp *http;
  CvkTokenStore *store;
  CvkClock *clock;

  CvkSignInRequest request; /* in the arena, with references to secret and details */
  GStringChunk *arena;
  char *api_url; /* the request's, until the token reply names another */

  /* The way over the browser. */
  CvkSecret *verifier;
  char *challenge;
  char *url; /* the attempt has begun */
  CvkLoopback *loopback;

  /* The way over a device. */
  CvkDeviceCode *device; /* the attempt has begun */

  /* What came of it, until it is stored. */
  CvkTokenReply *reply;
  int64_t reply_came; /* monotonic */
  char *account;      /* nullable: the service did not tell */
  char *name;         /* nullable */
};

/* Whether no address leads to a stranger; else the error says so. */
gboolean cvk_sign_in_check_addresses (CvkSignIn *self, GError **error);
/* Who asks the token endpoint. */
CvkTokenRequest cvk_sign_in_make_token_request (CvkSignIn *self, const char *url);
/* From the code to the connection. @task: its result is the CvkConnection. */
void cvk_sign_in_exchange (CvkSignIn *self, CvkSecret *code, GTask *task);
/* From the tokens on. Takes @reply. */
void cvk_sign_in_take_reply (CvkSignIn *self, CvkTokenReply *reply, GTask *task);
/* Asks the token endpoint until the user has answered, or for @timeout. */
void cvk_sign_in_poll (CvkSignIn *self, int64_t timeout, GTask *task);
/* The last part: stores what came and makes the connection. @id: the one it keeps; NULL: the
 * account's. */
void cvk_sign_in_store (CvkSignIn *self, const char *id, GTask *task);
/* Ends the attempt with @error: (transfer full), or @connection: (transfer full). */
void cvk_sign_in_end (CvkSignIn *self, GTask *task, CvkConnection *connection, GError *error);

G_END_DECLS
