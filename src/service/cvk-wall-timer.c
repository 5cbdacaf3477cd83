// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-wall-timer.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/cvk-time-zone.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define LOOK_INTERVAL (60 * SECOND)
/* A time server that corrects a second changes no plan. */
#define MIN_JUMP (2 * SECOND)

typedef struct
{
  unsigned id;
  int64_t instant;
  GSourceFunc callback;
  gpointer user_data;
} Entry;

struct _CvkWallTimer
{
  GObject parent_instance;

  CvkClock *clock;
  GArray *entries; /* Entry, in no order: there are few */
  unsigned last_id;
  int fd;             /* -1: the clock's timeouts do it */
  unsigned fd_source; /* of @fd */
  unsigned timeout;   /* of the clock, for the next entry, where there is no @fd */
  unsigned look;      /* of the clock, once a minute while there are entries */
  int64_t distance;   /* of the wall clock and the one that stands still asleep */
  int64_t slept;      /* since the computer started */
  char *zone;         /* of the computer */
};

G_DEFINE_FINAL_TYPE (CvkWallTimer, cvk_wall_timer, G_TYPE_OBJECT)

enum
{
  SIGNAL_WOKE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void arm (CvkWallTimer *self);

/* --- Clocks --- */

static int64_t
read_clock (clockid_t id)
{
  struct timespec time = { 0 };

  clock_gettime (id, &time);
  return time.tv_sec * SECOND + time.tv_nsec / 1000;
}

static int64_t
get_slept (void)
{
  return read_clock (CLOCK_BOOTTIME) - read_clock (CLOCK_MONOTONIC);
}

static int64_t
get_distance (CvkWallTimer *self)
{
  return cvk_clock_get_wall (self->clock) - cvk_clock_get_monotonic (self->clock);
}

/* Whether the computer is in another time zone than at the last look. */
static gboolean
has_moved (CvkWallTimer *self)
{
  g_autofree char *old = g_steal_pointer (&self->zone);

  self->zone = cvk_time_zone_dup_own ();
  return g_strcmp0 (self->zone, old) != 0;
}

static void
compare_clocks (CvkWallTimer *self)
{
  int64_t jump = get_distance (self) - self->distance;
  int64_t slept = get_slept () - self->slept;

  self->distance += jump;
  self->slept += slept;
  if (ABS (jump) >= MIN_JUMP || has_moved (self))
    g_signal_emit (self, signals[SIGNAL_WOKE], 0,
                   (unsigned) (slept >= MIN_JUMP ? CVK_WAKE_RESUMED : CVK_WAKE_CLOCK));
}

/* --- What is due --- */

/* Takes out one that is due. FALSE: there is none. */
static gboolean
take_due (CvkWallTimer *self, int64_t now, Entry *entry)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      *entry = g_array_index (self->entries, Entry, i);
      if (entry->instant <= now)
        {
          g_array_remove_index (self->entries, i);
          return TRUE;
        }
    }
  return FALSE;
}

/* Only what is due when it begins: what callbacks add waits for the next round, so that a clock
 * that is far ahead keeps nobody here. */
static void
look (CvkWallTimer *self)
{
  g_autoptr (CvkWallTimer) keep = g_object_ref (self);
  int64_t now = 0;
  unsigned last_id = 0;
  Entry entry;

  compare_clocks (self);
  now = cvk_clock_get_wall (self->clock);
  last_id = self->last_id;
  while (take_due (self, now, &entry))
    {
      if (entry.id > last_id)
        {
          g_array_append_val (self->entries, entry);
          break;
        }
      entry.callback (entry.user_data);
    }
  arm (self);
}

static gboolean
look_cb (gpointer user_data)
{
  CvkWallTimer *self = user_data;

  self->look = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  CvkWallTimer *self = user_data;

  self->timeout = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

/* ECANCELED says that the clock was set; looking at it is the answer to that too. */
static gboolean
fd_ready_cb (int fd, GIOCondition condition, gpointer user_data)
{
  uint64_t count = 0;

  if (read (fd, &count, sizeof count) < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;
  look (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- Waiting --- */

static int64_t
find_first (CvkWallTimer *self)
{
  int64_t first = INT64_MAX;

  for (unsigned i = 0; i < self->entries->len; i++)
    first = MIN (first, g_array_index (self->entries, Entry, i).instant);
  return first;
}

static void
arm_fd (CvkWallTimer *self, int64_t first)
{
  struct itimerspec when = { 0 };

  /* A time of zero would turn it off, and with it the news of a clock that is set. */
  first = CLAMP (first, 1, INT64_C (253402300800) * SECOND);
  if (self->entries->len > 0)
    {
      when.it_value.tv_sec = first / SECOND;
      when.it_value.tv_nsec = first % SECOND * 1000;
    }
  timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

static void
arm (CvkWallTimer *self)
{
  int64_t first = find_first (self);

  cvk_clock_remove_timeout (self->clock, self->timeout);
  self->timeout = 0;
  if (self->fd >= 0)
    arm_fd (self, first);
  else if (first < INT64_MAX)
    self->timeout = cvk_clock_add_timeout (self->clock, first - cvk_clock_get_wall (self->clock),
                                           timeout_cb, self, NULL);
  if (self->entries->len == 0)
    {
      cvk_clock_remove_timeout (self->clock, self->look);
      self->look = 0;
    }
  else if (self->look == 0)
    self->look = cvk_clock_add_timeout (self->clock, LOOK_INTERVAL, look_cb, self, NULL);
}

unsigned
cvk_wall_timer_add (CvkWallTimer *self, int64_t instant, GSourceFunc callback, gpointer user_data)
{
  Entry entry = { ++self->last_id, instant, callback, user_data };

  /* Nobody has looked while nobody waited. */
  if (self->entries->len == 0)
    {
      self->distance = get_distance (self);
      self->slept = get_slept ();
      g_free (self->zone);
      self->zone = cvk_time_zone_dup_own ();
    }
  g_array_append_val (self->entries, entry);
  arm (self);
  return entry.id;
}

void
cvk_wall_timer_remove (CvkWallTimer *self, unsigned id)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    if (g_array_index (self->entries, Entry, i).id == id)
      {
        g_array_remove_index (self->entries, i);
        arm (self);
        return;
      }
}

/* --- The object --- */

static void
cvk_wall_timer_finalize (GObject *object)
{
  CvkWallTimer *self = CVK_WALL_TIMER (object);

  cvk_clock_remove_timeout (self->clock, self->timeout);
  cvk_clock_remove_timeout (self->clock, self->look);
  g_clear_handle_id (&self->fd_source, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_object (&self->clock);
  g_free (self->zone);
  G_OBJECT_CLASS (cvk_wall_timer_parent_class)->finalize (object);
}

static void
cvk_wall_timer_class_init (CvkWallTimerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_wall_timer_finalize;
  signals[SIGNAL_WOKE] = g_signal_new ("woke", CVK_TYPE_WALL_TIMER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
cvk_wall_timer_init (CvkWallTimer *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->fd = -1;
}

CvkWallTimer *
cvk_wall_timer_new (CvkClock *clock)
{
  CvkWallTimer *self = g_object_new (CVK_TYPE_WALL_TIMER, NULL);

  self->clock = g_object_ref (clock);
  if (CVK_IS_SYSTEM_CLOCK (clock))
    self->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->fd >= 0)
    self->fd_source = g_unix_fd_add (self->fd, G_IO_IN, fd_ready_cb, self);
  return self;
}
