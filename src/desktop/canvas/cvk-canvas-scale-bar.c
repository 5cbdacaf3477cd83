// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-scale-bar.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _CvkCanvasScaleBar
{
  GtkWidget parent_instance;

  CvkCanvas *canvas; /* owned, nullable */

  /* Template children. */
  GtkButton *percent;
};

G_DEFINE_FINAL_TYPE (CvkCanvasScaleBar, cvk_canvas_scale_bar, GTK_TYPE_WIDGET)

enum
{
  PROP_CANVAS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
update_percent (CvkCanvasScaleBar *self)
{
  double scale = self->canvas != NULL ? cvk_canvas_get_scale (self->canvas) : 1;
  /* Translators: how large the canvas is shown. */
  g_autofree char *text = g_strdup_printf (_ ("%d %%"), (int) lround (scale * 100));

  gtk_button_set_label (self->percent, text);
}

static void
activate (CvkCanvasScaleBar *self, const char *action)
{
  if (self->canvas != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->canvas), action, NULL);
}

static void
smaller_clicked_cb (CvkCanvasScaleBar *self)
{
  activate (self, "canvas.scale-out");
}

static void
percent_clicked_cb (CvkCanvasScaleBar *self)
{
  activate (self, "canvas.scale-reset");
}

static void
larger_clicked_cb (CvkCanvasScaleBar *self)
{
  activate (self, "canvas.scale-in");
}

static void
fit_clicked_cb (CvkCanvasScaleBar *self)
{
  activate (self, "canvas.fit");
}

void
cvk_canvas_scale_bar_set_canvas (CvkCanvasScaleBar *self, CvkCanvas *canvas)
{
  g_return_if_fail (CVK_IS_CANVAS_SCALE_BAR (self));

  if (self->canvas == canvas)
    return;
  if (self->canvas != NULL)
    g_signal_handlers_disconnect_by_data (self->canvas, self);
  g_set_object (&self->canvas, canvas);
  if (canvas != NULL)
    g_signal_connect_object (canvas, "notify::scale", G_CALLBACK (update_percent), self,
                             G_CONNECT_SWAPPED);
  update_percent (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CANVAS]);
}

static void
cvk_canvas_scale_bar_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CANVAS:
      g_value_set_object (value, CVK_CANVAS_SCALE_BAR (object)->canvas);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_canvas_scale_bar_set_property (GObject *object,
                                   unsigned id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CANVAS:
      cvk_canvas_scale_bar_set_canvas (CVK_CANVAS_SCALE_BAR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_canvas_scale_bar_dispose (GObject *object)
{
  CvkCanvasScaleBar *self = CVK_CANVAS_SCALE_BAR (object);
  GtkWidget *child;

  if (self->canvas != NULL)
    g_signal_handlers_disconnect_by_data (self->canvas, self);
  g_clear_object (&self->canvas);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_CANVAS_SCALE_BAR);
  /* GTK 4.8 takes out only the children that are bound. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cvk_canvas_scale_bar_parent_class)->dispose (object);
}

static void
cvk_canvas_scale_bar_class_init (CvkCanvasScaleBarClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_canvas_scale_bar_get_property;
  object_class->set_property = cvk_canvas_scale_bar_set_property;
  object_class->dispose = cvk_canvas_scale_bar_dispose;
  properties[PROP_CANVAS] =
    g_param_spec_object ("canvas", NULL, NULL, CVK_TYPE_CANVAS,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "canvas-scale-bar");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-canvas-scale-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkCanvasScaleBar, percent);
  gtk_widget_class_bind_template_callback (widget_class, smaller_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, percent_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, larger_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, fit_clicked_cb);
}

static void
cvk_canvas_scale_bar_init (CvkCanvasScaleBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_percent (self);
}

GtkWidget *
cvk_canvas_scale_bar_new (void)
{
  return g_object_new (CVK_TYPE_CANVAS_SCALE_BAR, NULL);
}
