// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* One stream of numbers for everything that is random in a simulation. What is tested draws from it
 * too, without knowing: getrandom(2) is replaced in this program. */

void cvk_seeded_random_begin (uint64_t seed);
uint64_t cvk_seeded_random_next (void);
/* @low and @high are both possible. */
int64_t cvk_seeded_random_between (int64_t low, int64_t high);
gboolean cvk_seeded_random_chance (unsigned per_mille);

G_END_DECLS
