// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-tray.h"

#include "base/cvk-i18n.h"
#include "base/cvk-programs.h"
#include "service/cvk-autostart.h"
#include "service/cvk-background-status.h"
#include "service/cvk-status-item.h"
#include "service/cvk-status-pixmaps.h"
#include "service/cvk-tray-view.h"
#include "service/cvk-window.h"

/* No panel has to draw more often, however much happens. */
#define MILLISECONDS_BETWEEN_UPDATES 200

struct _CvkTray
{
  GObject parent_instance;

  GDBusConnection *bus;
  CvkTraySubjects subjects;
  CvkStatusMenu *menu;
  CvkStatusItem *item; /* NULL before there is something to tell */
  CvkBackgroundStatus *background;
  int64_t updated_at; /* monotonic */
  unsigned update_source;
};

G_DEFINE_FINAL_TYPE (CvkTray, cvk_tray, G_TYPE_OBJECT)

enum
{
  PROP_IS_SHOWN = 1,
  N_PROPS = PROP_IS_SHOWN + 1
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_QUIT,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- What is clicked --- */

static void
window_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTray) self = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_window_open_finish (result, &error))
    return;
  cvk_notifier_show (
    self->subjects.notifier, "window",
    &(CvkNotification){ .title = _ ("Convoke could not be opened"), .body = error->message });
}

static void
open_window (CvkTray *self, const char *token)
{
  cvk_window_open_async (self->bus, token, NULL, window_opened_cb, g_object_ref (self));
}

static void
icon_activated_cb (CvkTray *self, const char *token)
{
  open_window (self, token);
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  cvk_health_monitor_check_finish (CVK_HEALTH_MONITOR (object), result);
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTray) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_health_monitor_unlock_finish (CVK_HEALTH_MONITOR (object), result, &error))
    g_info ("Still locked: %s", error->message);
}

static void
act_on_connection (CvkTray *self, const char *action, const char *id)
{
  CvkConnection *connection = cvk_host_connections_find (self->subjects.connections, id);

  if (connection == NULL)
    return;
  if (g_str_has_prefix (action, "reconnect:"))
    cvk_sign_ins_reconnect (self->subjects.sign_ins, connection);
  else if (g_str_has_prefix (action, "unlock:"))
    cvk_health_monitor_unlock_async (self->subjects.health, connection, unlocked_cb,
                                     g_object_ref (self));
  else if (g_str_has_prefix (action, "check:"))
    cvk_health_monitor_check_async (self->subjects.health, connection, checked_cb, NULL);
}

static void
row_activated_cb (CvkTray *self, const char *action)
{
  CvkHost *host = self->subjects.host;
  const char *id = strchr (action, ':');
  g_autofree char *token = cvk_status_item_take_token (self->item);

  cvk_host_touch (host);
  if (id != NULL)
    act_on_connection (self, action, id + 1);
  else if (g_str_equal (action, "pause"))
    cvk_host_set_paused (host, !cvk_host_is_paused (host));
  else if (g_str_equal (action, "open"))
    open_window (self, token);
  else if (g_str_equal (action, "quit"))
    g_signal_emit (self, signals[SIGNAL_QUIT], 0);
}

/* --- What is shown --- */

/* Where panels find the icons when no theme has them: a build that is not installed, or a prefix
 * that themes do not look into. What a sandbox calls a path is none for the panel outside.
 * (transfer full) (nullable) */
static char *
find_icons (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  if (cvk_program_is_uninstalled ())
    return g_strdup (CVK_SOURCEDIR "/data/icons");
  for (size_t i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *icons = g_build_filename (folders[i], "icons", NULL);

      if (g_str_equal (icons, CVK_ICONDIR))
        return NULL;
    }
  return cvk_is_in_flatpak () ? NULL : g_strdup (CVK_ICONDIR);
}

static void
shown_changed_cb (CvkTray *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SHOWN]);
}

