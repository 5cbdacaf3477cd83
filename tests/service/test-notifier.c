// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "cvk-notifications-bench.h"
#include "service/cvk-notifier.h"
#include "support/cvk-await.h"

typedef struct
{
  CvkNotificationsBench bench;
  CvkNotifier *notifier;
  char *heard; /* "id action" of the last button */
} Fixture;

static void
action_cb (CvkNotifier *notifier, const char *id, const char *action, Fixture *fixture)
{
  g_free (fixture->heard);
  fixture->heard = g_strconcat (id, " ", action, NULL);
}

static void
assert_line (Fixture *fixture, const char *expected)
{
  g_autofree char *line = cvk_notifications_bench_read (&fixture->bench);

  g_assert_cmpstr (line, ==, expected);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const *arguments = data;

  cvk_notifications_bench_set_up (&fixture->bench, arguments);
  fixture->notifier = cvk_notifier_new (fixture->bench.bus,
                                        arguments != NULL && g_str_equal (arguments[0], "portal"));
  g_signal_connect (fixture->notifier, "action", G_CALLBACK (action_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->notifier);
  cvk_notifications_bench_tear_down (&fixture->bench);
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
  g_free (cvk_notifications_bench_read (&fixture->bench));
  /* Somebody else's, then ours. */
  cvk_notifications_bench_write (&fixture->bench, "ActionInvoked (uint32 77, 'reconnect')");
  cvk_notifications_bench_write (&fixture->bench, "ActionInvoked (uint32 2, 'reconnect')");
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
  g_free (cvk_notifications_bench_read (&fixture->bench));
  cvk_notifier_show (fixture->notifier, "health-2", &example);
  g_free (cvk_notifications_bench_read (&fixture->bench));
  cvk_notifier_show (fixture->notifier, "health-1", &example);
  second = cvk_notifications_bench_read (&fixture->bench);
  g_assert_true (g_str_has_prefix (second, "Notify ('Convoke', 1,"));
  cvk_notifier_show (fixture->notifier, "health-3", &example);
  cvk_notifier_withdraw (fixture->notifier, "health-3");
  g_free (cvk_notifications_bench_read (&fixture->bench));
  assert_line (fixture, "CloseNotification (3,)");
  /* What the user has closed is not closed again. */
  cvk_notifications_bench_write (&fixture->bench, "NotificationClosed (uint32 1, uint32 2)");
  cvk_notifier_show (fixture->notifier, "health-4", &example);
  g_free (cvk_notifications_bench_read (&fixture->bench));
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
  line = cvk_notifications_bench_read (&fixture->bench);
  g_assert_true (g_str_has_prefix (line, "AddNotification ('health-1', {"));
  g_assert_nonnull (strstr (line, "'title': <'ada@example.com <1>'>"));
  g_assert_nonnull (strstr (line, "'body': <'Gone & <b>forgotten</b>.'>"));
  g_assert_nonnull (strstr (line, "'priority': <'high'>"));
  g_assert_nonnull (strstr (line, "'app.convoke.Convoke'"));
  g_assert_nonnull (
    strstr (line, "'buttons': <[{'label': <'Reconnect'>, 'action': <'reconnect'>}]>"));
  cvk_notifications_bench_write (&fixture->bench,
                                 "ActionInvoked ('health-1', 'reconnect', @av [])");
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
