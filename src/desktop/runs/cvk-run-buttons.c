// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-buttons.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-run-model.h"

struct _CvkRunButtons
{
  GtkWidget parent_instance;

  /* Template children. */
  GtkStack *stack;
  GtkButton *run;
  AdwButtonContent *run_content;
  GtkButton *stop;
  AdwButtonContent *stop_content;

  CvkSession *session; /* nullable */
  CvkRunModel *model;  /* nullable */
  gboolean is_compact;
};

G_DEFINE_FINAL_TYPE (CvkRunButtons, cvk_run_buttons, GTK_TYPE_WIDGET)

enum
{
  PROP_SESSION = 1,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
update (CvkRunButtons *self)
{
  gboolean is_running = self->model != NULL && *cvk_run_model_get_state (self->model) != '\0' &&
                        !cvk_run_model_has_ended (self->model);
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL;

  gtk_stack_set_visible_child_name (self->stack, is_running ? "stop" : "run");
  /* Who pressed Run by the keyboard can stop it with the same key. */
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (is_running ? self->stop : self->run));
}

static void
run_cb (CvkRunButtons *self)
{
  GObject *run = self->session != NULL ? cvk_session_get_run (self->session) : NULL;
  CvkRunModel *model = CVK_IS_RUN_MODEL (run) ? CVK_RUN_MODEL (run) : NULL;

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  if (self->model != NULL)
    g_signal_connect_object (self->model, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
cvk_run_buttons_set_session (CvkRunButtons *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_RUN_BUTTONS (self));

  if (self->session == session)
    return;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect_object (session, "notify::run", G_CALLBACK (run_cb), self, G_CONNECT_SWAPPED);
  run_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

void
cvk_run_buttons_set_compact (CvkRunButtons *self, gboolean compact)
{
  g_return_if_fail (CVK_IS_RUN_BUTTONS (self));

  if (self->is_compact == compact)
    return;
  self->is_compact = compact;
  adw_button_content_set_label (self->run_content, compact ? "" : _ ("_Run"));
  adw_button_content_set_label (self->stop_content, compact ? "" : _ ("_Stop"));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

static void
cvk_run_buttons_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkRunButtons *self = CVK_RUN_BUTTONS (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->is_compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_run_buttons_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  CvkRunButtons *self = CVK_RUN_BUTTONS (object);

  switch (id)
    {
    case PROP_SESSION:
      cvk_run_buttons_set_session (self, g_value_get_object (value));
      break;
    case PROP_COMPACT:
      cvk_run_buttons_set_compact (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_run_buttons_dispose (GObject *object)
{
  CvkRunButtons *self = CVK_RUN_BUTTONS (object);

  g_clear_object (&self->model);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), CVK_TYPE_RUN_BUTTONS);
  G_OBJECT_CLASS (cvk_run_buttons_parent_class)->dispose (object);
}

static void
cvk_run_buttons_class_init (CvkRunButtonsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_run_buttons_get_property;
  object_class->set_property = cvk_run_buttons_set_property;
  object_class->dispose = cvk_run_buttons_dispose;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-run-buttons.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkRunButtons, stack);
  gtk_widget_class_bind_template_child (widget_class, CvkRunButtons, run);
  gtk_widget_class_bind_template_child (widget_class, CvkRunButtons, run_content);
  gtk_widget_class_bind_template_child (widget_class, CvkRunButtons, stop);
  gtk_widget_class_bind_template_child (widget_class, CvkRunButtons, stop_content);
}

static void
cvk_run_buttons_init (CvkRunButtons *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_run_buttons_new (void)
{
  return g_object_new (CVK_TYPE_RUN_BUTTONS, NULL);
}
