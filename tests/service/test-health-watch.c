// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-connection-bench.h"
#include "cvk-health-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define MINUTE (60 * SECOND)
#define DAY (24 * HOUR)
/* Everything that is done by itself is done after a random moment. */
#define MOMENT (5 * SECOND)
#define USER "GET /v2/users/me"

static unsigned
count (CvkHealthBench *fixture)
{
  return cvk_fake_authority_count (fixture->authority, USER);
}

typedef struct
{
  CvkHealthBench *fixture;
  CvkHealthState state;
} Awaited;

static gboolean
is_in_state (gpointer user_data)
{
  Awaited *awaited = user_data;

  return cvk_health_bench_get_report (awaited->fixture)->state == awaited->state;
}

static void
await_state (CvkHealthBench *fixture, CvkHealthState state)
{
  Awaited awaited = { fixture, state };

  cvk_await (cvk_health_state_to_string (state), is_in_state, &awaited);
}

typedef struct
{
  CvkHealthBench *fixture;
  int64_t checked;
} Checked;

static gboolean
is_checked (gpointer user_data)
{
  Checked *checked = user_data;

  return cvk_health_bench_get_report (checked->fixture)->checked > checked->checked;
}

/* Lets @time pass, in which exactly one look at the connection must come. */
static void
expect_look (CvkHealthBench *fixture, int64_t time)
{
  Checked checked = { fixture, cvk_health_bench_get_report (fixture)->checked };

  cvk_health_bench_advance (fixture, time);
  cvk_await ("a look", is_checked, &checked);
}

/* Lets @time pass, in which nobody may be asked anything. */
static void
expect_nothing (CvkHealthBench *fixture, int64_t time)
{
  unsigned before = fixture->authority->requests->len;
  int64_t checked = cvk_health_bench_get_report (fixture)->checked;

  cvk_health_bench_advance (fixture, time);
  cvk_drain_main_context ();
  g_assert_cmpuint (fixture->authority->requests->len, ==, before);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->checked, ==, checked);
}

static void
start (CvkHealthBench *fixture)
{
  cvk_health_watch_start (fixture->watch, NULL);
  cvk_drain_main_context ();
  expect_look (fixture, MOMENT);
}

static void
test_daily (CvkHealthBench *fixture, gconstpointer data)
{
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_UNKNOWN);
  start (fixture);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_HEALTHY);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->checked, ==,
                   cvk_clock_get_wall (fixture->clock));
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->last_success, ==,
                   cvk_clock_get_wall (fixture->clock));
  g_assert_cmpuint (count (fixture), ==, 1);
  expect_nothing (fixture, DAY - MOMENT);
  expect_look (fixture, DAY / 10 + 2 * MOMENT);
  g_assert_cmpuint (count (fixture), ==, 2);
  cvk_health_watch_stop (fixture->watch);
  expect_nothing (fixture, 10 * DAY);
}

/* Nine hours of sleep: the monotonic clock has stood still. A corrected clock is no sleep. */
static void
test_wake (CvkHealthBench *fixture, gconstpointer data)
{
  CvkFakeClock *clock = CVK_FAKE_CLOCK (fixture->clock);

  start (fixture);
  cvk_fake_clock_set_wall (clock, cvk_clock_get_wall (fixture->clock) + 5 * SECOND);
  expect_nothing (fixture, 2 * MINUTE);
  cvk_fake_clock_set_wall (clock, cvk_clock_get_wall (fixture->clock) + 9 * HOUR);
  expect_look (fixture, MINUTE + MOMENT);
  g_assert_cmpuint (count (fixture), ==, 2);
  /* One refresh at the start, and one because the token is of yesterday. */
  g_assert_cmpuint (fixture->authority->refreshes, ==, 2);
}

/* The network is back: once, however many routes come with it. */
static void
test_network (CvkHealthBench *fixture, gconstpointer data)
{
  GNetworkMonitor *network = g_network_monitor_get_default ();

  start (fixture);
  g_signal_emit_by_name (network, "network-changed", TRUE);
  expect_nothing (fixture, MINUTE);
  g_signal_emit_by_name (network, "network-changed", FALSE);
  expect_nothing (fixture, MINUTE);
  g_signal_emit_by_name (network, "network-changed", TRUE);
  g_signal_emit_by_name (network, "network-changed", TRUE);
  expect_look (fixture, MOMENT);
  g_assert_cmpuint (count (fixture), ==, 2);
}

static void
test_out_of_reach (CvkHealthBench *fixture, gconstpointer data)
{
  start (fixture);
  fixture->authority->user_status = 503;
  fixture->authority->user_body = "";
  expect_look (fixture, 2 * DAY);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_OFFLINE);
  g_assert_cmpstr (cvk_health_bench_get_report (fixture)->action, ==, "check");
  expect_nothing (fixture, 9 * MINUTE);
  expect_look (fixture, 2 * MINUTE + MOMENT);
  expect_nothing (fixture, 19 * MINUTE);
  fixture->authority->user_status = 0;
  expect_look (fixture, 3 * MINUTE + MOMENT);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_HEALTHY);
}

