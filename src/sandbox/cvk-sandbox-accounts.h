// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox-state.h"

G_BEGIN_DECLS

/**
 * CvkSandboxAccounts:
 *
 * Who uses the sandbox: people, and the client programs they may sign in to.
 */
typedef struct _CvkSandboxAccounts CvkSandboxAccounts;

#define CVK_SANDBOX_PUBLIC_CLIENT "convoke-sandbox"
#define CVK_SANDBOX_CONFIDENTIAL_CLIENT "convoke-confidential"
#define CVK_SANDBOX_CONFIDENTIAL_SECRET "convoke-confidential-secret"

typedef struct
{
  char *id;
  char *email;
  char *time_zone;
  CvkValue *facts; /* what GET /users/me answers, and what CONTROL.md adds */
  gboolean licensed;
  gboolean blocked; /* hosting and scheduling not allowed */
} CvkSandboxUser;

typedef enum
{
  CVK_SANDBOX_CLIENT_UNKNOWN,
  CVK_SANDBOX_CLIENT_PUBLIC,
  CVK_SANDBOX_CLIENT_CONFIDENTIAL,
  CVK_SANDBOX_CLIENT_UNAPPROVED, /* an administrator has not allowed it */
} CvkSandboxClientKind;

/* Random text, unpadded base64url. Ends the program when there is no randomness. */
char *cvk_sandbox_make_token (size_t bytes) G_GNUC_WARN_UNUSED_RESULT;

CvkSandboxAccounts *cvk_sandbox_accounts_new (CvkSandboxState *state) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_accounts_free (CvkSandboxAccounts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxAccounts, cvk_sandbox_accounts_free)
/* Reads what an earlier process kept; makes the first user when there is none. */
gboolean cvk_sandbox_accounts_load (CvkSandboxAccounts *self, gboolean licensed, GError **error);

/* By id or e-mail; NULL means the first user. (transfer none) (nullable) */
CvkSandboxUser *cvk_sandbox_accounts_find_user (CvkSandboxAccounts *self, const char *name);
/* (transfer none): of CvkSandboxUser. */
GPtrArray *cvk_sandbox_accounts_get_users (CvkSandboxAccounts *self);
/* Changes facts of @user, or of a new one when NULL, who needs an "email". (transfer none) */
CvkSandboxUser *cvk_sandbox_accounts_set_user (CvkSandboxAccounts *self,
                                               CvkSandboxUser *user,
                                               const CvkValue *facts);
/* Whether @user may not schedule with people of that e-mail's domain. */
gboolean cvk_sandbox_user_blocks_domain (const CvkSandboxUser *self, const char *domain);

/* Whether @self has the privilege to schedule meetings that @other hosts. */
gboolean cvk_sandbox_user_may_schedule_for (const CvkSandboxUser *self,
                                            const CvkSandboxUser *other);

/* Whether @number is the id of a webinar, which the meetings API may not touch. */
gboolean cvk_sandbox_user_has_webinar (const CvkSandboxUser *self, const char *number);
/* Whether @number is the id of a personal audio conference, which cannot be deleted. */
gboolean cvk_sandbox_user_has_pac (const CvkSandboxUser *self, const char *number);

CvkSandboxClientKind cvk_sandbox_accounts_get_client (CvkSandboxAccounts *self,
                                                      const char *client_id);
gboolean cvk_sandbox_accounts_check_secret (CvkSandboxAccounts *self,
                                            const char *client_id,
                                            const char *secret);
void cvk_sandbox_accounts_set_client (CvkSandboxAccounts *self,
                                      const char *client_id,
                                      CvkSandboxClientKind kind,
                                      const char *secret);

G_END_DECLS
