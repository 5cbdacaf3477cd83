// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * CvkRateBucket:
 *
 * So many tokens, and one for each request. A token comes back one second after the reply to its
 * request, because only then it is certain that the service has counted the request more than a
 * second ago: however long requests are on their way, no second of the service's sees more of them
 * than there are tokens. Refilling with time alone would let twice as many through at the border of
 * two seconds.
 *
 * Pure: the caller has the clock. Times are monotonic microseconds.
 */
typedef struct
{
  unsigned limit;   /* tokens that the service permits; 0: as many as one likes */
  unsigned current; /* tokens there are: fewer for a while, after it said that it was too much */
  unsigned taken;   /* tokens in somebody's hands */
  GArray *coming;   /* int64_t: when the others come back, in order */
  unsigned first;   /* of those, the first that has not come */
  int64_t last_changed; /* when @current was changed */
} CvkRateBucket;

#define CVK_RATE_BUCKET_NEVER INT64_MAX

void cvk_rate_bucket_init (CvkRateBucket *self, unsigned limit);
void cvk_rate_bucket_clear (CvkRateBucket *self);
/* When a token can be had, as far as that is known: @now or later, CVK_RATE_BUCKET_NEVER while all
 * are in somebody's hands. */
int64_t cvk_rate_bucket_get_next (CvkRateBucket *self, int64_t now);
/* Takes one, which must be there. */
void cvk_rate_bucket_take (CvkRateBucket *self, int64_t now);
/* Gives one back: it can be taken again at @at, which is not before that of an earlier call unless
 * it is over already. */
void cvk_rate_bucket_give_back (CvkRateBucket *self, int64_t at);

/* The service has said what it permits. */
void cvk_rate_bucket_set_limit (CvkRateBucket *self, unsigned limit);
/* It was too much although we kept to the limit: somebody else uses it too. Half as many from now
 * on, and one more every ten seconds in which cvk_rate_bucket_recover() is called. */
void cvk_rate_bucket_reduce (CvkRateBucket *self, int64_t now);
void cvk_rate_bucket_recover (CvkRateBucket *self, int64_t now);

G_END_DECLS
