// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-health-watch.h"

#include "base/cvk-random.h"
#include "service/cvk-wake-watch.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* How long before it is needed a connection is looked at: time for a person to sign in again. */
#define AHEAD (15 * MINUTE)
/* A service that is away is asked again after so long, then twice as long, up to an hour. */
#define FIRST_RETRY (5 * MINUTE)
#define MAX_RETRY_EXPONENT 4
/* One that asks for a pause: after a second, then twice as long, up to half an hour. */
#define MAX_LIMITED_EXPONENT 11
/* A keyring tells of several changes when it is unlocked. */
#define UNLOCK_DELAY SECOND
#define KEYRING "org.freedesktop.secrets"

struct _CvkHealthWatch
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  CvkHealthMonitor *monitor;
  CvkClock *clock;          /* borrowed from the host */
  CvkWakeWatch *wake;       /* NULL: not started */
  GDBusConnection *bus;     /* nullable */
  GHashTable *plans;        /* CvkConnection -> Plan */
  GPtrArray *expectations;  /* Expectation */
  unsigned keyring_signals; /* subscription */
  unsigned keyring_watch;
  unsigned unlock_timeout;
};

G_DEFINE_FINAL_TYPE (CvkHealthWatch, cvk_health_watch, G_TYPE_OBJECT)

/* The next look at a connection. */
typedef struct
{
  CvkHealthWatch *watch;     /* borrowed: owns the plan */
  CvkConnection *connection; /* owned */
  unsigned timeout;
  unsigned n_away; /* times in a row that it was out of reach, or asked for a pause */
} Plan;

static void
free_plan (Plan *plan)
{
  cvk_clock_remove_timeout (plan->watch->clock, plan->timeout);
  g_object_unref (plan->connection);
  g_free (plan);
}

typedef struct
{
  CvkHealthWatch *watch;     /* borrowed: owns the expectation */
  CvkConnection *connection; /* owned */
  int64_t wall;
  unsigned timeout;
} Expectation;

static void
free_expectation (Expectation *expectation)
{
  cvk_clock_remove_timeout (expectation->watch->clock, expectation->timeout);
  cvk_host_release (expectation->watch->host);
  g_object_unref (expectation->connection);
  g_free (expectation);
}

static void plan_next (CvkHealthWatch *self, CvkConnection *connection);

/* --- Looking --- */

/* Adds up to a tenth. */
static int64_t
jitter (int64_t delay)
{
  uint32_t random;

  if (!cvk_random_fill (&random, sizeof random, NULL))
    return delay;
  return delay + (int64_t) (random % 1000) * (delay / 10000);
}

typedef struct
{
  CvkHealthWatch *watch;
  CvkConnection *connection;
} Look;

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Look *look = user_data;
  g_autoptr (CvkHealthWatch) self = look->watch;
  g_autoptr (CvkConnection) connection = look->connection;
  const CvkHealthReport *report;
  Plan *plan = g_hash_table_lookup (self->plans, connection);

  cvk_health_monitor_check_finish (CVK_HEALTH_MONITOR (object), result);
  report = cvk_health_monitor_get (self->monitor, connection);
  if (plan != NULL && report != NULL)
    {
      gboolean is_away =
        report->state == CVK_HEALTH_OFFLINE || report->state == CVK_HEALTH_RATE_LIMITED;

      plan->n_away = is_away ? plan->n_away + 1 : 0;
      plan_next (self, connection);
    }
  cvk_host_release (self->host);
}

static void
refreshed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Look *look = user_data;
  CvkConnection *connection = CVK_CONNECTION (object);

  /* What it ended in is the connection's to tell. */
  (void) cvk_connection_refresh_ahead_finish (connection, result, NULL);
  cvk_health_monitor_check_async (look->watch->monitor, connection, looked_cb, look);
}

static void
look_at (CvkHealthWatch *self, CvkConnection *connection)
{
  Look *look = g_new0 (Look, 1);

  look->watch = g_object_ref (self);
  look->connection = g_object_ref (connection);
  cvk_host_hold (self->host);
  cvk_connection_refresh_ahead_async (connection, NULL, refreshed_cb, look);
}

/* --- Planning --- */

static gboolean
plan_is_due_cb (gpointer user_data)
{
  Plan *plan = user_data;

  plan->timeout = 0;
  look_at (plan->watch, plan->connection);
  return G_SOURCE_REMOVE;
}

/* The day before the grant dies is a day to look, so that the user can be told. */
static int64_t
limit_to_warning (CvkHealthWatch *self, CvkConnection *connection, int64_t delay)
{
  int64_t deadline = cvk_connection_get_refresh_deadline (connection);
  int64_t until_warning = deadline - DAY - cvk_clock_get_wall (self->clock);

  return deadline > 0 && until_warning > 0 ? MIN (delay, until_warning + MINUTE) : delay;
}

