// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-private-sandbox.h"

#include <glib/gstdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "connect/cvk-sign-in-facts.h"
#include "connect/cvk-sign-in.h"
#include "service/cvk-sandbox-process.h"

struct _CvkPrivateSandbox
{
  GObject parent_instance;

  CvkHost *host;
  char *run;
  CvkSandboxProcess *process;
  CvkTokenStore *tokens;
  CvkSignIn *sign_in;
  GStringChunk *arena;
};

G_DEFINE_FINAL_TYPE (CvkPrivateSandbox, cvk_private_sandbox, G_TYPE_OBJECT)

static void
signed_in_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *connection = cvk_sign_in_wait_finish (CVK_SIGN_IN (object), result, &error);

  if (connection == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      cvk_connection_lift_limits (connection);
      g_task_return_pointer (task, connection, g_object_unref);
    }
}

static void
code_given_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkPrivateSandbox *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
    cvk_sandbox_process_order_finish (CVK_SANDBOX_PROCESS (object), result, &error);
  g_autoptr (CvkValue) answer =
    line != NULL ? cvk_value_from_json (line, -1, CVK_JSON_STRICT, &error) : NULL;
  const char *code = answer != NULL ? cvk_value_lookup_string (answer, "code", NULL) : NULL;

  if (code == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                               _ ("The sandbox does not let us sign in: %s"),
                               error != NULL ? error->message : line);
      return;
    }
  g_autoptr (CvkSecret) secret = cvk_secret_new (code, -1);
  cvk_sign_in_redeem_async (self->sign_in, secret, g_task_get_cancellable (task), signed_in_cb,
                            g_object_ref (task));
}

static char *
make_order (CvkPrivateSandbox *self, const CvkSignInRequest *request)
{
  g_autofree char *scopes = g_strjoinv (" ", (GStrv) request->scopes);
  g_autoptr (CvkValue) value = cvk_value_new_object (
    "op", cvk_value_new_string ("authorize"), "code_challenge_method",
    cvk_value_new_string ("S256"), "client_id", cvk_value_new_string (request->client_id),
    "redirect_uri", cvk_value_new_string (cvk_sign_in_get_redirect_uri (self->sign_in)),
    "code_challenge", cvk_value_new_string (cvk_sign_in_get_challenge (self->sign_in)), "scope",
    cvk_value_new_string (scopes), NULL);

  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

/* The order for a code, with a sign-in ready to redeem it. */
static char *
prepare_sign_in (CvkPrivateSandbox *self, const char *url, GError **error)
{
  const CvkConnector *connector = cvk_connector_get ("zoom");
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkValue) facts = cvk_sign_in_facts_new (connector, NULL, &problem);
  CvkSignInRequest request = { 0 };

  if (facts == NULL || !cvk_connector_fill_sign_in (connector, facts, url, "convoke-sandbox",
                                                    self->arena, &request, &problem))
    {
      g_autofree char *message = cvk_problem_dup_message (problem);

      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, message);
      return NULL;
    }
  self->sign_in = cvk_sign_in_new (&request, cvk_host_get_http (self->host), self->tokens,
                                   cvk_host_get_environment (self->host)->clock);
  if (cvk_sign_in_begin (self->sign_in, error) == NULL)
    return NULL;
  return make_order (self, &request);
}

static void
process_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkPrivateSandbox *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  const char *url = cvk_sandbox_process_start_finish (self->process, result, &error);
  g_autofree char *order = url != NULL ? prepare_sign_in (self, url, &error) : NULL;

  if (order == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    cvk_sandbox_process_order_async (self->process, order, g_task_get_cancellable (task),
                                     code_given_cb, g_object_ref (task));
}

static char *
make_state_path (CvkHost *host, const char *run)
{
  return g_strconcat (cvk_host_get_directory (host), "/sandboxes/", run, ".db", NULL);
}

void
cvk_private_sandbox_forget (CvkHost *host, const char *run)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  g_autofree char *state = make_state_path (host, run);

  for (size_t i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (state, endings[i], NULL);

      (void) g_unlink (path);
    }
}

void
cvk_private_sandbox_start_async (CvkPrivateSandbox *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *state = make_state_path (self->host, self->run);
  g_autofree char *folder = g_path_get_dirname (state);
  const char *const arguments[] = { "--plan", "unlimited", "--state", state, NULL };

  g_task_set_source_tag (task, cvk_private_sandbox_start_async);
  (void) g_mkdir_with_parents (folder, 0700);
  cvk_sandbox_process_start_async (self->process, arguments, cancellable, process_started_cb,
                                   g_steal_pointer (&task));
}

CvkConnection *
cvk_private_sandbox_start_finish (CvkPrivateSandbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cvk_private_sandbox_finalize (GObject *object)
{
  CvkPrivateSandbox *self = CVK_PRIVATE_SANDBOX (object);

  g_clear_object (&self->sign_in);
  g_clear_object (&self->process);
  g_clear_object (&self->tokens);
  g_clear_object (&self->host);
  g_clear_pointer (&self->arena, g_string_chunk_free);
  g_free (self->run);
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
  self->process = cvk_sandbox_process_new ();
  self->tokens = cvk_memory_token_store_new ();
  self->arena = g_string_chunk_new (512);
}

CvkPrivateSandbox *
cvk_private_sandbox_new (CvkHost *host, const char *run)
{
  CvkPrivateSandbox *self = g_object_new (CVK_TYPE_PRIVATE_SANDBOX, NULL);

  self->host = g_object_ref (host);
  self->run = g_strdup (run);
  return self;
}
