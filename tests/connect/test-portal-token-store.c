// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>

#include "connect/cvk-fake-portal.h"
#include "connect/cvk-token-store-bench.h"
#include "support/cvk-await.h"

/* libsecret's encrypted file, first with a password from the environment and then with a key from
 * the portal. SNAP_NAME stands for the sandbox: libsecret takes it as it takes /.flatpak-info. */

#define N_WRITERS 4
#define N_WRITINGS 8

static char *folder;
static char *program;
static GTestDBus *bus;

static char *
get_path (void)
{
  return g_build_filename (folder, "data", "keyrings", "default.keyring", NULL);
}

/* As if the process had just been started. */
static CvkTokenStore *
make_store (const char *password)
{
  secret_service_disconnect ();
  if (password != NULL)
    {
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", password, TRUE);
    }
  else
    {
      g_unsetenv ("SECRET_BACKEND");
      g_unsetenv ("SECRET_FILE_TEST_PASSWORD");
      g_setenv ("SNAP_NAME", "convoke", TRUE);
    }
  return cvk_keyring_token_store_new ();
}

static void
test_file (void)
{
  g_autoptr (CvkTokenStore) store = make_store ("one");

  g_assert_true (CVK_IS_PORTAL_TOKEN_STORE (store));
  cvk_bench_try_store (store);
}

static void
test_desktop (void)
{
  g_autoptr (CvkTokenStore) store = NULL;

  g_unsetenv ("SECRET_BACKEND");
  store = cvk_keyring_token_store_new ();
  g_assert_true (CVK_IS_SECRET_TOKEN_STORE (store));
}

static void
run_child (const char *connection, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--save", connection, text, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
  g_assert_no_error (error);
}

/* What another engine of the same application has stored is seen at once, and neither loses what
 * the other one keeps. */
static void
test_two_processes (void)
{
  g_autoptr (CvkTokenStore) store = make_store ("one");
  g_autoptr (GError) error = NULL;

  cvk_bench_assert_load (store, "zoom-1", CVK_BENCH_PAYLOAD);
  for (unsigned i = 0; i < 5; i++)
    {
      g_autofree char *theirs = g_strdup_printf ("{\"generation\":%u}", i);
      g_autofree char *ours = g_strdup_printf ("{\"ours\":%u}", i);

      run_child ("zoom-2", theirs);
      cvk_bench_assert_load (store, "zoom-2", theirs);
      g_assert_true (cvk_bench_save (store, "zoom-3", ours, &error));
      g_assert_no_error (error);
      cvk_bench_assert_load (store, "zoom-2", theirs);
      cvk_bench_assert_load (store, "zoom-3", ours);
    }
  cvk_bench_assert_load (store, "zoom-1", CVK_BENCH_PAYLOAD);
}

/* Four engines that store at the same time: nothing of anybody's is lost. */
static void
test_many_writers (void)
{
  GSubprocess *writers[N_WRITERS];
  g_autoptr (CvkTokenStore) store = make_store ("one");
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < N_WRITERS; i++)
    {
      g_autofree char *connection = g_strdup_printf ("writer-%u", i);

      writers[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--save-often",
                                     connection, NULL);
      g_assert_no_error (error);
    }
  for (unsigned i = 0; i < N_WRITERS; i++)
    {
      g_autofree char *connection = g_strdup_printf ("writer-%u", i);
      g_autofree char *last = g_strdup_printf ("{\"generation\":%u}", N_WRITINGS - 1);

      g_assert_true (g_subprocess_wait_check (writers[i], NULL, &error));
      g_assert_no_error (error);
      g_object_unref (writers[i]);
      cvk_bench_assert_load (store, connection, last);
    }
  cvk_bench_assert_load (store, "zoom-1", CVK_BENCH_PAYLOAD);
}

static unsigned files_with_canary;

static int
look_into_file (const char *path, const struct stat *information, int kind, struct FTW *walk)
{
  g_autofree char *content = NULL;
  gsize length = 0;

  if (kind == FTW_F && g_file_get_contents (path, &content, &length, NULL))
    files_with_canary +=
      memmem (content, length, CVK_BENCH_CANARY, strlen (CVK_BENCH_CANARY)) != NULL;
  return 0;
}

static unsigned
count_canaries (void)
{
  files_with_canary = 0;
  g_assert_cmpint (nftw (folder, look_into_file, 16, FTW_PHYS), ==, 0);
  return files_with_canary;
}

static void
test_canary (void)
{
  g_autofree char *path = get_path ();
  g_autofree char *control = g_build_filename (folder, "data", "control", NULL);

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (count_canaries (), ==, 0);
  g_assert_true (g_file_set_contents (control, CVK_BENCH_PAYLOAD, -1, NULL));
  g_assert_cmpuint (count_canaries (), ==, 1);
  g_assert_cmpint (g_unlink (control), ==, 0);
}

/* With another key nothing is found, and nothing breaks either. */
static void
test_other_password (void)
{
  g_autoptr (CvkTokenStore) store = make_store ("two");
  g_autoptr (CvkTokenStore) again = NULL;

  cvk_bench_assert_load_error (store, "zoom-1", CVK_TOKEN_STORE_ERROR_ABSENT);
  again = make_store ("one");
  cvk_bench_assert_load (again, "zoom-1", CVK_BENCH_PAYLOAD);
}

