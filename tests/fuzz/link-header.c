// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A Link header, by which lists go on. */

#include "config.h"

#include "connect/cvk-http-node-private.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *header = fuzz_dup_string (data, size);
  g_autofree char *target = cvk_http_link_find (header, "next");

  if (target != NULL)
    g_assert_nonnull (g_strstr_len (header, -1, target));
  return 0;
}
