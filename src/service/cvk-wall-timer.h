// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "model/cvk-schedule-plan.h"

G_BEGIN_DECLS

/**
 * CvkWallTimer:
 *
 * Waits for instants of the calendar, one timer for everybody. Timeouts of the main loop stand
 * still while the computer sleeps and know nothing of a clock that is set; timerfd(2) with
 * TFD_TIMER_ABSTIME and TFD_TIMER_CANCEL_ON_SET does not. Once a minute the clocks are compared all
 * the same, in case that nobody has told.
 *
 * Signals: "woke" (unsigned CvkWakeReason): the computer has slept, or its clock or zone was set;
 * whoever has planned by it plans again. It comes before what is due.
 */
#define CVK_TYPE_WALL_TIMER (cvk_wall_timer_get_type ())
G_DECLARE_FINAL_TYPE (CvkWallTimer, cvk_wall_timer, CVK, WALL_TIMER, GObject)

/* On a clock other than the system's, that clock's timeouts do the waiting. */
CvkWallTimer *cvk_wall_timer_new (CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Calls @callback once when the clock shows @instant, microseconds since 1970, or later; its return
 * value is ignored. Returns an id above 0. */
unsigned cvk_wall_timer_add (CvkWallTimer *self,
                             int64_t instant,
                             GSourceFunc callback,
                             gpointer user_data);
/* 0 is allowed, and what has been called already. */
void cvk_wall_timer_remove (CvkWallTimer *self, unsigned id);

G_END_DECLS
