// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-clock.h"

G_DEFINE_INTERFACE (CvkClock, cvk_clock, G_TYPE_OBJECT)

static void
cvk_clock_default_init (CvkClockInterface *iface)
{
}

int64_t
cvk_clock_get_wall (CvkClock *self)
{
  g_return_val_if_fail (CVK_IS_CLOCK (self), 0);

  return CVK_CLOCK_GET_IFACE (self)->get_wall (self);
}

int64_t
cvk_clock_get_monotonic (CvkClock *self)
{
  g_return_val_if_fail (CVK_IS_CLOCK (self), 0);

  return CVK_CLOCK_GET_IFACE (self)->get_monotonic (self);
}

unsigned
cvk_clock_add_timeout (CvkClock *self,
                       int64_t delay,
                       GSourceFunc callback,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  g_return_val_if_fail (CVK_IS_CLOCK (self), 0);
  g_return_val_if_fail (callback != NULL, 0);

  return CVK_CLOCK_GET_IFACE (self)->add_timeout (self, MAX (delay, 0), callback, user_data,
                                                  destroy);
}

void
cvk_clock_remove_timeout (CvkClock *self, unsigned id)
{
  g_return_if_fail (CVK_IS_CLOCK (self));

  if (id > 0)
    CVK_CLOCK_GET_IFACE (self)->remove_timeout (self, id);
}
