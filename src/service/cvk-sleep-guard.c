// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-sleep-guard.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "base/cvk-i18n.h"

#define LOGIND "org.freedesktop.login1"
#define MANAGER_PATH "/org/freedesktop/login1"
#define MANAGER "org.freedesktop.login1.Manager"

/* logind waits for five seconds (InhibitDelayMaxSec) unless its administrator has said otherwise.
 */
#define GRACE (INT64_C (4) * G_USEC_PER_SEC)
#define LOOK (INT64_C (50) * 1000)
/* Awake for so long, whatever was said: nothing is held for ever because of a word that was lost.
 * Timeouts stand still while the computer sleeps. */
#define MAX_HELD (INT64_C (60) * G_USEC_PER_SEC)

struct _CvkSleepGuard
{
  GObject parent_instance;

  CvkHost *host; /* not owned */
  CvkClock *clock;
  GDBusConnection *bus; /* nullable: not there (yet) */
  GCancellable *cancellable;
  unsigned subscription;
  unsigned name_watch;
  int lock; /* a file descriptor: logind waits until it is closed; -1: none */
  int64_t held;
  unsigned look;
  unsigned limit;
};

G_DEFINE_FINAL_TYPE (CvkSleepGuard, cvk_sleep_guard, G_TYPE_OBJECT)

enum
{
  SIGNAL_WOKE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static CvkPause *
get_pause (CvkSleepGuard *self)
{
  return cvk_host_get_environment (self->host)->pause;
}

/* --- The lock --- */

static void
give_up_lock (CvkSleepGuard *self)
{
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
}

static void
locked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSleepGuard) self = user_data;
  g_autoptr (GUnixFDList) files = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (
    G_DBUS_CONNECTION (object), &files, result, &error);
  int index = -1;

  if (reply == NULL)
    {
      g_info ("Sleep cannot be delayed: %s", error->message);
      return;
    }
  g_variant_get (reply, "(h)", &index);
  give_up_lock (self);
  if (files != NULL)
    self->lock = g_unix_fd_list_get (files, index, NULL);
}

static void
take_lock (CvkSleepGuard *self)
{
  g_dbus_connection_call_with_unix_fd_list (
    self->bus, LOGIND, MANAGER_PATH, MANAGER, "Inhibit",
    g_variant_new ("(ssss)", "sleep", "Convoke",
                   /* Translators: why going to sleep takes a moment; shown by the system. */
                   _ ("Requests that are under way end first"), "delay"),
    G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, self->cancellable, locked_cb,
    g_object_ref (self));
}

/* --- Falling asleep and waking --- */

static void
stop_timeouts (CvkSleepGuard *self)
{
  cvk_clock_remove_timeout (self->clock, self->look);
  cvk_clock_remove_timeout (self->clock, self->limit);
  self->look = 0;
  self->limit = 0;
}

static void
let_go (CvkSleepGuard *self)
{
  stop_timeouts (self);
  cvk_pause_set_held (get_pause (self), FALSE);
}

static gboolean
limit_cb (gpointer user_data)
{
  CvkSleepGuard *self = user_data;

  self->limit = 0;
  let_go (self);
  return G_SOURCE_REMOVE;
}

static gboolean
look_cb (gpointer user_data)
{
  CvkSleepGuard *self = user_data;

  self->look = 0;
  if (cvk_http_count_under_way (cvk_host_get_http (self->host)) == 0 ||
      cvk_clock_get_monotonic (self->clock) - self->held >= GRACE)
    give_up_lock (self);
  else
    self->look = cvk_clock_add_timeout (self->clock, LOOK, look_cb, self, NULL);
  return G_SOURCE_REMOVE;
}

static void
fall_asleep (CvkSleepGuard *self)
{
  stop_timeouts (self);
  self->held = cvk_clock_get_monotonic (self->clock);
  cvk_pause_set_held (get_pause (self), TRUE);
  self->limit = cvk_clock_add_timeout (self->clock, MAX_HELD, limit_cb, self, NULL);
  self->look = cvk_clock_add_timeout (self->clock, 0, look_cb, self, NULL);
}

static void
wake (CvkSleepGuard *self)
{
  let_go (self);
  take_lock (self);
  g_signal_emit (self, signals[SIGNAL_WOKE], 0);
}

static void
prepare_for_sleep_cb (GDBusConnection *bus,
                      const char *sender,
                      const char *path,
                      const char *interface,
                      const char *signal,
                      GVariant *parameters,
                      gpointer user_data)
{
  gboolean is_near = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &is_near);
  if (is_near)
    fall_asleep (user_data);
  else
    wake (user_data);
}

/* --- logind --- */

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  take_lock (user_data);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  CvkSleepGuard *self = user_data;

  give_up_lock (self);
  let_go (self);
}

static void
bus_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSleepGuard) self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_info ("There is no system bus to hear of sleep: %s", error->message);
      return;
    }
  self->bus = bus;
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->subscription =
    g_dbus_connection_signal_subscribe (bus, LOGIND, MANAGER, "PrepareForSleep", MANAGER_PATH, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, prepare_for_sleep_cb, self, NULL);
  self->name_watch = g_bus_watch_name_on_connection (bus, LOGIND, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                     appeared_cb, vanished_cb, self, NULL);
}

/* --- The object --- */

static void
cvk_sleep_guard_dispose (GObject *object)
{
  CvkSleepGuard *self = CVK_SLEEP_GUARD (object);

  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  stop_timeouts (self);
  give_up_lock (self);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (cvk_sleep_guard_parent_class)->dispose (object);
}

static void
cvk_sleep_guard_finalize (GObject *object)
{
  CvkSleepGuard *self = CVK_SLEEP_GUARD (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (cvk_sleep_guard_parent_class)->finalize (object);
}

static void
cvk_sleep_guard_class_init (CvkSleepGuardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_sleep_guard_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_sleep_guard_finalize;
  signals[SIGNAL_WOKE] = g_signal_new ("woke", CVK_TYPE_SLEEP_GUARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_sleep_guard_init (CvkSleepGuard *self)
{
  self->cancellable = g_cancellable_new ();
  self->lock = -1;
}

CvkSleepGuard *
cvk_sleep_guard_new (CvkHost *host)
{
  CvkSleepGuard *self = g_object_new (CVK_TYPE_SLEEP_GUARD, NULL);

  self->host = host;
  self->clock = g_object_ref (cvk_host_get_environment (host)->clock);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_ready_cb, g_object_ref (self));
  return self;
}
