// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-loopback.h"
#include "connect/cvk-sign-in.h"
#include "connect/cvk-token-payload.h"
#include "connect/cvk-token-reply.h"

G_BEGIN_DECLS

struct _CvkSignIn
{
  GObject parent_instance;

  CvkHttp *http;
  CvkTokenStore *store;
  CvkClock *clock;

  char *connector;
  char *client_id;
  CvkSecret *client_secret; /* nullable */
  char *authorize_url;
  char *token_url;
  char *revoke_url;
  char *api_url;
  char **allowed_hosts;
  char **scopes;
  char *user_path;
  char *issuer; /* nullable */
  uint16_t port;
  int64_t refresh_life;

  CvkSecret *verifier;
  char *challenge;
  char *url; /* the attempt has begun */
  CvkLoopback *loopback;
};

/* From the code to the connection. @task: its result is the CvkConnection. */
void cvk_sign_in_exchange (CvkSignIn *self, CvkSecret *code, GTask *task);
/* The second half: stores what came and makes the connection. @user: nullable. */
void cvk_sign_in_store (CvkSignIn *self,
                        CvkTokenReply *reply,
                        const char *account,
                        const char *name,
                        GTask *task);
/* Ends the attempt with @error: (transfer full), or @connection: (transfer full). */
void cvk_sign_in_end (CvkSignIn *self, GTask *task, CvkConnection *connection, GError *error);

G_END_DECLS
