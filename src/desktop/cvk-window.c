// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-window.h"

#include "desktop/cvk-window-private.h"

G_DEFINE_FINAL_TYPE (CvkWindow, cvk_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- Pages --- */

const char *
cvk_window_get_page (CvkWindow *self)
{
  g_return_val_if_fail (CVK_IS_WINDOW (self), NULL);

  return self->pages != NULL ? gtk_stack_get_visible_child_name (self->pages) : NULL;
}

void
cvk_window_show_page (CvkWindow *self, const char *page)
{
  g_return_if_fail (CVK_IS_WINDOW (self));
  g_return_if_fail (page != NULL);

  if (g_str_equal (page, "editor") && adw_tab_view_get_n_pages (self->tabs) == 0)
    page = "pipelines";
  cvk_window_need_page (self, page);
  if (gtk_stack_get_child_by_name (self->pages, page) == NULL)
    return;
  gtk_stack_set_visible_child_name (self->pages, page);
  cvk_sidebar_set_page (self->sidebar, page);
  if (!self->is_restoring)
    adw_leaflet_set_visible_child (self->leaflet, self->content);
  cvk_window_update_editor_actions (self);
  cvk_window_update_actions (self);
  cvk_window_update_title (self);
  cvk_window_changed (self);
}

void
cvk_window_changed (CvkWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application != NULL && !self->is_restoring)
    cvk_application_windows_changed (CVK_APPLICATION (application));
}

void
cvk_window_add_toast (CvkWindow *self, AdwToast *toast)
{
  g_return_if_fail (CVK_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- The first frame --- */

static gboolean
after_first_frame_cb (gpointer user_data)
{
  CvkWindow *self = user_data;
  CvkApplication *application = CVK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));

  self->painted_source = 0;
  self->has_painted = TRUE;
  cvk_window_make_pages (self);
  if (cvk_application_is_used (application))
    cvk_sidebar_set_client (self->sidebar, cvk_application_get_client (application));
  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock, CvkWindow *self)
{
  g_signal_handlers_disconnect_by_func (clock, painted_cb, self);
  self->painted_source = g_idle_add (after_first_frame_cb, self);
}

/* A window that is there at once is worth more than one that is complete: pages, and what the
 * engine knows, come after the first frame. */
static void
map_cb (CvkWindow *self)
{
  if (!self->has_painted && self->painted_source == 0)
    g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self)), "after-paint",
                             G_CALLBACK (painted_cb), self, 0);
}

/* --- Object --- */

static void
cvk_window_dispose (GObject *object)
{
  CvkWindow *self = CVK_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->tabs != NULL)
    g_signal_handlers_disconnect_by_data (self->tabs, self);
  g_clear_handle_id (&self->painted_source, g_source_remove);
  g_clear_handle_id (&self->pages_source, g_source_remove);
  if (self->command_search != NULL)
    {
      /* A focus that is taken from what has no parent any more leaves a reference behind. */
      gtk_window_set_focus (GTK_WINDOW (self), NULL);
      gtk_widget_unparent (GTK_WIDGET (self->command_search));
    }
  self->command_search = NULL;
  g_clear_object (&self->on_session);
  g_clear_object (&self->library);
  g_clear_object (&self->on_history);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_WINDOW);
  G_OBJECT_CLASS (cvk_window_parent_class)->dispose (object);
}

static void
cvk_window_finalize (GObject *object)
{
  g_object_unref (CVK_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (cvk_window_parent_class)->finalize (object);
}

static void
cvk_window_class_init (CvkWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_window_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_window_finalize;
  GTK_WINDOW_CLASS (class)->close_request = cvk_window_close;
  g_type_ensure (CVK_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, separator);
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, content);
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, editor);
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, headers);
  gtk_widget_class_bind_template_child (widget_class, CvkWindow, tabs);
}

static void
cvk_window_init (CvkWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
#ifdef CVK_IS_DEVEL
  gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
#endif
  cvk_window_init_actions (self);
  cvk_window_init_tabs (self);
  cvk_window_init_drop (self);
  cvk_window_follow_library (self);
  cvk_window_show_page (self, "pipelines");
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "notify::maximized", G_CALLBACK (cvk_window_changed), NULL);
  g_signal_connect (self, "notify::default-width", G_CALLBACK (cvk_window_changed), NULL);
}

CvkWindow *
cvk_window_new (CvkApplication *application)
{
  return g_object_new (CVK_TYPE_WINDOW, "application", application, NULL);
}
