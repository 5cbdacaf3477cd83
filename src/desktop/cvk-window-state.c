// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-window-private.h"

/* Smaller than a window can be, or larger than any screen: not ours, or damaged. */
#define MIN_SIZE 200
#define MAX_SIZE 32000

static char *
dup_uri (AdwTabPage *tab)
{
  CvkEditorPage *page = CVK_EDITOR_PAGE (adw_tab_page_get_child (tab));
  GFile *file = cvk_session_get_file (cvk_editor_page_get_session (page));

  return file != NULL ? g_file_get_uri (file) : NULL;
}

GVariant *
cvk_window_dup_state (CvkWindow *self)
{
  AdwTabPage *selected = adw_tab_view_get_selected_page (self->tabs);
  g_autofree char *selected_uri = selected != NULL ? dup_uri (selected) : NULL;
  GVariantBuilder files = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  int width, height;

  g_return_val_if_fail (CVK_IS_WINDOW (self), NULL);

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      g_autofree char *uri = dup_uri (adw_tab_view_get_nth_page (self->tabs, i));

      if (uri != NULL)
        g_variant_builder_add (&files, "s", uri);
    }
  return g_variant_ref_sink (g_variant_new (
    CVK_WINDOW_STATE_TYPE, width, height, gtk_window_is_maximized (GTK_WINDOW (self)),
    gtk_widget_get_visible (GTK_WIDGET (self->sidebar)), cvk_window_get_page (self),
    selected_uri != NULL ? selected_uri : "", &files));
}

/* --- Opening again --- */

typedef struct
{
  CvkWindow *window; /* owned */
  GStrv uris;
  unsigned next;
  char *selected;
  char *page;
  unsigned missing;
} Restoring;

static void
restoring_free (Restoring *restoring)
{
  g_object_unref (restoring->window);
  g_strfreev (restoring->uris);
  g_free (restoring->selected);
  g_free (restoring->page);
  g_free (restoring);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Restoring, restoring_free)

static void load_next (Restoring *restoring);

static void
finish (Restoring *restoring)
{
  CvkWindow *self = restoring->window;

  self->is_restoring = FALSE;
  if (*restoring->selected != '\0')
    {
      g_autoptr (GFile) file = g_file_new_for_uri (restoring->selected);

      cvk_window_show_file (self, file);
    }
  cvk_window_show_page (self, restoring->page);
  if (restoring->missing > 0)
    {
      g_autofree char *text = g_strdup_printf (
        ngettext ("%'u pipeline that was open is not there any more",
                  "%'u pipelines that were open are not there any more", restoring->missing),
        restoring->missing);
      g_autofree char *escaped = g_markup_escape_text (text, -1);

      cvk_window_add_toast (self, adw_toast_new (escaped));
    }
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Restoring) restoring = user_data;
  g_autoptr (CvkSession) session = cvk_session_load_finish (result, NULL);

  if (restoring->window->tabs == NULL)
    return;
  if (session == NULL)
    restoring->missing++;
  else if (!cvk_window_show_file (restoring->window, cvk_session_get_file (session)))
    cvk_window_add_session (restoring->window, session);
  load_next (g_steal_pointer (&restoring));
}

/* One after the other, so that the tabs come back in their order. Takes @restoring. */
static void
load_next (Restoring *restoring)
{
  g_autoptr (GFile) file = NULL;

  if (restoring->uris[restoring->next] == NULL)
    {
      finish (restoring);
      restoring_free (restoring);
      return;
    }
  file = g_file_new_for_uri (restoring->uris[restoring->next++]);
  cvk_session_load_async (file, restoring->window->cancellable, loaded_cb, restoring);
}

void
cvk_window_restore_state (CvkWindow *self, GVariant *state)
{
  Restoring *restoring;
  int width, height;
  gboolean is_maximized, has_sidebar;

  g_return_if_fail (CVK_IS_WINDOW (self));

  restoring = g_new0 (Restoring, 1);
  restoring->window = g_object_ref (self);
  g_variant_get (state, "(iibbss^as)", &width, &height, &is_maximized, &has_sidebar,
                 &restoring->page, &restoring->selected, &restoring->uris);
  if (width >= MIN_SIZE && width <= MAX_SIZE && height >= MIN_SIZE && height <= MAX_SIZE)
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (is_maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  cvk_window_set_sidebar_shown (self, has_sidebar);
  self->is_restoring = TRUE;
  load_next (restoring);
}
