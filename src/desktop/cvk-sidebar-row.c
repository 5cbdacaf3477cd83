// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-sidebar-row.h"

struct _CvkSidebarRow
{
  GtkListBoxRow parent_instance;

  /* Template children. */
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *badge;
  GtkImage *state;

  char *words;
};

G_DEFINE_FINAL_TYPE (CvkSidebarRow, cvk_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

/* A row is read as a whole: what stands at its end would be left out otherwise. */
static void
describe (CvkSidebarRow *self)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (self);
  const char *badge = gtk_label_get_text (self->badge);
  const char *words = self->words != NULL ? self->words : badge;

  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (self->title), -1);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static void
cvk_sidebar_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_SIDEBAR_ROW);
  G_OBJECT_CLASS (cvk_sidebar_row_parent_class)->dispose (object);
}

static void
cvk_sidebar_row_finalize (GObject *object)
{
  g_free (CVK_SIDEBAR_ROW (object)->words);
  G_OBJECT_CLASS (cvk_sidebar_row_parent_class)->finalize (object);
}

static void
cvk_sidebar_row_class_init (CvkSidebarRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_sidebar_row_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_sidebar_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CvkSidebarRow, title);
  gtk_widget_class_bind_template_child (widget_class, CvkSidebarRow, badge);
  gtk_widget_class_bind_template_child (widget_class, CvkSidebarRow, state);
}

static void
cvk_sidebar_row_init (CvkSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_sidebar_row_new (const char *icon_name, const char *title)
{
  CvkSidebarRow *self = g_object_new (CVK_TYPE_SIDEBAR_ROW, NULL);

  gtk_image_set_from_icon_name (self->icon, icon_name);
  cvk_sidebar_row_set_title (self, title);
  return GTK_WIDGET (self);
}

void
cvk_sidebar_row_set_title (CvkSidebarRow *self, const char *title)
{
  g_return_if_fail (CVK_IS_SIDEBAR_ROW (self));

  gtk_label_set_text (self->title, title);
  describe (self);
}

void
cvk_sidebar_row_set_badge (CvkSidebarRow *self, const char *badge)
{
  g_return_if_fail (CVK_IS_SIDEBAR_ROW (self));

  gtk_label_set_text (self->badge, badge != NULL ? badge : "");
  gtk_widget_set_visible (GTK_WIDGET (self->badge), badge != NULL);
  describe (self);
}

void
cvk_sidebar_row_set_state (CvkSidebarRow *self,
                           const char *icon_name,
                           const char *style_class,
                           const char *words)
{
  const char *classes[] = { style_class, NULL };

  g_return_if_fail (CVK_IS_SIDEBAR_ROW (self));

  gtk_image_set_from_icon_name (self->state, icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), classes);
  gtk_widget_set_visible (GTK_WIDGET (self->state), icon_name != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  g_free (self->words);
  self->words = g_strdup (words);
  describe (self);
}
