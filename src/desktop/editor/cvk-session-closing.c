// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-session-closing.h"

#include <adwaita.h>

#include "base/cvk-i18n.h"

/* --- Asking for a name --- */

static GtkWindow *
get_parent (GTask *task)
{
  return g_task_get_task_data (task);
}

static GTask *
start (CvkSession *session,
       GtkWindow *parent,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);

  g_task_set_task_data (task, g_object_ref (parent), g_object_unref);
  return task;
}

static void
saved_as_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_session_save_as_finish (CVK_SESSION (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
name_chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GtkNativeDialog) owned_dialog = dialog;
  g_autoptr (GTask) task = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response != GTK_RESPONSE_ACCEPT || file == NULL)
    g_task_return_boolean (task, FALSE);
  else
    cvk_session_save_as_async (g_task_get_source_object (task), file, g_task_get_cancellable (task),
                               saved_as_cb, g_object_ref (task));
}

/* A name for a file: a slash or a dot at the beginning would lead elsewhere or hide it. */
static char *
suggest_name (CvkSession *session)
{
  g_autoptr (GString) name = g_string_new (cvk_session_get_title (session));

  g_strdelimit (name->str, "/\\\n\r\t", '-');
  if (name->str[0] == '.')
    name->str[0] = '-';
  if (!g_str_has_suffix (name->str, ".convoke"))
    g_string_append (name, ".convoke");
  return g_strdup (name->str);
}

void
cvk_session_ask_and_save_async (CvkSession *session,
                                GtkWindow *parent,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = start (session, parent, cancellable, callback, user_data);
  GtkFileChooserNative *dialog;
  GFile *file;

  g_return_if_fail (CVK_IS_SESSION (session));
  g_return_if_fail (GTK_IS_WINDOW (parent));

  g_task_set_source_tag (task, cvk_session_ask_and_save_async);
  file = cvk_session_get_file (session);
  dialog = gtk_file_chooser_native_new (_ ("Save pipeline"), parent, GTK_FILE_CHOOSER_ACTION_SAVE,
                                        _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (file != NULL)
    {
      gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), file, NULL);
    }
  else
    {
      g_autofree char *name = suggest_name (session);

      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    }
  g_signal_connect (dialog, "response", G_CALLBACK (name_chosen_cb), g_steal_pointer (&task));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

gboolean
cvk_session_ask_and_save_finish (CvkSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Closing --- */

static void ask (GTask *task, const char *reason);

static void
settled_as_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_saved = cvk_session_ask_and_save_finish (CVK_SESSION (object), result, &error);

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ask (task, error->message);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, is_saved);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (g_str_equal (response, "save"))
    cvk_session_ask_and_save_async (g_task_get_source_object (task), get_parent (task),
                                    g_task_get_cancellable (task), settled_as_cb,
                                    g_object_ref (task));
  else if (g_str_equal (response, "discard"))
    {
      cvk_session_discard (g_task_get_source_object (task));
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_boolean (task, FALSE);
}

static void
ask (GTask *task, const char *reason)
{
  CvkSession *session = g_task_get_source_object (task);
  GtkWidget *dialog = adw_message_dialog_new (get_parent (task), NULL, NULL);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     /* Translators: the name of a pipeline. */
                                     _ ("Save “%s” before closing?"),
                                     cvk_session_get_title (session));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               reason != NULL ? reason
                                              : _ ("It is not in a file yet, and would be lost."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "discard",
                                    _ ("_Discard"), "save", _ ("_Save As…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), g_object_ref (task));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_session_close_finish (CVK_SESSION (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    ask (task, NULL);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    ask (task, error->message);
}

void
cvk_session_settle_async (CvkSession *session,
                          GtkWindow *parent,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = start (session, parent, cancellable, callback, user_data);

  g_return_if_fail (CVK_IS_SESSION (session));
  g_return_if_fail (GTK_IS_WINDOW (parent));

  g_task_set_source_tag (task, cvk_session_settle_async);
  cvk_session_close_async (session, cancellable, closed_cb, g_object_ref (task));
}

gboolean
cvk_session_settle_finish (CvkSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
