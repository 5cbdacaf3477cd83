// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-plan-row.h"

struct _CvkPlanRow
{
  GtkWidget parent_instance;

  GtkCheckButton *wanted;
  GtkLabel *word;
  GtkLabel *title;
  GtkLabel *details;
  GtkWidget *care;
  GBinding *binding; /* nullable */
  const char *kind;  /* nullable: the style that the word has */
};

G_DEFINE_FINAL_TYPE (CvkPlanRow, cvk_plan_row, GTK_TYPE_WIDGET)

static void
unbind (CvkPlanRow *self)
{
  if (self->binding != NULL)
    g_binding_unbind (self->binding);
  g_clear_object (&self->binding);
}

void
cvk_plan_row_set_change (CvkPlanRow *self, CvkPlanChange *change)
{
  g_autofree char *title = NULL;
  g_autofree char *details = NULL;

  g_return_if_fail (CVK_IS_PLAN_ROW (self));

  unbind (self);
  if (change == NULL)
    return;
  title = cvk_plan_change_dup_title (change);
  details = cvk_plan_change_dup_details (change);
  if (self->kind != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->word), self->kind);
  self->kind = cvk_plan_change_get_kind (change);
  gtk_widget_add_css_class (GTK_WIDGET (self->word), self->kind);
  gtk_label_set_text (self->word, cvk_plan_change_get_word (change));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->details), *details != '\0');
  gtk_widget_set_visible (self->care, cvk_plan_change_needs_care (change));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->wanted), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cvk_plan_change_get_word (change),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
  self->binding = g_object_ref (g_object_bind_property (
    change, "wanted", self->wanted, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL));
}

static void
cvk_plan_row_dispose (GObject *object)
{
  CvkPlanRow *self = CVK_PLAN_ROW (object);
  GtkWidget *child;

  unbind (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cvk_plan_row_parent_class)->dispose (object);
}

static void
cvk_plan_row_class_init (CvkPlanRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_plan_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "plan-row");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-plan-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkPlanRow, wanted);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanRow, word);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanRow, title);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanRow, details);
  gtk_widget_class_bind_template_child (widget_class, CvkPlanRow, care);
}

static void
cvk_plan_row_init (CvkPlanRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_plan_row_new (void)
{
  return g_object_new (CVK_TYPE_PLAN_ROW, NULL);
}
