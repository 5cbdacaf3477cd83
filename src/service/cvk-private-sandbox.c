// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-private-sandbox.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-programs.h"
#include "connect/cvk-connectors.h"
#include "connect/cvk-sign-in.h"

/* More than any pipeline that is tried out needs; the plan's own limit would be 100 a day. */
#define DAILY_LIMIT "100000"

struct _CvkPrivateSandbox
{
  GObject parent_instance;

  CvkHost *host;
  char *folder;
  char *control_path;
  GSubprocess *process;
  GDataInputStream *output;
  GSocketConnection *control;
  GDataInputStream *answers;
  CvkTokenStore *tokens;
  CvkSignIn *sign_in;
  GStringChunk *arena;
  char *request; /* the line on the control socket */
};

G_DEFINE_FINAL_TYPE (CvkPrivateSandbox, cvk_private_sandbox, G_TYPE_OBJECT)

static void
return_trouble (GTask *task, const char *reason)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _ ("The sandbox cannot be used: %s"), reason);
}

/* --- 4. The code is redeemed --- */

static void
signed_in_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *connection = cvk_sign_in_wait_finish (CVK_SIGN_IN (object), result, &error);

  if (connection == NULL)
    return_trouble (task, error->message);
  else
    g_task_return_pointer (task, connection, g_object_unref);
}

static void
code_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkPrivateSandbox *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);
  g_autoptr (CvkValue) answer =
    line != NULL ? cvk_value_from_json (line, -1, CVK_JSON_STRICT, NULL) : NULL;
  const char *code = answer != NULL ? cvk_value_lookup_string (answer, "code", NULL) : NULL;

  if (code == NULL)
    {
      return_trouble (task, error != NULL ? error->message : _ ("it gives no code."));
      return;
    }
  g_autoptr (CvkSecret) secret = cvk_secret_new (code, -1);
  cvk_sign_in_redeem_async (self->sign_in, secret, g_task_get_cancellable (task), signed_in_cb,
                            g_object_ref (task));
}

/* --- 3. A code is asked for on the control socket --- */

static void
request_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkPrivateSandbox *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      return_trouble (task, error->message);
      return;
    }
  self->answers =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (self->control)));
  g_data_input_stream_read_line_async (self->answers, G_PRIORITY_DEFAULT,
                                       g_task_get_cancellable (task), code_read_cb,
                                       g_object_ref (task));
}

static void
control_connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkPrivateSandbox *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->control = g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);
  if (self->control == NULL)
    {
      return_trouble (task, error->message);
      return;
    }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->control)),
                                   self->request, strlen (self->request), G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), request_written_cb,
                                   g_object_ref (task));
}

/* --- 2. The address is known --- */

static char *
make_authorize_request (CvkPrivateSandbox *self, const CvkSignInRequest *request)
{
  g_autofree char *scopes = g_strjoinv (" ", (GStrv) request->scopes);
  g_autoptr (CvkValue) value = cvk_value_new_object (
    "op", cvk_value_new_string ("authorize"), "client_id",
    cvk_value_new_string (request->client_id), "redirect_uri",
    cvk_value_new_string (cvk_sign_in_get_redirect_uri (self->sign_in)), "code_challenge",
    cvk_value_new_string (cvk_sign_in_get_challenge (self->sign_in)), "scope",
    cvk_value_new_string (scopes), NULL);
  g_autofree char *json = cvk_value_to_json (value, CVK_JSON_COMPACT);

  return g_strconcat (json, "\n", NULL);
}

static gboolean
prepare_sign_in (CvkPrivateSandbox *self, const char *url, GError **error)
{
  const CvkConnector *connector = cvk_connector_get ("zoom");
  g_autoptr (CvkProblem) problem = NULL;
  CvkSignInRequest request = { 0 };

  if (connector == NULL || !cvk_connector_fill_sign_in (connector, url, "convoke-sandbox",
                                                        self->arena, &request, &problem))
    {
      g_autofree char *message =
        problem != NULL ? cvk_problem_dup_message (problem) : g_strdup (_ ("no connector."));
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, message);
      return FALSE;
    }
  self->sign_in = cvk_sign_in_new (&request, cvk_host_get_http (self->host), self->tokens,
                                   cvk_host_get_environment (self->host)->clock);
  if (cvk_sign_in_begin (self->sign_in, error) == NULL)
    return FALSE;
  self->request = make_authorize_request (self, &request);
  return TRUE;
}

static void
address_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkPrivateSandbox *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *url =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);

  if (url == NULL || !g_str_has_prefix (url, "http://127.0.0.1:"))
    {
      return_trouble (task, error != NULL ? error->message : _ ("it has no address."));
      return;
    }
  if (!prepare_sign_in (self, url, &error))
    {
      return_trouble (task, error->message);
      return;
    }
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->control_path);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address),
                                 g_task_get_cancellable (task), control_connected_cb,
                                 g_object_ref (task));
}

/* --- 1. The process --- */

static void
end_with_parent_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
start_process (CvkPrivateSandbox *self, GError **error)
{
  g_autofree char *program = cvk_program_find ("convoke-sandbox");
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);

  self->folder = g_dir_make_tmp ("convoke-sandbox-XXXXXX", error);
  if (self->folder == NULL)
    return FALSE;
  self->control_path = g_build_filename (self->folder, "control", NULL);
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent_cb, NULL, NULL);
  self->process =
    g_subprocess_launcher_spawn (launcher, error, program, "--plan", "pro", "--daily-limit",
                                 DAILY_LIMIT, "--control", self->control_path, NULL);
  return self->process != NULL;
}

void
cvk_private_sandbox_start_async (CvkPrivateSandbox *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, cvk_private_sandbox_start_async);
  if (!start_process (self, &error))
    {
      return_trouble (task, error->message);
      return;
    }
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, cancellable,
                                       address_read_cb, g_steal_pointer (&task));
}

CvkConnection *
cvk_private_sandbox_start_finish (CvkPrivateSandbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The object --- */

static void
cvk_private_sandbox_finalize (GObject *object)
{
  CvkPrivateSandbox *self = CVK_PRIVATE_SANDBOX (object);

  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  if (self->control_path != NULL)
    g_unlink (self->control_path);
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->answers);
  g_clear_object (&self->control);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_clear_object (&self->tokens);
  g_clear_object (&self->host);
  g_clear_pointer (&self->arena, g_string_chunk_free);
  g_free (self->request);
  g_free (self->control_path);
  g_free (self->folder);
  G_OBJECT_CLASS (cvk_private_sandbox_parent_class)->finalize (object);
}

static void
cvk_private_sandbox_class_init (CvkPrivateSandboxClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_private_sandbox_finalize;
}

static void
cvk_private_sandbox_init (CvkPrivateSandbox *self)
{
  self->tokens = cvk_memory_token_store_new ();
  self->arena = g_string_chunk_new (512);
}

CvkPrivateSandbox *
cvk_private_sandbox_new (CvkHost *host)
{
  CvkPrivateSandbox *self = g_object_new (CVK_TYPE_PRIVATE_SANDBOX, NULL);

  self->host = g_object_ref (host);
  return self;
}
