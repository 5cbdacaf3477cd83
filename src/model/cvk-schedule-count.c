// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-schedule-private.h"

/* Many occurrences at once. */

/* A look back begins with so many seconds. */
#define FIRST_LOOK 3600

GArray *
cvk_schedule_list (const CvkSchedule *self, int64_t after, unsigned count)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (CvkOccurrence));
  CvkOccurrence occurrence;

  g_return_val_if_fail (self != NULL, NULL);

  while (list->len < count && cvk_schedule_next (self, after, &occurrence))
    {
      g_array_append_val (list, occurrence);
      after = occurrence.instant;
    }
  return g_steal_pointer (&list);
}

/* How far back to look is found by trying: each look is four times as long as the one before it,
 * so that all together are not much more than the last one. */
GArray *
cvk_schedule_list_last (const CvkSchedule *self, int64_t after, int64_t until, unsigned count)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (CvkOccurrence));
  int64_t span = FIRST_LOOK * G_TIME_SPAN_SECOND;

  g_return_val_if_fail (self != NULL, NULL);

  after = cvk_schedule_to_seconds (after) * G_TIME_SPAN_SECOND;
  until = cvk_schedule_to_seconds (until) * G_TIME_SPAN_SECOND;
  while (list->len < count && after < until)
    {
      int64_t start = MAX (until - span, after);
      CvkOccurrence occurrence;

      g_array_set_size (list, 0);
      for (int64_t at = start;
           cvk_schedule_next (self, at, &occurrence) && occurrence.instant <= until;
           at = occurrence.instant)
        g_array_append_val (list, occurrence);
      if (start <= after)
        break;
      span *= 4;
    }
  if (list->len > count)
    g_array_remove_range (list, 0, list->len - count);
  return g_steal_pointer (&list);
}

/* What falls into one gap runs once, together with what belongs to its end. */
static int64_t
count_merged (const CvkSchedule *self, int64_t after, int64_t until)
{
  int64_t merged = 0;

  while (after < until)
    {
      int before = cvk_time_zone_get_offset (self->zone, after);
      int64_t change = cvk_time_zone_find_change (self->zone, after, until);
      int behind = cvk_time_zone_get_offset (self->zone, change);

      if (behind > before)
        merged +=
          MAX (0, cvk_schedule_count_nominal (self, change + before - 1, change + behind) - 1);
      after = change;
    }
  return merged;
}

static int64_t
count_in_stretches (const CvkSchedule *self, int64_t after, int64_t until)
{
  int64_t at = MAX (after + 1, self->first);
  int64_t end = MIN (until, self->last) + 1;
  int64_t count = 0;

  while (at < end)
    {
      int offset = cvk_time_zone_get_offset (self->zone, at);
      int64_t change = cvk_time_zone_find_change (self->zone, at, end);

      count += cvk_schedule_count_nominal (self, at + offset - 1, change + offset - 1);
      at = change;
    }
  return count;
}

static int64_t
count_distances (const CvkSchedule *self, int64_t after, int64_t until)
{
  int64_t interval = cvk_schedule_get_interval (self);
  int64_t start = MAX (after + 1, self->first) - self->anchor;
  int64_t end = MIN (until, self->last) - self->anchor;

  /* Both ends may lie before 1970. */
  start += -start % interval < 0 ? interval + -start % interval : -start % interval;
  return start > end ? 0 : (end - start) / interval + 1;
}

int64_t
cvk_schedule_count (const CvkSchedule *self, int64_t after, int64_t until)
{
  int64_t from = 0;
  int64_t to = 0;

  g_return_val_if_fail (self != NULL, 0);

  /* Centuries before the first day need no look at their clocks. */
  from = MAX (cvk_schedule_to_seconds (after), self->first - 1);
  to = cvk_schedule_to_seconds (until);
  if (from >= to)
    return 0;
  if (cvk_schedule_keeps_distance (self))
    return count_distances (self, from, to);
  if (self->is_elapsed)
    return count_in_stretches (self, from, to);
  return cvk_schedule_count_nominal (self, cvk_schedule_get_reached (self, from),
                                     cvk_schedule_get_reached (self, to)) -
         count_merged (self, from, to);
}
