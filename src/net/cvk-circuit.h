// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Of how many requests it knows what came of them. */
#define CVK_CIRCUIT_MEMORY 10

/**
 * CvkCircuit:
 *
 * A circuit breaker (Nygard, "Release It!"): when five of the last ten requests to a server have
 * failed, all within a minute, nobody sends it another one for about thirty seconds; then one goes
 * as a probe, and what comes of it decides. Five of ten and not five at all, because of a thousand
 * requests that work five may well fail.
 *
 * Pure: the caller has the clock. Times are monotonic microseconds.
 */
typedef struct
{
  int64_t failures[CVK_CIRCUIT_MEMORY]; /* when; 0: it was answered, or there was none */
  unsigned next;
  int64_t probe_at;    /* open: not before; 0: closed */
  gboolean is_probing; /* one is under way */
} CvkCircuit;

gboolean cvk_circuit_is_open (const CvkCircuit *self);
/* Whether a request may go now; @is_probe: it is the one that decides. */
gboolean cvk_circuit_enter (CvkCircuit *self, int64_t now, gboolean *is_probe);
/* When the next probe may go, 0 when it is closed or a probe is under way. */
int64_t cvk_circuit_get_probe_time (const CvkCircuit *self);

/* A request has ended: the server answered it, or was away or in trouble. @jitter: a random number
 * from 0 to 1. TRUE when the circuit has opened or closed with this. */
gboolean cvk_circuit_note_answer (CvkCircuit *self, gboolean is_probe);
gboolean cvk_circuit_note_failure (CvkCircuit *self, int64_t now, gboolean is_probe, double jitter);
/* The probe did not go after all. */
void cvk_circuit_drop_probe (CvkCircuit *self);

G_END_DECLS
