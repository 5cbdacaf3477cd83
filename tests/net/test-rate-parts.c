// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* The parts that limits are made of, each by itself: they are told what time it is. */

#include "config.h"

#include "base/cvk-json.h"
#include "net/cvk-circuit.h"
#include "net/cvk-rate-bucket.h"
#include "net/cvk-rate-table.h"
#include "net/cvk-retry-budget.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

/* --- Buckets --- */

static void
test_bucket (void)
{
  CvkRateBucket bucket;

  cvk_rate_bucket_init (&bucket, 2);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 10), ==, 10);
  cvk_rate_bucket_take (&bucket, 10);
  cvk_rate_bucket_take (&bucket, 10);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 20), ==, CVK_RATE_BUCKET_NEVER);
  cvk_rate_bucket_give_back (&bucket, 500);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 20), ==, 500);
  cvk_rate_bucket_give_back (&bucket, 700);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 20), ==, 500);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 500), ==, 500);
  cvk_rate_bucket_take (&bucket, 500);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 500), ==, 700);
  /* One that was not used is there at once. */
  cvk_rate_bucket_give_back (&bucket, 600);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 600), ==, 600);
  cvk_rate_bucket_clear (&bucket);
}

static void
test_bucket_limit (void)
{
  CvkRateBucket bucket;

  cvk_rate_bucket_init (&bucket, 4);
  for (unsigned i = 0; i < 4; i++)
    cvk_rate_bucket_take (&bucket, 0);
  cvk_rate_bucket_set_limit (&bucket, 2);
  for (int64_t at = 1; at <= 4; at++)
    cvk_rate_bucket_give_back (&bucket, at * SECOND);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 0), ==, 3 * SECOND);
  cvk_rate_bucket_set_limit (&bucket, 5);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 0), ==, 0);
  /* Too much: half of it, and step by step back. */
  cvk_rate_bucket_reduce (&bucket, 0);
  g_assert_cmpuint (bucket.current, ==, 2);
  cvk_rate_bucket_recover (&bucket, 9 * SECOND);
  g_assert_cmpuint (bucket.current, ==, 2);
  for (int64_t at = 10; at <= 100; at += 10)
    cvk_rate_bucket_recover (&bucket, at * SECOND);
  g_assert_cmpuint (bucket.current, ==, 5);
  for (unsigned i = 0; i < 9; i++)
    cvk_rate_bucket_reduce (&bucket, 0);
  g_assert_cmpuint (bucket.current, ==, 1);
  cvk_rate_bucket_clear (&bucket);
}

static void
test_bucket_without_limit (void)
{
  CvkRateBucket bucket;

  cvk_rate_bucket_init (&bucket, 0);
  for (unsigned i = 0; i < 1000; i++)
    cvk_rate_bucket_take (&bucket, 0);
  for (unsigned i = 0; i < 1000; i++)
    cvk_rate_bucket_give_back (&bucket, SECOND);
  g_assert_cmpint (cvk_rate_bucket_get_next (&bucket, 0), ==, 0);
  cvk_rate_bucket_clear (&bucket);
}

/* --- Circuits --- */

