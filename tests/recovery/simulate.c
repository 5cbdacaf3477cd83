// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Simulates so many seeds, and those of the controls, which have to fail. Arguments: SEEDS
 * (unless CVK_SIMULATED_SEEDS is set), or "--seed N" to see everything that happens with one. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "nodes/cvk-nodes.h"
#include "recovery/cvk-simulation.h"

/* Of a hundred changes. */
#define MAX_PARKED 2
#define MAX_FAILED 2
/* So many are enough to find what is wrong on purpose. */
#define MAX_CONTROL_SEEDS 1000

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

static gboolean
is_good (const Campaign *self)
{
  return self->sum.duplicated == 0 && self->sum.lost == 0 && self->sum.misasked == 0 &&
         percent (self->sum.parked, self) <= MAX_PARKED &&
         percent (self->sum.failed, self) <= MAX_FAILED && self->n_different == 0;
}

/* Everything of which there has to be nothing, there can be something of. */
static gboolean
can_fail (const Campaign *campaigns)
{
  return campaigns[CVK_SIMULATION_NAIVE].sum.duplicated > 0 &&
         campaigns[CVK_SIMULATION_UNSETTLED].sum.duplicated > 0 &&
         campaigns[CVK_SIMULATION_HOPEFUL].sum.lost > 0 &&
         campaigns[CVK_SIMULATION_BLIND].sum.misasked > 0;
}

static void
print_figures (const Campaign *campaigns)
{
  const Campaign *real = &campaigns[CVK_SIMULATION_TRUE];

  printf ("# figure: simulation: %u seeds, %u duplicated, %u lost, %.2f %% parked (%s), %u of %u "
          "traces repeated; control: naive %u duplicated, no settling %u duplicated, hopeful %u "
          "lost, blind %u asked without need\n",
          real->n_seeds, real->sum.duplicated, real->sum.lost, percent (real->sum.parked, real),
          real->sum.misasked == 0 ? "all with the right question"
                                  : "not all with the right question",
          real->n_repeated - real->n_different, real->n_repeated,
          campaigns[CVK_SIMULATION_NAIVE].sum.duplicated,
          campaigns[CVK_SIMULATION_UNSETTLED].sum.duplicated,
          campaigns[CVK_SIMULATION_HOPEFUL].sum.lost, campaigns[CVK_SIMULATION_BLIND].sum.misasked);
  printf ("# figure: simulation: %u changes, %u kills; %.2f %% failed, were not done, and the run "
          "said so\n",
          real->sum.wanted, real->sum.kills, percent (real->sum.failed, real));
}

int
main (int argc, char *argv[])
{
  g_autoptr (CvkNodeTypes) types = cvk_node_types_new ();
  Campaign campaigns[CVK_N_SIMULATION_MODES] = { 0 };
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
  for (unsigned mode = 0; mode < CVK_N_SIMULATION_MODES; mode++)
    simulate (&campaigns[mode],
              mode == CVK_SIMULATION_TRUE ? n_seeds : MIN (n_seeds, MAX_CONTROL_SEEDS),
              (CvkSimulationMode) mode, types);
  print_figures (campaigns);
  printf (
    "1..2\n%s 1 - nothing twice, nothing lost, few questions and failures\n%s 2 - controls fail\n",
    is_good (&campaigns[CVK_SIMULATION_TRUE]) ? "ok" : "not ok",
    can_fail (campaigns) ? "ok" : "not ok");
  return !is_good (&campaigns[CVK_SIMULATION_TRUE]) || !can_fail (campaigns);
}
