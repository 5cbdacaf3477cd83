// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "connect/cvk-connection-waiters.h"

G_BEGIN_DECLS

/* Hands out the right to send one request, in the order asked: not more than @limit at once, and
 * none before @hold. */
typedef struct
{
  GObject *owner;  /* not owned: what this is a part of, and the source of the tasks */
  CvkClock *clock; /* not owned */
  CvkWaiters waiters;
  unsigned limit;
  unsigned taken;
  int64_t hold; /* monotonic */
  unsigned timeout_id;
} CvkTurns;

void cvk_turns_init (CvkTurns *self, GObject *owner, CvkClock *clock, unsigned limit);
void cvk_turns_clear (CvkTurns *self);
void cvk_turns_set_limit (CvkTurns *self, unsigned limit);
/* @task: (transfer full); returns TRUE when the turn is its. */
void cvk_turns_take (CvkTurns *self, GTask *task);
void cvk_turns_give_back (CvkTurns *self);
/* @wall: microseconds since 1970; an earlier moment than an earlier call's changes nothing. */
void cvk_turns_hold_until (CvkTurns *self, int64_t wall);

G_END_DECLS
