// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkGrowingView:
 *
 * A text view that is as high as its text, for a place that does not scroll by itself. GtkTextView
 * finds its height while it is being allocated, when asking for another size has no effect any
 * more; this one asks again afterwards.
 */
#define CVK_TYPE_GROWING_VIEW (cvk_growing_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (CvkGrowingView, cvk_growing_view, CVK, GROWING_VIEW, GtkTextView)

struct _CvkGrowingViewClass
{
  GtkTextViewClass parent_class;

  gpointer padding[2];
};

/* For plain text, with undoing left to the pipeline's history. */
GtkWidget *cvk_growing_view_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
