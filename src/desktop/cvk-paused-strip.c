// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-paused-strip.h"

#include "desktop/cvk-help.h"

#define ACTION "paused"

struct _CvkPausedStrip
{
  GtkWidget parent_instance;

  GtkRevealer *revealer; /* template child */

  GSignalGroup *on_application; /* owned */
};

G_DEFINE_FINAL_TYPE (CvkPausedStrip, cvk_paused_strip, GTK_TYPE_WIDGET)

static void
show_state (CvkPausedStrip *self)
{
  g_autoptr (GObject) application = g_signal_group_dup_target (self->on_application);
  g_autoptr (GVariant) state =
    application != NULL ? g_action_group_get_action_state (G_ACTION_GROUP (application), ACTION)
                        : NULL;

  gtk_revealer_set_reveal_child (self->revealer, state != NULL && g_variant_get_boolean (state));
}

static void
cvk_paused_strip_root (GtkWidget *widget)
{
  CvkPausedStrip *self = CVK_PAUSED_STRIP (widget);
  GTK_WIDGET_CLASS (cvk_paused_strip_parent_class)->root (widget);
  g_signal_group_set_target (self->on_application, g_application_get_default ());
  show_state (self);
}

static void
cvk_paused_strip_unroot (GtkWidget *widget)
{
  g_signal_group_set_target (CVK_PAUSED_STRIP (widget)->on_application, NULL);
  GTK_WIDGET_CLASS (cvk_paused_strip_parent_class)->unroot (widget);
}

static void
cvk_paused_strip_dispose (GObject *object)
{
  g_clear_object (&CVK_PAUSED_STRIP (object)->on_application);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_PAUSED_STRIP);
  G_OBJECT_CLASS (cvk_paused_strip_parent_class)->dispose (object);
}

static void
cvk_paused_strip_class_init (CvkPausedStripClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_paused_strip_dispose;
  widget_class->root = cvk_paused_strip_root;
  widget_class->unroot = cvk_paused_strip_unroot;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-paused-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkPausedStrip, revealer);
}

static void
cvk_paused_strip_init (CvkPausedStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "schedules#pause");
  self->on_application = g_signal_group_new (GTK_TYPE_APPLICATION);
  g_signal_group_connect_swapped (self->on_application, "action-state-changed::" ACTION,
                                  G_CALLBACK (show_state), self);
}
