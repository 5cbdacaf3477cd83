// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an authorization server has to match exactly; one that allows it gets a segment more. */
#define CVK_LOOPBACK_CALLBACK_PATH "/callback"
/* Where the browser is sent after the callback, so that its history does not keep the code. */
#define CVK_LOOPBACK_DONE_PATH "/done"

typedef enum
{
  CVK_LOOPBACK_TARGET_CALLBACK,
  CVK_LOOPBACK_TARGET_DONE,
} CvkLoopbackTarget;

typedef struct
{
  CvkLoopbackTarget target;
  char *query; /* nullable; inside the head */
} CvkLoopbackRequest;

/* Reads the head of an HTTP/1.1 request (RFC 9112), up to and with its empty line, in place: @head
 * is cut into pieces, and nothing is copied. @authority is what Host must be: "127.0.0.1:PORT".
 *
 * Only a browser's top-level GET of @callback_path or the other path, spelt exactly, is let
 * through. Returns: 200, or the status to refuse with. */
unsigned cvk_loopback_request_parse (char *head,
                                     size_t length,
                                     const char *authority,
                                     const char *callback_path,
                                     CvkLoopbackRequest *request);

G_END_DECLS
