// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "model/cvk-schedule-plan.h"

/* Ten years of a computer: it sleeps, its clock is wrong and is set right, the engine is stopped,
 * killed and started. The loop is the one that hosts have around a plan; what it keeps over a
 * restart is @handled and the keys. */

#define YEARS 10
#define SECOND G_TIME_SPAN_SECOND
#define HOUR G_TIME_SPAN_HOUR
#define DAY G_TIME_SPAN_DAY

static const char *const zones[] = {
  "Africa/Cairo",      "Africa/Casablanca",   "Africa/Johannesburg",  "Africa/Lagos",
  "America/Anchorage", "America/Asuncion",    "America/Bogota",       "America/Chicago",
  "America/Havana",    "America/Los_Angeles", "America/New_York",     "America/Nuuk",
  "America/Santiago",  "America/Sao_Paulo",   "America/Scoresbysund", "America/St_Johns",
  "Antarctica/Troll",  "Asia/Beirut",         "Asia/Dubai",           "Asia/Gaza",
  "Asia/Jerusalem",    "Asia/Kathmandu",      "Asia/Kolkata",         "Asia/Shanghai",
  "Asia/Tokyo",        "Atlantic/Azores",     "Australia/Adelaide",   "Australia/Lord_Howe",
  "Australia/Sydney",  "Europe/Berlin",       "Europe/Dublin",        "Europe/Istanbul",
  "Europe/Lisbon",     "Europe/London",       "Pacific/Apia",         "Pacific/Auckland",
  "Pacific/Chatham",   "Pacific/Easter",      "Pacific/Kiritimati",   "UTC",
};

static const char *const patterns[] = {
  "{\"schedule\": {\"times\": [\"02:30\"]}, \"missed\": \"all\", \"missed_most\": 100}",
  "{\"schedule\": \"0,30 0,9 * * *\", \"missed\": \"all\", \"missed_most\": 100}",
  "{\"schedule\": \"0 */6 * * *\", \"missed\": \"once\"}",
  "{\"schedule\": {\"repeat\": \"hours\", \"every\": 8}, \"missed\": \"skip\"}",
};

typedef enum
{
  FAULT_NONE,
  FAULT_NO_KEYS,   /* the table of keys has lost its UNIQUE */
  FAULT_ADDS_DAYS, /* a day is 24 hours */
} Fault;

typedef struct
{
  GRand *random;
  Fault fault;
  const CvkSchedule *schedule;

  int64_t time;   /* as it really is */
  int64_t skew;   /* of the clock */
  int64_t repair; /* when the clock is set right; INT64_MAX: it is right */

  /* On the disk. */
  int64_t handled;
  GHashTable *keys;
  GArray *said; /* pairs: the instants between which missed ones were reported */

  /* What the world outside has seen: instant that a run is for -> how many runs. */
  GHashTable *runs;

  unsigned n_sleeps, n_steps, n_starts;
} World;

/* --- The loop around a plan --- */

static unsigned
get_n_runs (const World *self, int64_t instant)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->runs, &instant));
}

static void
start_run (World *self, const CvkOccurrence *occurrence)
{
  if (!g_hash_table_add (self->keys, g_strdup (occurrence->key)) && self->fault != FAULT_NO_KEYS)
    return;
  g_hash_table_insert (self->runs, g_memdup2 (&occurrence->instant, sizeof occurrence->instant),
                       GUINT_TO_POINTER (get_n_runs (self, occurrence->instant) + 1));
}

