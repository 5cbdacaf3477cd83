// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-programs.h"
#include "service/cvk-autostart.h"
#include "support/cvk-await.h"

#define PORTAL                                                                                     \
  "<node><interface name='org.freedesktop.portal.Background'>"                                     \
  "<method name='RequestBackground'><arg type='s' direction='in'/>"                                \
  "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"                     \
  "</interface></node>"

/* The Background portal, as far as it is needed, and what the user says there. */
typedef struct
{
  GTestDBus *daemon;
  GDBusConnection *portal;
  GDBusConnection *client;
  unsigned response;
  gboolean autostart;
  GVariant *options; /* of the last request */
} Fixture;

static GDBusConnection *
connect_to (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (fixture->daemon),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);
  return bus;
}

static void
request_cb (GDBusConnection *bus,
            const char *sender,
            const char *path,
            const char *interface,
            const char *method,
            GVariant *parameters,
            GDBusMethodInvocation *invocation,
            gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  const char *token = NULL;

  g_clear_pointer (&fixture->options, g_variant_unref);
  fixture->options = g_variant_get_child_value (parameters, 1);
  g_assert_true (g_variant_lookup (fixture->options, "handle_token", "&s", &token));
  g_autofree char *handle =
    g_strconcat ("/org/freedesktop/portal/desktop/request/", name, "/", token, NULL);
  /* It may answer before the call has returned. */
  g_variant_dict_insert (&results, "background", "b", fixture->autostart);
  g_variant_dict_insert (&results, "autostart", "b", fixture->autostart);
  g_dbus_connection_emit_signal (
    bus, sender, handle, "org.freedesktop.portal.Request", "Response",
    g_variant_new ("(u@a{sv})", fixture->response, g_variant_dict_end (&results)), NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->daemon);
  fixture->client = connect_to (fixture);
  fixture->portal = connect_to (fixture);
}

static void
begin_portal (Fixture *fixture)
{
  static const GDBusInterfaceVTable vtable = { .method_call = request_cb };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (PORTAL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  g_dbus_connection_register_object (fixture->portal, "/org/freedesktop/portal/desktop",
                                     info->interfaces[0], &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
    fixture->portal, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
    "RequestName", g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 0), NULL,
    G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->options, g_variant_unref);
  g_dbus_connection_close_sync (fixture->client, NULL, NULL);
  g_dbus_connection_close_sync (fixture->portal, NULL, NULL);
  g_clear_object (&fixture->client);
  g_clear_object (&fixture->portal);
  cvk_drain_main_context ();
  g_test_dbus_down (fixture->daemon);
  g_clear_object (&fixture->daemon);
}

static gboolean
set_autostart (GDBusConnection *portal, gboolean is_on, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_autostart_set_async (portal, is_on, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_autostart_set_finish (result, error);
}

static void
test_portal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree const char **command = NULL;
  gboolean autostart = FALSE;

  begin_portal (fixture);
  fixture->autostart = TRUE;
  g_assert_true (set_autostart (fixture->client, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (fixture->options, "autostart", "b", &autostart));
  g_assert_true (autostart);
  g_assert_true (g_variant_lookup (fixture->options, "commandline", "^a&s", &command));
  g_assert_nonnull (command[0]);

  fixture->autostart = FALSE;
  g_assert_true (set_autostart (fixture->client, FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (fixture->options, "autostart", "b", &autostart));
  g_assert_false (autostart);
}

/* The user, or the desktop for the user, says no: in either way that the portal has. */
static void
test_portal_refuses (Fixture *fixture, gconstpointer data)
{
  begin_portal (fixture);
  for (unsigned response = 0; response <= 2; response++)
    {
      g_autoptr (GError) error = NULL;

      fixture->response = response;
      g_assert_false (set_autostart (fixture->client, TRUE, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    }
}

static void
test_no_portal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (set_autostart (fixture->client, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "autostart",
                                            "app.convoke.Convoke.Engine.desktop", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *exec = NULL;
  g_autofree char *program = cvk_program_find ("convoke-engine");
  g_auto (GStrv) command = NULL;

  for (unsigned i = 0; i < 2; i++)
    {
      g_assert_true (set_autostart (NULL, TRUE, &error));
      g_assert_no_error (error);
    }
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error));
  exec = g_key_file_get_string (file, "Desktop Entry", "Exec", &error);
  g_assert_no_error (error);
  g_assert_true (g_shell_parse_argv (exec, NULL, &command, &error));
  g_assert_cmpuint (g_strv_length (command), ==, 1);
  g_assert_cmpstr (command[0], ==, program);
  for (unsigned i = 0; i < 2; i++)
    {
      g_assert_true (set_autostart (NULL, FALSE, &error));
      g_assert_no_error (error);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("convoke-autostart-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (home, "autostart", NULL);
  int status;

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/autostart/portal", Fixture, NULL, set_up, test_portal, tear_down);
  g_test_add ("/autostart/portal/refuses", Fixture, NULL, set_up, test_portal_refuses, tear_down);
  g_test_add ("/autostart/portal/missing", Fixture, NULL, set_up, test_no_portal, tear_down);
  g_test_add ("/autostart/folder", Fixture, NULL, set_up, test_folder, tear_down);
  status = g_test_run ();
  g_rmdir (folder);
  g_rmdir (home);
  return status;
}
