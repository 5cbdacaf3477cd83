// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-wake-watch.h"

#include <gio/gio.h>

#define SECOND ((int64_t) G_USEC_PER_SEC)
/* The monotonic clock stands still while the computer sleeps, the other one does not, so their
 * distance tells; looking once a minute works in every sandbox, without asking anybody. */
#define INTERVAL (60 * SECOND)
/* A time server that corrects a second is none of our business. */
#define MIN_JUMP (30 * SECOND)

struct _CvkWakeWatch
{
  GObject parent_instance;

  CvkClock *clock;
  GNetworkMonitor *network;
  int64_t distance; /* of the two clocks */
  unsigned timeout;
  gboolean has_network;
};

G_DEFINE_FINAL_TYPE (CvkWakeWatch, cvk_wake_watch, G_TYPE_OBJECT)

enum
{
  SIGNAL_WOKE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static int64_t
get_distance (CvkWakeWatch *self)
{
  return cvk_clock_get_wall (self->clock) - cvk_clock_get_monotonic (self->clock);
}

static gboolean
look_cb (gpointer user_data)
{
  CvkWakeWatch *self = user_data;
  int64_t distance = get_distance (self);
  int64_t jump = ABS (distance - self->distance);

  self->distance = distance;
  self->timeout = cvk_clock_add_timeout (self->clock, INTERVAL, look_cb, self, NULL);
  if (jump >= MIN_JUMP)
    g_signal_emit (self, signals[SIGNAL_WOKE], 0);
  return G_SOURCE_REMOVE;
}

/* It tells every change of a route; what counts is the first way out after there was none. */
static void
network_changed_cb (CvkWakeWatch *self, gboolean is_available)
{
  gboolean is_back = is_available && !self->has_network;

  self->has_network = is_available;
  if (is_back)
    g_signal_emit (self, signals[SIGNAL_WOKE], 0);
}

static void
cvk_wake_watch_dispose (GObject *object)
{
  CvkWakeWatch *self = CVK_WAKE_WATCH (object);

  if (self->clock != NULL)
    cvk_clock_remove_timeout (self->clock, self->timeout);
  self->timeout = 0;
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (cvk_wake_watch_parent_class)->dispose (object);
}

static void
cvk_wake_watch_class_init (CvkWakeWatchClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_wake_watch_dispose;
  signals[SIGNAL_WOKE] = g_signal_new ("woke", CVK_TYPE_WAKE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_wake_watch_init (CvkWakeWatch *self)
{
}

CvkWakeWatch *
cvk_wake_watch_new (CvkClock *clock)
{
  CvkWakeWatch *self = g_object_new (CVK_TYPE_WAKE_WATCH, NULL);

  self->clock = g_object_ref (clock);
  self->distance = get_distance (self);
  self->timeout = cvk_clock_add_timeout (clock, INTERVAL, look_cb, self, NULL);
  self->network = g_network_monitor_get_default ();
  self->has_network = g_network_monitor_get_network_available (self->network);
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
