// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "recovery/cvk-simulated-zoom.h"
#include "support/cvk-fake-clock.h"

G_BEGIN_DECLS

/* What the code under test is made to do wrong, so that a simulation that finds nothing is known to
 * be able to find something. */
typedef enum
{
  CVK_SIMULATION_TRUE,
  CVK_SIMULATION_NAIVE,     /* what is not known counts as not sent */
  CVK_SIMULATION_UNSETTLED, /* what three lists do not show counts as not there */
  CVK_SIMULATION_HOPEFUL,   /* what is open when a process is killed counts as done */
  CVK_SIMULATION_BLIND,     /* nothing can be looked for in lists */
  CVK_N_SIMULATION_MODES
} CvkSimulationMode;

/* One process: when it is over, nothing that it still does reaches anything. */
typedef struct
{
  CvkFakeClock *clock; /* owned */
  gboolean is_over;
} CvkSimulatedLife;

/**
 * CvkSimulatedWorld:
 *
 * What there is besides the process under test, and survives it: the service, requests that are on
 * their way, and an account of everything that happened, in order.
 */
typedef struct
{
  CvkSimulationMode mode;
  CvkSimulatedZoom *zoom; /* owned */
  GPtrArray *under_way;   /* owned orders, see cvk-simulated-http.c */
  GArray *outages;        /* CvkSimulatedOutage */
  unsigned trouble;       /* requests of a thousand that something is wrong with */
  unsigned left_to_live;  /* so many things happen until the process is killed; 0: it is not */
  unsigned n_lives;
  GHashTable *answered; /* owned: "METHOD /path body" -> in which life its last answer was read; 0:
                           none came since it was sent last */
  uint64_t trace;       /* of all that happened */
  GString *account;     /* nullable: the same as text */
} CvkSimulatedWorld;

/* In this time the service is not there: the same is wrong with every request. Wall times. */
typedef struct
{
  int64_t begin;
  int64_t end;
  int kind;
} CvkSimulatedOutage;

void cvk_simulated_world_init (CvkSimulatedWorld *self, CvkSimulationMode mode, int64_t lag);
void cvk_simulated_world_clear (CvkSimulatedWorld *self);
/* Something happened to @life. FALSE: it is over, killed just now or before, and whatever follows
 * from this does not happen. */
gboolean cvk_simulated_world_note (CvkSimulatedWorld *self,
                                   CvkSimulatedLife *life,
                                   const char *format,
                                   ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