/* Returns: when to wake, by the clock. */
static int64_t
wake (World *self, CvkWakeReason reason, gboolean is_killed)
{
  int64_t now = self->time + self->skew + g_rand_int_range (self->random, 0, 5 * SECOND);
  g_autoptr (CvkSchedulePlan) plan =
    cvk_schedule_plan_new (self->schedule, self->handled, now, reason);

  g_assert_cmpint (plan->missed > 0 || plan->is_held, ==, plan->notice != NULL);
  /* Before the commit: nothing has happened. */
  if (is_killed)
    return 0;
  for (unsigned i = 0; i < plan->runs->len; i++)
    start_run (self, &g_array_index (plan->runs, CvkScheduledRun, i).occurrence);
  if (plan->missed > 0)
    {
      int64_t range[2] = { MIN (self->handled, now), now - CVK_SCHEDULE_GRACE };

      g_array_append_vals (self->said, range, 2);
    }
  self->handled = plan->handled;
  return plan->wake;
}

/* --- What happens to a computer --- */

static CvkWakeReason
pass (World *self, int64_t longest, unsigned *counter, CvkWakeReason reason)
{
  self->time += g_rand_double_range (self->random, 0, (double) longest);
  (*counter)++;
  return reason;
}

static CvkWakeReason
step_clock (World *self, gboolean is_calm)
{
  self->n_steps++;
  if (self->repair != INT64_MAX || is_calm)
    {
      self->skew = 0;
      self->repair = INT64_MAX;
      return CVK_WAKE_CLOCK;
    }
  /* One in ten is an empty battery: the clock begins in 1970. */
  if (g_rand_int_range (self->random, 0, 10) == 0)
    self->skew = -self->time;
  else
    self->skew = g_rand_double_range (self->random, -1.5, 1.5) * DAY;
  self->repair = self->time + g_rand_double_range (self->random, 0, 2.0 * DAY);
  return CVK_WAKE_CLOCK;
}

static CvkWakeReason
live (World *self, gboolean is_calm)
{
  switch (g_rand_int_range (self->random, 0, 6))
    {
    case 0:
      return step_clock (self, is_calm);
    case 1:
      return pass (self, 15 * DAY, &self->n_starts, CVK_WAKE_STARTED);
    case 2:
      wake (self, CVK_WAKE_TIMER, TRUE);
      return pass (self, HOUR, &self->n_starts, CVK_WAKE_STARTED);
    case 3:
      return CVK_WAKE_TIMER;
    default:
      return pass (self, 20 * HOUR, &self->n_sleeps, CVK_WAKE_RESUMED);
    }
}

static void
simulate (World *self, int64_t end)
{
  int64_t at = wake (self, CVK_WAKE_STARTED, FALSE);

  while (self->time < end)
    {
      gboolean is_calm = end - self->time < 30 * DAY;
      int64_t timer = at == INT64_MAX ? INT64_MAX : MAX (self->time, at - self->skew);
      int64_t event = self->time + g_rand_double_range (self->random, 0, 4.0 * DAY);
      CvkWakeReason reason = CVK_WAKE_TIMER;

      event = MIN (event, self->repair);
      if (is_calm && self->repair == INT64_MAX)
        event = INT64_MAX;
      self->time = MIN (MIN (timer, event), end);
      if (event < timer && self->time == event)
        reason = event == self->repair ? step_clock (self, TRUE) : live (self, is_calm);
      at = wake (self, reason, FALSE);
    }
}

/* --- What came of it --- */

typedef struct
{
  unsigned n_expected, n_missed, n_doubled;
} Result;

static gboolean
was_said (const World *self, int64_t instant)
{
  for (unsigned i = 0; i < self->said->len; i += 2)
    if (instant > g_array_index (self->said, int64_t, i) &&
        instant <= g_array_index (self->said, int64_t, i + 1))
      return TRUE;
  return FALSE;
}

static void
judge (World *self, const CvkSchedule *truth, int64_t begin, int64_t end, Result *result)
{
  gboolean has_all = cvk_schedule_get_missed (truth) == CVK_MISSED_ALL;
  int64_t count = cvk_schedule_count (truth, begin, end);
  g_autoptr (GArray) list = cvk_schedule_list (truth, begin, (unsigned) count);

  g_assert_cmpuint (list->len, ==, count);
  for (unsigned i = 0; i < list->len; i++)
    {
      const CvkOccurrence *occurrence = &g_array_index (list, CvkOccurrence, i);
      unsigned n = get_n_runs (self, occurrence->instant);

      result->n_expected++;
      if (n > 1)
        result->n_doubled++;
      /* What is left out on purpose is said. */
      if (n == 0 && (has_all || !was_said (self, occurrence->instant)))
        result->n_missed++;
    }
}

