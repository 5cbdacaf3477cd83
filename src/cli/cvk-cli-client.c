// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-client.h"

#include "base/cvk-json.h"
#include "service/cvk-address.h"
#include "service/cvk-client.h"

GVariant *
cvk_client_call_with_descriptors (GDBusConnection *client,
                                  const char *method,
                                  GVariant *parameters,
                                  GUnixFDList *descriptors,
                                  const char *reply,
                                  GError **error)
{
  GVariant *result = g_dbus_connection_call_with_unix_fd_list_sync (
    client, cvk_client_get_destination (client), CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE, method,
    parameters, G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, descriptors, NULL, NULL,
    error);

  if (result == NULL && error != NULL)
    g_dbus_error_strip_remote_error (*error);
  return result;
}

GVariant *
cvk_client_call (GDBusConnection *client,
                 const char *method,
                 GVariant *parameters,
                 const char *reply,
                 GError **error)
{
  return cvk_client_call_with_descriptors (client, method, parameters, NULL, reply, error);
}

/* --- Following a run --- */

typedef struct
{
  char *run;
  CvkRunChangedFunc changed;
  gpointer user_data;
} Follower;

static void
free_follower (gpointer data)
{
  Follower *self = data;

  g_free (self->run);
  g_free (self);
}

static void
run_changed_cb (GDBusConnection *client,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  const Follower *self = user_data;
  const char *run = NULL;
  const char *json = NULL;
  g_autoptr (CvkValue) delta = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ss)")))
    return;
  g_variant_get (parameters, "(&s&s)", &run, &json);
  if (!g_str_equal (run, self->run))
    return;
  delta = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (delta != NULL)
    self->changed (delta, self->user_data);
}

unsigned
cvk_client_follow_run (GDBusConnection *client,
                       const char *run,
                       CvkRunChangedFunc changed,
                       gpointer user_data)
{
  const char *destination = cvk_client_get_destination (client);
  Follower *self = g_new0 (Follower, 1);

  self->run = g_strdup (run);
  self->changed = changed;
  self->user_data = user_data;
  return g_dbus_connection_signal_subscribe (
    client, destination, CVK_ENGINE_INTERFACE, "RunChanged", CVK_ENGINE_PATH, NULL,
    destination != NULL ? G_DBUS_SIGNAL_FLAGS_NONE : G_DBUS_SIGNAL_FLAGS_NO_MATCH_RULE,
    run_changed_cb, self, free_follower);
}
