// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* The head of a request to the loopback port of a sign-in, and the query that it brings. */

#include "config.h"

#include <string.h>

#include "connect/cvk-loopback-callback.h"
#include "connect/cvk-loopback-request.h"
#include "fuzz.h"

static void
check_value (const char *value)
{
  for (const char *p = value; p != NULL && *p != '\0'; p++)
    g_assert_true ((unsigned char) *p >= 0x20 && *p != 0x7f);
}

static void
check_query (char *query)
{
  CvkLoopbackCallback callback = { 0 };

  if (!cvk_loopback_callback_parse (query, &callback))
    return;
  check_value (callback.state);
  check_value (callback.code);
  check_value (callback.error);
  check_value (callback.issuer);
  if (callback.error != NULL)
    {
      g_autoptr (GError) error = cvk_loopback_callback_make_error (&callback);

      fuzz_check_outcome (NULL, error);
    }
}

/* The listener hands out what ends with an empty line, and a zero byte behind it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *whole = g_malloc (size + 5);
  g_autofree char *head = NULL;
  g_autofree char *query = fuzz_dup_string (data, size);
  CvkLoopbackRequest request = { 0 };
  size_t length;
  unsigned status;

  if (size > 0)
    memcpy (whole, data, size);
  memcpy (whole + size, "\r\n\r\n", 5);
  length = (size_t) ((const char *) memmem (whole, size + 4, "\r\n\r\n", 4) - whole) + 4;
  head = g_malloc (length + 1);
  memcpy (head, whole, length);
  head[length] = '\0';
  status = cvk_loopback_request_parse (head, length, "127.0.0.1:40000", CVK_LOOPBACK_CALLBACK_PATH,
                                       &request);
  g_assert_true (status == 200 || (status >= 400 && status <= 431));
  if (status == 200 && request.target == CVK_LOOPBACK_TARGET_CALLBACK)
    check_query (request.query);
  check_query (query);
  return 0;
}
