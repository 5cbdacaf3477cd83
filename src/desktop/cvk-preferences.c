// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-preferences.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "desktop/cvk-history-group.h"
#include "desktop/cvk-settings.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/forms/cvk-date-zone-chooser.h"
#include "desktop/gallery/cvk-library-choice.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "service/cvk-problems.h"

struct _CvkPreferences
{
  AdwPreferencesWindow parent_instance;

  /* Template children. */
  AdwComboRow *color_scheme;
  AdwActionRow *folder_row;
  GtkWidget *folder_choose;
  GtkWidget *folder_reset;
  GtkMenuButton *zone;
  GtkWidget *zone_reset;
  GtkWidget *zones;
  GtkSwitch *minimap;
  AdwActionRow *background_row;
  GtkSwitch *background;
  GtkWidget *handle_failures;
  CvkHistoryGroup *history;

  CvkEngineClient *client;   /* owned */
  CvkApiEngine *api;         /* owned; nullable: not there yet */
  GCancellable *cancellable; /* owned; ends with the window */
};

G_DEFINE_FINAL_TYPE (CvkPreferences, cvk_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* --- The engine --- */

static void
explain_background (CvkPreferences *self, const char *problem)
{
  adw_action_row_set_subtitle (
    self->background_row,
    problem != NULL
      ? problem
      : _ ("Connections are looked after from the login on, and you hear in time when one needs "
           "you."));
}

static void
show_background (CvkPreferences *self)
{
  gboolean is_allowed = cvk_api_engine_get_background (self->api);

  gtk_switch_set_active (self->background, is_allowed);
  gtk_switch_set_state (self->background, is_allowed);
}

static void
background_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkPreferences) self = user_data;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  if (!cvk_api_engine_call_set_background_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_dbus_error_strip_remote_error (error);
      explain_background (self, error->message);
      show_background (self);
      return;
    }
  problems = cvk_problems_from_json (json);
  if (problems->len > 0)
    {
      g_autofree char *text = cvk_local_problem (g_ptr_array_index (problems, 0));

      explain_background (self, text);
    }
  else
    {
      explain_background (self, NULL);
    }
  show_background (self);
}

static gboolean
background_cb (CvkPreferences *self, gboolean is_allowed)
{
  if (self->api == NULL || cvk_api_engine_get_background (self->api) == is_allowed)
    return GDK_EVENT_PROPAGATE;
  cvk_api_engine_call_set_background (self->api, is_allowed, self->cancellable, background_set_cb,
                                      g_object_ref (self));
  /* The switch shows that it waits until the engine has answered. */
  return GDK_EVENT_STOP;
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  CvkApiEngine *api = cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        explain_background (self, error->message);
      return;
    }
  g_set_object (&self->api, api);
  g_object_unref (api);
  show_background (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->background_row), TRUE);
  cvk_history_group_set_api (self->history, self->api);
}

/* --- The settings --- */

static gboolean
get_scheme_cb (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *name = g_variant_get_string (variant, NULL);

  g_value_set_uint (value, g_str_equal (name, "dark") ? 2 : g_str_equal (name, "light") ? 1 : 0);
  return TRUE;
}

static GVariant *
set_scheme_cb (const GValue *value, const GVariantType *type, gpointer user_data)
{
  static const char *const names[] = { "system", "light", "dark" };
  unsigned index = g_value_get_uint (value);

  return g_variant_new_string (names[MIN (index, G_N_ELEMENTS (names) - 1)]);
}

/* --- Where pipelines are, and when --- */

static void
show_folder (CvkPreferences *self)
{
  g_autofree char *label = cvk_library_folder_dup_label ();

  adw_action_row_set_subtitle (self->folder_row, label);
  gtk_widget_set_visible (self->folder_reset, cvk_library_folder_is_chosen ());
}

static void
choose_folder_cb (CvkPreferences *self)
{
  cvk_library_choice_ask (GTK_WINDOW (self));
}

static void
reset_folder_cb (CvkPreferences *self)
{
  gtk_widget_grab_focus (self->folder_choose);
  g_settings_reset (cvk_settings_get (), "library-folder");
}

static void
show_zone (CvkPreferences *self)
{
  g_autofree char *chosen = g_settings_get_string (cvk_settings_get (), "time-zone");
  g_autofree char *zone = cvk_date_dup_own_zone ();
  g_autofree char *place = cvk_local_zone (zone);
  /* Translators: a place: “Time zone: Berlin, Europe”. */
  g_autofree char *name = g_strdup_printf (_ ("Time zone: %s"), place);

  gtk_menu_button_set_label (self->zone, place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zone), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_visible (self->zone_reset, *chosen != '\0');
}

static void
zone_chosen_cb (CvkPreferences *self, const char *zone)
{
  g_settings_set_string (cvk_settings_get (), "time-zone", zone);
}

static void
reset_zone_cb (CvkPreferences *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->zone));
  g_settings_reset (cvk_settings_get (), "time-zone");
}

static void
init_pipelines (CvkPreferences *self)
{
  GSettings *settings = cvk_settings_get ();

  show_folder (self);
  show_zone (self);
  g_signal_connect_object (settings, "changed::library-folder", G_CALLBACK (show_folder), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::time-zone", G_CALLBACK (show_zone), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folder_choose, "clicked", G_CALLBACK (choose_folder_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folder_reset, "clicked", G_CALLBACK (reset_folder_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->zones, "chosen", G_CALLBACK (zone_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->zone_reset, "clicked", G_CALLBACK (reset_zone_cb), self,
                           G_CONNECT_SWAPPED);
}

/* The pipeline is the window's to open, and this one is in front of it. */
static void
handle_failures_cb (CvkPreferences *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.handle-failures", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- Object --- */

static void
cvk_preferences_dispose (GObject *object)
{
  CvkPreferences *self = CVK_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->api);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_PREFERENCES);
  G_OBJECT_CLASS (cvk_preferences_parent_class)->dispose (object);
}

static void
cvk_preferences_finalize (GObject *object)
{
  g_object_unref (CVK_PREFERENCES (object)->cancellable);
  G_OBJECT_CLASS (cvk_preferences_parent_class)->finalize (object);
}

static void
cvk_preferences_class_init (CvkPreferencesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_preferences_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_preferences_finalize;
  g_type_ensure (CVK_TYPE_DATE_ZONE_CHOOSER);
  g_type_ensure (CVK_TYPE_HISTORY_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, folder_row);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, folder_choose);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, folder_reset);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, zone);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, zone_reset);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, zones);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, minimap);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, background_row);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, background);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, handle_failures);
  gtk_widget_class_bind_template_child (widget_class, CvkPreferences, history);
}

static void
cvk_preferences_init (CvkPreferences *self)
{
  GSettings *settings = cvk_settings_get ();

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind_with_mapping (settings, "color-scheme", self->color_scheme, "selected",
                                G_SETTINGS_BIND_DEFAULT, get_scheme_cb, set_scheme_cb, NULL, NULL);
  g_settings_bind (settings, "show-minimap", self->minimap, "active", G_SETTINGS_BIND_DEFAULT);
  init_pipelines (self);
  explain_background (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->background_row), FALSE);
  g_signal_connect_object (self->handle_failures, "activated", G_CALLBACK (handle_failures_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->background, "state-set", G_CALLBACK (background_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cvk_preferences_new (GtkWindow *parent, CvkEngineClient *client)
{
  CvkPreferences *self;

  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (client), NULL);

  self = g_object_new (CVK_TYPE_PREFERENCES, "transient-for", parent, NULL);
  self->client = g_object_ref (client);
  cvk_engine_client_get_api_async (client, self->cancellable, api_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
