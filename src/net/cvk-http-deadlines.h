// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <libsoup/soup.h>

#include "net/cvk-http.h"

G_BEGIN_DECLS

/* How long each part of an exchange may take: reaching the server (ten seconds, from looking up its
 * name until TLS stands), waiting for the first line of its answer once the request is written, and
 * all of it. A server that is not there is known to have received nothing long before a total
 * deadline would say so. Waiting in line for a connection is a part of the whole only, and so is
 * sending a large body. */
typedef struct
{
  CvkClock *clock;
  SoupMessage *message;
  GCancellable *cancellable;
  int64_t patience; /* microseconds until the answer begins */
  unsigned n_informational;
  gboolean is_answered;
  gboolean is_expired;
  unsigned whole;
  unsigned part; /* the timeout of reaching it, of its answer, then of the next piece */
} CvkHttpDeadlines;

/* Begins with all of it. One that passes sets @is_expired and cancels @cancellable. Everything is
 * borrowed until cvk_http_deadlines_clear(). */
void cvk_http_deadlines_init (CvkHttpDeadlines *self,
                              CvkClock *clock,
                              const CvkHttpRequest *request,
                              SoupMessage *message,
                              GCancellable *cancellable);
/* Of an answer that has begun: from now on the next of it has to come within @time (microseconds;
 * 0: as long as all may take). */
void cvk_http_deadlines_expect (CvkHttpDeadlines *self, int64_t time);
void cvk_http_deadlines_clear (CvkHttpDeadlines *self);

G_END_DECLS
