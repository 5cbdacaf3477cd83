// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/cvk-secret.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* How Zoom proves that it is the sender (developers.zoom.us, "Using webhooks", "Verify webhook
 * events"): x-zm-signature is "v0=" and the HMAC-SHA256 of "v0:{x-zm-request-timestamp}:{body}"
 * under the secret token of the app. What is older than five minutes, or newer, proves nothing. */

/* @signature, @timestamp: (nullable): values of the two headers; @now: microseconds since 1970. */
gboolean cvk_webhook_proof_check (CvkSecret *secret,
                                  const char *signature,
                                  const char *timestamp,
                                  GBytes *body,
                                  int64_t now);
/* What Zoom wants to hear when it asks whether this address is the app's own
 * ("endpoint.url_validation"); NULL when it does not ask. (transfer full) (nullable) */
char *cvk_webhook_proof_dup_validation (CvkSecret *secret, const CvkValue *body)
  G_GNUC_WARN_UNUSED_RESULT;
/* Under which name the keyring keeps the secret token for a pipeline file. (transfer full) */
char *cvk_webhook_proof_dup_item (const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
