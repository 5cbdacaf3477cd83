// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "net/cvk-http.h"

G_BEGIN_DECLS

/**
 * CvkHttpBody:
 *
 * The decoded body of an answer while it comes: within its budget, without the credentials of the
 * request, kept for the response, handed over as it comes, or written away and not kept.
 */
typedef struct
{
  GByteArray *bytes;    /* owned: what is kept, or waits to be written */
  size_t size;          /* of all that has come */
  size_t budget;        /* that it may come to */
  CvkSecret *hidden;    /* owned, nullable: what it may not repeat */
  size_t n_hidden;      /* bytes of @bytes that are looked through for it */
  size_t n_handed_over; /* of @bytes */
  CvkHttpStream stream; /* without a function and a sink: nobody follows it */
  gboolean is_followed; /* its status is one that is handed over */
  GBytes *outgoing;     /* owned, nullable: what is being written */
  GError *error;        /* owned, nullable: why writing it has ended */
} CvkHttpBody;

/* @hidden: (transfer full) (nullable); @stream: (nullable) */
void cvk_http_body_init (CvkHttpBody *self,
                         size_t budget,
                         CvkSecret *hidden,
                         const CvkHttpStream *stream);
void cvk_http_body_clear (CvkHttpBody *self);
/* The answer has come with that status. */
void cvk_http_body_begin (CvkHttpBody *self, unsigned status);
/* FALSE: that would be more than the budget. */
gboolean cvk_http_body_add (CvkHttpBody *self, const void *data, size_t size);
/* FALSE when whoever follows it has enough. @is_end: what may have been the beginning of the
 * credentials is none. */
gboolean cvk_http_body_hand_over (CvkHttpBody *self, gboolean is_end);
/* Whether there is something that has to be written before more is read. */
gboolean cvk_http_body_must_flush (CvkHttpBody *self, gboolean is_end);
/* Writes it; FALSE from finish when nothing more can be written: @error of the body says why. */
void cvk_http_body_flush_async (CvkHttpBody *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean cvk_http_body_flush_finish (CvkHttpBody *self, GAsyncResult *result);
/* What is kept of it. (transfer full) */
GBytes *cvk_http_body_steal (CvkHttpBody *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
