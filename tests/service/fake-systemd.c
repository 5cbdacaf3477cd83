// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "support/cvk-fake-service.h"

/* What of a user's systemd has to do with units that others ask for, on the session bus. Prints
 * each call and starts nothing; with an argument it refuses. */

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
  cvk_fake_service_print_call (method, parameters);
  if (refuses)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.systemd1.LoadFailed",
                                                "No such unit");
  else
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(o)", MANAGER_PATH "/job/1"));
}

int
main (int argc, char **argv)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb };
  g_autoptr (GDBusConnection) bus = cvk_fake_service_connect (G_BUS_TYPE_SESSION);

  refuses = argc > 1;
  cvk_fake_service_add_object (bus, MANAGER_PATH, XML, &vtable, NULL);
  cvk_fake_service_run (bus, "org.freedesktop.systemd1", NULL, NULL);
  return 0;
}
