// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-problems-button.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "desktop/editor/cvk-problems-list.h"

struct _CvkProblemsButton
{
  AdwBin parent_instance;

  /* Template children. */
  GtkMenuButton *button;
  AdwButtonContent *content;
  GtkPopover *popover;
  CvkProblemsList *list;
};

G_DEFINE_FINAL_TYPE (CvkProblemsButton, cvk_problems_button, ADW_TYPE_BIN)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[N_SIGNALS];

static void
list_activated_cb (CvkProblemsButton *self, const char *node, const char *field)
{
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, node, field);
}

/* An open list stays when the last problem is mended, and says so. */
static void
update (CvkProblemsButton *self)
{
  unsigned long count = cvk_problems_list_get_count (self->list);
  gboolean has_errors = cvk_problems_list_has_errors (self->list);
  g_autofree char *label = cvk_local_number ((int64_t) count);
  g_autofree char *name =
    g_strdup_printf (ngettext ("%'lu problem", "%'lu problems", count), count);

  adw_button_content_set_label (self->content, label);
  adw_button_content_set_icon_name (self->content, has_errors ? "dialog-error-symbolic"
                                                              : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->content), has_errors ? "warning" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->content), has_errors ? "error" : "warning");
  /* GTK asks the display where the pointer is, and waits for the answer. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self->button)), name) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          count > 0 || gtk_widget_get_visible (GTK_WIDGET (self->popover)));
}

static void
cvk_problems_button_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value,
                          cvk_problems_list_get_session (CVK_PROBLEMS_BUTTON (object)->list));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_problems_button_set_property (GObject *object,
                                  unsigned id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      cvk_problems_list_set_session (CVK_PROBLEMS_BUTTON (object)->list,
                                     g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_problems_button_class_init (CvkProblemsButtonClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_problems_button_get_property;
  object_class->set_property = cvk_problems_button_set_property;
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATED] =
    g_signal_new ("activated", CVK_TYPE_PROBLEMS_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_type_ensure (CVK_TYPE_PROBLEMS_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-problems-button.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkProblemsButton, button);
  gtk_widget_class_bind_template_child (widget_class, CvkProblemsButton, content);
  gtk_widget_class_bind_template_child (widget_class, CvkProblemsButton, popover);
  gtk_widget_class_bind_template_child (widget_class, CvkProblemsButton, list);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
cvk_problems_button_init (CvkProblemsButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

GtkWidget *
cvk_problems_button_new (void)
{
  return g_object_new (CVK_TYPE_PROBLEMS_BUTTON, NULL);
}

void
cvk_problems_button_open (CvkProblemsButton *self)
{
  g_return_if_fail (CVK_IS_PROBLEMS_BUTTON (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_menu_button_popup (self->button);
}
