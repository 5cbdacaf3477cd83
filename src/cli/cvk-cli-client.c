// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-client.h"

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
