// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-application-private.h"
#include "desktop/cvk-help.h"
#include "desktop/cvk-preferences.h"
#include "desktop/cvk-shortcuts.h"
#include "desktop/cvk-window.h"

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_application_open_window (user_data);
}

static void
new_pipeline_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_application_begin_new (user_data);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  adw_show_about_window (parent, "application-name", _ ("Convoke"), "application-icon",
                         CVK_APPLICATION_ID, "version", CVK_VERSION, "developer-name",
                         _ ("The Convoke developers"), "license-type", GTK_LICENSE_GPL_3_0,
                         "comments",
                         _ ("Meetings by rules, data and schedules, made on this computer. Zoom is "
                            "a name of Zoom Communications, Inc., which has no part in this."),
                         NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkApplication *self = user_data;
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  cvk_application_keep_windows (self);
  self->is_quitting = TRUE;
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (cvk_preferences_new (parent, self->client)));
}

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  gtk_window_present (GTK_WINDOW (cvk_shortcuts_window_new (parent)));
}

static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (parent != NULL)
    cvk_help_show_here (parent);
}

static void
open_run_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_application_open_run (user_data, g_variant_get_string (parameter, NULL));
}

void
cvk_application_init_actions (CvkApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "new-window", .activate = new_window_cb },
    { .name = "new-pipeline", .activate = new_pipeline_cb },
    { .name = "open-run", .activate = open_run_cb, .parameter_type = "s" },
    { .name = "preferences", .activate = preferences_cb },
    { .name = "help", .activate = help_cb },
    { .name = "shortcuts", .activate = shortcuts_cb },
    { .name = "about", .activate = about_cb },
    { .name = "quit", .activate = quit_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  cvk_shortcuts_set_accels (GTK_APPLICATION (self));
  cvk_help_listen ();
}
