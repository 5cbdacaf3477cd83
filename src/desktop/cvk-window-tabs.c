// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-window-private.h"

CvkEditorPage *
cvk_window_get_editor (CvkWindow *self)
{
  AdwTabPage *tab;

  g_return_val_if_fail (CVK_IS_WINDOW (self), NULL);

  tab = self->tabs != NULL ? adw_tab_view_get_selected_page (self->tabs) : NULL;
  return tab != NULL ? CVK_EDITOR_PAGE (adw_tab_page_get_child (tab)) : NULL;
}

void
cvk_window_update_title (CvkWindow *self)
{
  gboolean is_shown = g_strcmp0 (cvk_window_get_page (self), "editor") == 0;
  CvkEditorPage *page = is_shown ? cvk_window_get_editor (self) : NULL;
  const char *name =
    page != NULL ? cvk_session_get_title (cvk_editor_page_get_session (page)) : NULL;
  /* Translators: the title of a window in lists of windows; {name} is that of the pipeline in it.
   */
  g_autoptr (GString) title = g_string_new (name != NULL ? _ ("{name} — Convoke") : _ ("Convoke"));

  g_string_replace (title, "{name}", name != NULL ? name : "", 1);
  gtk_window_set_title (GTK_WINDOW (self), title->str);
}

static void
document_cb (CvkWindow *self)
{
  CvkEditorPage *page = cvk_window_get_editor (self);
  CvkSession *session = page != NULL ? cvk_editor_page_get_session (page) : NULL;

  g_signal_group_set_target (self->on_session, session);
  g_signal_group_set_target (self->on_history,
                             session != NULL ? cvk_session_get_history (session) : NULL);
  cvk_window_update_actions (self);
  cvk_window_update_title (self);
  cvk_window_changed (self);
}

/* Header bar, menu, keys and command search look for actions from the window. */
static void
lend_actions (CvkWindow *self, CvkEditorPage *page)
{
  static const char *const prefixes[] = { "canvas", "edit", "run" };

  for (unsigned i = 0; i < G_N_ELEMENTS (prefixes); i++)
    gtk_widget_insert_action_group (GTK_WIDGET (self), prefixes[i],
                                    page != NULL ? cvk_editor_page_get_actions (page, prefixes[i])
                                                 : NULL);
}

void
cvk_window_update_editor_actions (CvkWindow *self)
{
  gboolean is_shown = g_strcmp0 (cvk_window_get_page (self), "editor") == 0;

  lend_actions (self, is_shown ? cvk_window_get_editor (self) : NULL);
}

static void
selected_page_cb (CvkWindow *self)
{
  CvkEditorPage *page = cvk_window_get_editor (self);

  cvk_window_update_editor_actions (self);
  if (page != NULL)
    gtk_stack_set_visible_child (self->headers, cvk_editor_page_get_header (page));
  document_cb (self);
}

static void
attached_cb (CvkWindow *self, AdwTabPage *tab)
{
  CvkEditorPage *page = CVK_EDITOR_PAGE (adw_tab_page_get_child (tab));

  g_object_bind_property (page, "title", tab, "title", G_BINDING_SYNC_CREATE);
  gtk_stack_add_child (self->headers, cvk_editor_page_get_header (page));
  selected_page_cb (self);
}

static void
detached_cb (CvkWindow *self, AdwTabPage *tab)
{
  CvkEditorPage *page = CVK_EDITOR_PAGE (adw_tab_page_get_child (tab));

  gtk_stack_remove (self->headers, cvk_editor_page_get_header (page));
  if (adw_tab_view_get_n_pages (self->tabs) == 0 &&
      g_strcmp0 (cvk_window_get_page (self), "editor") == 0)
    cvk_window_show_page (self, "pipelines");
}

/* A tab that is dragged out of its window gets one of its own. */
static AdwTabView *
create_window_cb (CvkWindow *self)
{
  CvkWindow *window =
    cvk_window_new (CVK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));

  gtk_stack_set_visible_child (window->pages, window->editor);
  cvk_sidebar_set_page (window->sidebar, "editor");
  gtk_window_present (GTK_WINDOW (window));
  return window->tabs;
}

void
cvk_window_add_session (CvkWindow *self, CvkSession *session)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  AdwTabPage *tab = NULL;

  g_return_if_fail (CVK_IS_WINDOW (self));
  g_return_if_fail (CVK_IS_SESSION (session));

  /* It was closed while the file was being read. */
  if (application == NULL)
    return;
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs) && tab == NULL; i++)
    {
      AdwTabPage *other = adw_tab_view_get_nth_page (self->tabs, i);

      if (cvk_editor_page_get_session (CVK_EDITOR_PAGE (adw_tab_page_get_child (other))) == session)
        tab = other;
    }
  if (tab == NULL)
    tab = adw_tab_view_append (
      self->tabs,
      cvk_editor_page_new (session, cvk_application_get_client (CVK_APPLICATION (application))));
  adw_tab_view_set_selected_page (self->tabs, tab);
  cvk_window_show_page (self, "editor");
  cvk_editor_page_focus_canvas (CVK_EDITOR_PAGE (adw_tab_page_get_child (tab)));
}

void
cvk_window_init_tabs (CvkWindow *self)
{
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  g_signal_group_connect_swapped (self->on_session, "notify::document", G_CALLBACK (document_cb),
                                  self);
  g_signal_group_connect_swapped (self->on_session, "notify::file", G_CALLBACK (cvk_window_changed),
                                  self);
  g_signal_group_connect_swapped (self->on_session, "notify::title",
                                  G_CALLBACK (cvk_window_update_title), self);
  g_signal_group_connect_swapped (self->on_session, "notify::state",
                                  G_CALLBACK (cvk_window_update_actions), self);
  self->on_history = g_signal_group_new (CVK_TYPE_HISTORY);
  g_signal_group_connect_swapped (self->on_history, "changed",
                                  G_CALLBACK (cvk_window_update_actions), self);
  g_signal_connect_object (self->tabs, "page-attached", G_CALLBACK (attached_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "page-detached", G_CALLBACK (detached_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "notify::selected-page", G_CALLBACK (selected_page_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "page-reordered", G_CALLBACK (cvk_window_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "close-page", G_CALLBACK (cvk_window_close_tab), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "create-window", G_CALLBACK (create_window_cb), self,
                           G_CONNECT_SWAPPED);
}
