// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/**
 * A node type "test.effect" that goes through the effect protocol without a service. Its items say
 * what happens: "outcome" is "confirmed", "refused", "unknown" or "hang" (until cancelled), "key"
 * is the match key, "rounds" how many turns of the main loop the request takes.
 */
extern CvkNodeOperations cvk_test_effect;

/* What it saw, over all runs since the last reset. */
typedef struct
{
  unsigned n_sent;
  unsigned n_under_way;
  unsigned most_under_way;
  unsigned most_of_one_key;
  GString *order;    /* "number" of each item as it was sent */
  GHashTable *world; /* "node/number" of each item that got there -> how often */
} CvkTestEffectLog;

void cvk_test_effect_reset (unsigned concurrency);
/* As if an earlier process had sent it. */
void cvk_test_effect_add_to_world (const char *node, int64_t number);
const CvkTestEffectLog *cvk_test_effect_get_log (void);

G_END_DECLS
