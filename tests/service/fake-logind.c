// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>

#include "support/cvk-fake-service.h"

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

static gboolean
released_cb (int fd, GIOCondition condition, gpointer user_data)
{
  close (fd);
  puts ("released");
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
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_unix_open_pipe (ends, FD_CLOEXEC, &error);
  g_assert_no_error (error);
  g_unix_fd_list_append (files, ends[1], &error);
  g_assert_no_error (error);
  close (ends[1]);
  g_unix_fd_add (ends[0], G_IO_HUP, released_cb, NULL);
  cvk_fake_service_print_call (method, parameters);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0),
                                                           files);
}

static void
line_cb (GDBusConnection *bus, const char *line, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (bus, NULL, MANAGER_PATH, MANAGER, "PrepareForSleep",
                                 g_variant_new ("(b)", g_str_equal (line, "sleep")), &error);
  g_assert_no_error (error);
}

int
main (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb };
  g_autoptr (GDBusConnection) bus = cvk_fake_service_connect (G_BUS_TYPE_SYSTEM);

  cvk_fake_service_add_object (bus, MANAGER_PATH, XML, &vtable, NULL);
  cvk_fake_service_run (bus, "org.freedesktop.login1", line_cb, NULL);
  return 0;
}
