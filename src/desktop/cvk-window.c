// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-window.h"

struct _CvkWindow
{
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkWindow, cvk_window, ADW_TYPE_APPLICATION_WINDOW)

static void
cvk_window_dispose (GObject *object)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (object));

  if (content != NULL)
    adw_application_window_set_content (ADW_APPLICATION_WINDOW (object), NULL);
  G_OBJECT_CLASS (cvk_window_parent_class)->dispose (object);
}

static void
cvk_window_class_init (CvkWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-window.ui");
}

static void
cvk_window_init (CvkWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CvkWindow *
cvk_window_new (CvkApplication *application)
{
  return g_object_new (CVK_TYPE_WINDOW, "application", application, NULL);
}
