// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-new-pipeline.h"

#include "base/cvk-i18n.h"

struct _CvkNewPipeline
{
  AdwWindow parent_instance;

  /* Template children. */
  GtkEditable *name;
  GtkWidget *create;
  GtkWidget *templates;
};

G_DEFINE_FINAL_TYPE (CvkNewPipeline, cvk_new_pipeline, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_CREATE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* (transfer full) */
static char *
dup_name (CvkNewPipeline *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

static void
name_changed_cb (CvkNewPipeline *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_set_sensitive (self->create, *name != '\0');
}

static void
create_cb (CvkNewPipeline *self)
{
  g_autofree char *name = dup_name (self);

  g_signal_emit (self, signals[SIGNAL_CREATE], 0, name);
  gtk_window_close (GTK_WINDOW (self));
}

static void
templates_cb (CvkNewPipeline *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.page", "s", "templates");
  gtk_window_close (GTK_WINDOW (self));
}

static void
cvk_new_pipeline_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_NEW_PIPELINE);
  G_OBJECT_CLASS (cvk_new_pipeline_parent_class)->dispose (object);
}

static void
cvk_new_pipeline_class_init (CvkNewPipelineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_new_pipeline_dispose;
  signals[SIGNAL_CREATE] = g_signal_new ("create", CVK_TYPE_NEW_PIPELINE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-new-pipeline.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkNewPipeline, name);
  gtk_widget_class_bind_template_child (widget_class, CvkNewPipeline, create);
  gtk_widget_class_bind_template_child (widget_class, CvkNewPipeline, templates);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cvk_new_pipeline_init (CvkNewPipeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->create);
  g_signal_connect_object (self->name, "changed", G_CALLBACK (name_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->create, "clicked", G_CALLBACK (create_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->templates, "clicked", G_CALLBACK (templates_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_editable_set_text (self->name, _ ("New pipeline"));
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
  gtk_editable_select_region (self->name, 0, -1);
}

CvkNewPipeline *
cvk_new_pipeline_new (GtkWindow *parent)
{
  return g_object_new (CVK_TYPE_NEW_PIPELINE, "transient-for", parent, NULL);
}
