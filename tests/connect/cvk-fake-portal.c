// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "connect/cvk-fake-portal.h"

#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#define PATH "/org/freedesktop/portal/desktop"
#define KEY_SIZE 64

static const char introspection[] = "<node><interface name='org.freedesktop.portal.Secret'>"
                                    "<method name='RetrieveSecret'>"
                                    "<arg type='h' direction='in'/>"
                                    "<arg type='a{sv}' direction='in'/>"
                                    "<arg type='o' direction='out'/></method>"
                                    "<property name='version' type='u' access='read'/>"
                                    "</interface></node>";

static char *
make_request_path (GDBusMethodInvocation *invocation, GVariant *parameters)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *sender = g_strdup (g_dbus_method_invocation_get_sender (invocation) + 1);
  const char *token = "t";

  g_variant_lookup (options, "handle_token", "&s", &token);
  g_strdelimit (sender, ".", '_');
  return g_strconcat (PATH "/request/", sender, "/", token, NULL);
}

static void
write_key (CvkFakePortal *self, GDBusMethodInvocation *invocation)
{
  GUnixFDList *list =
    g_dbus_message_get_unix_fd_list (g_dbus_method_invocation_get_message (invocation));
  g_autoptr (GError) error = NULL;
  int fd = g_unix_fd_list_get (list, 0, &error);
  char key[KEY_SIZE];

  g_assert_no_error (error);
  memset (key, self->key, sizeof key);
  g_assert_cmpint (write (fd, key, sizeof key), ==, sizeof key);
  close (fd);
}

static gboolean
respond_cb (gpointer user_data)
{
  CvkFakePortal *self = user_data;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->connection, self->caller, self->request,
                                 "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", self->response, NULL), &error);
  g_assert_no_error (error);
  return G_SOURCE_CONTINUE;
}

static void
method_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  CvkFakePortal *self = user_data;

  self->requests++;
  g_free (self->caller);
  self->caller = g_strdup (sender);
  g_free (self->request);
  self->request = make_request_path (invocation, parameters);
  if (self->response == 0)
    write_key (self, invocation);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", self->request));
  /* Before 0.21, libsecret listens only when it has the reply: once more until it does. */
  if (self->source == 0)
    self->source = g_timeout_add (10, respond_cb, self);
}

static GVariant *
property_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *property,
             GError **error,
             gpointer user_data)
{
  CvkFakePortal *self = user_data;

  return g_variant_new_uint32 (self->version);
}

void
cvk_fake_portal_start (CvkFakePortal *self)
{
  static const GDBusInterfaceVTable table = { method_cb, property_cb, NULL, { 0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_autoptr (GVariant) reply = NULL;

  g_assert_no_error (error);
  /* A process of its own, as the bus sees it. */
  self->connection = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  if (self->version > 0)
    g_dbus_connection_register_object (self->connection, PATH, node->interfaces[0], &table, self,
                                       NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
    self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
    "RequestName", g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 4),
    G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

void
cvk_fake_portal_stop (CvkFakePortal *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->caller, g_free);
  g_clear_pointer (&self->request, g_free);
  g_assert_true (g_dbus_connection_close_sync (self->connection, NULL, NULL));
  g_clear_object (&self->connection);
}
