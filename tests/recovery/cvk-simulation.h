// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connectors.h"
#include "engine/cvk-run.h"
#include "recovery/cvk-simulated-http.h"
#include "recovery/cvk-simulated-journal.h"

G_BEGIN_DECLS

/**
 * CvkSimulation:
 *
 * One pipeline that creates, changes and deletes meetings, from its start to its end through all
 * that its seed has in store: a service whose lists lag, lost and late requests, outages, and a
 * process that is killed in the middle and followed by another one. Where the run asks, somebody
 * looks in the service and answers. At last, what the run says is held against what there is.
 */
typedef struct
{
  uint64_t seed;
  CvkSimulatedWorld world;
  CvkMemoryJournal *disk;
  CvkNodeTypes *types;
  char *pipeline;
  GPtrArray *wanted;    /* topics of the meetings to be created, in the order of the items */
  unsigned n_old;       /* so many are there, to be deleted */
  gboolean has_twins;   /* two of those wanted are the same */
  gboolean has_decoy;   /* one that looks like the first wanted one was there before */
  gboolean is_settling; /* nothing goes wrong any more */

  /* The process. */
  CvkSimulatedLife life;
  CvkSimulatedHttp *http;
  CvkSimulatedJournal *journal;
  CvkConnection *connection;
  CvkRun *run;
  GAsyncResult *ended;

  GHashTable *parked; /* owned: id of the question -> how often it was asked */
  struct _CvkSimulationResult *result;
} CvkSimulation;

typedef struct _CvkSimulationResult
{
  unsigned wanted; /* changes */
  unsigned duplicated;
  unsigned lost;     /* said to be done and not there, or said to have failed and there */
  unsigned parked;   /* asked about */
  unsigned misasked; /* although the answer was known, or can be */
  unsigned failed;   /* said not to be done, and not done */
  unsigned kills;
  uint64_t trace;
  char *account; /* nullable */
} CvkSimulationResult;

/* Runs it. @wants_account: writes down everything that happens. */
void cvk_simulate (uint64_t seed,
                   CvkSimulationMode mode,
                   CvkNodeTypes *types,
                   gboolean wants_account,
                   CvkSimulationResult *result);

/* cvk-simulation-person.c: whoever is asked. FALSE: nothing is left to be answered. */
gboolean cvk_simulation_answer (CvkSimulation *self);
/* cvk-simulation-verdict.c: what came of it. */
void cvk_simulation_judge (CvkSimulation *self);

G_END_DECLS
