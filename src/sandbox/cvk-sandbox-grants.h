// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox-accounts.h"
#include "sandbox/cvk-sandbox-time.h"

G_BEGIN_DECLS

/**
 * CvkSandboxGrants:
 *
 * Authorization codes, grants and their tokens. A grant is what one user allowed one client; only
 * the newest one of such a pair lives, and using a spent refresh token or code ends it.
 */
typedef struct _CvkSandboxGrants CvkSandboxGrants;

/* The scopes of the application, in the order of the consent page; ended by NULL. */
extern const char *const cvk_sandbox_scopes[];

typedef struct
{
  char *id;
  char *client_id;
  CvkSandboxUser *user;
  char **scopes;
  GHashTable *access_tokens;  /* token -> expiry */
  GHashTable *refresh_tokens; /* token -> expiry, or 0 once it is spent */
} CvkSandboxGrant;

typedef struct
{
  char *client_id;
  char *redirect_uri;
  char *challenge; /* nullable */
  char *challenge_method;
  char **scopes;
  CvkSandboxUser *user;
  int64_t expires;
  char *grant; /* nullable: id of the grant that was made from it */
} CvkSandboxCode;

void cvk_sandbox_code_free (CvkSandboxCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxCode, cvk_sandbox_code_free)

/* Everything given must outlive the grants. */
CvkSandboxGrants *cvk_sandbox_grants_new (CvkSandboxState *state,
                                          CvkSandboxClock *clock,
                                          CvkSandboxAccounts *accounts) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_grants_free (CvkSandboxGrants *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxGrants, cvk_sandbox_grants_free)
gboolean cvk_sandbox_grants_load (CvkSandboxGrants *self, GError **error);

/* Takes @code, sets its expiry, and returns the text to hand out. */
char *cvk_sandbox_grants_add_code (CvkSandboxGrants *self, CvkSandboxCode *code)
  G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): a used one too, but no expired one. */
CvkSandboxCode *cvk_sandbox_grants_find_code (CvkSandboxGrants *self, const char *code);
/* Spends the code: ends the user's earlier grant for that client and makes a new one. */
CvkSandboxGrant *cvk_sandbox_grants_redeem (CvkSandboxGrants *self, const char *code);

/* (transfer none) (nullable): living grants only. */
CvkSandboxGrant *cvk_sandbox_grants_find (CvkSandboxGrants *self, const char *id);
/* By any refresh token that it ever had. */
CvkSandboxGrant *cvk_sandbox_grants_find_refresh (CvkSandboxGrants *self, const char *token);
/* Whether the token is neither spent nor past its time. */
gboolean cvk_sandbox_grants_can_refresh (CvkSandboxGrants *self,
                                         const CvkSandboxGrant *grant,
                                         const char *token);
/* Sets @expired for a token past its time. */
CvkSandboxGrant *cvk_sandbox_grants_find_access (CvkSandboxGrants *self,
                                                 const char *token,
                                                 gboolean *expired);
void cvk_sandbox_grants_end (CvkSandboxGrants *self, CvkSandboxGrant *grant);
/* Ends grants; NULL matches every client, every user. Returns how many. */
unsigned cvk_sandbox_grants_end_matching (CvkSandboxGrants *self,
                                          const char *client_id,
                                          const CvkSandboxUser *user);
/* Makes access tokens expire: that one, or all of them (NULL). */
void cvk_sandbox_grants_expire (CvkSandboxGrants *self, const char *token);
/* Replaces the scopes of all living grants. */
void cvk_sandbox_grants_set_scopes (CvkSandboxGrants *self, char **scopes);

/* A new pair of tokens; earlier refresh tokens are spent. The token endpoint's answer. */
CvkValue *cvk_sandbox_grants_issue (CvkSandboxGrants *self,
                                    CvkSandboxGrant *grant,
                                    const char *origin) G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_sandbox_grant_has_scope (const CvkSandboxGrant *self, const char *scope);

/* A token shaped as Zoom's are: a signed JSON Web Token of @claims. (transfer full) */
char *cvk_sandbox_make_jwt (const CvkValue *claims) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
