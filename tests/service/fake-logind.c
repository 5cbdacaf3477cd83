// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What of systemd-logind has to do with sleep, on the system bus. Prints "Inhibit" with its
 * arguments for each lock that is taken, and "released" when one is given up. The lines "sleep" and
 * "wake" on the standard input say that sleep is near, and that it is over. */

#define MANAGER_PATH "/org/freedesktop/login1"
#define MANAGER "org.freedesktop.login1.Manager"
#define XML                                                                                        \
  "<node><interface name='" MANAGER "'>"                                                           \
  "<method name='Inhibit'><arg type='s' direction='in'/><arg type='s' direction='in'/>"            \
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='h' direction='out'/>"    \
  "</method></interface></node>"

static GDBusConnection *bus;

static gboolean
released_cb (int fd, GIOCondition condition, gpointer user_data)
{
  close (fd);
  g_print ("released\n");
  return G_SOURCE_REMOVE;
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
  g_autofree char *text = g_variant_print (parameters, FALSE);
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_unix_open_pipe (ends, FD_CLOEXEC, &error);
  g_assert_no_error (error);
  g_unix_fd_list_append (files, ends[1], &error);
  g_assert_no_error (error);
  close (ends[1]);
  g_unix_fd_add (ends[0], G_IO_HUP, released_cb, NULL);
  g_print ("%s %s\n", method, text);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0),
                                                           files);
}

static void read_line (GDataInputStream *input, GMainLoop *loop);

static void
line_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (object);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (line == NULL)
    {
      g_main_loop_quit (user_data);
      return;
    }
  g_dbus_connection_emit_signal (bus, NULL, MANAGER_PATH, MANAGER, "PrepareForSleep",
                                 g_variant_new ("(b)", g_str_equal (line, "sleep")), &error);
  g_assert_no_error (error);
  read_line (input, user_data);
}

static void
read_line (GDataInputStream *input, GMainLoop *loop)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, loop);
}

static void
name_acquired_cb (GDBusConnection *connection, const char *name, gpointer user_data)
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
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (XML, &error);
  unsigned name = 0;

  g_assert_no_error (error);
  setvbuf (stdout, NULL, _IOLBF, 0);
  bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (bus, MANAGER_PATH, info->interfaces[0], &vtable, NULL, NULL,
                                     &error);
  g_assert_no_error (error);
  name = g_bus_own_name_on_connection (bus, "org.freedesktop.login1", G_BUS_NAME_OWNER_FLAGS_NONE,
                                       name_acquired_cb, NULL, NULL, NULL);
  read_line (lines, loop);
  g_main_loop_run (loop);
  g_bus_unown_name (name);
  g_dbus_connection_close_sync (bus, NULL, NULL);
  g_object_unref (bus);
  return 0;
}
