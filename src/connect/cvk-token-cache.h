// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "connect/cvk-token-reply.h"

G_BEGIN_DECLS

/**
 * The running access token, sealed for those who have the refresh token it came with.
 *
 * An access token can be used by every engine of this user until it expires, and services ask not
 * to mint one for each (Zoom flags applications that do). Handing it over in clear would put it on
 * the disk. So it is encrypted (AES-256-GCM) under a key that follows from the refresh token in
 * the keyring, as it is after the refresh (HKDF-SHA256, RFC 5869): who can open it could as well
 * ask the service for another, and who cannot read the keyring learns nothing. Item and generation
 * are bound to it; one that was put in another's place does not open.
 */

/* NULL when there is no randomness, or no cryptography. (transfer full) (nullable) */
GBytes *cvk_token_cache_seal (const CvkTokenReply *reply,
                              const char *item,
                              int64_t generation,
                              const CvkSecret *refresh_token,
                              CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;
/* What was sealed, without a refresh token and with its age; NULL for anything that was not sealed
 * for these, was changed, has expired, or whose age cannot be known because the clock was set back.
 * (transfer full) (nullable) */
CvkTokenReply *cvk_token_cache_open (GBytes *sealed,
                                     const char *item,
                                     int64_t generation,
                                     const CvkSecret *refresh_token,
                                     CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
