// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Simulates so many seeds, and those of the two controls, which have to fail. Arguments: SEEDS
 * (unless CVK_SIMULATED_SEEDS is set), or "--seed N" to see everything that happens with one. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "nodes/cvk-nodes.h"
#include "recovery/cvk-simulation.h"

typedef struct
{
  CvkSimulationResult sum;
  unsigned n_seeds;
  unsigned n_repeated;
  unsigned n_different;
} Campaign;

static void
add (Campaign *self, uint64_t seed, const CvkSimulationResult *result, gboolean is_control)
{
  self->n_seeds++;
  self->sum.wanted += result->wanted;
  self->sum.duplicated += result->duplicated;
  self->sum.lost += result->lost;
  self->sum.parked += result->parked;
  self->sum.misasked += result->misasked;
  self->sum.failed += result->failed;
  self->sum.kills += result->kills;
  if (!is_control && (result->duplicated > 0 || result->lost > 0 || result->misasked > 0))
    printf ("# seed %" G_GUINT64_FORMAT ": %u duplicated, %u lost, %u asked wrongly\n", seed,
            result->duplicated, result->lost, result->misasked);
}

static void
simulate (Campaign *self, unsigned n_seeds, CvkSimulationMode mode, CvkNodeTypes *types)
{
  for (uint64_t seed = 1; seed <= n_seeds; seed++)
    {
      CvkSimulationResult result;
      CvkSimulationResult again;

      cvk_simulate (seed, mode, types, FALSE, &result);
      add (self, seed, &result, mode != CVK_SIMULATION_TRUE);
      if (mode != CVK_SIMULATION_TRUE || seed % 10 != 0)
        continue;
      cvk_simulate (seed, mode, types, FALSE, &again);
      self->n_repeated++;
      if (again.trace == result.trace)
        continue;
      self->n_different++;
      printf ("# seed %" G_GUINT64_FORMAT ": another trace the second time\n", seed);
    }
}

static int
show (uint64_t seed, CvkSimulationMode mode, CvkNodeTypes *types)
{
  CvkSimulationResult result;

  cvk_simulate (seed, mode, types, TRUE, &result);
  printf ("%s%u wanted, %u duplicated, %u lost, %u parked, %u asked wrongly, %u failed, %u kills\n",
          result.account, result.wanted, result.duplicated, result.lost, result.parked,
          result.misasked, result.failed, result.kills);
  g_free (result.account);
  return result.duplicated + result.lost + result.misasked > 0;
}

/* Everything in percent of all changes. */
static double
percent (unsigned part, const Campaign *self)
{
  return 100.0 * part / MAX (self->sum.wanted, 1);
}

static int
sum_up (const Campaign *real, const Campaign *naive, const Campaign *unsettled)
{
  const CvkSimulationResult *sum = &real->sum;
  gboolean is_good = sum->duplicated == 0 && sum->lost == 0 && sum->misasked == 0 &&
                     percent (sum->parked, real) <= 2 && real->n_different == 0;
  gboolean can_fail = naive->sum.duplicated > 0 && unsettled->sum.duplicated > 0;

  printf (
    "# figure: simulation: %u seeds, %u duplicated, %u lost, %.2f %% parked (%s), %u of %u traces "
    "repeated; control: naive %u duplicated, no settling %u duplicated\n",
    real->n_seeds, sum->duplicated, sum->lost, percent (sum->parked, real),
    sum->misasked == 0 ? "all with the right question" : "not all with the right question",
    real->n_repeated - real->n_different, real->n_repeated, naive->sum.duplicated,
    unsettled->sum.duplicated);
  printf (
    "# figure: simulation: %u changes, %u kills; %.2f %% failed, were not done, and the run said "
    "so\n",
    sum->wanted, sum->kills, percent (sum->failed, real));
  printf ("1..2\n%s 1 - nothing twice, nothing lost, few questions\n%s 2 - controls fail\n",
          is_good ? "ok" : "not ok", can_fail ? "ok" : "not ok");
  return !is_good || !can_fail;
}

int
main (int argc, char *argv[])
{
  g_autoptr (CvkNodeTypes) types = cvk_node_types_new ();
  Campaign campaigns[3] = { 0 };
  const char *seeds = g_getenv ("CVK_SIMULATED_SEEDS");
  unsigned n_seeds = 0;

  if (argc == 2)
    n_seeds = (unsigned) strtoul (seeds != NULL ? seeds : argv[1], NULL, 10);
  setvbuf (stdout, NULL, _IOLBF, 0);
  cvk_nodes_register (types);
  cvk_connector_register (cvk_connector_get ("zoom"), types);
  if (argc == 3 && g_str_equal (argv[1], "--seed"))
    return show (g_ascii_strtoull (argv[2], NULL, 10), CVK_SIMULATION_TRUE, types);
  if (n_seeds == 0)
    {
      fprintf (stderr, "Usage: simulate SEEDS | --seed SEED\n");
      return 2;
    }
  simulate (&campaigns[CVK_SIMULATION_TRUE], n_seeds, CVK_SIMULATION_TRUE, types);
  simulate (&campaigns[CVK_SIMULATION_NAIVE], MIN (n_seeds, 1000), CVK_SIMULATION_NAIVE, types);
  simulate (&campaigns[CVK_SIMULATION_UNSETTLED], MIN (n_seeds, 1000), CVK_SIMULATION_UNSETTLED,
            types);
  return sum_up (&campaigns[CVK_SIMULATION_TRUE], &campaigns[CVK_SIMULATION_NAIVE],
                 &campaigns[CVK_SIMULATION_UNSETTLED]);
}
