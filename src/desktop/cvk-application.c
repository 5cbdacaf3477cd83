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
cvk_application_class_init (CvkApplicationClass *class)
{
  G_APPLICATION_CLASS (class)->activate = cvk_application_activate;
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
