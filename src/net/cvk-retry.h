// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "net/cvk-http.h"

G_BEGIN_DECLS

/**
 * When to ask again.
 *
 * Full jitter for what failed; what the service says for what it put off. All times are
 * microseconds, walls since 1970. Who asks again is the caller, at one layer only
 * (connect/cvk-exchange.c): whoever repeats what repeats by itself multiplies an outage.
 */
#define CVK_RETRY_MAX_ATTEMPTS 6
/* What trying again may take in all. */
#define CVK_RETRY_MAX_TIME (INT64_C (10) * 60 * G_USEC_PER_SEC)
/* What a service tells us to wait is never taken to be longer. */
#define CVK_RETRY_MAX_WAIT (INT64_C (25) * 60 * 60 * G_USEC_PER_SEC)

/* How long to wait before attempt number @attempt + 1, from 1: a random time up to 0.5 s times
 * 2^attempt, at most 60 s (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015). */
int64_t cvk_retry_get_backoff (unsigned attempt);

typedef struct
{
  int64_t until;     /* wall: not before */
  gboolean is_told;  /* the service said when */
  gboolean is_daily; /* a limit of the day, not of the second */
  gboolean is_odd;   /* what it said is no time, a negative one or more than CVK_RETRY_MAX_WAIT, and
                        was not taken as it stands */
} CvkRetryWait;

/* What a reply of status 429 says: Retry-After in seconds, as an HTTP-date in its three forms
 * (RFC 9110, sections 5.6.7 and 10.2.3) or, as Zoom sends it, in ISO 8601; X-RateLimit-Reset in
 * Unix seconds; else the words of @message (nullable). Times of the server's clock are corrected by
 * its Date. Never earlier than told. */
void cvk_retry_read_wait (const CvkHttpResponse *response,
                          const char *message,
                          int64_t now,
                          unsigned attempt,
                          CvkRetryWait *wait);

G_END_DECLS
