// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "service/cvk-problems.h"
#include "service/cvk-service-private.h"

/* The API's methods about runs that hold between two steps. */

/* One that is under way. (transfer none) (nullable): @invocation has its answer */
static CvkHostRun *
find_run (CvkService *self, GDBusMethodInvocation *invocation, const char *id)
{
  CvkHostRun *run = cvk_host_runs_get (self->runs, id, NULL);

  cvk_host_touch (self->host);
  if (run != NULL && !cvk_host_run_has_ended (run))
    return run;
  g_dbus_method_invocation_return_error (invocation, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND,
                                         _ ("There is no run “%s” under way."), id);
  return NULL;
}

static gboolean
set_breakpoints_cb (CvkApiEngine *api,
                    GDBusMethodInvocation *invocation,
                    const char *id,
                    const char *const *nodes,
                    gpointer user_data)
{
  CvkHostRun *run = find_run (user_data, invocation, id);
  g_autoptr (GHashTable) breakpoints = g_hash_table_new (g_str_hash, g_str_equal);

  if (run == NULL)
    return G_DBUS_METHOD_INVOCATION_HANDLED;
  for (unsigned i = 0; nodes[i] != NULL; i++)
    g_hash_table_add (breakpoints, (gpointer) nodes[i]);
  cvk_run_set_breakpoints (cvk_host_run_get_run (run), breakpoints);
  cvk_api_engine_complete_set_breakpoints (api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
release_run_cb (CvkApiEngine *api,
                GDBusMethodInvocation *invocation,
                const char *id,
                gboolean by_one_step,
                gpointer user_data)
{
  CvkHostRun *run = find_run (user_data, invocation, id);

  if (run == NULL)
    return G_DBUS_METHOD_INVOCATION_HANDLED;
  cvk_run_go_on (cvk_host_run_get_run (run), by_one_step);
  cvk_api_engine_complete_release_run (api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_breakpoint_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-set-breakpoints", G_CALLBACK (set_breakpoints_cb),
                           self, 0);
  g_signal_connect_object (self->api, "handle-release-run", G_CALLBACK (release_run_cb), self, 0);
}