static int64_t
choose_delay (CvkHealthWatch *self, const Plan *plan, const CvkHealthReport *report)
{
  int64_t now = cvk_clock_get_wall (self->clock);

  if (report->state == CVK_HEALTH_RATE_LIMITED)
    /* One that does not say how long is not asked every second or two. */
    return CLAMP (report->until - now, SECOND << MIN (plan->n_away, MAX_LIMITED_EXPONENT), DAY);
  if (report->state == CVK_HEALTH_OFFLINE)
    return MIN (FIRST_RETRY << MIN (plan->n_away, MAX_RETRY_EXPONENT), HOUR);
  if (report->state == CVK_HEALTH_KEYRING_LOCKED)
    return HOUR;
  return DAY;
}

/* What was just told decides when to look again. */
static void
plan_next (CvkHealthWatch *self, CvkConnection *connection)
{
  const CvkHealthReport *report = cvk_health_monitor_get (self->monitor, connection);
  Plan *plan = g_hash_table_lookup (self->plans, connection);
  int64_t delay;

  if (plan == NULL || report == NULL || report->state == CVK_HEALTH_REFRESHING)
    return;
  cvk_clock_remove_timeout (self->clock, plan->timeout);
  delay = limit_to_warning (self, connection, jitter (choose_delay (self, plan, report)));
  plan->timeout = cvk_clock_add_timeout (self->clock, delay, plan_is_due_cb, plan, NULL);
}

static void
health_changed_cb (CvkHealthWatch *self, CvkConnection *connection)
{
  plan_next (self, connection);
}

static gboolean
is_gone (gpointer key, gpointer value, gpointer user_data)
{
  return !g_ptr_array_find (user_data, key, NULL);
}

/* What is expected of a connection is expected of the one that takes its place, and of none when it
 * is removed: nobody has to stay for it then. */
static void
follow_expectations (CvkHealthWatch *self)
{
  for (unsigned i = self->expectations->len; i-- > 0;)
    {
      Expectation *expectation = g_ptr_array_index (self->expectations, i);
      CvkConnection *present = cvk_host_connections_find (
        self->connections, cvk_connection_get_id (expectation->connection));

      if (present != NULL)
        g_set_object (&expectation->connection, present);
      else
        g_ptr_array_remove_index (self->expectations, i);
    }
}

/* One that is new, or takes another's place, has just been signed in to. */
static void
connections_changed_cb (CvkHealthWatch *self)
{
  GPtrArray *list;

  if (!cvk_host_connections_is_loaded (self->connections))
    return;
  follow_expectations (self);
  if (self->wake == NULL)
    return;
  list = cvk_host_connections_list (self->connections);
  g_hash_table_foreach_remove (self->plans, is_gone, list);
  for (unsigned i = 0; i < list->len; i++)
    {
      CvkConnection *connection = g_ptr_array_index (list, i);
      Plan *plan;

      if (g_hash_table_contains (self->plans, connection))
        continue;
      plan = g_new0 (Plan, 1);
      plan->watch = self;
      plan->connection = g_object_ref (connection);
      g_hash_table_insert (self->plans, connection, plan);
      plan_next (self, connection);
    }
}

static void
look_at_all (CvkHealthWatch *self)
{
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, self->plans);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    look_at (self, connection);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHealthWatch) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    {
      g_warning ("%s", error->message);
      return;
    }
  connections_changed_cb (self);
  look_at_all (self);
}

/* --- The keyring --- */

static gboolean
keyring_settled_cb (gpointer user_data)
{
  CvkHealthWatch *self = user_data;
  GHashTableIter iter;
  gpointer connection;

  self->unlock_timeout = 0;
  g_hash_table_iter_init (&iter, self->plans);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    {
      const CvkHealthReport *report = cvk_health_monitor_get (self->monitor, connection);

      if (report != NULL && report->state == CVK_HEALTH_KEYRING_LOCKED)
        look_at (self, connection);
    }
  return G_SOURCE_REMOVE;
}

static void
try_keyring_soon (CvkHealthWatch *self)
{
  if (self->unlock_timeout == 0)
    self->unlock_timeout =
      cvk_clock_add_timeout (self->clock, UNLOCK_DELAY, keyring_settled_cb, self, NULL);
}

static void
keyring_appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  try_keyring_soon (user_data);
}

/* Keyrings differ in which signal tells of what: any of them is reason enough to try again. */
static void
keyring_changed_cb (GDBusConnection *bus,
                    const char *sender,
                    const char *path,
                    const char *interface,
                    const char *signal,
                    GVariant *parameters,
                    gpointer user_data)
{
  try_keyring_soon (user_data);
}

/* --- Before it is needed --- */

