// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection-waiters.h"

G_BEGIN_DECLS

/* Hands out the right to send one request, in the order asked: not more than @limit at once. How
 * many in a second is another matter (net/cvk-rate-limits.h). */
typedef struct
{
  GObject *owner; /* not owned: what this is a part of, and the source of the tasks */
  CvkWaiters waiters;
  unsigned limit;
  unsigned taken;
} CvkTurns;

void cvk_turns_init (CvkTurns *self, GObject *owner, unsigned limit);
void cvk_turns_set_limit (CvkTurns *self, unsigned limit);
/* @task: (transfer full); returns TRUE when the turn is its. */
void cvk_turns_take (CvkTurns *self, GTask *task);
void cvk_turns_give_back (CvkTurns *self);

G_END_DECLS