static void
make_item (CvkTray *self)
{
  g_autofree char *icons = find_icons ();
  g_autoptr (GError) error = NULL;

  self->menu = cvk_status_menu_new ();
  self->item =
    cvk_status_item_new (self->bus, CVK_APPLICATION_ID, "Convoke", icons, self->menu, &error);
  if (self->item == NULL)
    {
      g_warning ("%s", error->message);
      return;
    }
  g_signal_connect_object (self->menu, "activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "activate", G_CALLBACK (icon_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "notify::is-shown", G_CALLBACK (shown_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
show (CvkTray *self, const CvkTrayFacts *facts)
{
  gboolean is_needed = facts->n_connections > 0 || facts->runs[0] != NULL || facts->is_paused ||
                       facts->n_questions > 0 || facts->failure != NULL;
  g_auto (CvkTrayView) view = { 0 };
  g_autoptr (GVariant) pixmaps = NULL;

  if (self->menu == NULL && is_needed)
    make_item (self);
  if (self->item == NULL)
    return;
  cvk_tray_view_init (&view, facts);
  pixmaps = cvk_status_pixmaps_new (cvk_tray_mood_get_icon (view.mood));
  CvkStatusLook look = {
    .icon_name = cvk_tray_mood_get_icon (view.mood),
    .pixmaps = pixmaps,
    .description = view.summary,
    .text = view.text,
    .status = !is_needed        ? CVK_STATUS_PASSIVE
              : view.needs_user ? CVK_STATUS_NEEDS_ATTENTION
                                : CVK_STATUS_ACTIVE,
  };
  cvk_status_item_set_look (self->item, &look);
  cvk_status_menu_take_rows (self->menu, g_steal_pointer (&view.root));
  cvk_background_status_set (self->background, view.summary);
}

static void
update (CvkTray *self)
{
  const CvkTraySubjects *subjects = &self->subjects;
  g_autoptr (GPtrArray) active = cvk_host_runs_list_active (subjects->runs);
  GPtrArray *list = cvk_host_connections_is_loaded (subjects->connections)
                      ? cvk_host_connections_list (subjects->connections)
                      : NULL;
  size_t n_connections = list != NULL ? list->len : 0;
  g_autofree CvkTrayConnection *connections = g_new0 (CvkTrayConnection, n_connections);
  g_autofree const char **runs = g_new0 (const char *, active->len + 1);

  for (size_t i = 0; i < n_connections; i++)
    {
      CvkConnection *connection = g_ptr_array_index (list, i);

      connections[i] =
        (CvkTrayConnection){ .id = cvk_connection_get_id (connection),
                             .name = cvk_connection_get_name (connection),
                             .report = cvk_health_monitor_get (subjects->health, connection) };
    }
  for (unsigned i = 0; i < active->len; i++)
    runs[i] = cvk_host_run_get_name (g_ptr_array_index (active, i));
  show (self, &(CvkTrayFacts){ .connections = connections,
                               .n_connections = n_connections,
                               .runs = runs,
                               .n_questions = cvk_questions_count (subjects->questions),
                               .is_paused = cvk_host_is_paused (subjects->host),
                               .failure = cvk_host_get_failure (subjects->host) });
}

static gboolean
update_cb (gpointer user_data)
{
  CvkTray *self = user_data;

  self->update_source = 0;
  self->updated_at = g_get_monotonic_time ();
  update (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (CvkTray *self)
{
  int64_t passed = (g_get_monotonic_time () - self->updated_at) / 1000;

  if (self->update_source != 0)
    return;
  if (self->updated_at == 0 || passed >= MILLISECONDS_BETWEEN_UPDATES)
    self->update_source = g_idle_add (update_cb, self);
  else
    self->update_source =
      g_timeout_add ((unsigned) (MILLISECONDS_BETWEEN_UPDATES - passed), update_cb, self);
}

gboolean
cvk_tray_is_shown (CvkTray *self)
{
  return self->item != NULL && cvk_status_item_is_shown (self->item);
}

/* --- The object --- */

static void
cvk_tray_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_SHOWN)
    g_value_set_boolean (value, cvk_tray_is_shown (CVK_TRAY (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cvk_tray_dispose (GObject *object)
{
  CvkTray *self = CVK_TRAY (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_object (&self->item);
  g_clear_object (&self->menu);
  g_clear_object (&self->background);
  g_clear_object (&self->bus);
  g_clear_object (&self->subjects.notifier);
  g_clear_object (&self->subjects.sign_ins);
  g_clear_object (&self->subjects.health);
  g_clear_object (&self->subjects.questions);
  g_clear_object (&self->subjects.runs);
  g_clear_object (&self->subjects.connections);
  g_clear_object (&self->subjects.host);
  G_OBJECT_CLASS (cvk_tray_parent_class)->dispose (object);
}

static void
cvk_tray_class_init (CvkTrayClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_tray_get_property;
  object_class->dispose = cvk_tray_dispose;
  properties[PROP_IS_SHOWN] =
    g_param_spec_boolean ("is-shown", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_QUIT] =
    g_signal_new ("quit", CVK_TYPE_TRAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_tray_init (CvkTray *self)
{
}

CvkTray *
cvk_tray_new (GDBusConnection *bus, const CvkTraySubjects *subjects)
{
  CvkTray *self = g_object_new (CVK_TYPE_TRAY, NULL);
  const struct
  {
    gpointer object;
    const char *signal;
  } sources[] = {
    { subjects->connections, "loaded" },
    { subjects->connections, "changed" },
    { subjects->runs, "changed" },
    { subjects->questions, "changed" },
    { subjects->health, "changed" },
    { cvk_host_get_environment (subjects->host)->pause, "changed" },
    { subjects->host, "failed" },
  };

  self->bus = g_object_ref (bus);
  self->background = cvk_background_status_new (bus);
  self->subjects = (CvkTraySubjects){
    .host = g_object_ref (subjects->host),
    .connections = g_object_ref (subjects->connections),
    .runs = g_object_ref (subjects->runs),
    .questions = g_object_ref (subjects->questions),
    .health = g_object_ref (subjects->health),
    .sign_ins = g_object_ref (subjects->sign_ins),
    .notifier = g_object_ref (subjects->notifier),
  };
  for (size_t i = 0; i < G_N_ELEMENTS (sources); i++)
    g_signal_connect_object (sources[i].object, sources[i].signal, G_CALLBACK (queue_update), self,
                             G_CONNECT_SWAPPED);
  queue_update (self);
  return self;
}
