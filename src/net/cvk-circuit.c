// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-circuit.h"

#define MAX_FAILURES 5
#define WINDOW (INT64_C (60) * G_USEC_PER_SEC)
/* Between 24 and 36 s: computers that lost a server together do not come back together. */
#define SHORTEST_REST (INT64_C (24) * G_USEC_PER_SEC)
#define REST_SPAN (INT64_C (12) * G_USEC_PER_SEC)

gboolean
cvk_circuit_is_open (const CvkCircuit *self)
{
  return self->probe_at != 0;
}

gboolean
cvk_circuit_enter (CvkCircuit *self, int64_t now, gboolean *is_probe)
{
  *is_probe = FALSE;
  if (self->probe_at == 0)
    return TRUE;
  if (self->is_probing || now < self->probe_at)
    return FALSE;
  self->is_probing = TRUE;
  *is_probe = TRUE;
  return TRUE;
}

int64_t
cvk_circuit_get_probe_time (const CvkCircuit *self)
{
  return self->is_probing ? 0 : self->probe_at;
}

static void
remember (CvkCircuit *self, int64_t failure)
{
  self->failures[self->next] = failure;
  self->next = (self->next + 1) % CVK_CIRCUIT_MEMORY;
}

static unsigned
count_failures (const CvkCircuit *self, int64_t since)
{
  unsigned count = 0;

  for (unsigned i = 0; i < CVK_CIRCUIT_MEMORY; i++)
    count += self->failures[i] > since;
  return count;
}

gboolean
cvk_circuit_note_answer (CvkCircuit *self, gboolean is_probe)
{
  if (!is_probe)
    {
      remember (self, 0);
      return FALSE;
    }
  *self = (CvkCircuit){ 0 };
  return TRUE;
}

gboolean
cvk_circuit_note_failure (CvkCircuit *self, int64_t now, gboolean is_probe, double jitter)
{
  gboolean was_open = cvk_circuit_is_open (self);

  remember (self, now);
  /* Those that were under way when it opened say nothing new. */
  if (was_open ? !is_probe : count_failures (self, MAX (now - WINDOW, 0)) < MAX_FAILURES)
    return FALSE;
  self->probe_at = now + SHORTEST_REST + (int64_t) (jitter * REST_SPAN);
  self->is_probing = FALSE;
  return !was_open;
}

void
cvk_circuit_drop_probe (CvkCircuit *self)
{
  self->is_probing = FALSE;
}
