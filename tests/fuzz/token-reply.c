// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* What a token endpoint or a device endpoint answers. The first byte says with which status. */

#include "config.h"

#include "connect/cvk-auth-error.h"
#include "connect/cvk-device-code.h"
#include "connect/cvk-token-reply.h"
#include "fuzz.h"

static void
check_reply (unsigned status, const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkTokenReply) reply = cvk_token_reply_parse (status, body, &error);

  fuzz_check_outcome (reply, error);
  if (reply == NULL)
    {
      g_assert_true (error->domain == CVK_AUTH_ERROR);
      return;
    }
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpint (reply->expires_in, >, 0);
  for (const char *p = cvk_secret_peek (reply->access_token); *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p));
}

static void
check_device (unsigned status, const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDeviceCode) code = cvk_device_code_parse (status, body, &error);

  fuzz_check_outcome (code, error);
  if (code == NULL)
    return;
  /* RFC 3986 3.1: schemes are the same in capitals. */
  g_assert_cmpint (g_ascii_strncasecmp (code->verification_url, "http", 4), ==, 0);
  g_assert_cmpint (code->expires_in, >, 0);
  g_assert_cmpint (code->interval, >, 0);
  for (const char *p = code->user_code; *p != '\0'; p++)
    g_assert_true (g_ascii_isprint (*p));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const unsigned statuses[] = { 200, 400, 401, 429, 500, 302 };
  unsigned status;

  if (size == 0)
    return 0;
  status = statuses[data[0] % G_N_ELEMENTS (statuses)];
  check_reply (status, data + 1, size - 1);
  check_device (status, data + 1, size - 1);
  return 0;
}
