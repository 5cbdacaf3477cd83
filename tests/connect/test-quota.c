// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A hundred meetings a day, and what becomes of the hundred and first. */

#include "config.h"

#include "engine/cvk-question.h"
#include "service-fixture.h"
#include "support/cvk-await.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define DAY (24 * 60 * MINUTE)
#define MEETING "{\"id\":85746065043,\"topic\":\"Interview\"}"
#define CREATE "{\"topic\":\"Interview {{ item.number }}\"}"
/* As fast as a service may be that has a limit of the day. */
#define FAST "X-RateLimit-Type: QPS\nX-RateLimit-Limit: 99999"
#define USED_UP                                                                                    \
  "{\"code\":429,\"message\":\"You have exceeded the daily rate limit (3) of Meeting "             \
  "Create/Update API requests permitted for this particular user. You may resume these requests "  \
  "at GMT 00:00:00.\"}"

static void
reply_often (ServiceFixture *fixture, unsigned count)
{
  for (unsigned i = 0; i < count; i++)
    service_fixture_reply (fixture, 201, FAST, MEETING);
}

/* Three minutes before the day ends by UTC, so that what waits for the next one is not set aside.
 */
static void
move_to_evening (ServiceFixture *fixture)
{
  int64_t now = cvk_clock_get_wall (CVK_CLOCK (fixture->clock));

  cvk_fake_clock_set_wall (fixture->clock, (now / DAY + 1) * DAY - 3 * MINUTE);
}

/* As if somebody had answered already. */
static void
answer_quota (CvkRun *run, const char *choice)
{
  g_autofree char *id = cvk_question_make_id (CVK_QUESTION_QUOTA, cvk_run_get_id (run), "act", 0);
  g_autoptr (CvkAnswer) answer = cvk_answer_new (choice, NULL, FALSE, CVK_FAKE_CLOCK_START);

  cvk_run_answer (run, id, answer);
}

static unsigned
count_open (CvkRun *run, CvkQuestionKind kind)
{
  GPtrArray *questions = cvk_run_get_questions (run);
  unsigned count = 0;

  for (unsigned i = 0; i < questions->len; i++)
    count += cvk_question_get_kind (g_ptr_array_index (questions, i)) == kind;
  return count;
}

/* Goes on until so many requests were answered, and nothing happens any more. */
static void
await_requests (ServiceFixture *fixture, unsigned count)
{
  while (fixture->requests->len < count)
    {
      g_assert_null (fixture->ended);
      cvk_fake_clock_advance (fixture->clock, SECOND / 1000);
      g_main_context_iteration (NULL, FALSE);
    }
  for (unsigned i = 0; i < 200; i++)
    {
      cvk_fake_clock_advance (fixture->clock, SECOND / 1000);
      g_main_context_iteration (NULL, FALSE);
    }
}

/* The clock answers what waits for it, as the host does at a question's deadline. */
static void
begin_next_day (ServiceFixture *fixture, CvkRun *run)
{
  g_autoptr (CvkAnswer) answer = cvk_answer_new ("continue", NULL, TRUE, CVK_FAKE_CLOCK_START);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *questions = cvk_run_get_questions (run);

  cvk_fake_clock_advance (fixture->clock, 4 * MINUTE);
  for (unsigned i = 0; i < questions->len; i++)
    if (cvk_question_get_kind (g_ptr_array_index (questions, i)) == CVK_QUESTION_WAIT)
      g_ptr_array_add (ids, g_strdup (cvk_question_get_id (g_ptr_array_index (questions, i))));
  for (unsigned i = 0; i < ids->len; i++)
    cvk_run_answer (run, g_ptr_array_index (ids, i), answer);
}

static void
test_asks (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *text = NULL;
  CvkQuestion *question;

  service_fixture_init (&fixture);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 120);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (fixture.requests->len, ==, 0);
  g_assert_cmpuint (cvk_run_get_questions (run)->len, ==, 1);
  question = g_ptr_array_index (cvk_run_get_questions (run), 0);
  g_assert_cmpint (cvk_question_get_kind (question), ==, CVK_QUESTION_QUOTA);
  g_assert_cmpint (cvk_question_get_item (question), ==, -1);
  text = cvk_problem_dup_message ((CvkProblem *) cvk_question_get_text (question));
  g_assert_nonnull (strstr (text, "Changes to make: 120."));
  g_assert_nonnull (strstr (text, "Left today of what Zoom permits for one host: 100 of 100."));
  g_assert_nonnull (strstr (text, "2026-03-02T00:00:00Z"));
  service_fixture_clear (&fixture);
}

static void
test_stop (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 120);
  answer_quota (run, "stop");
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  g_assert_cmpstr (cvk_problem_get_code (g_ptr_array_index (cvk_run_get_failures (run), 0)), ==,
                   "quota");
  g_assert_cmpuint (fixture.requests->len, ==, 0);
  service_fixture_clear (&fixture);
}

