// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-growing-view.h"

typedef struct
{
  unsigned resize_source;
  int asked_width, asked_height; /* what the size was asked for last; asking twice would not end */
} CvkGrowingViewPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (CvkGrowingView, cvk_growing_view, GTK_TYPE_TEXT_VIEW)

#define PRIVATE(self) ((CvkGrowingViewPrivate *) cvk_growing_view_get_instance_private (self))

static gboolean
resize_cb (gpointer user_data)
{
  PRIVATE (user_data)->resize_source = 0;
  gtk_widget_queue_resize (user_data);
  return G_SOURCE_REMOVE;
}

static int
get_text_height (GtkTextView *view)
{
  GtkTextIter end;
  int y, height;

  gtk_text_buffer_get_end_iter (gtk_text_view_get_buffer (view), &end);
  gtk_text_view_get_line_yrange (view, &end, &y, &height);
  return y + height + gtk_text_view_get_top_margin (view) + gtk_text_view_get_bottom_margin (view);
}

static void
cvk_growing_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CvkGrowingViewPrivate *priv = PRIVATE (CVK_GROWING_VIEW (widget));
  int needed;

  GTK_WIDGET_CLASS (cvk_growing_view_parent_class)->size_allocate (widget, width, height, baseline);
  needed = get_text_height (GTK_TEXT_VIEW (widget));
  if (needed == height || priv->resize_source != 0 ||
      (priv->asked_width == width && priv->asked_height == needed))
    return;
  priv->asked_width = width;
  priv->asked_height = needed;
  priv->resize_source = g_idle_add_full (GTK_PRIORITY_RESIZE, resize_cb, widget, NULL);
}

static void
cvk_growing_view_dispose (GObject *object)
{
  g_clear_handle_id (&PRIVATE (CVK_GROWING_VIEW (object))->resize_source, g_source_remove);
  G_OBJECT_CLASS (cvk_growing_view_parent_class)->dispose (object);
}

static void
cvk_growing_view_class_init (CvkGrowingViewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_growing_view_dispose;
  GTK_WIDGET_CLASS (class)->size_allocate = cvk_growing_view_size_allocate;
}

static void
cvk_growing_view_init (CvkGrowingView *self)
{
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self), 2);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self), 2);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cvk-growing-view");
}

GtkWidget *
cvk_growing_view_new (void)
{
  GtkWidget *self = g_object_new (CVK_TYPE_GROWING_VIEW, NULL);

  gtk_text_buffer_set_enable_undo (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)), FALSE);
  return self;
}
