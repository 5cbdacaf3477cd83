// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <ftw.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "connect/cvk-token-store-bench.h"
#include "support/cvk-await.h"

/* A real GNOME Keyring on a private bus, in folders of its own. The worlds come in this order,
 * because one process has one session bus: none, one without a keyring, unlocked, locked. */

static char *folder;
static GTestDBus *bus;
static GSubprocess *keyring;

static void
test_memory (void)
{
  g_autoptr (CvkTokenStore) store = cvk_memory_token_store_new ();
  g_autoptr (CvkTokenStore) other = cvk_memory_token_store_new ();

  cvk_bench_try_store (store);
  cvk_bench_assert_load_error (other, "zoom-1", CVK_TOKEN_STORE_ERROR_ABSENT);
}

static void
try_without_service (void)
{
  g_autoptr (CvkTokenStore) store = cvk_secret_token_store_new ();
  g_autoptr (GError) save_error = NULL;
  g_autoptr (GError) remove_error = NULL;
  g_autoptr (GError) unlock_error = NULL;

  cvk_bench_assert_load_error (store, "zoom-1", CVK_TOKEN_STORE_ERROR_NO_SERVICE);
  g_assert_false (cvk_bench_save (store, "zoom-1", CVK_BENCH_PAYLOAD, &save_error));
  g_assert_error (save_error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_NO_SERVICE);
  g_assert_false (cvk_bench_remove (store, "zoom-1", &remove_error));
  g_assert_error (remove_error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_NO_SERVICE);
  g_assert_false (cvk_bench_unlock (store, "zoom-1", &unlock_error));
  g_assert_error (unlock_error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_NO_SERVICE);
}

static void
test_no_bus (void)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  try_without_service ();
}

static void
test_no_service (void)
{
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  try_without_service ();
}

static GDBusConnection *
get_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static gboolean
is_keyring_up (gpointer user_data)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
    user_data, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
    "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"), G_VARIANT_TYPE ("(b)"),
    G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean is_up = FALSE;

  g_variant_get (reply, "(b)", &is_up);
  return is_up;
}

static gboolean
keep_looking_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
start_keyring (void)
{
  g_autoptr (GDBusConnection) connection = get_bus ();
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *password;
  unsigned looking;

  launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                               G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  /* Its memory is not ours to check. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  keyring = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--unlock",
                                         "--components=secrets", "--foreground", NULL);
  g_assert_no_error (error);
  password = g_subprocess_get_stdin_pipe (keyring);
  g_assert_true (g_output_stream_write_all (password, "test", 4, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (password, NULL, &error));
  looking = g_timeout_add (20, keep_looking_cb, NULL);
  cvk_await ("the keyring", is_keyring_up, connection);
  g_source_remove (looking);
}

static void
test_unlocked (void)
{
  g_autoptr (CvkTokenStore) store = cvk_secret_token_store_new ();

  start_keyring ();
  cvk_bench_try_store (store);
}

static GVariant *
call_service (const char *path, const char *interface, const char *method, GVariant *arguments)
{
  g_autoptr (GDBusConnection) connection = get_bus ();
  g_autoptr (GError) error = NULL;
  GVariant *reply =
    g_dbus_connection_call_sync (connection, "org.freedesktop.secrets", path, interface, method,
                                 arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  return reply;
}

/* What everybody may read says nothing about the account, and there is one item. */
static void
test_attributes (void)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) attributes = NULL;
  g_autoptr (GVariant) label = NULL;
  g_autofree char **items = NULL;
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;
  GVariantBuilder search;

  g_variant_builder_init (&search, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&search, "{ss}", "connection", "zoom-1");
  reply = call_service ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "SearchItems",
                        g_variant_new ("(a{ss})", &search));
  g_variant_get_child (reply, 0, "^a&o", &items);
  g_assert_cmpuint (g_strv_length (items), ==, 1);

  attributes = call_service (items[0], "org.freedesktop.DBus.Properties", "Get",
                             g_variant_new ("(ss)", "org.freedesktop.Secret.Item", "Attributes"));
  text = g_variant_print (attributes, FALSE);
  g_assert_cmpstr (text, ==,
                   "(<{'application': '" CVK_APPLICATION_ID "', 'connection': 'zoom-1', "
                   "'version': '1', 'xdg:schema': '" CVK_APPLICATION_ID ".Connection'}>,)");
  label = call_service (items[0], "org.freedesktop.DBus.Properties", "Get",
                        g_variant_new ("(ss)", "org.freedesktop.Secret.Item", "Label"));
  shown = g_variant_print (label, FALSE);
  g_assert_cmpstr (shown, ==, "(<'Convoke: Zoom connection'>,)");
}

