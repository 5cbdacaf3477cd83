// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-retry-budget.h"

#define MINUTE (INT64_C (60) * G_USEC_PER_SEC)
#define FREE_RETRIES 5
#define CALLS_PER_RETRY 10

static void
move_to (CvkRetryBudget *self, int64_t now)
{
  int64_t minute = now / MINUTE;

  self->minute = MAX (self->minute, minute - CVK_RETRY_BUDGET_MINUTES);
  while (self->minute < minute)
    {
      self->minute++;
      self->calls[self->minute % CVK_RETRY_BUDGET_MINUTES] = 0;
      self->retries[self->minute % CVK_RETRY_BUDGET_MINUTES] = 0;
    }
}

void
cvk_retry_budget_note_call (CvkRetryBudget *self, int64_t now)
{
  move_to (self, now);
  self->calls[self->minute % CVK_RETRY_BUDGET_MINUTES]++;
}

gboolean
cvk_retry_budget_take (CvkRetryBudget *self, int64_t now)
{
  unsigned calls = 0;
  unsigned retries = 0;

  move_to (self, now);
  for (unsigned i = 0; i < CVK_RETRY_BUDGET_MINUTES; i++)
    {
      calls += self->calls[i];
      retries += self->retries[i];
    }
  if (retries >= FREE_RETRIES + calls / CALLS_PER_RETRY)
    return FALSE;
  self->retries[self->minute % CVK_RETRY_BUDGET_MINUTES]++;
  return TRUE;
}
