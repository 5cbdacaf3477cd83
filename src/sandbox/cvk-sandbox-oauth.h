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

/* Who asks: a confidential client by its Basic header, a public one by its id alone. (transfer
 * full) (nullable) */
char *cvk_sandbox_oauth_authenticate (CvkSandbox *sandbox,
                                      const CvkSandboxRequest *request,
                                      GHashTable *form) G_GNUC_WARN_UNUSED_RESULT;
/* Whether a form of ours was sent, as far as the browser tells. */
gboolean cvk_sandbox_oauth_is_own_form (CvkSandbox *sandbox, const CvkSandboxRequest *request);

/* What a client asks a user for. */
typedef struct
{
  char *client_id;
  char *redirect_uri; /* nullable: of a device */
  char *state;        /* nullable */
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
/* Those of the application that are asked for, all of them when none is. NULL when one is none of
 * its. (transfer full) (nullable) */
char **cvk_sandbox_authorization_choose_scopes (const char *scope, const char *optional)
  G_GNUC_WARN_UNUSED_RESULT;
/* Those that were ticked on the consent page. (transfer full) */
char **cvk_sandbox_oauth_read_scopes (const CvkSandboxRequest *request,
                                      const CvkSandboxAuthorization *authorization)
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
