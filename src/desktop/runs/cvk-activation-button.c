// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-activation-button.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-help.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/runs/cvk-activation-words.h"
#include "desktop/runs/cvk-run-words.h"
#include "desktop/runs/cvk-upcoming-runs.h"
#include "desktop/runs/cvk-webhook-list.h"

struct _CvkActivationButton
{
  GtkBox parent_instance;

  /* Template children. */
  GtkWidget *activate;
  AdwButtonContent *activate_content;
  GtkWidget *active;
  AdwButtonContent *active_content;
  GtkPopover *popover;
  GtkLabel *title;
  GtkLabel *next;
  AdwBin *webhooks_place;
  GtkBox *upcoming_place;
  GtkLabel *problem;
  GtkLabel *notice;
  GtkLabel *explanation;

  CvkUpcomingRuns *upcoming;           /* the place's */
  CvkActivationController *controller; /* owned */
  gboolean is_compact;
};

G_DEFINE_FINAL_TYPE (CvkActivationButton, cvk_activation_button, GTK_TYPE_BOX)

enum
{
  PROP_COMPACT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_details (CvkActivationButton *self, CvkActivationInfo *info, CvkActivationState state)
{
  g_autofree char *zone = cvk_date_dup_own_zone ();
  int64_t time = cvk_activation_info_get_next (info);
  g_autofree char *next =
    time != 0 ? cvk_activation_words_next (time, g_get_real_time (), zone) : NULL;
  g_autofree char *problem = cvk_activation_info_get_problem (info) != NULL
                               ? cvk_run_words_problem (cvk_activation_info_get_problem (info))
                               : NULL;

  set_label (self->title,
             state == CVK_ACTIVATION_CHANGED ? _ ("Active, and changed since") : _ ("Active"));
  set_label (self->next, next);
  gtk_widget_set_visible (GTK_WIDGET (self->upcoming_place), next != NULL);
  cvk_upcoming_runs_set_activation (self->upcoming, cvk_activation_info_get_id (info));
  set_label (self->problem, problem);
  set_label (self->notice, cvk_activation_controller_get_notice (self->controller));
  set_label (self->explanation,
             state == CVK_ACTIVATION_CHANGED
               ? _ ("It runs as it was when it was activated. Activate it again to let it run as "
                    "it is now.")
               : _ ("Later changes do not run before you activate it again."));
}

static void
update (CvkActivationButton *self)
{
  CvkActivationState state = cvk_activation_controller_get_state (self->controller);
  CvkActivationInfo *info = cvk_activation_controller_get_info (self->controller);
  const char *activate = state == CVK_ACTIVATION_CHANGED ? _ ("_Activate again") : _ ("_Activate");
  gboolean has_problem = info != NULL && cvk_activation_info_get_problem (info) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), state != CVK_ACTIVATION_NONE);
  gtk_widget_set_visible (self->activate,
                          state == CVK_ACTIVATION_OFF || state == CVK_ACTIVATION_CHANGED);
  gtk_widget_set_visible (self->active, info != NULL);
  adw_button_content_set_label (self->activate_content, self->is_compact ? "" : activate);
  adw_button_content_set_label (self->active_content, self->is_compact ? "" : _ ("Active"));
  adw_button_content_set_icon_name (self->active_content, has_problem ? "dialog-warning-symbolic"
                                                                      : "object-select-symbolic");
  if (info != NULL)
    show_details (self, info, state);
}

/* --- Object --- */

static void
cvk_activation_button_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, CVK_ACTIVATION_BUTTON (object)->is_compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_activation_button_set_property (GObject *object,
                                    unsigned id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  CvkActivationButton *self = CVK_ACTIVATION_BUTTON (object);

  switch (id)
    {
    case PROP_COMPACT:
      self->is_compact = g_value_get_boolean (value);
      if (self->controller != NULL)
        update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_activation_button_dispose (GObject *object)
{
  CvkActivationButton *self = CVK_ACTIVATION_BUTTON (object);

  g_clear_object (&self->controller);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_ACTIVATION_BUTTON);
  G_OBJECT_CLASS (cvk_activation_button_parent_class)->dispose (object);
}

static void
cvk_activation_button_class_init (CvkActivationButtonClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_activation_button_get_property;
  object_class->set_property = cvk_activation_button_set_property;
  object_class->dispose = cvk_activation_button_dispose;
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-activation-button.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, activate);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, activate_content);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, active);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, active_content);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, popover);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, title);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, next);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, webhooks_place);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, upcoming_place);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, problem);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, notice);
  gtk_widget_class_bind_template_child (widget_class, CvkActivationButton, explanation);
}

static void
cvk_activation_button_init (CvkActivationButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "schedules");
}

GtkWidget *
cvk_activation_button_new (CvkActivationController *controller)
{
  CvkActivationButton *self;

  g_return_val_if_fail (CVK_IS_ACTIVATION_CONTROLLER (controller), NULL);

  self = g_object_new (CVK_TYPE_ACTIVATION_BUTTON, NULL);
  self->controller = g_object_ref (controller);
  self->upcoming =
    CVK_UPCOMING_RUNS (cvk_upcoming_runs_new (cvk_activation_controller_get_client (controller)));
  adw_bin_set_child (self->webhooks_place,
                     cvk_webhook_list_new (cvk_activation_controller_get_session (controller),
                                           cvk_activation_controller_get_client (controller),
                                           NULL));
  gtk_widget_set_hexpand (GTK_WIDGET (self->upcoming), TRUE);
  gtk_box_append (self->upcoming_place, GTK_WIDGET (self->upcoming));
  g_signal_connect_object (controller, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
