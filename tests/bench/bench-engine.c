// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdio.h>
#include <sys/resource.h>

#include "support/cvk-run-fixture.h"

/* 10,000 items through five pure nodes, and beside it the same work as a bare loop over values:
 * what the engine costs is the ratio. Reading the items and printing them stay outside. */

#define N_ITEMS 10000
#define N_ROUNDS 5

static const char pipeline[] =
  "{\"convoke\":1,\"nodes\":{"
  "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"
  "\"first\":{\"type\":\"set\",\"settings\":{\"fields\":{\"full\":\"{{ item.first }} {{ "
  "item.last }}\",\"n\":\"{{ item.number }}\"}}},"
  "\"second\":{\"type\":\"filter\",\"settings\":{\"rows\":[{\"field\":\"number\",\"operator\":"
  "\"greater-or-equal\",\"value\":0}]}},"
  "\"third\":{\"type\":\"text\",\"settings\":{\"template\":\"Dear {{ item.full }}, you are "
  "number {{ item.n }}.\"}},"
  "\"fourth\":{\"type\":\"condition\",\"settings\":{\"paths\":[{\"name\":\"yes\",\"rows\":[{"
  "\"field\":\"last\",\"operator\":\"starts-with\",\"value\":\"L\"}]}]}},"
  "\"fifth\":{\"type\":\"set\",\"settings\":{\"fields\":{\"origin\":\"{{ nodes[\\\"read\\\"]."
  "number }}\",\"text\":\"{{ item.text }}\"},\"keep\":false}}},"
  "\"links\":[\"read.out -> first.in\",\"first.out -> second.in\",\"second.out -> third.in\","
  "\"third.out -> fourth.in\",\"fourth.yes -> fifth.in\"]}";

static void
write_items (CvkRunFixture *fixture)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (int i = 0; i < N_ITEMS; i++)
    g_string_append_printf (json,
                            "%s{\"first\":\"First%d\",\"last\":\"Last%d\",\"number\":%d,"
                            "\"mail\":\"a%d@example.com\",\"city\":\"Rome\"}",
                            i > 0 ? "," : "", i, i, i, i);
  g_string_append_c (json, ']');
  cvk_run_fixture_write (fixture, "in.json", json->str);
}

/* What the nodes do to each item, without items, steps and settings. */
static int64_t
time_bare_loop (CvkRun *run)
{
  GPtrArray *items = cvk_run_get_items (run, 0, "out");
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  int64_t start = g_get_monotonic_time ();

  for (unsigned i = 0; i < items->len; i++)
    {
      CvkItem *item = g_ptr_array_index (items, i);
      g_autofree char *full =
        g_strdup_printf ("%s %s", cvk_value_get_string (cvk_item_get_field (item, "first")),
                         cvk_value_get_string (cvk_item_get_field (item, "last")));
      CvkValue *number = cvk_item_get_field (item, "number");
      char *text = g_strdup_printf ("Dear %s, you are number %" G_GINT64_FORMAT ".", full,
                                    cvk_value_get_integer (number));

      if (cvk_value_get_integer (number) < 0)
        continue;
      g_ptr_array_add (results, cvk_value_new_object ("origin", cvk_value_ref (number), "text",
                                                      cvk_value_take_string (text), NULL));
    }
  return g_get_monotonic_time () - start;
}

static int64_t
get_pure_time (CvkRun *run)
{
  int64_t duration = 0;

  for (CvkNodeIndex i = 1; i < cvk_run_get_n_steps (run); i++)
    duration += cvk_run_get_step_duration (run, i);
  return duration;
}

int
main (void)
{
  CvkRunFixture fixture = { 0 };
  int64_t best = G_MAXINT64;
  int64_t best_bare = G_MAXINT64;
  struct rusage usage;

  cvk_run_fixture_init (&fixture);
  write_items (&fixture);
  for (int round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (CvkRun) run = cvk_run_fixture_run (&fixture, pipeline, NULL);

      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
      g_assert_cmpuint (cvk_run_get_items (run, 5, "out")->len, ==, N_ITEMS);
      best = MIN (best, get_pure_time (run));
      best_bare = MIN (best_bare, time_bare_loop (run));
    }
  cvk_run_fixture_clear (&fixture);
  getrusage (RUSAGE_SELF, &usage);
  printf ("pure-nodes: 10,000 items through 5 nodes %.1f ms (target 60 ms), bare loop %.1f ms, "
          "ratio %.1f, peak memory %.1f MB\n",
          (double) best / 1000, (double) best_bare / 1000, (double) best / (double) best_bare,
          (double) usage.ru_maxrss / 1024);
  return 0;
}
