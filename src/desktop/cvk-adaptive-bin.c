// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-adaptive-bin.h"

struct _CvkAdaptiveBin
{
  GtkWidget parent_instance;

  GtkWidget *child;
  gboolean is_narrow;
  gboolean will_be_narrow;
  /* What the child asked for when it was last seen in full; it cannot be asked while it is narrow.
   */
  int full_width;
  unsigned tick;
};

static void cvk_adaptive_bin_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkAdaptiveBin,
                               cvk_adaptive_bin,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      cvk_adaptive_bin_buildable_init))

enum
{
  PROP_CHILD = 1,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static GtkBuildableIface *parent_buildable;

/* Widgets must not come and go while sizes are being given out, so this is the next frame. */
static gboolean
change_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CvkAdaptiveBin *self = CVK_ADAPTIVE_BIN (widget);

  self->tick = 0;
  if (self->is_narrow != self->will_be_narrow)
    {
      self->is_narrow = self->will_be_narrow;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
      gtk_widget_queue_resize (widget);
    }
  return G_SOURCE_REMOVE;
}

static void
cvk_adaptive_bin_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  CvkAdaptiveBin *self = CVK_ADAPTIVE_BIN (widget);

  if (self->child == NULL)
    return;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      int width;

      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      for_size = MAX (for_size, width);
    }
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      if (!self->is_narrow)
        self->full_width = *minimum;
      *natural = MAX (*natural, self->full_width);
      *minimum = 0;
    }
}

static void
cvk_adaptive_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CvkAdaptiveBin *self = CVK_ADAPTIVE_BIN (widget);
  int least;

  if (self->child == NULL)
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (!self->is_narrow)
    self->full_width = least;
  self->will_be_narrow = width < self->full_width;
  if (self->will_be_narrow != self->is_narrow && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (widget, change_cb, NULL, NULL);
  gtk_widget_allocate (self->child, MAX (width, least), height, baseline, NULL);
}

static void
cvk_adaptive_bin_add_child (GtkBuildable *buildable,
                            GtkBuilder *builder,
                            GObject *child,
                            const char *type)
{
  if (GTK_IS_WIDGET (child))
    cvk_adaptive_bin_set_child (CVK_ADAPTIVE_BIN (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
cvk_adaptive_bin_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = cvk_adaptive_bin_add_child;
}

static void
cvk_adaptive_bin_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkAdaptiveBin *self = CVK_ADAPTIVE_BIN (object);

  switch (id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_adaptive_bin_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CHILD:
      cvk_adaptive_bin_set_child (CVK_ADAPTIVE_BIN (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_adaptive_bin_dispose (GObject *object)
{
  CvkAdaptiveBin *self = CVK_ADAPTIVE_BIN (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (cvk_adaptive_bin_parent_class)->dispose (object);
}

static void
cvk_adaptive_bin_class_init (CvkAdaptiveBinClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_adaptive_bin_get_property;
  object_class->set_property = cvk_adaptive_bin_set_property;
  object_class->dispose = cvk_adaptive_bin_dispose;
  widget_class->measure = cvk_adaptive_bin_measure;
  widget_class->size_allocate = cvk_adaptive_bin_size_allocate;
  properties[PROP_CHILD] =
    g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cvk_adaptive_bin_init (CvkAdaptiveBin *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
cvk_adaptive_bin_set_child (CvkAdaptiveBin *self, GtkWidget *child)
{
  g_return_if_fail (CVK_IS_ADAPTIVE_BIN (self));
  g_return_if_fail (child == NULL || GTK_IS_WIDGET (child));

  if (child == self->child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}

gboolean
cvk_adaptive_bin_is_narrow (CvkAdaptiveBin *self)
{
  g_return_val_if_fail (CVK_IS_ADAPTIVE_BIN (self), FALSE);

  return self->is_narrow;
}

GtkWidget *
cvk_adaptive_bin_new (void)
{
  return g_object_new (CVK_TYPE_ADAPTIVE_BIN, NULL);
}
