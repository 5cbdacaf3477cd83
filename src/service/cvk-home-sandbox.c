// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-home-sandbox.h"

#include <glib/gstdio.h>

#include "service/cvk-sandbox-process.h"

#define PORT_SETTING "sandbox-port"

struct _CvkHomeSandbox
{
  GObject parent_instance;

  CvkHost *host;
  CvkSandboxProcess *process; /* nullable */
  GPtrArray *waiting;         /* GTask, while it starts */
};

G_DEFINE_FINAL_TYPE (CvkHomeSandbox, cvk_home_sandbox, G_TYPE_OBJECT)

gboolean
cvk_home_sandbox_is_running (CvkHomeSandbox *self)
{
  return self->process != NULL && self->waiting == NULL &&
         cvk_sandbox_process_is_running (self->process);
}

static void
answer (CvkHomeSandbox *self, const GError *error)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  if (error != NULL)
    g_clear_object (&self->process);
  for (unsigned i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHomeSandbox) self = user_data;
  g_autoptr (GError) error = NULL;
  const char *url = cvk_sandbox_process_start_finish (CVK_SANDBOX_PROCESS (object), result, &error);

  if (url != NULL)
    cvk_store_save_setting_async (cvk_host_get_store (self->host), PORT_SETTING,
                                  strrchr (url, ':') + 1, NULL, NULL);
  answer (self, error);
}

static void
port_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHomeSandbox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *port = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autofree char *state =
    g_build_filename (cvk_host_get_directory (self->host), "sandbox.db", NULL);
  const char *arguments[] = { "--plan", "pro",    "--state",
                              state,    "--port", port != NULL ? port : "0",
                              NULL };

  if (error != NULL)
    {
      answer (self, error);
      return;
    }
  g_clear_object (&self->process);
  self->process = cvk_sandbox_process_new ();
  cvk_sandbox_process_start_async (self->process, arguments, NULL, started_cb, g_object_ref (self));
}

void
cvk_home_sandbox_start_async (CvkHomeSandbox *self,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_home_sandbox_start_async);
  if (cvk_home_sandbox_is_running (self))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  gboolean first = self->waiting == NULL;
  if (first)
    self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  if (first)
    cvk_store_load_setting_async (cvk_host_get_store (self->host), PORT_SETTING, port_loaded_cb,
                                  g_object_ref (self));
}

const char *
cvk_home_sandbox_start_finish (CvkHomeSandbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return cvk_sandbox_process_get_url (self->process);
}

void
cvk_home_sandbox_forget (CvkHomeSandbox *self)
{
  static const char *const names[] = { "sandbox.db", "sandbox.db-wal", "sandbox.db-shm" };

  g_clear_object (&self->process);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path =
        g_build_filename (cvk_host_get_directory (self->host), names[i], NULL);

      g_unlink (path);
    }
}

static void
cvk_home_sandbox_finalize (GObject *object)
{
  CvkHomeSandbox *self = CVK_HOME_SANDBOX (object);

  g_clear_object (&self->process);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_home_sandbox_parent_class)->finalize (object);
}

static void
cvk_home_sandbox_class_init (CvkHomeSandboxClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_home_sandbox_finalize;
}

static void
cvk_home_sandbox_init (CvkHomeSandbox *self)
{
}

CvkHomeSandbox *
cvk_home_sandbox_new (CvkHost *host)
{
  CvkHomeSandbox *self = g_object_new (CVK_TYPE_HOME_SANDBOX, NULL);

  self->host = g_object_ref (host);
  return self;
}
