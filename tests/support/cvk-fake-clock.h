// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"

G_BEGIN_DECLS

/**
 * CvkFakeClock:
 *
 * A clock that moves only when a test moves it. Timeouts fire from within cvk_fake_clock_advance(),
 * ordered by their time and then by when they were added, with the clock standing at their time.
 */
#define CVK_TYPE_FAKE_CLOCK (cvk_fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (CvkFakeClock, cvk_fake_clock, CVK, FAKE_CLOCK, GObject)

/* 2026-03-01T12:00:00Z, where the tests start unless they say otherwise. */
#define CVK_FAKE_CLOCK_START (INT64_C (1772366400) * G_USEC_PER_SEC)

CvkFakeClock *cvk_fake_clock_new (int64_t wall) G_GNUC_WARN_UNUSED_RESULT;
/* Jumps the wall time alone, as a person or a time server does: no timeout fires. */
void cvk_fake_clock_set_wall (CvkFakeClock *self, int64_t wall);
/* Moves both times on by @microseconds. */
void cvk_fake_clock_advance (CvkFakeClock *self, int64_t microseconds);
/* Moves to the next timeout and fires it; FALSE when there is none. */
gboolean cvk_fake_clock_advance_to_next (CvkFakeClock *self);
unsigned cvk_fake_clock_count_timeouts (CvkFakeClock *self);

G_END_DECLS
