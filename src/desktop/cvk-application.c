// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-application.h"

#include "base/cvk-desktop-clock.h"
#include "base/cvk-i18n.h"
#include "base/cvk-programs.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/cvk-application-private.h"
#include "desktop/cvk-settings.h"
#include "desktop/cvk-window.h"
#include "service/cvk-autostart.h"

G_DEFINE_FINAL_TYPE (CvkApplication, cvk_application, ADW_TYPE_APPLICATION)

/* The window that was used last, of those with tabs. (nullable) */
static CvkWindow *
find_window (CvkApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CVK_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

void
cvk_application_say (CvkApplication *self, const char *text)
{
  CvkWindow *window = find_window (self);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (window != NULL)
    cvk_window_add_toast (window, adw_toast_new (escaped));
}

static CvkWindow *
need_window (CvkApplication *self)
{
  self->is_used = TRUE;
  self->is_quitting = FALSE;
  if (find_window (self) == NULL && !cvk_application_restore_windows (self))
    cvk_window_new (self);
  return find_window (self);
}

static void
show (CvkApplication *self)
{
  CvkWindow *window = need_window (self);

  gtk_window_present (GTK_WINDOW (window));
  for (unsigned i = 0; i < self->wanted->len; i++)
    cvk_window_open_file (window, g_ptr_array_index (self->wanted, i));
  g_ptr_array_set_size (self->wanted, 0);
  if (self->wanted_start != NULL)
    cvk_window_open_to_run (window, self->wanted_start);
  g_clear_object (&self->wanted_start);
  if (self->wanted_run != NULL)
    cvk_window_open_run (window, self->wanted_run);
  g_clear_pointer (&self->wanted_run, g_free);
  if (self->wants_new)
    g_action_group_activate_action (G_ACTION_GROUP (window), "new", NULL);
  self->wants_new = FALSE;
}

static void
recovered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sessions = cvk_session_recover_finish (result, &error);

  self->has_recovered = TRUE;
  if (sessions == NULL)
    g_info ("Nothing is recovered: %s", error->message);
  show (self);
  for (unsigned i = 0; sessions != NULL && i < sessions->len; i++)
    cvk_window_add_session (find_window (self), g_ptr_array_index (sessions, i));
  g_application_release (G_APPLICATION (self));
}

/* What a crash kept from being saved comes before any file is opened, as it may be one of them. */
static void
recover_and_show (CvkApplication *self)
{
  if (self->has_recovered)
    {
      show (self);
      return;
    }
  if (self->is_recovering)
    return;
  self->is_recovering = TRUE;
  g_application_hold (G_APPLICATION (self));
  cvk_session_recover_async (NULL, recovered_cb, g_object_ref (self));
}

static void
cvk_application_activate (GApplication *application)
{
  CvkApplication *self = CVK_APPLICATION (application);

  /* It may be a notification's button that wants a window, which is to hear of what waits. */
  cvk_engine_client_get_api_async (self->client, NULL, NULL, NULL);
  recover_and_show (self);
}

static void
cvk_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  CvkApplication *self = CVK_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (self->wanted, g_object_ref (files[i]));
  recover_and_show (self);
}

void
cvk_application_open_run (CvkApplication *self, const char *run)
{
  g_return_if_fail (CVK_IS_APPLICATION (self));

  g_free (self->wanted_run);
  self->wanted_run = g_strdup (run);
  recover_and_show (self);
}

void
cvk_application_open_window (CvkApplication *self)
{
  g_return_if_fail (CVK_IS_APPLICATION (self));

  if (find_window (self) != NULL)
    gtk_window_present (GTK_WINDOW (cvk_window_new (self)));
  else
    recover_and_show (self);
}

void
cvk_application_begin_new (CvkApplication *self)
{
  g_return_if_fail (CVK_IS_APPLICATION (self));

  self->wants_new = TRUE;
  recover_and_show (self);
}

void
cvk_application_open_to_run (CvkApplication *self, GFile *file)
{
  g_return_if_fail (CVK_IS_APPLICATION (self));
  g_return_if_fail (G_IS_FILE (file));

  g_set_object (&self->wanted_start, file);
  recover_and_show (self);
}

static gboolean
cvk_application_dbus_register (GApplication *application,
                               GDBusConnection *bus,
                               const char *path,
                               GError **error)
{
  CvkApplication *self = CVK_APPLICATION (application);

  return G_APPLICATION_CLASS (cvk_application_parent_class)
           ->dbus_register (application, bus, path, error) &&
         cvk_search_provider_export (self->search, bus, path, error);
}

static void
cvk_application_dbus_unregister (GApplication *application, GDBusConnection *bus, const char *path)
{
  cvk_search_provider_unexport (CVK_APPLICATION (application)->search);
  G_APPLICATION_CLASS (cvk_application_parent_class)->dbus_unregister (application, bus, path);
}

