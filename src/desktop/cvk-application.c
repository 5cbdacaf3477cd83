// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-application.h"

#include "desktop/cvk-window.h"

struct _CvkApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkApplication, cvk_application, ADW_TYPE_APPLICATION)

static void
cvk_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (cvk_window_new (CVK_APPLICATION (application)));
  gtk_window_present (window);
}

static void
set_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } shortcuts[] = {
    { "win.new", { "<Primary>n" } },
    { "win.undo", { "<Primary>z" } },
    { "win.redo", { "<Primary><Shift>z", "<Primary>y" } },
    { "win.close-tab", { "<Primary>w" } },
    { "win.toggle-sidebar", { "F9" } },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].accels);
}

static void
cvk_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (cvk_application_parent_class)->startup (application);
  set_accels (GTK_APPLICATION (application));
}

static void
cvk_application_class_init (CvkApplicationClass *class)
{
  G_APPLICATION_CLASS (class)->activate = cvk_application_activate;
  G_APPLICATION_CLASS (class)->startup = cvk_application_startup;
}

static void
cvk_application_init (CvkApplication *self)
{
}

CvkApplication *
cvk_application_new (void)
{
  return g_object_new (CVK_TYPE_APPLICATION, "application-id", CVK_APPLICATION_ID,
                       "resource-base-path", "/app/convoke/Convoke", NULL);
}
