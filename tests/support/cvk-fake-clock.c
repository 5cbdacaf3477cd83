// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "support/cvk-fake-clock.h"

typedef struct
{
  unsigned id;
  int64_t at; /* monotonic */
  GSourceFunc callback;
  gpointer user_data;
  GDestroyNotify destroy;
} Timeout;

struct _CvkFakeClock
{
  GObject parent_instance;

  int64_t wall;
  int64_t monotonic;
  GQueue timeouts; /* Timeout, ordered */
  unsigned last_id;
};

static void init_clock (CvkClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkFakeClock,
                               cvk_fake_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_CLOCK, init_clock))

static void
free_timeout (Timeout *timeout)
{
  if (timeout->destroy != NULL)
    timeout->destroy (timeout->user_data);
  g_free (timeout);
}

static int
compare_timeouts (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Timeout *first = a;
  const Timeout *second = b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  return first->id < second->id ? -1 : 1;
}

static int64_t
fake_clock_get_wall (CvkClock *clock)
{
  return CVK_FAKE_CLOCK (clock)->wall;
}

static int64_t
fake_clock_get_monotonic (CvkClock *clock)
{
  return CVK_FAKE_CLOCK (clock)->monotonic;
}

static unsigned
fake_clock_add_timeout (CvkClock *clock,
                        int64_t delay,
                        GSourceFunc callback,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  CvkFakeClock *self = CVK_FAKE_CLOCK (clock);
  Timeout *timeout = g_new0 (Timeout, 1);

  timeout->id = ++self->last_id;
  timeout->at = delay > G_MAXINT64 - self->monotonic ? G_MAXINT64 : self->monotonic + delay;
  timeout->callback = callback;
  timeout->user_data = user_data;
  timeout->destroy = destroy;
  g_queue_insert_sorted (&self->timeouts, timeout, compare_timeouts, NULL);
  return timeout->id;
}

static void
fake_clock_remove_timeout (CvkClock *clock, unsigned id)
{
  CvkFakeClock *self = CVK_FAKE_CLOCK (clock);

  for (GList *l = self->timeouts.head; l != NULL; l = l->next)
    {
      Timeout *timeout = l->data;

      if (timeout->id != id)
        continue;
      g_queue_delete_link (&self->timeouts, l);
      free_timeout (timeout);
      return;
    }
}

static void
cvk_fake_clock_finalize (GObject *object)
{
  CvkFakeClock *self = CVK_FAKE_CLOCK (object);

  g_queue_clear_full (&self->timeouts, (GDestroyNotify) free_timeout);
  G_OBJECT_CLASS (cvk_fake_clock_parent_class)->finalize (object);
}

static void
cvk_fake_clock_class_init (CvkFakeClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_fake_clock_finalize;
}

static void
cvk_fake_clock_init (CvkFakeClock *self)
{
  g_queue_init (&self->timeouts);
  self->monotonic = G_USEC_PER_SEC;
}

static void
init_clock (CvkClockInterface *iface)
{
  iface->get_wall = fake_clock_get_wall;
  iface->get_monotonic = fake_clock_get_monotonic;
  iface->add_timeout = fake_clock_add_timeout;
  iface->remove_timeout = fake_clock_remove_timeout;
}

CvkFakeClock *
cvk_fake_clock_new (int64_t wall)
{
  CvkFakeClock *self = g_object_new (CVK_TYPE_FAKE_CLOCK, NULL);

  self->wall = wall;
  return self;
}

void
cvk_fake_clock_set_wall (CvkFakeClock *self, int64_t wall)
{
  g_return_if_fail (CVK_IS_FAKE_CLOCK (self));

  self->wall = wall;
}

static void
move_to (CvkFakeClock *self, int64_t monotonic)
{
  self->wall += monotonic - self->monotonic;
  self->monotonic = monotonic;
}

static void
fire_first (CvkFakeClock *self)
{
  Timeout *timeout = g_queue_pop_head (&self->timeouts);

  move_to (self, MAX (timeout->at, self->monotonic));
  timeout->callback (timeout->user_data);
  free_timeout (timeout);
}

void
cvk_fake_clock_advance (CvkFakeClock *self, int64_t microseconds)
{
  int64_t target = 0;

  g_return_if_fail (CVK_IS_FAKE_CLOCK (self));
  g_return_if_fail (microseconds >= 0);

  g_object_ref (self);
  target = self->monotonic + microseconds;
  while (self->timeouts.head != NULL && ((Timeout *) self->timeouts.head->data)->at <= target)
    fire_first (self);
  /* A callback may have moved the clock further itself. */
  move_to (self, MAX (target, self->monotonic));
  g_object_unref (self);
}

gboolean
cvk_fake_clock_advance_to_next (CvkFakeClock *self)
{
  g_return_val_if_fail (CVK_IS_FAKE_CLOCK (self), FALSE);

  if (self->timeouts.head == NULL)
    return FALSE;
  fire_first (self);
  return TRUE;
}

unsigned
cvk_fake_clock_count_timeouts (CvkFakeClock *self)
{
  g_return_val_if_fail (CVK_IS_FAKE_CLOCK (self), 0);

  return self->timeouts.length;
}
