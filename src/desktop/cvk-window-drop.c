// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-window-private.h"
#include "desktop/gallery/cvk-library-folder.h"

gboolean
cvk_window_drop_files (CvkWindow *self, GSList *files)
{
  gboolean is_taken = FALSE;

  for (GSList *l = files; l != NULL; l = l->next)
    {
      g_autofree char *name = g_file_get_basename (l->data);

      if (name == NULL || !g_str_has_suffix (name, CVK_PIPELINE_SUFFIX))
        continue;
      cvk_window_open_file (self, l->data);
      is_taken = TRUE;
    }
  if (!is_taken && files != NULL)
    cvk_window_add_toast (
      self, adw_toast_new (_ ("Only pipelines can be opened here. Drop data on the canvas of a "
                              "pipeline, where it becomes a node that reads it.")));
  return is_taken;
}

static gboolean
dropped_cb (CvkWindow *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  return cvk_window_drop_files (self, files);
}

/* The canvas takes what falls on it first. */
void
cvk_window_init_drop (CvkWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
