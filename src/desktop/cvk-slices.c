// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-slices.h"

#include <gtk/gtk.h>

/* Much less than a turn of the main loop may take: the last step is as long as it is. */
#define SLICE_US 2000
/* After what the user does, right before a frame: it would show what is half done. */
#define PRIORITY (GDK_PRIORITY_REDRAW - 5)

typedef struct
{
  CvkSliceFunc step;
  gpointer owner;
} Slices;

static gboolean
slice_cb (gpointer user_data)
{
  const Slices *slices = user_data;
  gint64 until = g_get_monotonic_time () + SLICE_US;
  gboolean has_more;

  do
    has_more = slices->step (slices->owner);
  while (has_more && g_get_monotonic_time () < until);
  return has_more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

unsigned
cvk_slices_begin (CvkSliceFunc step, gpointer owner)
{
  Slices *slices;

  g_return_val_if_fail (step != NULL, 0);

  slices = g_new (Slices, 1);
  slices->step = step;
  slices->owner = owner;
  return g_idle_add_full (PRIORITY, slice_cb, slices, g_free);
}
