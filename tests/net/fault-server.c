// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "fault-server.h"

#include <stdio.h>
#include <string.h>

static GSubprocess *server;
static GDataInputStream *output;
static unsigned port;
static unsigned dropping_port;

char *
fault_server_read_line (void)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

void
fault_server_wait_for (const char *path)
{
  GInputStream *pipe = g_subprocess_get_stdout_pipe (server);
  g_autofree char *line = NULL;

  while (g_buffered_input_stream_get_available (G_BUFFERED_INPUT_STREAM (output)) == 0 &&
         !g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (pipe)))
    g_main_context_iteration (NULL, FALSE);
  line = fault_server_read_line ();
  g_assert_nonnull (strstr (line, path));
}

static gboolean
is_fatal_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  return strstr (message, "'content-length'") == NULL;
}

/* The test framework's own handler would print a failure. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (is_fatal_cb (domain, level, message, NULL))
    g_log_default_handler (domain, level, message, NULL);
}

void
fault_server_forgive_negative_length (void)
{
  static unsigned handler;

  if (handler == 0)
    handler = g_log_set_handler ("GLib-GObject", G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL, log_cb, NULL);
  g_test_log_set_fatal_handler (is_fatal_cb, NULL);
}

void
fault_server_start (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "net", "fault_server.py", NULL);
  g_autofree char *ports = NULL;

  server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                             "python3", script, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  ports = fault_server_read_line ();
  g_assert_cmpint (sscanf (ports, "%u %u", &port, &dropping_port), ==, 2);
}

void
fault_server_stop (void)
{
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (server), NULL, NULL));
  g_assert_true (g_subprocess_wait (server, NULL, NULL));
  g_clear_object (&output);
  g_clear_object (&server);
}

unsigned
fault_server_get_port (void)
{
  return port;
}

unsigned
fault_server_get_dropping_port (void)
{
  return dropping_port;
}
