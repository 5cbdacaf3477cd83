// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "model/cvk-recurrence.h"
#include "sandbox/cvk-sandbox-recurrence.h"

/* What the form shows and what the sandbox makes were written apart: random rules must give the
 * same dates, also where the clocks change. */

#define N_RULES 3000

static const char *const zones[] = { "UTC", "Europe/Berlin", "America/New_York",
                                     "Australia/Lord_Howe" };

static CvkValue *
make_rule (GRand *rand, int64_t start)
{
  CvkRecurrence rule = { .type = (CvkRecurrenceType) g_rand_int_range (rand, 1, 4) };
  g_autofree char *end = NULL;

  rule.interval = g_rand_int_range (rand, 1, rule.type == CVK_RECURRENCE_MONTHLY ? 11 : 20);
  rule.weekdays = (unsigned) g_rand_int_range (rand, 1, 128);
  rule.by_week = g_rand_boolean (rand);
  rule.day = g_rand_int_range (rand, 1, 32);
  rule.week = g_rand_int_range (rand, 0, 5);
  rule.week = rule.week == 0 ? -1 : rule.week;
  rule.week_day = g_rand_int_range (rand, 1, 8);
  rule.end = g_rand_boolean (rand) ? CVK_RECURRENCE_END_COUNT : CVK_RECURRENCE_END_DATE;
  /* The sandbox looks a hundred years ahead, in which every eighth month has 50 times a day 31. */
  rule.count = g_rand_int_range (rand, 1, 51);
  end = cvk_instant_to_utc_string ((start + g_rand_int_range (rand, 0, 400) * 86400) * 1000000);
  rule.end_date = end;
  return cvk_recurrence_to_value (&rule);
}

static void
compare (GRand *rand)
{
  const char *zone = zones[g_rand_int_range (rand, 0, G_N_ELEMENTS (zones))];
  int64_t start = INT64_C (1772110800) + (int64_t) g_rand_int_range (rand, 0, 500 * 96) * 900;
  g_autoptr (CvkValue) value = make_rule (rand, start);
  g_autoptr (CvkRecurrence) rule = cvk_recurrence_read (value);
  g_autoptr (CvkDateTime) time = cvk_date_time_from_instant (start * 1000000, zone, NULL);
  g_autoptr (GPtrArray) ours = cvk_recurrence_list (rule, time, zone, CVK_RECURRENCE_MAX_MEETINGS);
  g_autoptr (GArray) theirs = cvk_sandbox_recurrence_expand (value, start, zone);
  g_autofree char *sentence = cvk_recurrence_describe (rule);

  g_test_message ("%s %s", sentence, zone);
  g_assert_nonnull (ours);
  g_assert_cmpuint (ours->len, ==, theirs->len);
  for (unsigned i = 0; i < ours->len; i++)
    g_assert_cmpint (((CvkDateTime *) g_ptr_array_index (ours, i))->instant, ==,
                     g_array_index (theirs, int64_t, i) * 1000000);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((uint32_t) g_test_rand_int ());

  for (unsigned i = 0; i < N_RULES; i++)
    compare (rand);
  g_print ("# figure: series that are as in the sandbox: %d\n", N_RULES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recurrence/as-the-sandbox", test_random);
  return g_test_run ();
}
