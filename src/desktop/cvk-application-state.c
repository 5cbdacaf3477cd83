// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-application-private.h"
#include "desktop/cvk-settings.h"
#include "desktop/cvk-window.h"

#define KEY "windows"
/* Long enough that dragging the edge of a window does not write all the time. */
#define DELAY_MS 500

static void
keep (CvkApplication *self, CvkWindow *except)
{
  GVariantBuilder states = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" CVK_WINDOW_STATE_TYPE));

  g_clear_handle_id (&self->state_source, g_source_remove);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CVK_IS_WINDOW (l->data) && l->data != except)
      {
        g_autoptr (GVariant) state = cvk_window_dup_state (l->data);

        g_variant_builder_add_value (&states, state);
      }
  g_settings_set_value (cvk_settings_get (), KEY, g_variant_builder_end (&states));
}

void
cvk_application_keep_windows (CvkApplication *self)
{
  keep (self, NULL);
}

static gboolean
keep_cb (gpointer user_data)
{
  keep (user_data, NULL);
  return G_SOURCE_REMOVE;
}

void
cvk_application_windows_changed (CvkApplication *self)
{
  g_return_if_fail (CVK_IS_APPLICATION (self));

  if (!self->is_quitting && self->state_source == 0)
    self->state_source = g_timeout_add (DELAY_MS, keep_cb, self);
}

static unsigned
count_windows (CvkApplication *self)
{
  unsigned count = 0;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CVK_IS_WINDOW (l->data))
      count++;
  return count;
}

void
cvk_application_forget_window (CvkApplication *self, CvkWindow *window)
{
  g_return_if_fail (CVK_IS_APPLICATION (self));
  g_return_if_fail (CVK_IS_WINDOW (window));

  if (self->is_quitting)
    return;
  keep (self, count_windows (self) > 1 ? window : NULL);
  /* Its tabs go one by one, and none of that is what was open. */
  if (count_windows (self) == 1)
    self->is_quitting = TRUE;
}

void
cvk_application_keep_running (CvkApplication *self)
{
  g_return_if_fail (CVK_IS_APPLICATION (self));

  self->is_quitting = FALSE;
}

gboolean
cvk_application_restore_windows (CvkApplication *self)
{
  g_autoptr (GVariant) states = g_settings_get_value (cvk_settings_get (), KEY);
  GVariantIter iter;
  GVariant *child;

  g_variant_iter_init (&iter, states);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) state = child;
      CvkWindow *window = cvk_window_new (self);

      cvk_window_restore_state (window, state);
      gtk_window_present (GTK_WINDOW (window));
    }
  return g_variant_n_children (states) > 0;
}
