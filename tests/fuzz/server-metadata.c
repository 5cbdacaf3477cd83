// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* What an authorization server says of itself. */

#include "config.h"

#include "connect/cvk-server-metadata.h"
#include "fuzz.h"

#define ISSUER "https://login.example.org"

static void
check_address (const CvkValue *metadata, const char *name)
{
  const char *url = cvk_value_lookup_string (metadata, name, "");

  g_assert_true (*url == '\0' || g_str_has_prefix (url, "https://"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new_static (data, size);
  g_autofree char *issuer = fuzz_dup_text (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) metadata = cvk_server_metadata_parse (ISSUER, body, &error);

  fuzz_check_outcome (metadata, error);
  if (metadata != NULL)
    {
      check_address (metadata, "authorize_url");
      check_address (metadata, "token_url");
      check_address (metadata, "revoke_url");
      check_address (metadata, "device_url");
    }
  if (issuer != NULL)
    {
      g_auto (GStrv) urls = cvk_server_metadata_make_urls (issuer);

      g_assert_true (urls == NULL || g_strv_length (urls) == 2);
    }
  return 0;
}
