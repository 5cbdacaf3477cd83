// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

#include "connect/cvk-mail-address.h"

G_BEGIN_DECLS

/* What lies at a message. */
typedef struct
{
  char *name;       /* of the file, as the recipient sees it */
  GBytes *data;     /* owned */
  gboolean is_text; /* UTF-8 */
} CvkMailAttachment;

CvkMailAttachment *cvk_mail_attachment_new (const char *name, GBytes *data, gboolean is_text)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_mail_attachment_free (CvkMailAttachment *self);

/* All borrowed. Lists: (element-type CvkMailAddress) (nullable). */
typedef struct
{
  const CvkMailAddress *from;
  GPtrArray *to;
  GPtrArray *cc;
  GPtrArray *reply_to;
  const char *subject;    /* without control characters */
  const char *message_id; /* without angle brackets */
  int64_t date;           /* microseconds since 1970; written in UTC */
  const char *text;       /* nullable */
  const char *html;       /* nullable */
  GPtrArray *attachments; /* (element-type CvkMailAttachment) */
} CvkMailParts;

/* The message as RFC 5322 and MIME have it, with lines ending in CR LF. Who else gets it (Bcc) is
 * not part of it. A text attachment that is a calendar says which method it is of (RFC 5546), so
 * that mail programs offer to accept it. (transfer full) */
GBytes *cvk_mail_message_write (const CvkMailParts *parts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
