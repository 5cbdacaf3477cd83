// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* The head of a request to a local webhook. */

#include "config.h"

#include <string.h>

#include "connect/cvk-webhook-head.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const hosts[] = { "127.0.0.1:8123", "localhost:8123", NULL };
  unsigned status = 0;
  g_autoptr (CvkWebhookHead) head = cvk_webhook_head_parse ((const char *) data, size, &status);
  unsigned refusal;

  if (head == NULL)
    {
      g_assert_true (status == 400 || status == 405 || status == 411 || status == 413 ||
                     status == 415 || status == 501);
      return 0;
    }
  g_assert_cmpuint (head->length, <=, CVK_WEBHOOK_MAX_BODY);
  refusal = cvk_webhook_head_check (head, "/hook/abc", hosts);
  g_assert_true (refusal == 0 || refusal == 403 || refusal == 404);
  if (refusal == 0)
    g_assert_cmpstr (head->target, ==, "/hook/abc");
  return 0;
}
