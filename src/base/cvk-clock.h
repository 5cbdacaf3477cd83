// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * CvkClock:
 *
 * Time as an interface, so that deadlines, retries and expiry run on a fake clock in tests. Only
 * the main thread uses it. All times are microseconds.
 */
#define CVK_TYPE_CLOCK (cvk_clock_get_type ())
G_DECLARE_INTERFACE (CvkClock, cvk_clock, CVK, CLOCK, GObject)

struct _CvkClockInterface
{
  GTypeInterface parent;

  int64_t (*get_wall) (CvkClock *self);
  int64_t (*get_monotonic) (CvkClock *self);
  unsigned (*add_timeout) (CvkClock *self,
                           int64_t delay,
                           GSourceFunc callback,
                           gpointer user_data,
                           GDestroyNotify destroy);
  void (*remove_timeout) (CvkClock *self, unsigned id);
};

/* Since 1970-01-01T00:00:00Z. */
int64_t cvk_clock_get_wall (CvkClock *self);
int64_t cvk_clock_get_monotonic (CvkClock *self);
/* Calls @callback once after @delay; its return value is ignored. Returns an id above 0. */
unsigned cvk_clock_add_timeout (CvkClock *self,
                                int64_t delay,
                                GSourceFunc callback,
                                gpointer user_data,
                                GDestroyNotify destroy);
/* Takes back a timeout that has not fired; 0 is allowed and does nothing. */
void cvk_clock_remove_timeout (CvkClock *self, unsigned id);

#define CVK_TYPE_SYSTEM_CLOCK (cvk_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (CvkSystemClock, cvk_system_clock, CVK, SYSTEM_CLOCK, GObject)
CvkClock *cvk_system_clock_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
