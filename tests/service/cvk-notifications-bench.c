// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-notifications-bench.h"

#include <string.h>

#include "support/cvk-await.h"

char *
cvk_notifications_bench_read (CvkNotificationsBench *self)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *line;

  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, cvk_await_result_cb,
                                       &pending);
  result = cvk_await_result (&pending);
  line = g_data_input_stream_read_line_finish (self->output, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

void
cvk_notifications_bench_write (CvkNotificationsBench *self, const char *text)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (self->fake);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  g_assert_true (g_output_stream_write_all (input, line, strlen (line), NULL, NULL, NULL));
}

static void
start_fake (CvkNotificationsBench *self, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;

  g_strv_builder_add (builder, CVK_BUILDDIR "/tests/service/fake-notifications");
  g_strv_builder_addv (builder, (const char **) arguments);
  g_auto (GStrv) command = g_strv_builder_end (builder);
  self->fake =
    g_subprocess_newv ((const char *const *) command,
                       G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->fake));
  g_autofree char *ready = cvk_notifications_bench_read (self);
  g_assert_cmpstr (ready, ==, "ready");
}

void
cvk_notifications_bench_set_up (CvkNotificationsBench *self, const char *const *arguments)
{
  g_autoptr (GError) error = NULL;

  self->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->daemon);
  self->bus = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (self->daemon),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  if (arguments != NULL)
    start_fake (self, arguments);
}

void
cvk_notifications_bench_tear_down (CvkNotificationsBench *self)
{
  g_clear_object (&self->output);
  if (self->fake != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->fake), NULL, NULL);
      g_assert_true (g_subprocess_wait_check (self->fake, NULL, NULL));
      g_clear_object (&self->fake);
    }
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  cvk_drain_main_context ();
  g_test_dbus_down (self->daemon);
  g_clear_object (&self->daemon);
}