static gboolean
expectation_is_due_cb (gpointer user_data)
{
  Expectation *expectation = user_data;
  CvkHealthWatch *self = expectation->watch;

  expectation->timeout = 0;
  look_at (self, expectation->connection);
  g_ptr_array_remove (self->expectations, expectation);
  return G_SOURCE_REMOVE;
}

static void
arm_expectation (Expectation *expectation)
{
  CvkClock *clock = expectation->watch->clock;
  int64_t begin = cvk_clock_get_wall (clock) + AHEAD;
  /* Any number may come, also one that nothing can be taken from. */
  int64_t delay = expectation->wall > begin ? expectation->wall - begin : 0;

  cvk_clock_remove_timeout (clock, expectation->timeout);
  expectation->timeout =
    cvk_clock_add_timeout (clock, delay, expectation_is_due_cb, expectation, NULL);
}

void
cvk_health_watch_expect (CvkHealthWatch *self, CvkConnection *connection, int64_t wall)
{
  Expectation *expectation;

  g_return_if_fail (CVK_IS_HEALTH_WATCH (self));

  expectation = g_new0 (Expectation, 1);
  expectation->watch = self;
  expectation->connection = g_object_ref (connection);
  expectation->wall = wall;
  cvk_host_hold (self->host);
  g_ptr_array_add (self->expectations, expectation);
  arm_expectation (expectation);
}

/* Timeouts stood still while the computer slept; what is expected did not. */
static void
woke_cb (CvkHealthWatch *self)
{
  for (unsigned i = 0; i < self->expectations->len; i++)
    arm_expectation (g_ptr_array_index (self->expectations, i));
  look_at_all (self);
}

void
cvk_health_watch_wake (CvkHealthWatch *self)
{
  g_return_if_fail (CVK_IS_HEALTH_WATCH (self));

  if (self->wake != NULL)
    woke_cb (self);
}

/* --- Starting and stopping --- */

void
cvk_health_watch_start (CvkHealthWatch *self, GDBusConnection *bus)
{
  g_return_if_fail (CVK_IS_HEALTH_WATCH (self));

  if (self->wake != NULL)
    return;
  self->wake = cvk_wake_watch_new (self->clock);
  g_signal_connect_object (self->wake, "woke", G_CALLBACK (woke_cb), self, G_CONNECT_SWAPPED);
  if (bus != NULL)
    {
      self->bus = g_object_ref (bus);
      self->keyring_signals = g_dbus_connection_signal_subscribe (bus, KEYRING, NULL, NULL, NULL,
                                                                  NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                                  keyring_changed_cb, self, NULL);
      self->keyring_watch = g_bus_watch_name_on_connection (
        bus, KEYRING, G_BUS_NAME_WATCHER_FLAGS_NONE, keyring_appeared_cb, NULL, self, NULL);
    }
  cvk_host_connections_load_async (self->connections, loaded_cb, g_object_ref (self));
}

void
cvk_health_watch_stop (CvkHealthWatch *self)
{
  g_return_if_fail (CVK_IS_HEALTH_WATCH (self));

  if (self->keyring_signals != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->keyring_signals);
  self->keyring_signals = 0;
  g_clear_handle_id (&self->keyring_watch, g_bus_unwatch_name);
  g_clear_object (&self->bus);
  g_clear_object (&self->wake);
  cvk_clock_remove_timeout (self->clock, self->unlock_timeout);
  self->unlock_timeout = 0;
  g_hash_table_remove_all (self->plans);
}

/* --- The object --- */

static void
cvk_health_watch_dispose (GObject *object)
{
  CvkHealthWatch *self = CVK_HEALTH_WATCH (object);

  if (self->host != NULL)
    cvk_health_watch_stop (self);
  g_clear_pointer (&self->expectations, g_ptr_array_unref);
  g_clear_object (&self->monitor);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_health_watch_parent_class)->dispose (object);
}

static void
cvk_health_watch_finalize (GObject *object)
{
  CvkHealthWatch *self = CVK_HEALTH_WATCH (object);

  g_clear_pointer (&self->plans, g_hash_table_unref);
  G_OBJECT_CLASS (cvk_health_watch_parent_class)->finalize (object);
}

static void
cvk_health_watch_class_init (CvkHealthWatchClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_health_watch_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_health_watch_finalize;
}

static void
cvk_health_watch_init (CvkHealthWatch *self)
{
  self->plans = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) free_plan);
  self->expectations = g_ptr_array_new_with_free_func ((GDestroyNotify) free_expectation);
}

CvkHealthWatch *
cvk_health_watch_new (CvkHost *host, CvkHostConnections *connections, CvkHealthMonitor *monitor)
{
  CvkHealthWatch *self = g_object_new (CVK_TYPE_HEALTH_WATCH, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  self->monitor = g_object_ref (monitor);
  self->clock = cvk_host_get_environment (host)->clock;
  g_signal_connect_object (monitor, "changed", G_CALLBACK (health_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connections, "changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
