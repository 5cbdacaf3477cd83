// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-schedule.h"

G_BEGIN_DECLS

/**
 * CvkSchedulePlan:
 *
 * What whoever waits for a schedule does when it wakes up: which occurrences to start, which have
 * been missed, what to say, and when to wake up again. Without clock, timer and store, so that ten
 * years of it fit into a test.
 *
 * The loop around it keeps one number for each schedule, @handled: the instant up to which
 * everything is decided. On each waking it makes a plan, starts what stands in it, and makes in
 * one transaction durable what it started, by its key, and the new @handled. A key that is there
 * already is not started again: clocks that are set back make occurrences come a second time, and
 * only the key knows. An early or needless waking does no harm.
 */
typedef enum
{
  CVK_WAKE_TIMER,   /* the instant has come, or a look at the clock from time to time */
  CVK_WAKE_STARTED, /* the engine has started, or the schedule was activated */
  CVK_WAKE_RESUMED, /* the computer was asleep */
  CVK_WAKE_CLOCK,   /* the clock or the time zone was set */
} CvkWakeReason;

/* An occurrence is on time up to so long after its instant, in microseconds. */
#define CVK_SCHEDULE_GRACE (60 * G_TIME_SPAN_SECOND)
/* A clock that shows an earlier instant (2024-01-01T00:00:00Z) has not been set. */
#define CVK_SCHEDULE_EARLIEST_NOW (INT64_C (1704067200) * G_TIME_SPAN_SECOND)

typedef struct
{
  CvkOccurrence occurrence;
  gboolean is_late; /* a missed one, made up for */
  int64_t missed;   /* how many missed ones this run stands for, itself among them if it is late */
} CvkScheduledRun;

typedef struct
{
  GArray *runs;     /* owned, CvkScheduledRun, in their order */
  int64_t missed;   /* occurrences that passed without being started on time */
  int64_t handled;  /* to be kept */
  int64_t wake;     /* INT64_MAX: nothing comes any more */
  gboolean is_held; /* the clock has not been set: nothing is decided, @handled stays */
  gboolean is_over; /* the last occurrence has passed */
  /* (nullable): a warning for the user: what was missed, and what happens now; the code is
   * "schedule-missed" or "clock-not-set". It names no node. */
  CvkProblem *notice;
} CvkSchedulePlan;

/* @handled: what the last plan said; at first the instant of activation. (transfer full) */
CvkSchedulePlan *cvk_schedule_plan_new (const CvkSchedule *schedule,
                                        int64_t handled,
                                        int64_t now,
                                        CvkWakeReason reason) G_GNUC_WARN_UNUSED_RESULT;
void cvk_schedule_plan_free (CvkSchedulePlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSchedulePlan, cvk_schedule_plan_free)

/* What the trigger puts out: {"scheduled", "fired", "nominal", "zone", "missed"}; instants in RFC
 * 9557 form. (transfer full) */
CvkValue *cvk_scheduled_run_to_item (const CvkScheduledRun *self,
                                     const CvkSchedule *schedule,
                                     int64_t fired) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
