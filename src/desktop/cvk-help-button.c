// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-help-button.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-help.h"

struct _CvkHelpButton
{
  GtkButton parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkHelpButton, cvk_help_button, GTK_TYPE_BUTTON)

static void
clicked_cb (CvkHelpButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    cvk_help_show (GTK_WINDOW (root), cvk_help_find_topic (GTK_WIDGET (self)));
}

static void
cvk_help_button_class_init (CvkHelpButtonClass *class)
{
}

static void
cvk_help_button_init (CvkHelpButton *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self), "cvk-help-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Help (F1)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Help"),
                                  -1);
  /* No action of the class: a button that has one of its own is never sensitive again where it has
   * moved to another parent (GTK 4.8), as in a window that became narrow. */
  g_signal_connect (self, "clicked", G_CALLBACK (clicked_cb), NULL);
}

GtkWidget *
cvk_help_button_new (void)
{
  return g_object_new (CVK_TYPE_HELP_BUTTON, NULL);
}
