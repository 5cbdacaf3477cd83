// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "service/cvk-notifier.h"
#include "support/cvk-await.h"

typedef struct
{
  GTestDBus *daemon;
  GDBusConnection *bus;
  GSubprocess *fake;
  GDataInputStream *output;
  CvkNotifier *notifier;
  char *heard; /* "id action" of the last button */
} Fixture;

static void
action_cb (CvkNotifier *notifier, const char *id, const char *action, Fixture *fixture)
{
  g_free (fixture->heard);
  fixture->heard = g_strconcat (id, " ", action, NULL);
}

/* The next line of the fake, waited for in the main loop. */
static char *
read_line (Fixture *fixture)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *line;

  g_data_input_stream_read_line_async (fixture->output, G_PRIORITY_DEFAULT, NULL,
                                       cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  line = g_data_input_stream_read_line_finish (fixture->output, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static void
assert_line (Fixture *fixture, const char *expected)
{
  g_autofree char *line = read_line (fixture);

  g_assert_cmpstr (line, ==, expected);
}

static void
write_line (Fixture *fixture, const char *text)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (fixture->fake);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  g_assert_true (g_output_stream_write_all (input, line, strlen (line), NULL, NULL, NULL));
}

static void
start_fake (Fixture *fixture, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;

  g_strv_builder_add (builder, CVK_BUILDDIR "/tests/service/fake-notifications");
  g_strv_builder_addv (builder, (const char **) arguments);
  g_auto (GStrv) command = g_strv_builder_end (builder);
  fixture->fake =
    g_subprocess_newv ((const char *const *) command,
                       G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  fixture->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->fake));
  assert_line (fixture, "ready");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const *arguments = data;
  g_autoptr (GError) error = NULL;

  fixture->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->daemon);
  fixture->bus = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (fixture->daemon),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  if (arguments != NULL)
    start_fake (fixture, arguments);
  fixture->notifier =
    cvk_notifier_new (fixture->bus, arguments != NULL && g_str_equal (arguments[0], "portal"));
  g_signal_connect (fixture->notifier, "action", G_CALLBACK (action_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->notifier);
  g_clear_object (&fixture->output);
  if (fixture->fake != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (fixture->fake), NULL, NULL);
      g_assert_true (g_subprocess_wait_check (fixture->fake, NULL, NULL));
      g_clear_object (&fixture->fake);
    }
  g_dbus_connection_close_sync (fixture->bus, NULL, NULL);
  g_clear_object (&fixture->bus);
  g_test_dbus_down (fixture->daemon);
  g_clear_object (&fixture->daemon);
  g_free (fixture->heard);
}

static const CvkNotification example = {
  .title = "ada@example.com <1>",
  .body = "Gone & <b>forgotten</b>.",
  .hint = "Ask for health.",
  .action = "reconnect",
  .label = "Reconnect",
  .is_urgent = TRUE,
};

static const char *const rich[] = { "service", "actions", "body", "body-markup", NULL };
static const char *const plain[] = { "service", "body", NULL };
static const char *const portal[] = { "portal", NULL };

#define HINTS "{'desktop-entry': <'app.convoke.Convoke'>, 'urgency': <byte 0x02>}"

static gboolean
has_heard (gpointer user_data)
{
  return ((Fixture *) user_data)->heard != NULL;
}

/* Text is text: a service that reads markup gets it escaped, in the body only. */
static void
test_service (Fixture *fixture, gconstpointer data)
{
  cvk_notifier_show (fixture->notifier, "health-1", &example);
  assert_line (fixture,
               "Notify ('Convoke', 0, 'app.convoke.Convoke', 'ada@example.com <1>', 'Gone &amp; "
               "&lt;b&gt;forgotten&lt;/b&gt;.', ['reconnect', 'Reconnect'], " HINTS ", -1)");
  cvk_notifier_show (fixture->notifier, "health-2", &example);
  g_free (read_line (fixture));
  /* Somebody else's, then ours. */
  write_line (fixture, "ActionInvoked (uint32 77, 'reconnect')");
  write_line (fixture, "ActionInvoked (uint32 2, 'reconnect')");
  cvk_await ("the button", has_heard, fixture);
  g_assert_cmpstr (fixture->heard, ==, "health-2 reconnect");
  cvk_notifier_withdraw (fixture->notifier, "health-1");
  assert_line (fixture, "CloseNotification (1,)");
}

