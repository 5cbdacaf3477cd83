// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-run-bench.h"

#include <signal.h>
#include <string.h>

#include "desktop/runs/cvk-review-sheet.h"
#include "model/cvk-command.h"
#include "support/cvk-remove-folder.h"

void
cvk_run_bench_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkRunBench *self = user_data;
  g_autoptr (GError) error = NULL;

  self->session = cvk_session_load_finish (result, &error);
  g_assert_no_error (error);
}

static void
open_file (CvkRunBench *self)
{
  g_autofree char *path = g_build_filename (self->directory, "test.convoke", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  cvk_session_load_async (file, NULL, loaded_cb, self);
  while (self->session == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
create_controller (CvkRunBench *self)
{
  self->controller = cvk_run_controller_new (self->session, self->client);
  cvk_run_controller_attach (self->controller, self->window);
}

void
cvk_run_bench_init (CvkRunBench *self, const char *pipeline, gboolean has_file)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (pipeline, strlen (pipeline));
  g_autoptr (GError) error = NULL;

  *self = (CvkRunBench){ 0 };
  self->directory = g_dir_make_tmp ("run-bench.XXXXXX", NULL);
  path = g_build_filename (self->directory, "test.convoke", NULL);
  self->client = cvk_engine_client_new (self->directory);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 420);
  self->start = gtk_button_new ();
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->start), "run.start");
  gtk_window_set_titlebar (GTK_WINDOW (self->window), self->start);
  if (has_file)
    {
      g_assert_true (g_file_set_contents (path, pipeline, -1, NULL));
      open_file (self);
    }
  else
    {
      CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

      g_assert_no_error (error);
      self->session = cvk_session_new (document);
    }
  create_controller (self);
}

void
cvk_run_bench_drop_session (CvkRunBench *self)
{
  if (self->session == NULL)
    return;
  g_object_add_weak_pointer (G_OBJECT (self->controller), (gpointer *) &self->controller);
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  g_object_unref (self->controller);
  g_object_unref (self->session);
  while (self->controller != NULL || self->session != NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
cvk_run_bench_reopen (CvkRunBench *self)
{
  gtk_window_set_child (GTK_WINDOW (self->window), NULL);
  cvk_run_bench_drop_session (self);
  open_file (self);
  create_controller (self);
}

static GPid
get_engine (CvkRunBench *self)
{
  GDBusProxy *api = G_DBUS_PROXY (cvk_engine_client_peek_api (self->client));
  GIOStream *stream = g_dbus_connection_get_stream (g_dbus_proxy_get_connection (api));
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  g_autoptr (GCredentials) credentials = g_socket_get_credentials (socket, NULL);

  return g_credentials_get_unix_pid (credentials, NULL);
}

void
cvk_run_bench_kill_engine (CvkRunBench *self)
{
  CvkApiEngine *lost = cvk_engine_client_peek_api (self->client);

  g_assert_cmpint (kill (get_engine (self), SIGKILL), ==, 0);
  while (cvk_engine_client_peek_api (self->client) == lost)
    g_main_context_iteration (NULL, TRUE);
}

void
cvk_run_bench_clear (CvkRunBench *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (self->window != NULL)
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_drop_session (self);
  if (cvk_engine_client_peek_api (self->client) != NULL)
    g_assert_cmpint (kill (get_engine (self), SIGTERM), ==, 0);
  while (cvk_engine_client_peek_api (self->client) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (self->client);
  cvk_remove_folder (self->directory);
  g_free (self->directory);
}

void
cvk_run_bench_edit (CvkRunBench *self, const char *node)
{
  CvkCommand *command = cvk_command_new (cvk_session_get_document (self->session), "Move");

  g_assert_true (cvk_command_move_node (command, node, 40, 40, NULL));
  cvk_history_push (cvk_session_get_history (self->session), command);
  cvk_session_set_foreign (self->session, FALSE);
  cvk_run_bench_settle ();
}

void
cvk_run_bench_show (CvkRunBench *self, GtkWidget *widget)
{
  gtk_window_set_child (GTK_WINDOW (self->window), widget);
  gtk_window_present (GTK_WINDOW (self->window));
  cvk_run_bench_settle ();
}

void
cvk_run_bench_act (CvkRunBench *self, const char *action, const char *parameter)
{
  g_assert_true (
    gtk_widget_activate_action (self->window, action, parameter != NULL ? "s" : NULL, parameter));
}

static GtkWindow *
find_dialog (CvkRunBench *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next)
    if (link->data != self->window && gtk_widget_get_visible (link->data))
      return link->data;
  return NULL;
}

/* Whoever waits for a run does not wait for an answer that nobody gives. */
static void
assert_no_dialog (CvkRunBench *self)
{
  GtkWindow *dialog = find_dialog (self);

  if (dialog != NULL && ADW_IS_MESSAGE_DIALOG (dialog))
    g_error ("%s", adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)));
}

CvkRunModel *
cvk_run_bench_wait (CvkRunBench *self)
{
  CvkRunModel *run = NULL;

  while (run == NULL || !cvk_run_model_has_ended (run) || cvk_run_model_get_number (run) == 0 ||
         cvk_run_model_get_duration (run) == 0 || !gtk_widget_get_sensitive (self->start))
    {
      g_main_context_iteration (NULL, TRUE);
      run = cvk_run_controller_get_run (self->controller);
    }
  cvk_run_bench_settle ();
  return run;
}

CvkRunModel *
cvk_run_bench_run (CvkRunBench *self, const char *action, const char *parameter)
{
  CvkRunModel *before = cvk_run_controller_get_run (self->controller);

  cvk_run_bench_act (self, action, parameter);
  while (cvk_run_controller_get_run (self->controller) == before)
    {
      assert_no_dialog (self);
      g_main_context_iteration (NULL, TRUE);
    }
  return cvk_run_bench_wait (self);
}

GtkWindow *
cvk_run_bench_get_dialog (CvkRunBench *self)
{
  GtkWindow *dialog = find_dialog (self);

  for (; dialog == NULL; dialog = find_dialog (self))
    g_main_context_iteration (NULL, TRUE);
  return dialog;
}

void
cvk_run_bench_review (GtkWindow *sheet, const char *button)
{
  if (button == NULL)
    gtk_window_close (sheet);
  else
    g_signal_emit_by_name (
      gtk_widget_get_template_child (GTK_WIDGET (sheet), CVK_TYPE_REVIEW_SHEET, button), "clicked");
  cvk_run_bench_settle ();
}

void
cvk_run_bench_respond (GtkWindow *dialog, const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (dialog);
  cvk_run_bench_settle ();
}
