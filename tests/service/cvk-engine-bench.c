// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-engine-bench.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/cvk-json.h"

GDBusConnection *
cvk_engine_bench_connect (CvkEngineBench *fixture)
{
  g_autofree char *address = cvk_address_read (fixture->directory);
  g_autoptr (GError) error = NULL;
  GDBusConnection *client = g_dbus_connection_new_for_address_sync (
    address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, &error);

  g_assert_no_error (error);
  return client;
}

void
cvk_engine_bench_start (CvkEngineBench *fixture, const char *idle)
{
  g_autofree char *program =
    g_build_filename (CVK_BUILDDIR, "src", "service", "convoke-engine", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  int pipe_fds[2];
  char answer[16] = "";

  g_assert_true (g_unix_open_pipe (pipe_fds, FD_CLOEXEC, NULL));
  g_subprocess_launcher_take_fd (launcher, pipe_fds[1], 3);
  g_subprocess_launcher_unsetenv (launcher, "DBUS_SESSION_BUS_ADDRESS");
  g_subprocess_launcher_unsetenv (launcher, "XDG_RUNTIME_DIR");
  fixture->engine =
    g_subprocess_launcher_spawn (launcher, &error, program, "--data-dir", fixture->directory,
                                 "--ready-fd", "3", "--idle-exit", idle, NULL);
  g_assert_no_error (error);
  g_clear_object (&launcher);
  g_assert_cmpint (read (pipe_fds[0], answer, sizeof answer - 1), ==, 6);
  g_assert_cmpstr (answer, ==, "ready\n");
  close (pipe_fds[0]);
}

void
cvk_engine_bench_set_up (CvkEngineBench *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("convoke-engine-XXXXXX", NULL);
  cvk_engine_bench_start (fixture, "30");
  fixture->client = cvk_engine_bench_connect (fixture);
}

void
cvk_engine_bench_restart (CvkEngineBench *fixture)
{
  g_clear_object (&fixture->client);
  g_subprocess_send_signal (fixture->engine, SIGTERM);
  g_assert_true (g_subprocess_wait (fixture->engine, NULL, NULL));
  g_clear_object (&fixture->engine);
  cvk_engine_bench_start (fixture, "30");
  fixture->client = cvk_engine_bench_connect (fixture);
}

void
cvk_engine_bench_tear_down (CvkEngineBench *fixture, gconstpointer data)
{
  static const char *const names[] = { "convoke.db", "convoke.db-wal", "convoke.db-shm",
                                       "engine.lock", "engine.socket" };

  g_clear_object (&fixture->client);
  g_subprocess_send_signal (fixture->engine, SIGTERM);
  g_assert_true (g_subprocess_wait (fixture->engine, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (fixture->engine));
  g_clear_object (&fixture->engine);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->directory, names[i], NULL);
      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_free (fixture->directory);
}

GVariant *
cvk_engine_bench_call (GDBusConnection *client,
                       const char *method,
                       GVariant *parameters,
                       char **error_name)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply =
    g_dbus_connection_call_sync (client, NULL, CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE, method,
                                 parameters, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, &error);

  if (error_name != NULL)
    *error_name = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;
  else
    g_assert_no_error (error);
  return reply;
}

/* The run's id, or the name of the error, or the code of the first problem. */
char *
cvk_engine_bench_start_run_with (GDBusConnection *client, const char *pipeline, GVariant *options)
{
  g_autofree char *error_name = NULL;
  const char *run = NULL;
  const char *json = NULL;
  g_autoptr (GVariant) reply = cvk_engine_bench_call (
    client, "StartRun",
    g_variant_new ("(@ay@a{sv})",
                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, pipeline, strlen (pipeline), 1),
                   options),
    &error_name);

  if (reply == NULL)
    return g_steal_pointer (&error_name);
  g_variant_get (reply, "(&s&s)", &run, &json);
  g_autoptr (CvkValue) problems = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  if (*run != '\0')
    return g_strdup (run);
  return g_strdup (cvk_value_lookup_string (cvk_value_get_element (problems, 0), "code", "none"));
}

char *
cvk_engine_bench_start_run (GDBusConnection *client, const char *pipeline, gboolean trust)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (trust)
    g_variant_dict_insert (&options, "trust", "b", TRUE);
  return cvk_engine_bench_start_run_with (client, pipeline, g_variant_dict_end (&options));
}

CvkValue *
cvk_engine_bench_wait_run (GDBusConnection *client, const char *run)
{
  g_autoptr (GUnixFDList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_sync (
    client, NULL, CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE, "WaitRun", g_variant_new ("(s)", run),
    G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, &list, NULL, &error);

  g_assert_no_error (error);
  int fd = g_unix_fd_list_get (list, 0, &error);
  g_autoptr (GMappedFile) file = g_mapped_file_new_from_fd (fd, FALSE, &error);
  g_assert_no_error (error);
  close (fd);
  CvkValue *result =
    cvk_value_from_json (g_mapped_file_get_contents (file),
                         (gssize) g_mapped_file_get_length (file), CVK_JSON_STRICT, &error);
  g_assert_no_error (error);
  return result;
}
