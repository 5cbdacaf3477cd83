// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* What a service says of when to ask again: the first line is Retry-After, the second Date, the
 * third X-RateLimit-Reset, the rest the words of the message. */

#include "config.h"

#include "fuzz.h"
#include "net/cvk-retry.h"

static void
add_header (CvkHttpResponse *response, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    g_hash_table_insert (response->headers, g_strdup (name), g_strdup (value));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_autoptr (CvkHttpResponse) response = NULL;
  g_auto (GStrv) lines = NULL;
  CvkRetryWait wait = { 0 };
  unsigned n_lines;

  if (text == NULL)
    return 0;
  lines = g_strsplit (text, "\n", 4);
  n_lines = g_strv_length (lines);
  response = g_new0 (CvkHttpResponse, 1);
  response->status = 429;
  response->body = g_bytes_new (NULL, 0);
  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  add_header (response, "retry-after", n_lines > 0 ? lines[0] : NULL);
  add_header (response, "date", n_lines > 1 ? lines[1] : NULL);
  add_header (response, "x-ratelimit-reset", n_lines > 2 ? lines[2] : NULL);
  cvk_retry_read_wait (response, n_lines > 3 ? lines[3] : NULL, FUZZ_NOW, 1, &wait);
  g_assert_cmpint (wait.until, >=, FUZZ_NOW);
  g_assert_cmpint (wait.until, <=, FUZZ_NOW + CVK_RETRY_MAX_WAIT);
  return 0;
}