/* What fits is not asked about, and counts for the runs that follow. */
static void
test_across_runs (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) first = NULL;
  g_autoptr (CvkRun) second = NULL;
  g_autoptr (CvkRun) third = NULL;
  g_autofree char *text = NULL;

  service_fixture_init (&fixture);
  reply_often (&fixture, 60);
  first = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 60);
  service_fixture_finish (&fixture, first);
  g_assert_cmpint (cvk_run_get_state (first), ==, CVK_RUN_SUCCEEDED);
  reply_often (&fixture, 40);
  second = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 40);
  service_fixture_finish (&fixture, second);
  g_assert_cmpint (cvk_run_get_state (second), ==, CVK_RUN_SUCCEEDED);
  third = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 1);
  service_fixture_finish (&fixture, third);
  g_assert_cmpint (cvk_run_get_state (third), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (fixture.requests->len, ==, 0);
  service_fixture_clear (&fixture);
}

/* Deleting does not count, and neither does anything for another host. */
static void
test_others (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) first = NULL;
  g_autoptr (CvkRun) second = NULL;
  g_autoptr (CvkRun) third = NULL;

  service_fixture_init (&fixture);
  reply_often (&fixture, 100);
  first = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 100);
  service_fixture_finish (&fixture, first);
  /* It is read whether it is a series. */
  service_fixture_reply (&fixture, 200, FAST, "{\"id\":85746065043,\"type\":2}");
  service_fixture_reply (&fixture, 204, FAST, NULL);
  second =
    service_fixture_run (&fixture, "zoom.delete-meeting", "{\"meeting_id\":\"85746065043\"}");
  g_assert_cmpint (cvk_run_get_state (second), ==, CVK_RUN_SUCCEEDED);
  reply_often (&fixture, 1);
  third = service_fixture_run (&fixture, "zoom.create-meeting",
                               "{\"topic\":\"x\",\"schedule_for\":\"kim@example.org\"}");
  g_assert_cmpint (cvk_run_get_state (third), ==, CVK_RUN_SUCCEEDED);
  service_fixture_clear (&fixture);
}

/* A refusal uses nothing up. */
static void
test_refused_ones (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) first = NULL;
  g_autoptr (CvkRun) second = NULL;

  service_fixture_init (&fixture);
  for (unsigned i = 0; i < 30; i++)
    service_fixture_reply (&fixture, 400, FAST,
                           "{\"code\":300,\"message\":\"Validation Failed.\"}");
  first = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 30);
  service_fixture_finish (&fixture, first);
  reply_often (&fixture, 100);
  second = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 100);
  service_fixture_finish (&fixture, second);
  g_assert_cmpint (cvk_run_get_state (second), ==, CVK_RUN_SUCCEEDED);
  service_fixture_clear (&fixture);
}

/* Go on until the limit, the rest tomorrow. */
static void
test_spread (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  move_to_evening (&fixture);
  reply_often (&fixture, 120);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 120);
  answer_quota (run, "wait");
  await_requests (&fixture, 100);
  g_assert_cmpuint (fixture.requests->len, ==, 100);
  g_assert_cmpuint (count_open (run, CVK_QUESTION_WAIT), >, 0);
  begin_next_day (&fixture, run);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (fixture.requests->len, ==, 120);
  g_assert_cmpuint (cvk_run_get_failures (run)->len, ==, 0);
  service_fixture_clear (&fixture);
}

/* The same, decided before it began; nothing is asked, and the journal knows of it. */
static void
test_spread_beforehand (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  GPtrArray *records = NULL;

  service_fixture_init (&fixture);
  fixture.spreads = TRUE;
  move_to_evening (&fixture);
  reply_often (&fixture, 120);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 120);
  await_requests (&fixture, 100);
  g_assert_cmpuint (fixture.requests->len, ==, 100);
  g_assert_cmpuint (count_open (run, CVK_QUESTION_QUOTA), ==, 0);
  records = cvk_memory_journal_get_records (fixture.journal);
  g_assert_nonnull (
    strstr (((CvkRecord *) g_ptr_array_index (records, 0))->payload, "\"spreads\":true"));
  begin_next_day (&fixture, run);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (fixture.requests->len, ==, 120);
  service_fixture_clear (&fixture);
}

/* The service knows better: others have used up the day, and it permits another number. */
static void
test_told (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (CvkRun) next = NULL;

  service_fixture_init (&fixture);
  reply_often (&fixture, 2);
  fixture.status_after = 429;
  fixture.body_after = USED_UP;
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 10);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (run_get_items (run)->len, ==, 2);
  g_assert_cmpuint (count_open (run, CVK_QUESTION_QUOTA), ==, 1);
  g_assert_cmpuint (cvk_run_get_failures (run)->len, ==, 0);
  /* Nobody asks the service again today. */
  next = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 1);
  service_fixture_finish (&fixture, next);
  g_assert_cmpint (cvk_run_get_state (next), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (fixture.requests->len, ==, 0);
  service_fixture_clear (&fixture);
}

/* A private sandbox has no limits. */
static void
test_lifted (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  cvk_connection_lift_limits (fixture.connection);
  reply_often (&fixture, 120);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 120);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  service_fixture_clear (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quota/asks", test_asks);
  g_test_add_func ("/quota/stop", test_stop);
  g_test_add_func ("/quota/across-runs", test_across_runs);
  g_test_add_func ("/quota/others", test_others);
  g_test_add_func ("/quota/refused-ones", test_refused_ones);
  g_test_add_func ("/quota/spread", test_spread);
  g_test_add_func ("/quota/spread-beforehand", test_spread_beforehand);
  g_test_add_func ("/quota/told", test_told);
  g_test_add_func ("/quota/lifted", test_lifted);
  return g_test_run ();
}
