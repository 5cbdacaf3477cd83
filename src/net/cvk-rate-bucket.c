// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-rate-bucket.h"

#define RECOVERY_INTERVAL (INT64_C (10) * G_USEC_PER_SEC)
/* Entries that have come back are dropped together. */
#define MAX_OVER 256

void
cvk_rate_bucket_init (CvkRateBucket *self, unsigned limit)
{
  *self = (CvkRateBucket){ .limit = limit, .current = limit };
  self->coming = g_array_new (FALSE, FALSE, sizeof (int64_t));
}

void
cvk_rate_bucket_clear (CvkRateBucket *self)
{
  g_clear_pointer (&self->coming, g_array_unref);
}

static void
drop_those_that_came (CvkRateBucket *self, int64_t now)
{
  while (self->first < self->coming->len &&
         g_array_index (self->coming, int64_t, self->first) <= now)
    self->first++;
  if (self->first == self->coming->len || self->first > MAX_OVER)
    {
      g_array_remove_range (self->coming, 0, self->first);
      self->first = 0;
    }
}

int64_t
cvk_rate_bucket_get_next (CvkRateBucket *self, int64_t now)
{
  unsigned n_coming;
  unsigned n_missing;

  if (self->limit == 0)
    return now;
  drop_those_that_came (self, now);
  n_coming = self->coming->len - self->first;
  if (self->taken + n_coming < self->current)
    return now;
  n_missing = self->taken + n_coming - self->current + 1;
  if (n_missing > n_coming)
    return CVK_RATE_BUCKET_NEVER;
  return g_array_index (self->coming, int64_t, self->first + n_missing - 1);
}

void
cvk_rate_bucket_take (CvkRateBucket *self, int64_t now)
{
  g_return_if_fail (cvk_rate_bucket_get_next (self, now) <= now);

  self->taken++;
}

void
cvk_rate_bucket_give_back (CvkRateBucket *self, int64_t at)
{
  g_return_if_fail (self->taken > 0);

  self->taken--;
  if (self->limit == 0)
    return;
  /* One that was not used is there at once; it need not stand in line. */
  if (self->coming->len == self->first ||
      g_array_index (self->coming, int64_t, self->coming->len - 1) <= at)
    g_array_append_val (self->coming, at);
}

void
cvk_rate_bucket_set_limit (CvkRateBucket *self, unsigned limit)
{
  if (limit == self->limit)
    return;
  self->limit = limit;
  self->current = limit;
}

void
cvk_rate_bucket_reduce (CvkRateBucket *self, int64_t now)
{
  self->current = MAX (self->current / 2, 1);
  self->last_changed = now;
}

void
cvk_rate_bucket_recover (CvkRateBucket *self, int64_t now)
{
  if (self->current >= self->limit || now - self->last_changed < RECOVERY_INTERVAL)
    return;
  self->current++;
  self->last_changed = now;
}
