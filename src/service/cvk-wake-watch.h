// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"

G_BEGIN_DECLS

/**
 * CvkWakeWatch:
 *
 * Notices that this computer has slept, that its clock was set, or that its network is back: what
 * was known of other computers before that is of the past.
 *
 * Signals: "woke".
 */
#define CVK_TYPE_WAKE_WATCH (cvk_wake_watch_get_type ())
G_DECLARE_FINAL_TYPE (CvkWakeWatch, cvk_wake_watch, CVK, WAKE_WATCH, GObject)

CvkWakeWatch *cvk_wake_watch_new (CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
