// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-problems.h"
#include "service/cvk-service-private.h"

/* --- Pausing --- */

static void
pause_changed_cb (CvkService *self)
{
  cvk_api_engine_set_paused (self->api, cvk_host_is_paused (self->host));
}

static gboolean
set_paused_cb (CvkApiEngine *api,
               GDBusMethodInvocation *invocation,
               gboolean paused,
               gpointer user_data)
{
  CvkService *self = user_data;

  cvk_host_touch (self->host);
  cvk_host_set_paused (self->host, paused);
  cvk_api_engine_complete_set_paused (api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- The background --- */

typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
} Request;

static void
background_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Request *request = user_data;
  g_autoptr (CvkService) self = request->service;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = cvk_problems_new ();

  if (!cvk_background_set_allowed_finish (CVK_BACKGROUND (object), result, &error))
    g_ptr_array_add (problems, cvk_problem_new_from_error ("start-at-login", error));
  g_autofree char *json = cvk_problems_to_json (problems);
  cvk_api_engine_complete_set_background (self->api, g_steal_pointer (&request->invocation), json);
}

static gboolean
set_background_cb (CvkApiEngine *api,
                   GDBusMethodInvocation *invocation,
                   gboolean allowed,
                   gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  cvk_host_touch (self->host);
  cvk_background_set_allowed_async (self->background, allowed, background_set_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Quitting --- */

static gboolean
quit_cb (CvkApiEngine *api, GDBusMethodInvocation *invocation, gpointer user_data)
{
  cvk_api_engine_complete_quit (api, invocation);
  cvk_service_quit (user_data);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_control_methods (CvkService *self)
{
  CvkApiEngine *api = self->api;

  g_signal_connect_object (api, "handle-set-paused", G_CALLBACK (set_paused_cb), self, 0);
  g_signal_connect_object (api, "handle-set-background", G_CALLBACK (set_background_cb), self, 0);
  g_signal_connect_object (api, "handle-quit", G_CALLBACK (quit_cb), self, 0);
  g_signal_connect_object (cvk_host_get_environment (self->host)->pause, "changed",
                           G_CALLBACK (pause_changed_cb), self, G_CONNECT_SWAPPED);
}
