// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/**
 * The authorization server: RFC 6749 with RFC 7636, as Zoom has it.
 */
CvkSandboxOauth *cvk_sandbox_oauth_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_oauth_free (CvkSandboxOauth *self);

/* /oauth/authorize: the consent page, and what its form sends. */
CvkSandboxReply *cvk_sandbox_oauth_authorize (CvkSandbox *sandbox, const CvkSandboxRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;
/* POST /oauth/token */
CvkSandboxReply *cvk_sandbox_oauth_token (CvkSandbox *sandbox, const CvkSandboxRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;
/* POST /oauth/revoke */
CvkSandboxReply *cvk_sandbox_oauth_revoke (CvkSandbox *sandbox, const CvkSandboxRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;

/* What a client asks a user for. */
typedef struct
{
  char *client_id;
  char *redirect_uri;
  char *state; /* nullable */
  char *challenge;
  char *challenge_method;
  char **scopes;
} CvkSandboxAuthorization;

void cvk_sandbox_authorization_free (CvkSandboxAuthorization *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxAuthorization, cvk_sandbox_authorization_free)

/* Reads the parameters of an authorization request. When they are wrong, @refusal is set to the
 * reply: a page where no redirect can be trusted. */
CvkSandboxAuthorization *cvk_sandbox_authorization_read (CvkSandbox *sandbox,
                                                         GHashTable *parameters,
                                                         gboolean repeated,
                                                         CvkSandboxReply **refusal)
  G_GNUC_WARN_UNUSED_RESULT;
/* The user said yes. (transfer full): the code */
char *cvk_sandbox_authorization_grant (CvkSandbox *sandbox,
                                       const CvkSandboxAuthorization *self,
                                       CvkSandboxUser *user,
                                       char **scopes) G_GNUC_WARN_UNUSED_RESULT;
/* 302 to the client's redirect with @name=@value and the state. */
CvkSandboxReply *cvk_sandbox_authorization_redirect (const CvkSandboxAuthorization *self,
                                                     const char *name,
                                                     const char *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
