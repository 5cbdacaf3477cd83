// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connect/cvk-connection-lock.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

#define PROCESSES 8
#define ROUNDS 50

static char *folder;
static char *program;

static CvkConnectionLock *
take (const char *item, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_connection_lock_take_async (item, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_connection_lock_take_finish (result, error);
}

static long
read_counter (const char *path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? strtol (text, NULL, 10) : 0;
}

/* A process of its own: counts up in a file, where an update is lost as soon as two read the same
 * number. */
static int
run_counter (const char *path)
{
  for (unsigned i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkConnectionLock) lock = take ("zoom-1", &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = g_strdup_printf ("%ld", read_counter (path) + 1);
      g_assert_true (g_file_set_contents (path, text, -1, NULL));
    }
  return 0;
}

/* Takes the lock, says so, and keeps it. */
static int
run_holder (void)
{
  g_autoptr (CvkConnectionLock) lock = take ("zoom-1", NULL);

  g_assert_nonnull (lock);
  puts ("held");
  fflush (stdout);
  pause ();
  return 0;
}

static void
test_processes (void)
{
  g_autofree char *path = g_build_filename (folder, "counter", NULL);
  GSubprocess *children[PROCESSES];

  for (size_t i = 0; i < PROCESSES; i++)
    {
      children[i] =
        g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, program, "--count", path, NULL);
      g_assert_nonnull (children[i]);
    }
  for (size_t i = 0; i < PROCESSES; i++)
    {
      g_assert_true (g_subprocess_wait_check (children[i], NULL, NULL));
      g_object_unref (children[i]);
    }
  g_assert_cmpint (read_counter (path), ==, PROCESSES * ROUNDS);
}

static GSubprocess *
start_holder (void)
{
  GSubprocess *holder =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "--hold", NULL);
  char said[5] = "";

  g_assert_nonnull (holder);
  g_assert_true (
    g_input_stream_read_all (g_subprocess_get_stdout_pipe (holder), said, 4, NULL, NULL, NULL));
  g_assert_cmpstr (said, ==, "held");
  return holder;
}

static gboolean
count_cb (gpointer user_data)
{
  ++*(unsigned *) user_data;
  return G_SOURCE_CONTINUE;
}

static gboolean
is_ten (gpointer user_data)
{
  return *(unsigned *) user_data >= 10;
}

/* The kernel takes the lock from the dead; until then the loop goes on, for other items too. */
static void
test_killed_holder (void)
{
  g_autoptr (GSubprocess) holder = start_holder ();
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkConnectionLock) other = NULL;
  g_autoptr (CvkConnectionLock) lock = NULL;
  unsigned ticks = 0;
  unsigned ticking = g_timeout_add (20, count_cb, &ticks);

  cvk_connection_lock_take_async ("zoom-1", NULL, cvk_await_result_cb, &pending);
  other = take ("zoom-2", &error);
  g_assert_no_error (error);
  cvk_await ("ten turns of the loop", is_ten, &ticks);
  g_source_remove (ticking);
  g_assert_null (pending);

  g_subprocess_send_signal (holder, SIGKILL);
  result = cvk_await_result (&pending);
  lock = cvk_connection_lock_take_finish (result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lock);
  g_assert_true (g_subprocess_wait (holder, NULL, NULL));
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CvkConnectionLock) lock = take ("zoom-1", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  g_assert_nonnull (lock);
  /* The same process does not get it twice either. */
  cvk_connection_lock_take_async ("zoom-1", cancellable, cvk_await_result_cb, &pending);
  cvk_drain_main_context ();
  g_assert_null (pending);
  g_cancellable_cancel (cancellable);
  result = cvk_await_result (&pending);
  g_assert_null (cvk_connection_lock_take_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_place (void)
{
  g_autofree char *path = g_build_filename (folder, "convoke", "accounts", "zoom-3", NULL);
  g_autofree char *file = g_build_filename (path, "lock", NULL);
  g_autoptr (CvkConnectionLock) lock = take ("zoom-3", NULL);
  GStatBuf status;

  g_assert_nonnull (lock);
  g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
}

/* Who waits for the lock of an account that is being removed gets one that others see. */
static void
test_removed (void)
{
  g_autofree char *path = cvk_account_folder_get_path ("zoom-4");
  g_autoptr (CvkConnectionLock) first = take ("zoom-4", NULL);
  g_autoptr (CvkConnectionLock) second = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) other = NULL;
  GAsyncResult *pending = NULL;

  cvk_connection_lock_take_async ("zoom-4", NULL, cvk_await_result_cb, &pending);
  cvk_drain_main_context ();
  g_assert_null (pending);
  cvk_account_folder_remove ("zoom-4");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_pointer (&first, cvk_connection_lock_free);
  result = cvk_await_result (&pending);
  second = cvk_connection_lock_take_finish (result, NULL);
  g_assert_nonnull (second);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));

  cvk_connection_lock_take_async ("zoom-4", cancellable, cvk_await_result_cb, &pending);
  cvk_drain_main_context ();
  g_assert_null (pending);
  g_cancellable_cancel (cancellable);
  other = cvk_await_result (&pending);
  g_assert_null (cvk_connection_lock_take_finish (other, NULL));
}

static void
test_unusable_folder (void)
{
  g_autofree char *file = g_build_filename (folder, "convoke", "accounts", "zoom-5", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (take ("zoom-5", &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, file));
}

int
main (int argc, char **argv)
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--count"))
    return run_counter (argv[2]);
  if (argc == 2 && g_str_equal (argv[1], "--hold"))
    return run_holder ();

  program = g_file_read_link ("/proc/self/exe", NULL);
  folder = g_dir_make_tmp ("convoke-lock-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connect/connection-lock/D5/processes", test_processes);
  g_test_add_func ("/connect/connection-lock/D5/killed-holder", test_killed_holder);
  g_test_add_func ("/connect/connection-lock/cancelled", test_cancelled);
  g_test_add_func ("/connect/connection-lock/place", test_place);
  g_test_add_func ("/connect/connection-lock/removed", test_removed);
  g_test_add_func ("/connect/connection-lock/unusable-folder", test_unusable_folder);
  status = g_test_run ();

  cvk_remove_folder (folder);
  g_free (folder);
  g_free (program);
  return status;
}