static void
test_damaged (void)
{
  g_autofree char *path = get_path ();
  g_autoptr (CvkTokenStore) store = make_store ("one");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "This is no keyring.", -1, NULL));
  cvk_bench_assert_load_error (store, "zoom-1", CVK_TOKEN_STORE_ERROR_FAILED);
  g_assert_false (cvk_bench_save (store, "zoom-1", CVK_BENCH_PAYLOAD, &error));
  g_assert_error (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_FAILED);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* --- The portal --- */

static void
test_portal (void)
{
  CvkFakePortal portal = { .version = 1, .key = 'k' };
  g_autoptr (CvkTokenStore) store = make_store (NULL);
  g_autofree char *path = get_path ();

  cvk_fake_portal_start (&portal);
  g_assert_true (CVK_IS_PORTAL_TOKEN_STORE (store));
  cvk_bench_try_store (store);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  /* However often the store is used, the portal has no reason to ask twice. */
  g_assert_cmpuint (portal.requests, ==, 1);
  cvk_fake_portal_stop (&portal);
}

/* Closing the portal's window is not signing out. */
static void
test_portal_declined (void)
{
  CvkFakePortal portal = { .version = 1, .response = 1, .key = 'k' };
  g_autoptr (CvkTokenStore) store = make_store (NULL);

  cvk_fake_portal_start (&portal);
  cvk_bench_assert_load_error (store, "zoom-1", CVK_TOKEN_STORE_ERROR_LOCKED);
  g_assert_cmpuint (portal.requests, ==, 1);
  portal.response = 0;
  cvk_bench_assert_load (store, "zoom-1", CVK_BENCH_PAYLOAD);
  cvk_fake_portal_stop (&portal);
}

static void
test_portal_failed (void)
{
  CvkFakePortal portal = { .version = 1, .response = 2 };
  g_autoptr (CvkTokenStore) store = make_store (NULL);

  cvk_fake_portal_start (&portal);
  cvk_bench_assert_load_error (store, "zoom-1", CVK_TOKEN_STORE_ERROR_FAILED);
  cvk_fake_portal_stop (&portal);
}

static void
try_without_portal (void)
{
  g_autoptr (CvkTokenStore) store = make_store (NULL);
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
test_portal_absent (void)
{
  try_without_portal ();
}

static void
test_portal_without_keys (void)
{
  CvkFakePortal portal = { .version = 0 };

  cvk_fake_portal_start (&portal);
  try_without_portal ();
  cvk_fake_portal_stop (&portal);
}

/* libsecret would turn to the Secret Service, which is another place. */
static void
test_portal_of_tomorrow (void)
{
  CvkFakePortal portal = { .version = 2 };

  cvk_fake_portal_start (&portal);
  try_without_portal ();
  g_assert_cmpuint (portal.requests, ==, 0);
  cvk_fake_portal_stop (&portal);
}

/* --- The program --- */

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

static int
save_as_child (const char *connection, const char *text)
{
  g_autoptr (CvkTokenStore) store = cvk_keyring_token_store_new ();

  return cvk_bench_save (store, connection, text, NULL) ? 0 : 1;
}

/* One after the other, each read back. */
static int
save_often_as_child (const char *connection)
{
  g_autoptr (CvkTokenStore) store = cvk_keyring_token_store_new ();

  for (unsigned i = 0; i < N_WRITINGS; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"generation\":%u}", i);

      if (!cvk_bench_save (store, connection, text, NULL))
        return 1;
    }
  return 0;
}

int
main (int argc, char **argv)
{
  int status;

  if (argc == 4 && strcmp (argv[1], "--save") == 0)
    return save_as_child (argv[2], argv[3]);
  if (argc == 3 && strcmp (argv[1], "--save-often") == 0)
    return save_often_as_child (argv[2]);
  program = argv[0];
  folder = g_dir_make_tmp ("convoke-portal-XXXXXX", NULL);
  make_folder ("HOME", "home");
  make_folder ("XDG_DATA_HOME", "data");
  make_folder ("XDG_RUNTIME_DIR", "run");
  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

  g_test_add_func ("/connect/portal-token-store/01-desktop", test_desktop);
  g_test_add_func ("/connect/portal-token-store/02-file", test_file);
  g_test_add_func ("/connect/portal-token-store/03-two-processes", test_two_processes);
  g_test_add_func ("/connect/portal-token-store/03-many-writers", test_many_writers);
  g_test_add_func ("/connect/portal-token-store/04-canary", test_canary);
  g_test_add_func ("/connect/portal-token-store/05-other-password", test_other_password);
  g_test_add_func ("/connect/portal-token-store/06-damaged", test_damaged);
  g_test_add_func ("/connect/portal-token-store/07-portal", test_portal);
  g_test_add_func ("/connect/portal-token-store/08-declined", test_portal_declined);
  g_test_add_func ("/connect/portal-token-store/09-failed", test_portal_failed);
  g_test_add_func ("/connect/portal-token-store/10-absent", test_portal_absent);
  g_test_add_func ("/connect/portal-token-store/11-without-keys", test_portal_without_keys);
  g_test_add_func ("/connect/portal-token-store/12-tomorrow", test_portal_of_tomorrow);
  status = g_test_run ();

  secret_service_disconnect ();
  g_test_dbus_stop (bus);
  g_clear_object (&bus);
  nftw (folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  g_free (folder);
  return status;
}
