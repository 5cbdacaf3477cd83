// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "model/cvk-schedule-plan.h"

static int64_t
read_instant (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDateTime) date = cvk_date_time_parse (text, &error);

  g_assert_no_error (error);
  return date->instant;
}

static CvkSchedule *
read_schedule (const char *pattern, const char *members)
{
  g_autofree char *json =
    g_strdup_printf ("{\"schedule\": \"%s\", \"timezone\": \"Europe/Berlin\"%s}", pattern, members);
  g_autoptr (CvkValue) settings = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  CvkSchedule *schedule = cvk_schedule_new (settings, "UTC", NULL);

  g_assert_nonnull (schedule);
  return schedule;
}

typedef struct
{
  const char *pattern;
  const char *members;
  const char *handled;
  const char *now;
  CvkWakeReason reason;
  const char *runs; /* nominal times, "late" and what they stand for */
  int64_t missed;
  const char *notice; /* nullable */
} Case;

#define ONCE ""
#define SKIP ", \"missed\": \"skip\""
#define ALL ", \"missed\": \"all\", \"missed_most\": 3"

static const Case cases[] = {
  /* On time, and a little late. */
  { "0 9 * * *", ONCE, "2026-06-01T08:00:00Z", "2026-06-02T07:00:00Z", CVK_WAKE_TIMER,
    "2026-06-02T09:00 0", 0, NULL },
  { "0 9 * * *", ONCE, "2026-06-01T08:00:00Z", "2026-06-02T07:00:59.5Z", CVK_WAKE_TIMER,
    "2026-06-02T09:00 0", 0, NULL },
  /* Too early, and again. */
  { "0 9 * * *", ONCE, "2026-06-01T08:00:00Z", "2026-06-02T06:59:59.9Z", CVK_WAKE_TIMER, "", 0,
    NULL },
  { "0 9 * * *", ONCE, "2026-06-02T07:00:00Z", "2026-06-02T07:00:01Z", CVK_WAKE_TIMER, "", 0,
    NULL },
  /* Missed: the latest once, unless it is too old. */
  { "0 9 * * *", ONCE, "2026-06-01T08:00:00Z", "2026-06-05T06:00:00Z", CVK_WAKE_RESUMED,
    "2026-06-04T09:00 late 3", 3,
    "Scheduled runs were missed while the computer was asleep: 3. Started for them: 1." },
  { "0 9 * * 1", ONCE, "2026-05-25T08:00:00Z", "2026-06-02T06:59:00Z", CVK_WAKE_STARTED,
    "2026-06-01T09:00 late 1", 1,
    "Scheduled runs were missed while Convoke was not running: 1. Started for them: 1." },
  { "0 9 * * 1", ONCE, "2026-05-25T08:00:00Z", "2026-06-02T07:00:01Z", CVK_WAKE_STARTED, "", 1,
    "Scheduled runs were missed while Convoke was not running: 1. They are left out." },
  { "0 9 * * 1", ", \"missed_window\": 168", "2026-05-25T08:00:00Z", "2026-06-07T07:00:00Z",
    CVK_WAKE_STARTED, "2026-06-01T09:00 late 1", 1,
    "Scheduled runs were missed while Convoke was not running: 1. Started for them: 1." },
  /* One that is on time does for all. */
  { "0 * * * *", ONCE, "2026-06-01T08:00:00Z", "2026-06-01T12:00:30Z", CVK_WAKE_RESUMED,
    "2026-06-01T14:00 3", 3,
    "Scheduled runs were missed while the computer was asleep: 3. Started for them: 1." },
  /* The other policies. */
  { "0 9 * * *", SKIP, "2026-06-01T08:00:00Z", "2026-06-05T06:00:00Z", CVK_WAKE_CLOCK, "", 3,
    "The computer's clock was set forward over scheduled runs: 3. They are left out." },
  { "0 * * * *", SKIP, "2026-06-01T08:00:00Z", "2026-06-01T12:00:30Z", CVK_WAKE_TIMER,
    "2026-06-01T14:00 3", 3, "Scheduled runs were missed: 3. They are left out." },
  { "0 9 * * *", ALL, "2026-06-01T08:00:00Z", "2026-06-04T06:00:00Z", CVK_WAKE_RESUMED,
    "2026-06-02T09:00 late 1, 2026-06-03T09:00 late 1", 2,
    "Scheduled runs were missed while the computer was asleep: 2. Started for them: 2." },
  { "0 * * * *", ALL, "2026-06-01T08:00:00Z", "2026-06-01T14:00:00Z", CVK_WAKE_RESUMED,
    "2026-06-01T13:00 late 3, 2026-06-01T14:00 late 1, 2026-06-01T15:00 late 1, 2026-06-01T16:00 "
    "0",
    5, "Scheduled runs were missed while the computer was asleep: 5. Started for them: 4." },
  /* The clock was set back: nothing is missed, and the way forward is the same again. */
  { "0 9 * * *", ONCE, "2026-06-05T08:00:00Z", "2026-06-02T06:00:00Z", CVK_WAKE_CLOCK, "", 0,
    NULL },
  /* Years of minutes. */
  { "* * * * *", ONCE, "2006-01-01T00:00:00Z", "2026-01-01T00:00:00Z", CVK_WAKE_STARTED,
    "2026-01-01T00:59 10519198, 2026-01-01T01:00 0", 10519198,
    "Scheduled runs were missed while Convoke was not running: 10519198. Started for them: 2." },
  /* The gap of March, slept through. */
  { "30 2 * * *", ONCE, "2026-03-28T23:00:00Z", "2026-03-29T06:00:00Z", CVK_WAKE_RESUMED,
    "2026-03-29T02:30 late 1", 1,
    "Scheduled runs were missed while the computer was asleep: 1. Started for them: 1." },
};

