// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-secret.h"

G_BEGIN_DECLS

/* The answer of a token endpoint (RFC 6749, section 5), or what is left of it. */
typedef struct
{
  CvkSecret *access_token;
  CvkSecret *refresh_token; /* nullable */
  int64_t expires_in;       /* seconds; an hour when the server did not say */
  gboolean is_open_ended;   /* it did not say */
  int64_t refresh_life;     /* seconds the refresh token lives unused; 0: not told */
  int64_t age;              /* microseconds: since the answer came; 0 unless it was kept */
  char *scopes;             /* nullable: as asked for; separated by spaces */
  char *api_url;            /* nullable: where this account's API is (Zoom); not yet checked */
} CvkTokenReply;

void cvk_token_reply_free (CvkTokenReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkTokenReply, cvk_token_reply_free)

/* Reads the answer strictly: anything but a complete success is an error in CVK_AUTH_ERROR.
 * RECONNECT means that the grant is gone: "invalid_grant", or one of Zoom's numbers 4735 and 4737;
 * DISABLED (4738) and ELSEWHERE (4741) say why. REFUSED is every other refusal in the words of the
 * standard, BUSY a server that asked to wait, OFFLINE one that failed, PROTOCOL an answer that
 * makes no sense. @body is overwritten with zeros, so it must be in memory of its own. Returns:
 * (transfer full) (nullable) */
CvkTokenReply *cvk_token_reply_parse (unsigned status, GBytes *body, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
