// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkSchedule:
 *
 * When a pipeline runs by itself: the settings of trigger.schedule, and the instants that follow
 * from them. Never changes; reference counted, any thread.
 *
 * Settings: "schedule" is a cron text (see cvk-cron.h) or an object with "repeat" ("minutes",
 * "hours", "days", "weeks" or "months"), "every" (a number), "times" (["09:00"]), "weekdays"
 * (["monday"]), and "day" (1 to 31, -1 the last one) or "week" (1 to 5, -1 the last one) with
 * "week_day". Then "timezone" (an IANA name; without one that of the computer), "from" and "until"
 * (dates, or wall times; both count), "missed" ("skip", "once", "all"), "missed_window" (hours),
 * "missed_most", and "overlap" ("skip", "queue", "cancel", "allow"). Every n-th minute, hour, day,
 * week (they begin on Monday) or month is counted from "from", else from Monday 2024-01-01.
 *
 * Times of the day are wall times, and each of them comes once: at the first instant at which the
 * clocks of the zone have reached it. What falls into a gap of daylight saving therefore runs when
 * the gap is over (02:30 at 03:00, where a date in a meeting would be read as 03:30, see
 * cvk-datetime.h: a meeting keeps its distance to what is before it, a run only has to happen), and
 * several in one gap run once; of a repeated hour the first counts. RFC 5545, section 3.3.5, and
 * Debian's cron(8) agree on "once". Minutes and hours ("repeat"), and cron texts that run in every
 * hour of the day, follow the time that passes: they keep their distance, whatever clocks show.
 * cron(8) exempts every field with a star from its care; a run in each sixth hour would then lose
 * its midnight in Cairo's gap and come twice in Havana's repeated hour, so that here every hour has
 * to be meant.
 */
typedef struct _CvkSchedule CvkSchedule;

/* How "repeat" and weekdays, from Sunday on, are called in the settings. */
typedef enum
{
  CVK_REPEAT_MINUTES,
  CVK_REPEAT_HOURS,
  CVK_REPEAT_DAYS,
  CVK_REPEAT_WEEKS,
  CVK_REPEAT_MONTHS,
  CVK_REPEAT_CRON, /* a text: has no name */
} CvkRepeat;

extern const char *const cvk_schedule_repeat_names[CVK_REPEAT_CRON];
extern const char *const cvk_schedule_weekday_names[7];

typedef enum
{
  CVK_MISSED_SKIP,
  CVK_MISSED_ONCE, /* the latest one, unless it is older than the window */
  CVK_MISSED_ALL,  /* the latest ones, up to a number */
} CvkMissedPolicy;

typedef enum
{
  CVK_OVERLAP_SKIP,   /* do not start while a run of the same trigger is under way */
  CVK_OVERLAP_QUEUE,  /* start one when it has ended */
  CVK_OVERLAP_CANCEL, /* cancel what is under way, then start */
  CVK_OVERLAP_ALLOW,
} CvkOverlapPolicy;

typedef enum
{
  CVK_OCCURRENCE_PLAIN,
  CVK_OCCURRENCE_MOVED,    /* the wall time falls into a gap: runs at its end */
  CVK_OCCURRENCE_REPEATED, /* the wall time comes twice that day: the first of a time of the day;
                              one of the two where elapsed time counts */
} CvkOccurrenceMark;

#define CVK_OCCURRENCE_NOMINAL_SIZE 17
#define CVK_OCCURRENCE_KEY_SIZE 96

/* A plain value. */
typedef struct
{
  int64_t instant; /* microseconds since 1970-01-01T00:00:00Z */
  CvkOccurrenceMark mark;
  /* The wall time that was asked for: 2026-10-25T02:30. */
  char nominal[CVK_OCCURRENCE_NOMINAL_SIZE];
  /* Names this occurrence among all of the schedule, also after the rules of the zone have changed:
   * the nominal wall time and the zone that the settings name, 2026-10-25T02:30[Europe/Berlin];
   * where elapsed time counts the instant, 2026-10-25T00:30:00Z. Whoever starts runs takes each key
   * once. */
  char key[CVK_OCCURRENCE_KEY_SIZE];
} CvkOccurrence;

/**
 * @settings: those of a trigger.schedule node
 * @own_zone: where the settings name no zone
 * @problems: (nullable) (element-type CvkProblem): gets what is wrong, with the field; a schedule
 *   that never comes is wrong too
 *
 * Returns: (transfer full) (nullable): NULL when something but warnings was added.
 */
CvkSchedule *cvk_schedule_new (const CvkValue *settings, const char *own_zone, GPtrArray *problems)
  G_GNUC_WARN_UNUSED_RESULT;
CvkSchedule *cvk_schedule_ref (CvkSchedule *self);
void cvk_schedule_unref (CvkSchedule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSchedule, cvk_schedule_unref)

/* (transfer none); IANA name. */
const char *cvk_schedule_get_zone (const CvkSchedule *self);
CvkMissedPolicy cvk_schedule_get_missed (const CvkSchedule *self);
/* For CVK_MISSED_ONCE, in microseconds. */
int64_t cvk_schedule_get_missed_window (const CvkSchedule *self);
/* For CVK_MISSED_ALL, at least 1. */
unsigned cvk_schedule_get_missed_most (const CvkSchedule *self);

/* The first occurrence with an instant after @after (microseconds). FALSE when none comes any more;
 * years end with 9999. */
gboolean cvk_schedule_next (const CvkSchedule *self, int64_t after, CvkOccurrence *occurrence);
/* Up to @count of them. (transfer full) (element-type CvkOccurrence) */
GArray *cvk_schedule_list (const CvkSchedule *self, int64_t after, unsigned count)
  G_GNUC_WARN_UNUSED_RESULT;
/* The last @count of those with an instant in (@after, @until], in their order. (transfer full)
 * (element-type CvkOccurrence) */
GArray *cvk_schedule_list_last (const CvkSchedule *self,
                                int64_t after,
                                int64_t until,
                                unsigned count) G_GNUC_WARN_UNUSED_RESULT;
/* How many have an instant in (@after, @until]. Takes no longer for every minute than for every
 * day. */
int64_t cvk_schedule_count (const CvkSchedule *self, int64_t after, int64_t until);

/* "Every day at 09:00, Berlin time". In the language of this process. (transfer full) */
char *cvk_schedule_describe (const CvkSchedule *self) G_GNUC_WARN_UNUSED_RESULT;
/* Why an occurrence comes at another time than the clock would say; NULL for a plain one.
 * (transfer full) (nullable) */
char *cvk_schedule_describe_mark (const CvkSchedule *self, const CvkOccurrence *occurrence)
  G_GNUC_WARN_UNUSED_RESULT;

/* The "schedule" of @settings as a cron text or, when @to_cron is FALSE, in the other words. An
 * interval of hours becomes times of the day: the same, but for days on which clocks change.
 * (transfer full) (nullable): NULL when it cannot be said that way, or is not understood. */
CvkValue *cvk_schedule_convert (const CvkValue *settings, gboolean to_cron)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