static CvkSchedule *
make_schedule (const char *pattern, const char *zone)
{
  g_autoptr (CvkValue) settings = cvk_value_from_json (pattern, -1, CVK_JSON_STRICT, NULL);

  return cvk_schedule_new (settings, zone, NULL);
}

static void
simulate_one (const char *pattern,
              const char *zone,
              Fault fault,
              unsigned seed,
              World *total,
              Result *result)
{
  const int64_t begin = INT64_C (1735689600) * SECOND; /* 2025-01-01T00:00:00Z */
  const int64_t end = begin + YEARS * INT64_C (365) * DAY;
  g_autoptr (CvkSchedule) truth = make_schedule (pattern, zone);
  /* At 02:30 on the first day, and 24 hours later each. */
  g_autoptr (CvkSchedule) naive = make_schedule (
    "{\"schedule\": {\"repeat\": \"hours\", \"every\": 24}, \"from\": \"2025-01-01T02:30\", "
    "\"missed\": \"all\", \"missed_most\": 100}",
    zone);
  World world = { .fault = fault, .time = begin, .repair = INT64_MAX, .handled = begin };

  world.random = g_rand_new_with_seed (seed);
  world.schedule = fault == FAULT_ADDS_DAYS ? naive : truth;
  world.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  world.runs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  world.said = g_array_new (FALSE, FALSE, sizeof (int64_t));
  simulate (&world, end);
  judge (&world, truth, begin, end, result);
  total->n_sleeps += world.n_sleeps;
  total->n_steps += world.n_steps;
  total->n_starts += world.n_starts;
  g_rand_free (world.random);
  g_hash_table_unref (world.keys);
  g_hash_table_unref (world.runs);
  g_array_unref (world.said);
}

static void
test_ten_years (void)
{
  World total = { 0 };
  Result result = { 0 };

  for (unsigned i = 0; i < G_N_ELEMENTS (zones); i++)
    for (unsigned j = 0; j < 2; j++)
      {
        const char *pattern = patterns[j == 0 ? 0 : 1 + i % (G_N_ELEMENTS (patterns) - 1)];

        g_test_message ("%s %s", zones[i], pattern);
        simulate_one (pattern, zones[i], FAULT_NONE, i * 97 + j, &total, &result);
        g_assert_cmpuint (result.n_missed, ==, 0);
        g_assert_cmpuint (result.n_doubled, ==, 0);
      }
  g_print ("# figure: schedules: %d simulated years in %u zones, %u occurrences, %u suspends, %u "
           "clock steps, %u restarts: %u missed, %u doubled\n",
           YEARS, (unsigned) G_N_ELEMENTS (zones), result.n_expected, total.n_sleeps, total.n_steps,
           total.n_starts, result.n_missed, result.n_doubled);
}

static void
test_lost_keys (void)
{
  World total = { 0 };
  Result result = { 0 };

  simulate_one (patterns[0], "Europe/Berlin", FAULT_NO_KEYS, 7, &total, &result);
  g_assert_cmpuint (result.n_doubled, >, 0);
}

static void
test_added_days (void)
{
  World total = { 0 };
  Result result = { 0 };

  simulate_one (patterns[0], "Europe/Berlin", FAULT_ADDS_DAYS, 7, &total, &result);
  g_assert_cmpuint (result.n_missed, >, 1000);
  g_assert_cmpuint (result.n_doubled, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule-simulation/ten-years", test_ten_years);
  g_test_add_func ("/schedule-simulation/lost-keys", test_lost_keys);
  g_test_add_func ("/schedule-simulation/added-days", test_added_days);
  return g_test_run ();
}