static void
test_rate_limited (CvkHealthBench *fixture, gconstpointer data)
{
  fixture->authority->user_status = 429;
  fixture->authority->user_body = "";
  start (fixture);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_RATE_LIMITED);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->until, >,
                   cvk_clock_get_wall (fixture->clock));
  fixture->authority->user_status = 0;
  expect_look (fixture, 2 * MINUTE);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_HEALTHY);
}

/* One that never says how long is not asked every few seconds, and so kept at its limit. */
static void
test_rate_limited_for_long (CvkHealthBench *fixture, gconstpointer data)
{
  fixture->authority->user_status = 429;
  fixture->authority->user_body = "";
  start (fixture);
  for (unsigned i = 0; i < 7; i++)
    expect_look (fixture, 5 * MINUTE);
  expect_nothing (fixture, 3 * MINUTE);
  fixture->authority->user_status = 0;
  expect_look (fixture, 3 * MINUTE);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_HEALTHY);
}

/* A quarter of an hour before it is needed, whether the watch runs or not, and also when the
 * computer slept in between. */
static void
test_expected (CvkHealthBench *fixture, gconstpointer data)
{
  CvkFakeClock *clock = CVK_FAKE_CLOCK (fixture->clock);
  int64_t now = cvk_clock_get_wall (fixture->clock);

  cvk_health_watch_expect (fixture->watch, fixture->connection, now + HOUR);
  expect_nothing (fixture, 44 * MINUTE);
  expect_look (fixture, MINUTE + MOMENT);
  now = cvk_clock_get_wall (fixture->clock);
  cvk_health_watch_expect (fixture->watch, fixture->connection, now + MINUTE);
  expect_look (fixture, MOMENT);
  g_assert_cmpuint (count (fixture), ==, 2);
  cvk_health_watch_expect (fixture->watch, fixture->connection, G_MININT64);
  expect_look (fixture, MOMENT);

  start (fixture);
  now = cvk_clock_get_wall (fixture->clock);
  cvk_health_watch_expect (fixture->watch, fixture->connection, now + 20 * HOUR);
  cvk_fake_clock_set_wall (clock, now + 19 * HOUR);
  expect_look (fixture, MINUTE + MOMENT);
  expect_nothing (fixture, 40 * MINUTE);
  expect_look (fixture, 5 * MINUTE + MOMENT);
}

/* Looking asks the user nothing; unlocking does, once. */
static void
test_locked (CvkHealthBench *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) unlocked = NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (GError) error = NULL;

  fixture->store->load_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  start (fixture);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_KEYRING_LOCKED);
  g_assert_cmpstr (cvk_health_bench_get_report (fixture)->action, ==, "unlock");
  expect_look (fixture, 2 * HOUR);
  g_assert_cmpuint (fixture->store->unlocks, ==, 0);
  cvk_health_monitor_unlock_async (fixture->monitor, fixture->connection, cvk_await_result_cb,
                                   &pending);
  unlocked = cvk_await_result (&pending);
  g_assert_true (cvk_health_monitor_unlock_finish (fixture->monitor, unlocked, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->store->unlocks, ==, 1);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_HEALTHY);
}

static gboolean
later_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
count_cb (unsigned *count)
{
  ++*count;
}

/* A token that no keyring has taken keeps the host, which would take it along. */
static void
test_unsaved (CvkHealthBench *fixture, gconstpointer data)
{
  unsigned idle = 0;
  gboolean is_later = FALSE;

  fixture->store->save_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  g_test_expect_message ("cvk-connect", G_LOG_LEVEL_WARNING, "*memory only*");
  start (fixture);
  g_test_assert_expected_messages ();
  g_signal_connect_swapped (fixture->host, "idle", G_CALLBACK (count_cb), &idle);
  await_state (fixture, CVK_HEALTH_KEYRING_LOCKED);
  g_assert_cmpstr (cvk_problem_get_code (cvk_health_bench_get_report (fixture)->problem), ==,
                   "token-unsaved");
  fixture->store->save_error = -1;
  cvk_host_touch (fixture->host);
  g_timeout_add_seconds_full (G_PRIORITY_LOW, 1, later_cb, &is_later, NULL);
  cvk_await_flag ("a moment after the one to leave", &is_later);
  g_assert_cmpuint (idle, ==, 0);
  cvk_health_bench_advance (fixture, 10 * SECOND);
  await_state (fixture, CVK_HEALTH_HEALTHY);
  while (idle == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* The service renews nothing: the day before the grant dies is noticed, and not the day before. */
static void
test_dies_tomorrow (CvkHealthBench *fixture, gconstpointer data)
{
  fixture->authority->refresh_expires_in = 3 * 24 * 3600;
  start (fixture);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->expires, ==, 0);
  fixture->authority->token_status = 503;
  fixture->authority->token_body = "";
  expect_look (fixture, DAY + DAY / 8);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_OFFLINE);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->expires, ==, 0);
  for (unsigned hour = 0; hour < 24; hour++)
    expect_look (fixture, HOUR + HOUR / 8);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_OFFLINE);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->expires, >,
                   cvk_clock_get_wall (fixture->clock));
  fixture->authority->token_status = 0;
  expect_look (fixture, HOUR + HOUR / 8);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_HEALTHY);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->expires, ==, 0);
}

