// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* How steps keep to the limits of a service, and what they do while it is away. */

#include "config.h"

#include <string.h>

#include "service-fixture.h"
#include "support/cvk-await.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define MEETING "{\"id\":85746065043,\"topic\":\"Interview\"}"
#define CREATE "{\"topic\":\"Interview {{ item.number }}\"}"
#define GET "{\"meeting_id\":\"85746065043\"}"
#define DELETE "{\"meeting_id\":\"8574606504{{ item.number }}\"}"

/* How many requests came less than a second after as many as @limit before them. */
static unsigned
count_over (const GArray *times, unsigned limit)
{
  unsigned n_over = 0;

  for (unsigned i = limit; i < times->len; i++)
    n_over +=
      g_array_index (times, int64_t, i) - g_array_index (times, int64_t, i - limit) < SECOND;
  return n_over;
}

static void
reply_often (ServiceFixture *fixture, unsigned count, unsigned status, const char *headers)
{
  for (unsigned i = 0; i < count; i++)
    service_fixture_reply (fixture, status, headers, status < 300 ? MEETING : NULL);
}

/* Nobody knows the plan, so it is the smallest; and the time in line is not the item's own. */
static void
test_smallest_plan (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  fixture.timeout = 2;
  reply_often (&fixture, 30, 201, NULL);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 30);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (fixture.requests->len, ==, 30);
  g_assert_cmpuint (count_over (fixture.times, 2), ==, 0);
  service_fixture_clear (&fixture);
}

/* Reading a meeting is another class. The same run is too fast for one who counts two a second. */
static void
test_classes (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  reply_often (&fixture, 30, 200, NULL);
  run = service_fixture_start (&fixture, "zoom.get-meeting", GET, 30);
  service_fixture_finish (&fixture, run);
  g_assert_cmpuint (fixture.requests->len, ==, 30);
  g_assert_cmpuint (count_over (fixture.times, 4), ==, 0);
  g_assert_cmpuint (count_over (fixture.times, 2), >, 0);
  service_fixture_clear (&fixture);
}

static void
test_learned_plan (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  reply_often (&fixture, 60, 201,
               "X-RateLimit-Category: Medium\nX-RateLimit-Type: QPS\nX-RateLimit-Limit: 20");
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 60);
  service_fixture_finish (&fixture, run);
  g_assert_cmpuint (fixture.requests->len, ==, 60);
  g_assert_cmpuint (count_over (fixture.times, 20), ==, 0);
  g_assert_cmpuint (count_over (fixture.times, 2), >, 0);
  service_fixture_clear (&fixture);
}

/* One deletion at a time, also of two runs. */
static void
test_one_deletion (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  cvk_connection_lift_limits (fixture.connection);
  reply_often (&fixture, 9, 204, NULL);
  run = service_fixture_start (&fixture, "zoom.delete-meeting", DELETE, 9);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (fixture.requests->len, ==, 9);
  service_fixture_clear (&fixture);
}

/* --- Away --- */

/* Goes on until the step says that it waits for that. */
static CvkProblem *
await_wait (ServiceFixture *fixture, CvkRun *run, const char *code)
{
  CvkProblem *wait = NULL;

  while (wait == NULL || !g_str_equal (cvk_problem_get_code (wait), code))
    {
      g_assert_null (fixture->ended);
      cvk_fake_clock_advance (fixture->clock, SECOND / 100);
      g_main_context_iteration (NULL, FALSE);
      wait = cvk_run_get_step_wait (run, 0);
    }
  return wait;
}

/* Nobody listens for three minutes, while ten items want to be sent: they wait, and say so. */
static void
test_away (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) first = NULL;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *message = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 200, NULL, MEETING);
  first = service_fixture_run (&fixture, "zoom.get-meeting", GET);
  service_fixture_go_away (&fixture);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 10);
  message = cvk_problem_dup_message (await_wait (&fixture, run, "waits-for-service"));
  g_assert_nonnull (strstr (message, "Zoom is away"));
  for (unsigned i = 0; i < 1800; i++)
    {
      cvk_fake_clock_advance (fixture.clock, SECOND / 10);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_null (fixture.ended);
  reply_often (&fixture, 10, 201, NULL);
  service_fixture_come_back (&fixture);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (cvk_run_get_failures (run)->len, ==, 0);
  g_assert_cmpuint (fixture.requests->len, ==, 10);
  service_fixture_clear (&fixture);
}

/* Trouble of the service's: reads are put off like that too, and those that were not sent do not
 * make it worse. */
static void
test_trouble (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  cvk_connection_lift_limits (fixture.connection);
  /* As many as are under way at once, and two probes. */
  reply_often (&fixture, 10, 503, NULL);
  reply_often (&fixture, 40, 200, NULL);
  run = service_fixture_start (&fixture, "zoom.get-meeting", GET, 40);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (fixture.requests->len, ==, 50);
  service_fixture_clear (&fixture);
}

/* Changes whose outcome is unknown are few: the others are not sent into the same trouble. */
static void
test_trouble_with_changes (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_connect (&fixture, "meeting:read:list_meetings");
  cvk_connection_lift_limits (fixture.connection);
  reply_often (&fixture, 8, 503, NULL);
  reply_often (&fixture, 42, 201, NULL);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 50);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (run_get_items (run)->len, ==, 42);
  service_fixture_clear (&fixture);
}

/* Stopped while it waits, for whatever reason: it ends without the clock, and nothing is open. */
static void
test_stopped (void)
{
  for (unsigned i = 0; i < 2; i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;
      int64_t before;

      service_fixture_init (&fixture);
      if (i == 0)
        service_fixture_go_away (&fixture);
      else
        service_fixture_reply (&fixture, 429, "Retry-After: 500", NULL);
      run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, i == 0 ? 10 : 1);
      await_wait (&fixture, run, i == 0 ? "waits-for-service" : "waits-for-limit");
      before = cvk_clock_get_monotonic (CVK_CLOCK (fixture.clock));
      cvk_run_cancel (run);
      while (fixture.ended == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (cvk_clock_get_monotonic (CVK_CLOCK (fixture.clock)), ==, before);
      service_fixture_finish (&fixture, run);
      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_CANCELLED);
      if (i == 0)
        service_fixture_come_back (&fixture);
      service_fixture_clear (&fixture);
    }
}

/* A time that makes no sense is not kept to, and that is said. */
static void
test_odd_wait (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  GPtrArray *warnings;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 429, "Retry-After: -7", NULL);
  service_fixture_reply (&fixture, 201, NULL, MEETING);
  run = service_fixture_run (&fixture, "zoom.create-meeting", "{}");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  warnings = cvk_run_get_warnings (run);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (cvk_problem_get_code (g_ptr_array_index (warnings, 0)), ==, "odd-wait");
  service_fixture_clear (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limits/smallest-plan", test_smallest_plan);
  g_test_add_func ("/limits/classes", test_classes);
  g_test_add_func ("/limits/learned-plan", test_learned_plan);
  g_test_add_func ("/limits/one-deletion", test_one_deletion);
  g_test_add_func ("/limits/away", test_away);
  g_test_add_func ("/limits/trouble", test_trouble);
  g_test_add_func ("/limits/trouble-with-changes", test_trouble_with_changes);
  g_test_add_func ("/limits/stopped", test_stopped);
  g_test_add_func ("/limits/odd-wait", test_odd_wait);
  return g_test_run ();
}
