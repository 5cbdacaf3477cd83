// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-device-code.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-auth-error.h"
#include "connect/cvk-connection-private.h"
#include "connect/cvk-token-json.h"
#include "connect/cvk-token-reply.h"

/* RFC 8628: what it means when the server does not say. */
#define DEFAULT_INTERVAL 5
#define MAX_INTERVAL 300
#define MAX_LIFE (INT64_C (24) * 60 * 60)
#define MAX_USER_CODE 64

void
cvk_device_code_free (CvkDeviceCode *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->device_code, cvk_secret_unref);
  cvk_wipe_string (&self->user_code);
  g_free (self->verification_url);
  g_free (self);
}

/* A person reads it and types it in. */
static gboolean
is_user_code (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MAX_USER_CODE)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      return FALSE;
  return TRUE;
}

static gboolean
read_times (CvkDeviceCode *self, CvkJson *json)
{
  if (!cvk_token_json_get_integer (json, "expires_in", &self->expires_in) || self->expires_in < 1 ||
      self->expires_in > MAX_LIFE)
    return FALSE;
  self->interval = DEFAULT_INTERVAL;
  if (!cvk_token_json_has (json, "interval"))
    return TRUE;
  return cvk_token_json_get_integer (json, "interval", &self->interval) && self->interval >= 1 &&
         self->interval <= MAX_INTERVAL;
}

static CvkDeviceCode *
read_success (const char *text, size_t length)
{
  g_autoptr (CvkDeviceCode) self = g_new0 (CvkDeviceCode, 1);
  g_autoptr (CvkJson) json = cvk_token_json_parse (text, length);

  if (json == NULL || !read_times (self, json))
    return NULL;
  self->device_code = cvk_token_json_get_secret (json, "device_code");
  self->user_code = cvk_token_json_get_string (json, "user_code");
  self->verification_url = cvk_token_json_get_string (json, "verification_uri");
  if (self->device_code == NULL || !is_user_code (self->user_code) ||
      self->verification_url == NULL || !cvk_connection_is_safe_url (self->verification_url))
    return NULL;
  return g_steal_pointer (&self);
}

CvkDeviceCode *
cvk_device_code_parse (unsigned status, GBytes *body, GError **error)
{
  CvkDeviceCode *self = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);

  if (status != 200)
    {
      /* A refusal looks like the token endpoint's. */
      g_autoptr (CvkTokenReply) reply = cvk_token_reply_parse (status, body, error);

      g_assert (reply == NULL);
      return NULL;
    }
  self = read_success (text, length);
  if (self == NULL)
    g_set_error_literal (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL,
                         _ ("The service's answer to the request for a code makes no sense. Check "
                            "the server's address, or sign in with a browser."));
  cvk_wipe ((void *) text, length);
  return self;
}
