// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gio.h>
#include <stdio.h>

/* What of a user's systemd has to do with units that others ask for, on the session bus. Prints the
 * arguments of each call and starts nothing; with an argument it refuses. */

#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER "org.freedesktop.systemd1.Manager"
#define XML                                                                                        \
  "<node><interface name='" MANAGER "'><method name='StartTransientUnit'>"                         \
  "<arg type='s' direction='in'/><arg type='s' direction='in'/>"                                   \
  "<arg type='a(sv)' direction='in'/><arg type='a(sa(sv))' direction='in'/>"                       \
  "<arg type='o' direction='out'/></method></interface></node>"

static gboolean refuses;

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

  g_print ("%s\n", text);
  if (refuses)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.systemd1.LoadFailed",
                                                "No such unit");
  else
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(o)", MANAGER_PATH "/job/1"));
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
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (XML, &error);
  g_autoptr (GDBusConnection) bus = NULL;

  refuses = argc > 1;
  g_assert_no_error (error);
  setvbuf (stdout, NULL, _IOLBF, 0);
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (bus, MANAGER_PATH, info->interfaces[0], &vtable, NULL, NULL,
                                     &error);
  g_assert_no_error (error);
  g_bus_own_name_on_connection (bus, "org.freedesktop.systemd1", G_BUS_NAME_OWNER_FLAGS_NONE,
                                name_acquired_cb, NULL, NULL, NULL);
  /* Until the bus is gone, which ends this program. */
  g_main_loop_run (loop);
  return 0;
}
