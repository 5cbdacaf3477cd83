// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The head of a request to a local webhook, read as strictly as RFC 9112 allows: what two readers
 * could understand differently is refused. */

#define CVK_WEBHOOK_MAX_HEAD 16384
#define CVK_WEBHOOK_MAX_BODY ((size_t) 1024 * 1024)

typedef struct
{
  char *target;        /* as sent */
  GHashTable *headers; /* lower-case name -> value */
  size_t length;       /* of the body */
} CvkWebhookHead;

/* @text: up to and with the empty line. (transfer full) (nullable): NULL with the @status to answer
 * with: 400, 405 (no POST), 411 (no length), 413 (too long), 415 (no JSON), 501 (encoded). */
CvkWebhookHead *cvk_webhook_head_parse (const char *text, size_t length, unsigned *status)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_webhook_head_free (CvkWebhookHead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkWebhookHead, cvk_webhook_head_free)

/* Whether it may be taken: exactly @path, a Host of @hosts (name or name:port, in lower case,
 * NULL-terminated), and no Origin: that would be a web page. 0 when it may, else 403 or 404. Paths
 * are compared in constant time. */
unsigned cvk_webhook_head_check (const CvkWebhookHead *self,
                                 const char *path,
                                 const char *const *hosts);

G_END_DECLS
