// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
  GMainLoop *loop;
  GDBusConnection *bus;
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
  g_autofree char *text = g_variant_print (parameters, FALSE);
  unsigned replaced = 0;

  if (strcmp (method, "GetCapabilities") == 0)
    {
      g_dbus_method_invocation_return_value (invocation,
                                             g_variant_new ("(^as)", fake->capabilities));
      return;
    }
  /* As it came, whatever the locale has. */
  fputs (method, stdout);
  putchar (' ');
  puts (text);
  fflush (stdout);
  if (strcmp (method, "Notify") != 0)
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_variant_get_child (parameters, 1, "u", &replaced);
  g_dbus_method_invocation_return_value (
    invocation, g_variant_new ("(u)", replaced != 0 ? replaced : ++fake->last));
}

static void read_line (Fake *fake, GDataInputStream *input);

static void
line_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Fake *fake = user_data;
  GDataInputStream *input = G_DATA_INPUT_STREAM (object);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);
  g_autoptr (GError) error = NULL;
  char *space;

  if (line == NULL)
    {
      g_main_loop_quit (fake->loop);
      return;
    }
  space = strchr (line, ' ');
  *space = '\0';
  g_autoptr (GVariant) arguments = g_variant_parse (NULL, space + 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_emit_signal (fake->bus, NULL, get_path (fake), get_interface (fake), line,
                                 arguments, &error);
  g_assert_no_error (error);
  read_line (fake, input);
}

static void
read_line (Fake *fake, GDataInputStream *input)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, fake);
}

static void
name_acquired_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  g_print ("ready\n");
}

int
main (int argc, char **argv)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);
  Fake fake = { .loop = loop };

  g_assert_cmpint (argc, >=, 2);
  setvbuf (stdout, NULL, _IOLBF, 0);
  fake.is_portal = strcmp (argv[1], "portal") == 0;
  fake.capabilities = (const char *const *) argv + 2;
  g_autoptr (GDBusNodeInfo) info =
    g_dbus_node_info_new_for_xml (fake.is_portal ? PORTAL : SERVICE, &error);
  g_assert_no_error (error);
  fake.bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (fake.bus, get_path (&fake), info->interfaces[0], &vtable,
                                     &fake, NULL, &error);
  g_assert_no_error (error);
  unsigned name = g_bus_own_name_on_connection (
    fake.bus, fake.is_portal ? "org.freedesktop.portal.Desktop" : "org.freedesktop.Notifications",
    G_BUS_NAME_OWNER_FLAGS_NONE, name_acquired_cb, NULL, NULL, NULL);
  read_line (&fake, lines);
  g_main_loop_run (loop);
  g_bus_unown_name (name);
  g_object_unref (fake.bus);
  return 0;
}
