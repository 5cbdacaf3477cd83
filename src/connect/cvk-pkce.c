// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-pkce.h"

#include "base/cvk-random.h"

#define VERIFIER_BYTES 32
#define SHA256_BYTES 32
#define SHA256_BLOCK_BYTES 64

CvkSecret *
cvk_pkce_create_verifier (GError **error)
{
  char *verifier = cvk_random_base64url (VERIFIER_BYTES, error);

  return verifier != NULL ? cvk_secret_take (verifier) : NULL;
}

char *
cvk_pkce_make_challenge (const CvkSecret *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  static const guchar block[SHA256_BLOCK_BYTES];
  uint8_t digest[SHA256_BYTES];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) cvk_secret_peek (verifier),
                     (gssize) cvk_secret_get_length (verifier));
  g_checksum_get_digest (checksum, digest, &length);
  /* It keeps the last block of what went through it, also in memory that it has freed. A whole
   * block would not be copied there. */
  g_checksum_reset (checksum);
  g_checksum_update (checksum, block, sizeof block - 1);
  return cvk_base64url_encode (digest, length);
}
