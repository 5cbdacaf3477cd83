// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-webhook-proof.h"

#include <string.h>

#include "base/cvk-json.h"

#define WINDOW_SECONDS 300

static char *
compute (CvkSecret *secret, const char *prefix, const void *data, size_t length)
{
  g_autoptr (GHmac) hmac =
    g_hmac_new (G_CHECKSUM_SHA256, (const unsigned char *) cvk_secret_peek (secret),
                cvk_secret_get_length (secret));
  char *text = NULL;

  if (prefix != NULL)
    g_hmac_update (hmac, (const unsigned char *) prefix, (gssize) strlen (prefix));
  g_hmac_update (hmac, data, (gssize) length);
  text = g_strdup (g_hmac_get_string (hmac));
  g_clear_pointer (&hmac, g_hmac_unref);
  cvk_wipe_traces ();
  return text;
}

gboolean
cvk_webhook_proof_check (CvkSecret *secret,
                         const char *signature,
                         const char *timestamp,
                         GBytes *body,
                         int64_t now)
{
  gint64 seconds = 0;
  gsize length = 0;
  const void *data = g_bytes_get_data (body, &length);
  g_autofree char *prefix = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *expected = NULL;

  if (signature == NULL || timestamp == NULL ||
      !g_ascii_string_to_signed (timestamp, 10, 0, G_MAXINT32 * INT64_C (100), &seconds, NULL) ||
      ABS (now / G_USEC_PER_SEC - seconds) > WINDOW_SECONDS)
    return FALSE;
  prefix = g_strconcat ("v0:", timestamp, ":", NULL);
  hash = compute (secret, prefix, data, length);
  expected = g_strconcat ("v0=", hash, NULL);
  return cvk_text_equal_constant_time (expected, signature);
}

char *
cvk_webhook_proof_dup_validation (CvkSecret *secret, const CvkValue *body)
{
  const char *token =
    cvk_value_lookup_string (cvk_value_get_member (body, "payload"), "plainToken", NULL);
  g_autofree char *encrypted = NULL;
  g_autoptr (CvkValue) answer = NULL;

  if (token == NULL ||
      !g_str_equal (cvk_value_lookup_string (body, "event", ""), "endpoint.url_validation"))
    return NULL;
  encrypted = compute (secret, NULL, token, strlen (token));
  answer = cvk_value_new_object ("plainToken", cvk_value_new_string (token), "encryptedToken",
                                 cvk_value_new_string (encrypted), NULL);
  return cvk_value_to_json (answer, CVK_JSON_COMPACT);
}

char *
cvk_webhook_proof_dup_item (const char *path)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);

  return g_strdup_printf ("webhook-%.32s", hash);
}
