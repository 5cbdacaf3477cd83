// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-recent-menu.h"
#include "desktop/cvk-window-private.h"
#include "desktop/editor/cvk-session-closing.h"

static CvkSession *
get_session (CvkWindow *self)
{
  CvkEditorPage *page = cvk_window_get_editor (self);

  return page != NULL ? cvk_editor_page_get_session (page) : NULL;
}

void
cvk_window_report (CvkWindow *self, const char *heading, const GError *error)
{
  GtkWidget *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Opening --- */

typedef struct
{
  CvkWindow *window; /* owned */
  GFile *file;       /* owned */
  gboolean is_to_run;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->window);
  g_object_unref (opening->file);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = cvk_session_load_finish (result, &error);
  g_autofree char *name = g_file_get_basename (opening->file);
  /* Translators: the name of a file. */
  g_autofree char *heading = g_strdup_printf (_ ("“%s” cannot be opened"), name);

  if (opening->window->tabs == NULL)
    return;
  if (session == NULL)
    cvk_window_report (opening->window, heading, error);
  else if (!cvk_window_show_file (opening->window, opening->file))
    {
      cvk_window_add_session (opening->window, session);
      cvk_recent_menu_remember (opening->file);
    }
  if (session != NULL && opening->is_to_run)
    cvk_window_ask_to_run (opening->window);
}

gboolean
cvk_window_show_file (CvkWindow *self, GFile *file)
{
  g_return_val_if_fail (CVK_IS_WINDOW (self), FALSE);

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      AdwTabPage *tab = adw_tab_view_get_nth_page (self->tabs, i);
      CvkSession *session =
        cvk_editor_page_get_session (CVK_EDITOR_PAGE (adw_tab_page_get_child (tab)));
      GFile *other = cvk_session_get_file (session);

      if (other == NULL || !g_file_equal (other, file))
        continue;
      cvk_window_add_session (self, session);
      return TRUE;
    }
  return FALSE;
}

static void
load (CvkWindow *self, GFile *file, gboolean is_to_run)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->window = g_object_ref (self);
  opening->file = g_object_ref (file);
  opening->is_to_run = is_to_run;
  cvk_session_load_async (file, self->cancellable, loaded_cb, opening);
}

void
cvk_window_open_file (CvkWindow *self, GFile *file)
{
  g_return_if_fail (CVK_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (!cvk_application_show_file (CVK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))),
                                  file))
    load (self, file, FALSE);
}

void
cvk_window_open_to_run (CvkWindow *self, GFile *file)
{
  GtkApplication *application;

  g_return_if_fail (CVK_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  application = gtk_window_get_application (GTK_WINDOW (self));
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (CVK_IS_WINDOW (l->data) && cvk_window_show_file (l->data, file))
      {
        gtk_window_present (l->data);
        cvk_window_ask_to_run (l->data);
        return;
      }
  load (self, file, TRUE);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GtkNativeDialog) owned_dialog = dialog;
  g_autoptr (CvkWindow) self = user_data;
  g_autoptr (GListModel) files = NULL;

  if (response != GTK_RESPONSE_ACCEPT || self->tabs == NULL)
    return;
  files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  for (unsigned i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      cvk_window_open_file (self, file);
    }
}

void
cvk_window_ask_and_open (CvkWindow *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_ ("Open pipelines"), GTK_WINDOW (self),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  gtk_file_filter_set_name (filter, _ ("Pipelines"));
  gtk_file_filter_add_suffix (filter, "convoke");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (file_chosen_cb), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- Saving --- */

static void
report_unsaved (CvkWindow *self, CvkSession *session, const GError *error)
{
  /* Translators: the name of a pipeline. */
  g_autofree char *heading =
    g_strdup_printf (_ ("“%s” could not be saved"), cvk_session_get_title (session));

  cvk_window_report (self, heading, error);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_session_save_finish (CVK_SESSION (object), result, &error))
    report_unsaved (self, CVK_SESSION (object), error);
}

static void
saved_as_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_session_ask_and_save_finish (CVK_SESSION (object), result, &error) && error != NULL)
    report_unsaved (self, CVK_SESSION (object), error);
}

/* What somebody is typing counts when the focus leaves, and a key or a menu takes no focus. */
static void
take_what_is_typed (CvkWindow *self)
{
  GtkWidget *focused = gtk_window_get_focus (GTK_WINDOW (self));
  g_autoptr (GtkWidget) focus = focused != NULL ? g_object_ref (focused) : NULL;

  if (focus == NULL)
    return;
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (gtk_widget_get_root (focus) == GTK_ROOT (self) && gtk_widget_get_mapped (focus))
    gtk_window_set_focus (GTK_WINDOW (self), focus);
}

void
cvk_window_save (CvkWindow *self, gboolean under_a_new_name)
{
  CvkSession *session = get_session (self);

  g_return_if_fail (session != NULL);

  take_what_is_typed (self);
  if (under_a_new_name)
    cvk_session_ask_and_save_async (session, GTK_WINDOW (self), self->cancellable, saved_as_cb,
                                    g_object_ref (self));
  else
    cvk_session_save_async (session, self->cancellable, saved_cb, g_object_ref (self));
}

/* --- Closing --- */

static void
tab_settled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwTabPage) tab = user_data;
  gboolean may_close = cvk_session_settle_finish (CVK_SESSION (object), result, NULL);
  GtkWidget *child = adw_tab_page_get_child (tab);
  GtkWidget *tabs = child != NULL ? gtk_widget_get_ancestor (child, ADW_TYPE_TAB_VIEW) : NULL;

  if (tabs != NULL)
    adw_tab_view_close_page_finish (ADW_TAB_VIEW (tabs), tab, may_close);
}

gboolean
cvk_window_close_tab (CvkWindow *self, AdwTabPage *tab)
{
  CvkEditorPage *page = CVK_EDITOR_PAGE (adw_tab_page_get_child (tab));

  take_what_is_typed (self);
  cvk_session_settle_async (cvk_editor_page_get_session (page), GTK_WINDOW (self),
                            self->cancellable, tab_settled_cb, g_object_ref (tab));
  return GDK_EVENT_STOP;
}

static void close_next (CvkWindow *self);

static void
settled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkWindow) self = user_data;

  self->is_closing = FALSE;
  if (self->tabs == NULL)
    return;
  if (cvk_session_settle_finish (CVK_SESSION (object), result, NULL))
    {
      self->settled++;
      close_next (self);
    }
  else
    {
      self->settled = 0;
      cvk_application_keep_running (
        CVK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
    }
}

/* One after the other, because each may ask. */
static void
close_next (CvkWindow *self)
{
  CvkApplication *application = CVK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  AdwTabPage *tab;

  if (self->settled >= adw_tab_view_get_n_pages (self->tabs))
    {
      cvk_application_forget_window (application, self);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  tab = adw_tab_view_get_nth_page (self->tabs, self->settled);
  self->is_closing = TRUE;
  cvk_session_settle_async (
    cvk_editor_page_get_session (CVK_EDITOR_PAGE (adw_tab_page_get_child (tab))), GTK_WINDOW (self),
    self->cancellable, settled_cb, g_object_ref (self));
}

gboolean
cvk_window_close (GtkWindow *window)
{
  CvkWindow *self = CVK_WINDOW (window);

  if (self->is_closing)
    return GDK_EVENT_STOP;
  /* A popover that is still open when its window goes leaves GDK a surface that is gone. */
  if (self->command_search != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->command_search));
  take_what_is_typed (self);
  self->settled = 0;
  close_next (self);
  return GDK_EVENT_STOP;
}
