// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-address.h"
#include "service/cvk-autostart.h"
#include "service/cvk-service-private.h"

/* --- Staying --- */

static void
background_changed_cb (CvkService *self)
{
  cvk_api_engine_set_background (self->api, cvk_background_is_allowed (self->background));
  cvk_api_engine_set_starts_at_login (self->api, cvk_background_starts_at_login (self->background));
  cvk_activations_set_may_stay (self->activations, cvk_background_is_allowed (self->background));
  if (cvk_background_is_active (self->background))
    cvk_health_watch_start (self->watch, self->session_bus);
  else
    cvk_health_watch_stop (self->watch);
}

void
cvk_service_watch_background (CvkService *self)
{
  g_signal_connect_object (self->background, "changed", G_CALLBACK (background_changed_cb), self,
                           G_CONNECT_SWAPPED);
  background_changed_cb (self);
}

/* --- Coming and going --- */

/* With the login ends everything that nobody is working with, sign-ins in memory too: they were for
 * this login only. */
void
cvk_service_leave_after_bus (CvkService *self)
{
  if (self->is_bus_gone && g_hash_table_size (self->clients) == 0 &&
      !cvk_host_runs_are_active (self->runs))
    cvk_service_quit (self);
}

static void
bus_closed_cb (CvkService *self)
{
  self->is_bus_gone = TRUE;
  cvk_background_set_bus (self->background, NULL);
  cvk_service_leave_after_bus (self);
}

static void
begin_telling (CvkService *self)
{
  g_autoptr (CvkNotifier) notifier = cvk_notifier_new (self->session_bus, cvk_is_in_flatpak ());

  self->notices =
    cvk_health_notices_new (self->host, self->connections, self->health, self->sign_ins, notifier);
  self->run_notices = cvk_run_notices_new (self->session_bus, &(CvkRunNoticesSubjects){
                                                                .host = self->host,
                                                                .runs = self->runs,
                                                                .questions = self->questions,
                                                                .activations = self->activations,
                                                                .failures = self->failures,
                                                                .notifier = notifier,
                                                              });
  cvk_service_notify_of_trouble (self, notifier);
#ifdef CVK_HAVE_TRAY
  cvk_service_show_tray (self, notifier);
#endif
}

static void
settle_on_bus (CvkService *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  self->session_bus = g_bus_get_finish (result, &error);
  if (self->session_bus == NULL ||
      !g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->api), self->session_bus,
                                         CVK_ENGINE_PATH, &error))
    {
      g_info ("Not on the session bus: %s", error->message);
      cvk_background_set_bus (self->background, NULL);
      return;
    }
  g_dbus_connection_set_exit_on_close (self->session_bus, FALSE);
  g_signal_connect_object (self->session_bus, "closed", G_CALLBACK (bus_closed_cb), self,
                           G_CONNECT_SWAPPED);
  self->name_id =
    g_bus_own_name_on_connection (self->session_bus, CVK_ENGINE_NAME,
                                  G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, NULL, NULL, NULL, NULL);
  begin_telling (self);
  cvk_background_set_bus (self->background, self->session_bus);
}

static void
bus_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkService) self = user_data;

  settle_on_bus (self, result);
  cvk_host_release (self->host);
}

void
cvk_service_join_session_bus (CvkService *self)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *socket = runtime != NULL ? g_build_filename (runtime, "bus", NULL) : NULL;

  /* GLib would start a bus of its own where there is none. */
  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL &&
      (socket == NULL || !g_file_test (socket, G_FILE_TEST_EXISTS)))
    return;
  cvk_host_hold (self->host);
  cvk_background_expect_bus (self->background);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_ready_cb, g_object_ref (self));
}
