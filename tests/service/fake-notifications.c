// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "support/cvk-fake-service.h"

/* A notification service, or the portal for them, on the session bus. Prints a line for each call:
 * its name and its arguments as GVariant text. Lines on the standard input are a signal, and its
 * arguments as GVariant text. Arguments: "service" or "portal", then the capabilities. */

#define SERVICE                                                                                    \
  "<node><interface name='org.freedesktop.Notifications'>"                                         \
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"                       \
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"             \
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"     \
  "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' "                \
  "direction='in'/>"                                                                               \
  "<arg type='u' direction='out'/></method>"                                                       \
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"                       \
  "</interface></node>"
#define PORTAL                                                                                     \
  "<node><interface name='org.freedesktop.portal.Notification'>"                                   \
  "<method name='AddNotification'><arg type='s' direction='in'/>"                                  \
  "<arg type='a{sv}' direction='in'/></method>"                                                    \
  "<method name='RemoveNotification'><arg type='s' direction='in'/></method>"                      \
  "</interface></node>"

typedef struct
{
  gboolean is_portal;
  const char *const *capabilities;
  unsigned last;
} Fake;

static const char *
get_path (const Fake *fake)
{
  return fake->is_portal ? "/org/freedesktop/portal/desktop" : "/org/freedesktop/Notifications";
}

static const char *
get_interface (const Fake *fake)
{
  return fake->is_portal ? "org.freedesktop.portal.Notification" : "org.freedesktop.Notifications";
}

static void
method_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Fake *fake = user_data;
  unsigned replaced = 0;

  if (strcmp (method, "GetCapabilities") == 0)
    {
      g_dbus_method_invocation_return_value (invocation,
                                             g_variant_new ("(^as)", fake->capabilities));
      return;
    }
  cvk_fake_service_print_call (method, parameters);
  if (strcmp (method, "Notify") != 0)
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_variant_get_child (parameters, 1, "u", &replaced);
  g_dbus_method_invocation_return_value (
    invocation, g_variant_new ("(u)", replaced != 0 ? replaced : ++fake->last));
}

static void
line_cb (GDBusConnection *bus, const char *line, gpointer user_data)
{
  const Fake *fake = user_data;
  g_auto (GStrv) parts = g_strsplit (line, " ", 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) arguments = g_variant_parse (NULL, parts[1], NULL, NULL, &error);

  g_assert_no_error (error);
  g_dbus_connection_emit_signal (bus, NULL, get_path (fake), get_interface (fake), parts[0],
                                 arguments, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb };
  g_autoptr (GDBusConnection) bus = cvk_fake_service_connect (G_BUS_TYPE_SESSION);
  Fake fake = { 0 };

  g_assert_cmpint (argc, >=, 2);
  fake.is_portal = strcmp (argv[1], "portal") == 0;
  fake.capabilities = (const char *const *) argv + 2;
  cvk_fake_service_add_object (bus, get_path (&fake), fake.is_portal ? PORTAL : SERVICE, &vtable,
                               &fake);
  cvk_fake_service_run (
    bus, fake.is_portal ? "org.freedesktop.portal.Desktop" : "org.freedesktop.Notifications",
    line_cb, &fake);
  return 0;
}