static unsigned files_with_canary;

static int
look_into_file (const char *path, const struct stat *information, int kind, struct FTW *walk)
{
  g_autofree char *content = NULL;
  gsize length = 0;

  if (kind == FTW_F && S_ISREG (information->st_mode) &&
      g_file_get_contents (path, &content, &length, NULL) &&
      memmem (content, length, CVK_BENCH_CANARY, strlen (CVK_BENCH_CANARY)) != NULL)
    files_with_canary++;
  return 0;
}

static unsigned
count_canaries (void)
{
  static const char *const own[] = { "/proc/self/cmdline", "/proc/self/environ" };

  files_with_canary = 0;
  g_assert_cmpint (nftw (folder, look_into_file, 16, FTW_PHYS), ==, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *content = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (own[i], &content, &length, NULL));
      files_with_canary +=
        memmem (content, length, CVK_BENCH_CANARY, strlen (CVK_BENCH_CANARY)) != NULL;
    }
  return files_with_canary;
}

static void
test_canary (void)
{
  g_autofree char *keyrings = g_build_filename (folder, "data", "keyrings", NULL);
  g_autofree char *control = g_build_filename (folder, "data", "control", NULL);

  g_assert_true (g_file_test (keyrings, G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (count_canaries (), ==, 0);
  /* It would be found. */
  g_assert_true (g_file_set_contents (control, "x" CVK_BENCH_CANARY "x", -1, NULL));
  g_assert_cmpuint (count_canaries (), ==, 1);
  g_assert_cmpint (g_unlink (control), ==, 0);
}

static void
lock_keyring (void)
{
  static const char *const collections[] = { "/org/freedesktop/secrets/collection/login", NULL };
  g_autoptr (GVariant) reply =
    call_service ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
                  g_variant_new ("(^ao)", collections));
}

static void
test_locked (void)
{
  g_autoptr (CvkTokenStore) store = cvk_secret_token_store_new ();
  g_autoptr (GError) save_error = NULL;
  g_autoptr (GError) remove_error = NULL;

  lock_keyring ();
  cvk_bench_assert_load_error (store, "zoom-1", CVK_TOKEN_STORE_ERROR_LOCKED);
  /* Locked is not absent, and absent is not locked. */
  cvk_bench_assert_load_error (store, "zoom-2", CVK_TOKEN_STORE_ERROR_ABSENT);
  g_assert_false (cvk_bench_save (store, "zoom-1", "{}", &save_error));
  g_assert_error (save_error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_LOCKED);
  g_assert_false (cvk_bench_remove (store, "zoom-1", &remove_error));
  g_assert_error (remove_error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_LOCKED);
}

static void
stop_keyring (void)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_force_exit (keyring);
  g_assert_true (g_subprocess_wait (keyring, NULL, &error));
  g_clear_object (&keyring);
}

/* The keyring crashed and was started again: what it kept is there, unlocked. */
static void
test_restarted (void)
{
  g_autoptr (CvkTokenStore) store = cvk_secret_token_store_new ();

  stop_keyring ();
  start_keyring ();
  cvk_bench_assert_load (store, "zoom-1", CVK_BENCH_PAYLOAD);
}

static void
test_gone (void)
{
  stop_keyring ();
  try_without_service ();
}

static int
remove_entry (const char *path, const struct stat *information, int kind, struct FTW *walk)
{
  return remove (path);
}

static void
make_folder (const char *variable, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_setenv (variable, path, TRUE);
}

int
main (int argc, char **argv)
{
  int status;

  folder = g_dir_make_tmp ("convoke-token-store-XXXXXX", NULL);
  make_folder ("HOME", "home");
  make_folder ("XDG_DATA_HOME", "data");
  make_folder ("XDG_RUNTIME_DIR", "run");
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connect/token-store/memory", test_memory);
  g_test_add_func ("/connect/token-store/1-no-bus", test_no_bus);
  g_test_add_func ("/connect/token-store/2-no-service", test_no_service);
  g_test_add_func ("/connect/token-store/3-unlocked", test_unlocked);
  g_test_add_func ("/connect/token-store/4-attributes", test_attributes);
  g_test_add_func ("/connect/token-store/5-canary", test_canary);
  g_test_add_func ("/connect/token-store/6-locked", test_locked);
  g_test_add_func ("/connect/token-store/7-restarted", test_restarted);
  g_test_add_func ("/connect/token-store/8-gone", test_gone);
  status = g_test_run ();

  if (bus != NULL)
    g_test_dbus_stop (bus);
  g_clear_object (&bus);
  nftw (folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  g_free (folder);
  return status;
}
