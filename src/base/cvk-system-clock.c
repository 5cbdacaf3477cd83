// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-clock.h"

struct _CvkSystemClock
{
  GObject parent_instance;

  GMainContext *context;
};

static void init_clock (CvkClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkSystemClock,
                               cvk_system_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_CLOCK, init_clock))

static gboolean
dispatch_once (GSource *source, GSourceFunc callback, gpointer user_data)
{
  callback (user_data);
  return G_SOURCE_REMOVE;
}

/* A ready time takes any delay; g_timeout_add() ends at 49 days. */
static GSourceFuncs once_source = { .dispatch = dispatch_once };

static int64_t
system_clock_get_wall (CvkClock *clock)
{
  return g_get_real_time ();
}

static int64_t
system_clock_get_monotonic (CvkClock *clock)
{
  return g_get_monotonic_time ();
}

static unsigned
system_clock_add_timeout (CvkClock *clock,
                          int64_t delay,
                          GSourceFunc callback,
                          gpointer user_data,
                          GDestroyNotify destroy)
{
  CvkSystemClock *self = CVK_SYSTEM_CLOCK (clock);
  g_autoptr (GSource) source = g_source_new (&once_source, sizeof (GSource));
  int64_t now = g_get_monotonic_time ();

  g_source_set_static_name (source, "cvk-system-clock");
  g_source_set_callback (source, callback, user_data, destroy);
  g_source_set_ready_time (source, delay > G_MAXINT64 - now ? G_MAXINT64 : now + delay);
  return g_source_attach (source, self->context);
}

static void
system_clock_remove_timeout (CvkClock *clock, unsigned id)
{
  CvkSystemClock *self = CVK_SYSTEM_CLOCK (clock);
  GSource *source = g_main_context_find_source_by_id (self->context, id);

  if (source != NULL)
    g_source_destroy (source);
}

static void
cvk_system_clock_finalize (GObject *object)
{
  CvkSystemClock *self = CVK_SYSTEM_CLOCK (object);

  g_main_context_unref (self->context);
  G_OBJECT_CLASS (cvk_system_clock_parent_class)->finalize (object);
}

static void
cvk_system_clock_class_init (CvkSystemClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_system_clock_finalize;
}

static void
cvk_system_clock_init (CvkSystemClock *self)
{
  self->context = g_main_context_ref_thread_default ();
}

static void
init_clock (CvkClockInterface *iface)
{
  iface->get_wall = system_clock_get_wall;
  iface->get_monotonic = system_clock_get_monotonic;
  iface->add_timeout = system_clock_add_timeout;
  iface->remove_timeout = system_clock_remove_timeout;
}

CvkClock *
cvk_system_clock_new (void)
{
  return g_object_new (CVK_TYPE_SYSTEM_CLOCK, NULL);
}
