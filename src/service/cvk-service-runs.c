// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include <errno.h>
#include <gio/gunixfdlist.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "service/cvk-problems.h"
#include "service/cvk-service-private.h"

/* An invocation together with the service that answers it; answering takes it out. */
typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  char *run; /* nullable: the id of the run it is about */
} Request;

/* Takes @invocation. */
static Request *
make_request (CvkService *self, GDBusMethodInvocation *invocation)
{
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  return request;
}

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_free (request->run);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

/* --- Check and StartRun --- */

static gboolean
check_cb (CvkApiEngine *api, GDBusMethodInvocation *invocation, GVariant *text, gpointer user_data)
{
  CvkService *self = user_data;
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (text);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (CvkDocument) document = cvk_host_read_pipeline (self->host, bytes, &problems);
  g_autofree char *json = cvk_problems_to_json (problems);

  cvk_host_touch (self->host);
  cvk_api_engine_complete_check (api, invocation, json);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
run_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run =
    cvk_host_runs_start_finish (CVK_HOST_RUNS (object), result, &problems, &error);

  if (error != NULL)
    {
      g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
      return;
    }
  g_autofree char *json = cvk_problems_to_json (problems);
  cvk_api_engine_complete_start_run (request->service->api, g_steal_pointer (&request->invocation),
                                     run != NULL ? cvk_host_run_get_id (run) : "", json);
}

static gboolean
start_run_cb (CvkApiEngine *api,
              GDBusMethodInvocation *invocation,
              GVariant *pipeline,
              GVariant *options,
              gpointer user_data)
{
  CvkService *self = user_data;
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (pipeline);

  cvk_host_runs_start_async (self->runs, bytes, options, cvk_service_get_owner (self, invocation),
                             run_started_cb, make_request (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- GetPlan --- */

static void
return_plan (CvkService *self, CvkHostRun *run, GDBusMethodInvocation *invocation)
{
  g_autoptr (CvkValue) plan = cvk_host_run_dup_plan (run);
  g_autofree char *json = cvk_value_to_json (plan, CVK_JSON_COMPACT);

  cvk_api_engine_complete_get_plan (self->api, invocation, json);
}

static gboolean
get_plan_cb (CvkApiEngine *api,
             GDBusMethodInvocation *invocation,
             const char *id,
             gpointer user_data)
{
  cvk_service_open_run (user_data, invocation, id, return_plan);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- WaitRun --- */

/* In a thread: a large result takes a while to write out. */
static void
write_result (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *text = cvk_value_to_json (task_data, CVK_JSON_COMPACT);
  size_t length = strlen (text);
  int fd = memfd_create ("convoke-result", MFD_CLOEXEC);
  size_t written = 0;

  while (fd >= 0 && written < length)
    {
      ssize_t count = write (fd, text + written, length - written);

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        break;
      written += (size_t) count;
    }
  if (fd >= 0 && written == length && lseek (fd, 0, SEEK_SET) == 0)
    {
      g_task_return_int (task, fd);
      return;
    }
  int reason = errno;
  if (fd >= 0)
    close (fd);
  g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (reason),
                           _ ("The result cannot be handed over: %s."), g_strerror (reason));
}

static void
result_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  GDBusMethodInvocation *invocation = g_steal_pointer (&request->invocation);
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;
  int fd = (int) g_task_propagate_int (G_TASK (result), &error);
  int index = -1;

  if (error == NULL)
    {
      index = g_unix_fd_list_append (list, fd, &error);
      close (fd);
    }
  if (error != NULL)
    g_dbus_method_invocation_return_gerror (invocation, error);
  else
    cvk_api_engine_complete_wait_run (request->service->api, invocation, list,
                                      g_variant_new_handle (index));
}

/* Takes @result and @request. */
static void
send_result (CvkValue *result, Request *request)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, result_written_cb, request);

  g_task_set_source_tag (task, send_result);
  g_task_set_task_data (task, result, (GDestroyNotify) cvk_value_unref);
  g_task_run_in_thread (task, write_result);
}

static void
awaited_run_ended_cb (CvkHostRun *run, gpointer user_data)
{
  Request *request = user_data;

  send_result (cvk_host_run_dup_result (run),
               make_request (request->service, g_steal_pointer (&request->invocation)));
}

static void
free_request_of_signal (gpointer data, GClosure *closure)
{
  free_request (data);
}

/* Of a run that ended before this process began, or that was dropped. */
static void
old_result_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) run =
    json != NULL ? cvk_value_from_json (json, -1, CVK_JSON_DATA, &error) : NULL;
  CvkValue *ended = run != NULL ? cvk_value_get_member (run, "result") : NULL;
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (error != NULL)
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
  else if (ended == NULL || !cvk_value_is_object (ended))
    g_dbus_method_invocation_return_error (g_steal_pointer (&request->invocation),
                                           CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND,
                                           _ ("There is no run “%s”."), request->run);
  else
    {
      cvk_object_builder_init_from (&builder, ended);
      cvk_object_builder_set (&builder, "run", cvk_value_new_string (request->run));
      send_result (cvk_object_builder_end (&builder), g_steal_pointer (&request));
    }
}

static void
ready_to_wait_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  CvkService *self = request->service;
  CvkHostRun *run = cvk_host_runs_get (self->runs, request->run, NULL);

  cvk_host_runs_wait_ready_finish (CVK_HOST_RUNS (object), result);
  cvk_host_touch (self->host);
  if (run == NULL)
    cvk_store_load_run_async (cvk_host_get_store (self->host), request->run, old_result_loaded_cb,
                              request);
  else if (cvk_host_run_has_ended (run))
    send_result (cvk_host_run_dup_result (run), request);
  else
    g_signal_connect_data (run, "ended", G_CALLBACK (awaited_run_ended_cb), request,
                           free_request_of_signal, 0);
}

static gboolean
wait_run_cb (CvkApiEngine *api,
             GDBusMethodInvocation *invocation,
             GUnixFDList *fds,
             const char *id,
             gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = make_request (self, invocation);

  request->run = g_strdup (id);
  cvk_host_runs_wait_ready_async (self->runs, ready_to_wait_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_run_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-check", G_CALLBACK (check_cb), self, 0);
  g_signal_connect_object (self->api, "handle-start-run", G_CALLBACK (start_run_cb), self, 0);
  g_signal_connect_object (self->api, "handle-get-plan", G_CALLBACK (get_plan_cb), self, 0);
  g_signal_connect_object (self->api, "handle-wait-run", G_CALLBACK (wait_run_cb), self, 0);
}