static char *
print_runs (const CvkSchedulePlan *plan)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (unsigned i = 0; i < plan->runs->len; i++)
    {
      const CvkScheduledRun *run = &g_array_index (plan->runs, CvkScheduledRun, i);

      g_string_append_printf (text, "%s%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "",
                              run->occurrence.nominal, run->is_late ? " late" : "", run->missed);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_cases (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *one = &cases[i];
      g_autoptr (CvkSchedule) schedule = read_schedule (one->pattern, one->members);
      int64_t now = read_instant (one->now);
      g_autoptr (CvkSchedulePlan) plan =
        cvk_schedule_plan_new (schedule, read_instant (one->handled), now, one->reason);
      g_autofree char *runs = print_runs (plan);
      g_autofree char *notice =
        plan->notice != NULL ? cvk_problem_dup_message (plan->notice) : NULL;
      CvkOccurrence next;

      g_test_message ("%s%s at %s", one->pattern, one->members, one->now);
      g_assert_cmpstr (runs, ==, one->runs);
      g_assert_cmpint (plan->missed, ==, one->missed);
      g_assert_cmpstr (notice, ==, one->notice);
      g_assert_cmpint (plan->handled, ==, now);
      g_assert_true (cvk_schedule_next (schedule, now, &next));
      g_assert_cmpint (plan->wake, ==, next.instant);
      g_assert_false (plan->is_over);
      g_assert_false (plan->is_held);
    }
}

static void
test_unset_clock (void)
{
  g_autoptr (CvkSchedule) schedule = read_schedule ("0 9 * * *", "");
  int64_t handled = read_instant ("2026-06-01T08:00:00Z");
  g_autoptr (CvkSchedulePlan) plan = cvk_schedule_plan_new (schedule, handled, 0, CVK_WAKE_STARTED);

  g_assert_true (plan->is_held);
  g_assert_cmpuint (plan->runs->len, ==, 0);
  g_assert_cmpint (plan->handled, ==, handled);
  g_assert_cmpint (plan->wake, ==, INT64_MAX);
  g_assert_cmpstr (cvk_problem_get_code (plan->notice), ==, "clock-not-set");
}

static void
test_over (void)
{
  g_autoptr (CvkSchedule) schedule = read_schedule ("0 9 * * *", ", \"until\": \"2026-06-02\"");
  g_autoptr (CvkSchedulePlan) last =
    cvk_schedule_plan_new (schedule, read_instant ("2026-06-01T08:00:00Z"),
                           read_instant ("2026-06-02T07:00:00Z"), CVK_WAKE_TIMER);

  g_assert_cmpuint (last->runs->len, ==, 1);
  g_assert_true (last->is_over);
  g_assert_cmpint (last->wake, ==, INT64_MAX);
}

static void
test_item (void)
{
  g_autoptr (CvkSchedule) schedule = read_schedule ("30 2 * * *", "");
  g_autoptr (CvkSchedulePlan) plan =
    cvk_schedule_plan_new (schedule, read_instant ("2026-03-28T23:00:00Z"),
                           read_instant ("2026-03-29T01:00:02Z"), CVK_WAKE_TIMER);
  g_autoptr (CvkValue) item = NULL;
  g_autofree char *json = NULL;

  g_assert_cmpuint (plan->runs->len, ==, 1);
  item = cvk_scheduled_run_to_item (&g_array_index (plan->runs, CvkScheduledRun, 0), schedule,
                                    read_instant ("2026-03-29T01:00:02Z"));
  json = cvk_value_to_json (item, CVK_JSON_COMPACT);
  g_assert_cmpstr (json, ==,
                   "{\"scheduled\":\"2026-03-29T03:00:00+02:00[Europe/Berlin]\",\"fired\":\"2026-"
                   "03-29T03:00:02+02:00[Europe/Berlin]\",\"nominal\":\"2026-03-29T02:30\","
                   "\"zone\":\"Europe/Berlin\",\"missed\":0}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule-plan/cases", test_cases);
  g_test_add_func ("/schedule-plan/unset-clock", test_unset_clock);
  g_test_add_func ("/schedule-plan/over", test_over);
  g_test_add_func ("/schedule-plan/item", test_item);
  return g_test_run ();
}
