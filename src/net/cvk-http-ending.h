// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <libsoup/soup.h>

#include "net/cvk-http-tap.h"

G_BEGIN_DECLS

/* How the body of an answer ends. libsoup 3.2 takes an end of the connection in place of the last
 * chunk, and of the rest of what is compressed, for the end of the body. */
typedef struct
{
  CvkHttpTap *connection; /* nullable: below the chunks */
  CvkHttpTap *packed;     /* nullable: below what unpacks gzip */
} CvkHttpEnding;

/* Before the first byte of @stream, the answer to @message, is read. */
void cvk_http_ending_watch (CvkHttpEnding *self, SoupMessage *message, GInputStream *stream);
/* When @stream has come to its end. @size: of the body, unpacked. An answer that neither says its
 * length nor comes in chunks nor is compressed is whole wherever it ends (RFC 9112, section 8). */
gboolean cvk_http_ending_is_whole (const CvkHttpEnding *self, size_t size);
void cvk_http_ending_clear (CvkHttpEnding *self);

G_END_DECLS