/* The same one again takes its own place, and one that is withdrawn before it has a number is
 * closed when it has. */
static void
test_service_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *second = NULL;

  cvk_notifier_show (fixture->notifier, "health-1", &example);
  g_free (read_line (fixture));
  cvk_notifier_show (fixture->notifier, "health-2", &example);
  g_free (read_line (fixture));
  cvk_notifier_show (fixture->notifier, "health-1", &example);
  second = read_line (fixture);
  g_assert_true (g_str_has_prefix (second, "Notify ('Convoke', 1,"));
  cvk_notifier_show (fixture->notifier, "health-3", &example);
  cvk_notifier_withdraw (fixture->notifier, "health-3");
  g_free (read_line (fixture));
  assert_line (fixture, "CloseNotification (3,)");
  /* What the user has closed is not closed again. */
  write_line (fixture, "NotificationClosed (uint32 1, uint32 2)");
  cvk_notifier_show (fixture->notifier, "health-4", &example);
  g_free (read_line (fixture));
  cvk_notifier_withdraw (fixture->notifier, "health-1");
  cvk_notifier_withdraw (fixture->notifier, "health-2");
  assert_line (fixture, "CloseNotification (2,)");
}

static void
test_service_without_buttons (Fixture *fixture, gconstpointer data)
{
  cvk_notifier_show (fixture->notifier, "health-1", &example);
  assert_line (fixture,
               "Notify ('Convoke', 0, 'app.convoke.Convoke', 'ada@example.com <1>', 'Gone & "
               "<b>forgotten</b>.\\nAsk for health.', [], " HINTS ", -1)");
}

static void
test_portal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = NULL;

  cvk_notifier_show (fixture->notifier, "health-1", &example);
  line = read_line (fixture);
  g_assert_true (g_str_has_prefix (line, "AddNotification ('health-1', {"));
  g_assert_nonnull (strstr (line, "'title': <'ada@example.com <1>'>"));
  g_assert_nonnull (strstr (line, "'body': <'Gone & <b>forgotten</b>.'>"));
  g_assert_nonnull (strstr (line, "'priority': <'high'>"));
  g_assert_nonnull (strstr (line, "'app.convoke.Convoke'"));
  g_assert_nonnull (
    strstr (line, "'buttons': <[{'label': <'Reconnect'>, 'action': <'reconnect'>}]>"));
  write_line (fixture, "ActionInvoked ('health-1', 'reconnect', @av [])");
  cvk_await ("the button", has_heard, fixture);
  g_assert_cmpstr (fixture->heard, ==, "health-1 reconnect");
  cvk_notifier_withdraw (fixture->notifier, "health-1");
  assert_line (fixture, "RemoveNotification ('health-1',)");
}

/* Without a service nothing happens, and nothing breaks. */
static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  CvkNotifier *notifier = fixture->notifier;

  cvk_notifier_show (notifier, "health-1", &example);
  cvk_notifier_withdraw (notifier, "health-1");
  cvk_notifier_show (notifier, "health-1", &example);
  g_object_add_weak_pointer (G_OBJECT (notifier), (gpointer *) &fixture->notifier);
  g_object_unref (notifier);
  /* The last delivery under way holds it. */
  while (fixture->notifier != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, arguments, function)                                                             \
  g_test_add (path, Fixture, arguments, set_up, function, tear_down)
  ADD ("/notifier/service", rich, test_service);
  ADD ("/notifier/service/again", rich, test_service_again);
  ADD ("/notifier/service/plain", plain, test_service_without_buttons);
  ADD ("/notifier/portal", portal, test_portal);
  ADD ("/notifier/nobody", NULL, test_nobody_there);
  return g_test_run ();
}
