// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "cvk-health-bench.h"
#include "cvk-notifications-bench.h"
#include "service/cvk-health-notices.h"
#include "support/cvk-await.h"

#define MINUTE (INT64_C (60) * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)

typedef struct
{
  CvkHealthBench health;
  CvkNotificationsBench notifications;
  CvkNotifier *notifier;
  CvkSignIns *sign_ins;
  CvkHealthNotices *notices;
  int64_t generation; /* of the sign-in in the store */
} Fixture;

static void
begin_notices (Fixture *fixture)
{
  fixture->notifier = cvk_notifier_new (fixture->notifications.bus, FALSE);
  fixture->sign_ins = cvk_sign_ins_new (fixture->health.host, fixture->health.connections);
  fixture->notices =
    cvk_health_notices_new (fixture->health.host, fixture->health.connections,
                            fixture->health.monitor, fixture->sign_ins, fixture->notifier);
}

static void
end_notices (Fixture *fixture)
{
  g_clear_object (&fixture->notices);
  g_clear_object (&fixture->sign_ins);
  g_clear_object (&fixture->notifier);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const arguments[] = { "service", "actions", NULL };

  cvk_health_bench_set_up (&fixture->health, NULL);
  cvk_notifications_bench_set_up (&fixture->notifications, arguments);
  fixture->generation = 3;
  begin_notices (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  end_notices (fixture);
  cvk_drain_main_context ();
  cvk_notifications_bench_tear_down (&fixture->notifications);
  cvk_health_bench_tear_down (&fixture->health, NULL);
}

static void
expect_line (Fixture *fixture, const char *part)
{
  g_autofree char *line = cvk_notifications_bench_read (&fixture->notifications);

  g_test_message ("%s", line);
  g_assert_nonnull (strstr (line, part));
}

/* The next thing the desktop hears is this, so there was nothing before. */
static void
expect_silence (Fixture *fixture)
{
  static unsigned number;
  g_autofree char *title = g_strdup_printf ("Nothing %u", ++number);
  CvkNotification notification = { .title = title, .body = "" };

  cvk_drain_main_context ();
  cvk_notifier_show (fixture->notifier, title, &notification);
  expect_line (fixture, title);
}

static void
check (Fixture *fixture)
{
  /* Beyond every back-off and every limit on refreshes. */
  cvk_health_bench_advance (&fixture->health, 2 * HOUR);
  cvk_health_bench_check (&fixture->health);
}

static void
end_grant (Fixture *fixture)
{
  fixture->health.authority->token_status = 400;
  fixture->health.authority->token_body = "{\"error\":\"invalid_grant\"}";
}

/* Somebody has signed in again. */
static void
renew_grant (Fixture *fixture)
{
  g_autofree char *token = g_strdup_printf ("R%u", fixture->health.authority->current);

  fixture->generation += 10;
  fixture->health.authority->token_status = 0;
  cvk_fake_token_store_put (fixture->health.store, "zoom-1", fixture->generation, token);
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  check (fixture);
  expect_silence (fixture);
  end_grant (fixture);
  check (fixture);
  expect_line (fixture, "'ada@example.com has to be connected again'");
  for (unsigned i = 0; i < 3; i++)
    check (fixture);
  expect_silence (fixture);
  renew_grant (fixture);
  check (fixture);
  expect_line (fixture, "CloseNotification");
  end_grant (fixture);
  check (fixture);
  expect_line (fixture, "has to be connected again");
}

/* What was told is told no more after a new start, unless it was well in between. */
static void
test_across_starts (Fixture *fixture, gconstpointer data)
{
  end_grant (fixture);
  check (fixture);
  expect_line (fixture, "has to be connected again");
  for (unsigned i = 0; i < 2; i++)
    {
      end_notices (fixture);
      cvk_health_bench_start_anew (&fixture->health);
      begin_notices (fixture);
      check (fixture);
      g_assert_cmpint (cvk_health_bench_get_report (&fixture->health)->state, ==,
                       CVK_HEALTH_RECONNECT);
      expect_silence (fixture);
    }
}

static void
test_transient (Fixture *fixture, gconstpointer data)
{
  CvkFakeAuthority *authority = fixture->health.authority;

  authority->user_body = "";
  authority->user_status = 503;
  check (fixture);
  g_assert_cmpint (cvk_health_bench_get_report (&fixture->health)->state, ==, CVK_HEALTH_OFFLINE);
  authority->user_status = 429;
  check (fixture);
  g_assert_cmpint (cvk_health_bench_get_report (&fixture->health)->state, ==,
                   CVK_HEALTH_RATE_LIMITED);
  authority->user_status = 0;
  fixture->health.store->load_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  check (fixture);
  g_assert_cmpint (cvk_health_bench_get_report (&fixture->health)->state, ==,
                   CVK_HEALTH_KEYRING_LOCKED);
  expect_silence (fixture);
}

static gboolean
is_unlocked (gpointer user_data)
{
  return ((Fixture *) user_data)->health.store->unlocks > 0;
}

static void
test_unsaved (Fixture *fixture, gconstpointer data)
{
  fixture->health.store->save_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  g_test_expect_message ("cvk-connect", G_LOG_LEVEL_WARNING, "*memory only*");
  check (fixture);
  g_test_assert_expected_messages ();
  expect_line (fixture, "['unlock', 'Unlock']");
  g_assert_cmpuint (fixture->health.store->unlocks, ==, 0);
  cvk_notifications_bench_write (&fixture->notifications, "ActionInvoked (uint32 1, 'unlock')");
  cvk_await ("the prompt", is_unlocked, fixture);
  cvk_health_bench_advance (&fixture->health, MINUTE);
  expect_line (fixture, "CloseNotification");
  g_assert_cmpuint (fixture->health.store->unlocks, ==, 1);
}

/* First that it will, then in its place that it has. */
static void
test_dies (Fixture *fixture, gconstpointer data)
{
  CvkFakeAuthority *authority = fixture->health.authority;

  authority->refresh_expires_in = 2 * 24 * 3600;
  check (fixture);
  authority->token_status = 503;
  authority->token_body = "";
  for (unsigned i = 0; i < 10; i++)
    check (fixture);
  expect_silence (fixture);
  for (unsigned i = 0; i < 3; i++)
    check (fixture);
  expect_line (fixture, "'ada@example.com stops working within a day'");
  end_grant (fixture);
  check (fixture);
  expect_line (fixture, "Notify ('Convoke', 2,");
  expect_silence (fixture);
}

/* A permission that is taken away is told; one that was not given when signing in, a moment ago,
 * is not. */
static void
test_permission (Fixture *fixture, gconstpointer data)
{
  check (fixture);
  fixture->health.authority->scopes = "user:read:user";
  check (fixture);
  expect_line (fixture, "'ada@example.com lacks a permission'");
}

static void
test_permission_left_out (Fixture *fixture, gconstpointer data)
{
  end_notices (fixture);
  fixture->health.authority->scopes = "user:read:user";
  check (fixture);
  begin_notices (fixture);
  cvk_health_bench_check (&fixture->health);
  g_assert_cmpint (cvk_health_bench_get_report (&fixture->health)->state, ==,
                   CVK_HEALTH_SCOPE_MISSING);
  expect_silence (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/health-notices/once", test_once);
  ADD ("/health-notices/across-starts", test_across_starts);
  ADD ("/health-notices/transient", test_transient);
  ADD ("/health-notices/unsaved", test_unsaved);
  ADD ("/health-notices/dies", test_dies);
  ADD ("/health-notices/permission", test_permission);
  ADD ("/health-notices/permission-left-out", test_permission_left_out);
  return g_test_run ();
}