/* Each row is a history: a number is a failure at that second, a dot an answer. */
static void
test_circuit_opens (void)
{
  static const struct
  {
    int seconds[12]; /* -1: an answer; 0: the end */
    gboolean is_open;
  } rows[] = {
    { { 1, 2, 3, 4, 5 }, TRUE },
    { { 1, 2, 3, 4 }, FALSE },
    { { 1, 15, 30, 45, 60 }, TRUE },
    { { 1, 15, 30, 45, 61 }, FALSE },
    { { 1, 1, 1, 1, 61, 61, 61, 61 }, FALSE },
    { { 1, -1, 2, -1, 3, -1, 4, -1, 5 }, TRUE },
    { { 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, 5 }, FALSE },
    { { -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1 }, TRUE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CvkCircuit circuit = { 0 };
      unsigned n_changes = 0;

      for (unsigned k = 0; rows[i].seconds[k] != 0; k++)
        if (rows[i].seconds[k] < 0)
          g_assert_false (cvk_circuit_note_answer (&circuit, FALSE));
        else
          n_changes += cvk_circuit_note_failure (&circuit, rows[i].seconds[k] * SECOND, FALSE, 0.5);
      g_test_message ("row %zu", i);
      g_assert_cmpint (cvk_circuit_is_open (&circuit), ==, rows[i].is_open);
      g_assert_cmpuint (n_changes, ==, rows[i].is_open ? 1 : 0);
    }
}

static void
open_circuit (CvkCircuit *circuit, int64_t now, double jitter)
{
  for (unsigned i = 0; i < 5; i++)
    cvk_circuit_note_failure (circuit, now, FALSE, jitter);
  g_assert_true (cvk_circuit_is_open (circuit));
}

static void
test_circuit_probes (void)
{
  CvkCircuit circuit = { 0 };
  gboolean is_probe;

  open_circuit (&circuit, SECOND, 0);
  g_assert_cmpint (cvk_circuit_get_probe_time (&circuit), ==, 25 * SECOND);
  g_assert_false (cvk_circuit_enter (&circuit, 25 * SECOND - 1, &is_probe));
  g_assert_true (cvk_circuit_enter (&circuit, 25 * SECOND, &is_probe));
  g_assert_true (is_probe);
  g_assert_false (cvk_circuit_enter (&circuit, 90 * SECOND, &is_probe));
  /* One that was under way when it opened decides nothing. */
  g_assert_false (cvk_circuit_note_answer (&circuit, FALSE));
  g_assert_false (cvk_circuit_enter (&circuit, 90 * SECOND, &is_probe));
  g_assert_false (cvk_circuit_note_failure (&circuit, 90 * SECOND, TRUE, 1));
  g_assert_cmpint (cvk_circuit_get_probe_time (&circuit), ==, 126 * SECOND);
  /* A probe that did not go leaves the next one its place. */
  g_assert_true (cvk_circuit_enter (&circuit, 126 * SECOND, &is_probe));
  cvk_circuit_drop_probe (&circuit);
  g_assert_true (cvk_circuit_enter (&circuit, 126 * SECOND, &is_probe));
  g_assert_true (cvk_circuit_note_answer (&circuit, TRUE));
  g_assert_true (cvk_circuit_enter (&circuit, 126 * SECOND, &is_probe));
  g_assert_false (is_probe);
  /* It has forgotten what was. */
  g_assert_false (cvk_circuit_note_failure (&circuit, 127 * SECOND, FALSE, 0));
}

/* --- Budget --- */

static void
test_budget (void)
{
  CvkRetryBudget budget = { 0 };
  unsigned n_taken = 0;

  for (unsigned i = 0; i < 100; i++)
    cvk_retry_budget_note_call (&budget, MINUTE);
  for (unsigned i = 0; i < 100; i++)
    n_taken += cvk_retry_budget_take (&budget, 2 * MINUTE);
  g_assert_cmpuint (n_taken, ==, 15);
  /* After ten minutes both are forgotten. */
  for (n_taken = 0; cvk_retry_budget_take (&budget, 12 * MINUTE);)
    n_taken++;
  g_assert_cmpuint (n_taken, ==, 5);
  for (n_taken = 0; cvk_retry_budget_take (&budget, 10000 * MINUTE);)
    n_taken++;
  g_assert_cmpuint (n_taken, ==, 5);
}

/* --- What replies say --- */

static void
test_learning (void)
{
  static const char limits[] =
    "{\"plans\":[{\"name\":\"free\",\"classes\":{\"light\":{\"second\":4,\"day\":6000},"
    "\"medium\":{\"second\":2,\"day\":2000}}},"
    "{\"name\":\"pro\",\"classes\":{\"light\":{\"second\":30},\"medium\":{\"second\":20}}}]}";
  static const struct
  {
    const char *class;
    const char *category;
    const char *type;
    const char *limit;
    unsigned learned;
  } rows[] = {
    { "light", "Light", "QPS", "30", 30 },
    { "light", NULL, "qps", "30", 30 },
    { "light", "Light", "Daily-limit", "6000", 4 },
    { "medium", "Medium", "Daily-limit", "2000", 2 },
    { "medium", "Medium", "Daily-limit", "6000", 0 },
    { "light", "Medium", "QPS", "20", 0 },
    { "light", "Light", "QPS", "0", 0 },
    { "light", "Light", "QPS", "-3", 0 },
    { "light", "Light", "QPS", "many", 0 },
    { "light", "Light", "QPS", "99999999999999999999", 0 },
    { "light", "Light", "QPS", "9999999999", 100000 },
    { "light", "Light", NULL, "30", 0 },
    { "light", "Light", "QPS", NULL, 0 },
    { "heavy", "Heavy", "QPS", "10", 0 },
    { NULL, "Light", "QPS", "10", 0 },
  };
  g_autoptr (CvkValue) table = cvk_value_from_json (limits, -1, CVK_JSON_STRICT, NULL);

  g_assert_cmpuint (cvk_rate_table_get_limit (table, "light"), ==, 4);
  g_assert_cmpuint (cvk_rate_table_get_limit (table, "heavy"), ==, 0);
  g_assert_cmpuint (cvk_rate_table_get_limit (table, NULL), ==, 0);
  g_assert_cmpuint (cvk_rate_table_get_limit (NULL, "light"), ==, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
      CvkHttpResponse response = { .status = 200, .headers = headers };

      g_hash_table_insert (headers, (char *) "x-ratelimit-category", (char *) rows[i].category);
      g_hash_table_insert (headers, (char *) "x-ratelimit-type", (char *) rows[i].type);
      g_hash_table_insert (headers, (char *) "x-ratelimit-limit", (char *) rows[i].limit);
      g_test_message ("row %zu", i);
      g_assert_cmpuint (cvk_rate_table_learn (table, rows[i].class, &response), ==,
                        rows[i].learned);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate/bucket", test_bucket);
  g_test_add_func ("/rate/bucket-limit", test_bucket_limit);
  g_test_add_func ("/rate/bucket-without-limit", test_bucket_without_limit);
  g_test_add_func ("/rate/circuit-opens", test_circuit_opens);
  g_test_add_func ("/rate/circuit-probes", test_circuit_probes);
  g_test_add_func ("/rate/budget", test_budget);
  g_test_add_func ("/rate/learning", test_learning);
  return g_test_run ();
}
