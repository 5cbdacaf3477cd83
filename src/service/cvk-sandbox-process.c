// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-sandbox-process.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "base/cvk-i18n.h"
#include "base/cvk-programs.h"

#define ADDRESS_PREFIX "http://127.0.0.1:"

struct _CvkSandboxProcess
{
  GObject parent_instance;

  GSubprocess *process;
  GDataInputStream *output;
  GSocketConnection *control; /* while an order is under way */
  GDataInputStream *answers;  /* likewise */
  char *folder;
  char *control_path;
  char *url;
};

G_DEFINE_FINAL_TYPE (CvkSandboxProcess, cvk_sandbox_process, G_TYPE_OBJECT)

static void
return_trouble (GTask *task, const char *reason)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _ ("The sandbox cannot be used: %s"), reason);
}

/* --- Starting --- */

static void
end_with_parent_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
start_process (CvkSandboxProcess *self, const char *const *arguments, GError **error)
{
  g_autofree char *program = cvk_program_find ("convoke-sandbox");
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  self->folder = g_dir_make_tmp ("convoke-sandbox-XXXXXX", error);
  if (self->folder == NULL)
    return FALSE;
  self->control_path = g_build_filename (self->folder, "control", NULL);
  g_strv_builder_add_many (builder, program, "--control", self->control_path, NULL);
  g_strv_builder_addv (builder, (const char **) arguments);
  g_auto (GStrv) argv = g_strv_builder_end (builder);
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent_cb, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, error);
  return self->process != NULL;
}

static void
address_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSandboxProcess *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *url =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);

  if (url == NULL || !g_str_has_prefix (url, ADDRESS_PREFIX))
    {
      return_trouble (task, error != NULL ? error->message : _ ("it does not start."));
      return;
    }
  self->url = g_steal_pointer (&url);
  g_task_return_boolean (task, TRUE);
}

void
cvk_sandbox_process_start_async (CvkSandboxProcess *self,
                                 const char *const *arguments,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, cvk_sandbox_process_start_async);
  g_return_if_fail (self->process == NULL);
  if (!start_process (self, arguments, &error))
    {
      return_trouble (task, error->message);
      return;
    }
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, cancellable,
                                       address_read_cb, g_steal_pointer (&task));
}

const char *
cvk_sandbox_process_start_finish (CvkSandboxProcess *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_boolean (G_TASK (result), error) ? self->url : NULL;
}

const char *
cvk_sandbox_process_get_url (CvkSandboxProcess *self)
{
  return self->url;
}

gboolean
cvk_sandbox_process_is_running (CvkSandboxProcess *self)
{
  return self->url != NULL && g_subprocess_get_identifier (self->process) != NULL;
}

/* --- Orders --- */

static void
answer_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSandboxProcess *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  char *line =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);

  g_clear_object (&self->answers);
  g_clear_object (&self->control);
  if (line == NULL)
    return_trouble (task, error != NULL ? error->message : _ ("it does not answer."));
  else
    g_task_return_pointer (task, line, g_free);
}

static void
order_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSandboxProcess *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      return_trouble (task, error->message);
      return;
    }
  self->answers =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (self->control)));
  g_data_input_stream_read_line_async (self->answers, G_PRIORITY_DEFAULT,
                                       g_task_get_cancellable (task), answer_read_cb,
                                       g_object_ref (task));
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSandboxProcess *self = g_task_get_source_object (task);
  const char *line = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->control = g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);
  if (self->control == NULL)
    {
      return_trouble (task, error->message);
      return;
    }
  g_output_stream_write_all_async (
    g_io_stream_get_output_stream (G_IO_STREAM (self->control)), line, strlen (line),
    G_PRIORITY_DEFAULT, g_task_get_cancellable (task), order_written_cb, g_object_ref (task));
}

void
cvk_sandbox_process_order_async (CvkSandboxProcess *self,
                                 const char *order,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->control_path);

  g_task_set_source_tag (task, cvk_sandbox_process_order_async);
  g_task_set_task_data (task, g_strconcat (order, "\n", NULL), g_free);
  g_return_if_fail (self->control == NULL);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), cancellable, connected_cb,
                                 g_steal_pointer (&task));
}

char *
cvk_sandbox_process_order_finish (CvkSandboxProcess *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The object --- */

static void
cvk_sandbox_process_finalize (GObject *object)
{
  CvkSandboxProcess *self = CVK_SANDBOX_PROCESS (object);

  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  if (self->control_path != NULL)
    g_unlink (self->control_path);
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_clear_object (&self->answers);
  g_clear_object (&self->control);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_free (self->control_path);
  g_free (self->folder);
  g_free (self->url);
  G_OBJECT_CLASS (cvk_sandbox_process_parent_class)->finalize (object);
}

static void
cvk_sandbox_process_class_init (CvkSandboxProcessClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_sandbox_process_finalize;
}

static void
cvk_sandbox_process_init (CvkSandboxProcess *self)
{
}

CvkSandboxProcess *
cvk_sandbox_process_new (void)
{
  return g_object_new (CVK_TYPE_SANDBOX_PROCESS, NULL);
}
