// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gio.h>

#include "base/cvk-desktop-clock.h"
#include "base/cvk-local-text.h"
#include "support/cvk-await.h"

/* Each in a process of its own, because a process follows one source for as long as it lives. */

#define NAMESPACE "org.gnome.desktop.interface"

static void
assert_time (const char *expected)
{
  g_autofree char *text = cvk_local_wall_time (14, 5);

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
is_time (gpointer expected)
{
  g_autofree char *text = cvk_local_wall_time (14, 5);

  return g_str_equal (text, expected);
}

/* --- GSettings --- */

static const char schema[] =
  "<schemalist><enum id=\"test.Clock\"><value nick=\"24h\" value=\"0\"/><value nick=\"12h\" "
  "value=\"1\"/></enum><schema id=\"" NAMESPACE "\" path=\"/org/gnome/desktop/interface/\"><key "
  "name=\"clock-format\" enum=\"test.Clock\"><default>'12h'</default></key></schema></schemalist>";

/* GNOME's own need not be installed, and could say anything. (transfer full) */
static char *
install_schema (void)
{
  char *folder = g_dir_make_tmp ("convoke-schemas-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "test.gschema.xml", NULL);
  const char *command[] = { "glib-compile-schemas", folder, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_file_set_contents (file, schema, -1, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_setenv ("GSETTINGS_SCHEMA_DIR", folder, TRUE);
  return folder;
}

static void
remove_schema (const char *folder)
{
  const char *command[] = { "rm", "-r", folder, NULL };

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

static void
follow_settings (const char *desktop, const char *unchosen)
{
  g_autofree char *folder = install_schema ();
  g_autoptr (GSettings) settings = g_settings_new (NAMESPACE);

  g_setenv ("XDG_CURRENT_DESKTOP", desktop, TRUE);
  cvk_desktop_clock_follow (FALSE);
  assert_time (unchosen);
  g_settings_set_string (settings, "clock-format", "24h");
  cvk_await ("the clock", is_time, (gpointer) "14:05");
  g_settings_set_string (settings, "clock-format", "12h");
  cvk_await ("the clock", is_time, (gpointer) "2:05 PM");
  remove_schema (folder);
}

static void
test_settings (void)
{
  if (g_test_subprocess ())
    {
      follow_settings ("ubuntu:GNOME", "2:05 PM");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* What the schema says by itself is no choice of somebody there; the locale of the tests has 24. */
static void
test_settings_elsewhere (void)
{
  if (g_test_subprocess ())
    {
      follow_settings ("KDE", "14:05");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* --- The portal --- */

static const char interface[] =
  "<node><interface name=\"org.freedesktop.portal.Settings\"><method name=\"Read\"><arg type=\"s\" "
  "direction=\"in\"/><arg type=\"s\" direction=\"in\"/><arg type=\"v\" direction=\"out\"/></method>"
  "</interface></node>";

static void
call_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *name,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  const char *namespace = NULL;
  const char *key = NULL;

  g_variant_get (parameters, "(&s&s)", &namespace, &key);
  g_assert_cmpstr (namespace, ==, NAMESPACE);
  g_assert_cmpstr (key, ==, "clock-format");
  /* As the portal does it: a variant in a variant. */
  g_dbus_method_invocation_return_value (
    invocation, g_variant_new ("(v)", g_variant_new_variant (g_variant_new_string ("12h"))));
}

static const GDBusInterfaceVTable vtable = { .method_call = call_cb };

static void
follow_portal (void)
{
  /* Its watcher ends it with this process; to stop it would wait for a bus that is kept. */
  static GTestDBus *daemon;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface, NULL);
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;

  daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (daemon);
  bus = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (daemon),
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (bus, "/org/freedesktop/portal/desktop", node->interfaces[0],
                                     &vtable, NULL, NULL, &error);
  g_assert_no_error (error);
  g_variant_unref (g_dbus_connection_call_sync (
    bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
    g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 0u), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
    NULL, &error));
  g_assert_no_error (error);

  cvk_desktop_clock_follow (TRUE);
  assert_time ("14:05");
  cvk_await ("the clock", is_time, (gpointer) "2:05 PM");
  g_dbus_connection_emit_signal (
    bus, NULL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings",
    "SettingChanged",
    g_variant_new ("(ssv)", NAMESPACE, "clock-format", g_variant_new_string ("24h")), &error);
  g_assert_no_error (error);
  cvk_await ("the clock", is_time, (gpointer) "14:05");
}

static void
test_portal (void)
{
  if (g_test_subprocess ())
    {
      follow_portal ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  /* Never those of who runs the tests. */
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop-clock/settings", test_settings);
  g_test_add_func ("/desktop-clock/settings-elsewhere", test_settings_elsewhere);
  g_test_add_func ("/desktop-clock/portal", test_portal);
  return g_test_run ();
}