static gboolean
get_scheme_cb (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *name = g_variant_get_string (variant, NULL);

  g_value_set_enum (value, g_str_equal (name, "dark")    ? ADW_COLOR_SCHEME_FORCE_DARK
                           : g_str_equal (name, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                         : ADW_COLOR_SCHEME_DEFAULT);
  return TRUE;
}

/* The application's icon is in no theme while nothing is installed. */
static void
use_own_icons (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL && cvk_program_is_uninstalled ())
    gtk_icon_theme_add_search_path (gtk_icon_theme_get_for_display (display),
                                    CVK_SOURCEDIR "/data/icons");
}

static void
cvk_application_startup (GApplication *application)
{
  cvk_node_catalogue_prepare (NULL);
  G_APPLICATION_CLASS (cvk_application_parent_class)->startup (application);
  cvk_desktop_clock_follow (cvk_is_in_flatpak ());
  use_own_icons ();
  cvk_application_init_actions (CVK_APPLICATION (application));
  cvk_application_init_pause (CVK_APPLICATION (application));
  g_settings_bind_with_mapping (cvk_settings_get (), "color-scheme",
                                adw_application_get_style_manager (ADW_APPLICATION (application)),
                                "color-scheme", G_SETTINGS_BIND_GET, get_scheme_cb, NULL, NULL,
                                NULL);
}

static void
cvk_application_window_added (GtkApplication *application, GtkWindow *window)
{
  CvkApplication *self = CVK_APPLICATION (application);

  GTK_APPLICATION_CLASS (cvk_application_parent_class)->window_added (application, window);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (cvk_clipboard_copier_look),
                           self->copier, G_CONNECT_SWAPPED);
}

static void
cvk_application_shutdown (GApplication *application)
{
  CvkApplication *self = CVK_APPLICATION (application);

  g_clear_handle_id (&self->state_source, g_source_remove);
  G_APPLICATION_CLASS (cvk_application_parent_class)->shutdown (application);
}

/* The options that are what the menus of launchers have, too: by the names of their actions. */
static const char *const launch_actions[] = { "new-window", "new-pipeline" };

static int
cvk_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("convoke %s\n", CVK_VERSION);
      return 0;
    }
  for (size_t i = 0; i < G_N_ELEMENTS (launch_actions); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!g_variant_dict_contains (options, launch_actions[i]))
        continue;
      if (!g_application_register (application, NULL, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
      if (g_application_get_is_remote (application))
        {
          g_action_group_activate_action (G_ACTION_GROUP (application), launch_actions[i], NULL);
          return 0;
        }
      /* A window comes anyway. */
      CVK_APPLICATION (application)->wants_new |= g_str_equal (launch_actions[i], "new-pipeline");
    }
  return -1;
}

static void
cvk_application_finalize (GObject *object)
{
  CvkApplication *self = CVK_APPLICATION (object);

  g_clear_object (&self->on_api);
  g_clear_object (&self->search);
  g_clear_object (&self->wanted_start);
  g_clear_object (&self->copier);
  g_clear_object (&self->client);
  g_ptr_array_unref (self->wanted);
  g_free (self->wanted_run);
  G_OBJECT_CLASS (cvk_application_parent_class)->finalize (object);
}

static void
cvk_application_class_init (CvkApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_application_finalize;
  GTK_APPLICATION_CLASS (class)->window_added = cvk_application_window_added;
  application_class->dbus_register = cvk_application_dbus_register;
  application_class->dbus_unregister = cvk_application_dbus_unregister;
  application_class->activate = cvk_application_activate;
  application_class->open = cvk_application_open;
  application_class->startup = cvk_application_startup;
  application_class->shutdown = cvk_application_shutdown;
  application_class->handle_local_options = cvk_application_handle_local_options;
}

static void
cvk_application_init (CvkApplication *self)
{
  static const GOptionEntry options[] = {
    { .long_name = "new-window", .description = N_ ("Open a new window") },
    { .long_name = "new-pipeline", .description = N_ ("Begin a new pipeline") },
    { .long_name = "version", .description = N_ ("Show the version") },
    { NULL },
  };

  self->client = cvk_engine_client_new (NULL);
  self->copier = cvk_clipboard_copier_new (self->client);
  cvk_application_init_search (self);
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

CvkApplication *
cvk_application_new (void)
{
  return g_object_new (CVK_TYPE_APPLICATION, "application-id", CVK_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/app/convoke/Convoke",
                       NULL);
}

gboolean
cvk_application_is_used (CvkApplication *self)
{
  g_return_val_if_fail (CVK_IS_APPLICATION (self), FALSE);

  return self->is_used;
}

CvkEngineClient *
cvk_application_get_client (CvkApplication *self)
{
  g_return_val_if_fail (CVK_IS_APPLICATION (self), NULL);

  return self->client;
}

gboolean
cvk_application_show_file (CvkApplication *self, GFile *file)
{
  g_return_val_if_fail (CVK_IS_APPLICATION (self), FALSE);

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CVK_IS_WINDOW (l->data) && cvk_window_show_file (l->data, file))
      {
        gtk_window_present (l->data);
        return TRUE;
      }
  return FALSE;
}
