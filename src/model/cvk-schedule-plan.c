// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-schedule-plan.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-datetime.h"

void
cvk_schedule_plan_free (CvkSchedulePlan *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->runs);
  g_clear_pointer (&self->notice, cvk_problem_unref);
  g_free (self);
}

static void
add_run (CvkSchedulePlan *self, const CvkOccurrence *occurrence, gboolean is_late)
{
  CvkScheduledRun run = { *occurrence, is_late, is_late ? 1 : 0 };

  g_array_append_val (self->runs, run);
}

/* The missed ones that are made up for. */
static void
add_late (CvkSchedulePlan *self,
          const CvkSchedule *schedule,
          int64_t from,
          int64_t until,
          int64_t now,
          gboolean is_any_on_time)
{
  CvkMissedPolicy policy = cvk_schedule_get_missed (schedule);
  g_autoptr (GArray) late = NULL;

  /* A run on time is as good as one that comes late. */
  if (policy == CVK_MISSED_SKIP || (policy == CVK_MISSED_ONCE && is_any_on_time))
    return;
  if (policy == CVK_MISSED_ONCE)
    from = MAX (from, now - cvk_schedule_get_missed_window (schedule) - 1);
  late = cvk_schedule_list_last (
    schedule, from, until, policy == CVK_MISSED_ONCE ? 1 : cvk_schedule_get_missed_most (schedule));
  for (unsigned i = 0; i < late->len; i++)
    add_run (self, &g_array_index (late, CvkOccurrence, i), TRUE);
}

static const char *
get_missed_message (CvkWakeReason reason, gboolean is_left_out)
{
  static const char *const messages[][2] = {
    [CVK_WAKE_TIMER] = { N_ ("Scheduled runs were missed: {missed}. They are left out."),
                         N_ (
                           "Scheduled runs were missed: {missed}. Started for them: {started}.") },
    [CVK_WAKE_STARTED] = { N_ ("Scheduled runs were missed while Convoke was not running: "
                               "{missed}. They are left out."),
                           N_ ("Scheduled runs were missed while Convoke was not running: "
                               "{missed}. Started for them: {started}.") },
    [CVK_WAKE_RESUMED] = { N_ ("Scheduled runs were missed while the computer was asleep: "
                               "{missed}. They are left out."),
                           N_ ("Scheduled runs were missed while the computer was asleep: "
                               "{missed}. Started for them: {started}.") },
    [CVK_WAKE_CLOCK] = { N_ ("The computer's clock was set forward over scheduled runs: {missed}. "
                             "They are left out."),
                         N_ ("The computer's clock was set forward over scheduled runs: {missed}. "
                             "Started for them: {started}.") },
  };

  return messages[reason][is_left_out ? 0 : 1];
}

static void
say_missed (CvkSchedulePlan *self, const CvkSchedule *schedule, CvkWakeReason reason)
{
  gboolean is_left_out =
    self->runs->len == 0 || cvk_schedule_get_missed (schedule) == CVK_MISSED_SKIP;
  g_autofree char *missed = g_strdup_printf ("%" G_GINT64_FORMAT, self->missed);
  g_autofree char *started = g_strdup_printf ("%u", self->runs->len);

  self->notice = cvk_problem_new ("schedule-missed", get_missed_message (reason, is_left_out),
                                  "missed", missed, "started", started, NULL);
  cvk_problem_set_warning (self->notice, TRUE);
}

/* One run stands for itself and for what was left out before the first of them. */
static void
share_missed (CvkSchedulePlan *self)
{
  int64_t late = 0;

  for (unsigned i = 0; i < self->runs->len; i++)
    late += g_array_index (self->runs, CvkScheduledRun, i).is_late ? 1 : 0;
  if (self->runs->len > 0)
    g_array_index (self->runs, CvkScheduledRun, 0).missed += self->missed - late;
}

/* @next: the first occurrence after @handled, which is due. Becomes the first one after @now; FALSE
 * when there is none. */
static gboolean
decide (CvkSchedulePlan *self,
        const CvkSchedule *schedule,
        int64_t handled,
        int64_t now,
        CvkOccurrence *next)
{
  int64_t on_time = MAX (handled, now - CVK_SCHEDULE_GRACE - 1);
  gboolean comes = TRUE;

  if (next->instant <= on_time)
    {
      self->missed = cvk_schedule_count (schedule, handled, on_time);
      comes = cvk_schedule_next (schedule, on_time, next);
      add_late (self, schedule, handled, on_time, now, comes && next->instant <= now);
    }
  while (comes && next->instant <= now)
    {
      add_run (self, next, FALSE);
      comes = cvk_schedule_next (schedule, next->instant, next);
    }
  share_missed (self);
  return comes;
}

CvkSchedulePlan *
cvk_schedule_plan_new (const CvkSchedule *schedule,
                       int64_t handled,
                       int64_t now,
                       CvkWakeReason reason)
{
  CvkSchedulePlan *self = NULL;
  gboolean comes = FALSE;
  CvkOccurrence next;

  g_return_val_if_fail (schedule != NULL, NULL);

  self = g_new0 (CvkSchedulePlan, 1);
  self->runs = g_array_new (FALSE, FALSE, sizeof (CvkScheduledRun));
  self->handled = handled;
  self->wake = INT64_MAX;
  if (now < CVK_SCHEDULE_EARLIEST_NOW)
    {
      self->is_held = TRUE;
      self->notice =
        cvk_problem_new ("clock-not-set",
                         N_ ("The computer's clock is not set, so that scheduled runs wait. Set "
                             "date and time in the system's settings."),
                         NULL);
      cvk_problem_set_warning (self->notice, TRUE);
      return self;
    }
  /* A clock that was set back comes by these instants again: what was started is known by its key,
   * and what was left out may still be on time. */
  handled = MIN (handled, now);
  comes = cvk_schedule_next (schedule, handled, &next);
  if (comes && next.instant <= now)
    comes = decide (self, schedule, handled, now, &next);
  if (self->missed > 0)
    say_missed (self, schedule, reason);
  self->handled = now;
  self->is_over = !comes;
  if (comes)
    self->wake = next.instant;
  return self;
}

static CvkValue *
dup_instant (int64_t instant, const char *zone)
{
  g_autoptr (CvkDateTime) date = cvk_date_time_from_instant (instant, zone, NULL);

  return date == NULL ? cvk_value_new_null ()
                      : cvk_value_take_string (cvk_date_time_to_string (date));
}

CvkValue *
cvk_scheduled_run_to_item (const CvkScheduledRun *self, const CvkSchedule *schedule, int64_t fired)
{
  const char *zone = NULL;

  g_return_val_if_fail (self != NULL && schedule != NULL, NULL);

  zone = cvk_schedule_get_zone (schedule);
  return cvk_value_new_object (
    "scheduled", dup_instant (self->occurrence.instant, zone), "fired", dup_instant (fired, zone),
    "nominal", cvk_value_new_string (self->occurrence.nominal), "zone", cvk_value_new_string (zone),
    "missed", cvk_value_new_integer (self->missed), NULL);
}
