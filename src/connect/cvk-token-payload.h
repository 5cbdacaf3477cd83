// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-secret.h"

G_BEGIN_DECLS

/**
 * CvkTokenPayload:
 *
 * What the token store keeps of a connection, as one JSON text:
 * {"v":1,"generation","refresh_token" or "access_token","client_secret","scopes","account",
 * "issued_at"}. The generation counts up with every token that replaces another, whoever stores it.
 */
typedef struct
{
  int64_t generation;
  CvkSecret *refresh_token; /* nullable: the service gave none, then the next one is there */
  CvkSecret *access_token;  /* nullable: one that lasts until it is revoked */
  CvkSecret *client_secret; /* nullable; only the one that the user brought */
  char *scopes;             /* separated by spaces */
  char *account;
  int64_t issued_at; /* seconds since 1970 */
} CvkTokenPayload;

/* Everything empty. */
CvkTokenPayload *cvk_token_payload_new (void) G_GNUC_WARN_UNUSED_RESULT;
CvkTokenPayload *cvk_token_payload_copy (const CvkTokenPayload *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_token_payload_free (CvkTokenPayload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkTokenPayload, cvk_token_payload_free)

CvkSecret *cvk_token_payload_to_secret (const CvkTokenPayload *self) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): NULL when @secret is no such text. */
CvkTokenPayload *cvk_token_payload_parse (const CvkSecret *secret) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