static gboolean
has_recalled (gpointer user_data)
{
  return cvk_health_bench_get_report (user_data)->checked > 0;
}

/* The next start shows what was known. */
static void
test_remembered (CvkHealthBench *fixture, gconstpointer data)
{
  int64_t checked;

  start (fixture);
  checked = cvk_health_bench_get_report (fixture)->checked;
  cvk_health_bench_start_anew (fixture);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->state, ==, CVK_HEALTH_UNKNOWN);
  cvk_await ("what was known", has_recalled, fixture);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->checked, ==, checked);
  g_assert_cmpint (cvk_health_bench_get_report (fixture)->last_success, ==, checked);
}

/* The service's own words, by which the reason is told. */
static void
test_reasons (CvkHealthBench *fixture, gconstpointer data)
{
  static const struct
  {
    unsigned status;
    const char *body;
    CvkHealthState state;
    const char *code;
  } rows[] = {
    { 401, "{\"code\":4741,\"message\":\"x\"}", CVK_HEALTH_ELSEWHERE, "connected-elsewhere" },
    { 401, "{\"code\":4738,\"message\":\"x\"}", CVK_HEALTH_DISABLED, "disabled-by-admin" },
    { 400, "{\"code\":4717,\"message\":\"x\"}", CVK_HEALTH_DISABLED, "disabled-by-admin" },
    { 400, "{\"code\":4711,\"message\":\"x\"}", CVK_HEALTH_SCOPE_MISSING, "scope-missing" },
    { 400, "{\"code\":104,\"message\":\"token, does not contain scopes:[user:read]\"}",
      CVK_HEALTH_SCOPE_MISSING, "scope-missing" },
    { 401, "{\"code\":124,\"message\":\"Invalid access token.\"}", CVK_HEALTH_RECONNECT,
      "reconnect" },
    { 401, "", CVK_HEALTH_RECONNECT, "reconnect" },
    { 403, "", CVK_HEALTH_SCOPE_MISSING, "scope-missing" },
    { 500, "{\"code\":4741}", CVK_HEALTH_OFFLINE, "service-trouble" },
    { 302, "", CVK_HEALTH_OFFLINE, "service-trouble" },
    { 200, "<html>", CVK_HEALTH_OFFLINE, "service-trouble" },
    { 200, "[]", CVK_HEALTH_OFFLINE, "service-trouble" },
    { 200, "{\"id\":\"U1\"}", CVK_HEALTH_HEALTHY, NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CvkHealthReport *report;

      fixture->authority->user_status = rows[i].status;
      fixture->authority->user_body = rows[i].body;
      cvk_health_bench_check (fixture);
      report = cvk_health_bench_get_report (fixture);
      g_test_message ("%u %s", rows[i].status, rows[i].body);
      g_assert_cmpint (report->state, ==, rows[i].state);
      g_assert_cmpstr (report->problem != NULL ? cvk_problem_get_code (report->problem) : NULL, ==,
                       rows[i].code);
      /* What was refused may be asked again a minute later. */
      cvk_health_bench_advance (fixture, 2 * MINUTE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add (path, CvkHealthBench, NULL, cvk_health_bench_set_up, function,                       \
              cvk_health_bench_tear_down)
  ADD ("/health-watch/daily", test_daily);
  ADD ("/health-watch/wake", test_wake);
  ADD ("/health-watch/network", test_network);
  ADD ("/health-watch/out-of-reach", test_out_of_reach);
  ADD ("/health-watch/rate-limited", test_rate_limited);
  ADD ("/health-watch/rate-limited-for-long", test_rate_limited_for_long);
  ADD ("/health-watch/expected", test_expected);
  ADD ("/health-watch/locked", test_locked);
  ADD ("/health-watch/unsaved", test_unsaved);
  ADD ("/health-watch/dies-tomorrow", test_dies_tomorrow);
  ADD ("/health-watch/remembered", test_remembered);
  ADD ("/health-watch/reasons", test_reasons);
  return g_test_run ();
}
