// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "recovery/cvk-seeded-random.h"

#include <string.h>
#include <sys/random.h>

static uint64_t state;

void
cvk_seeded_random_begin (uint64_t seed)
{
  state = seed;
}

/* SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators") */
uint64_t
cvk_seeded_random_next (void)
{
  uint64_t z = (state += UINT64_C (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

int64_t
cvk_seeded_random_between (int64_t low, int64_t high)
{
  return low + (int64_t) (cvk_seeded_random_next () % (uint64_t) (high - low + 1));
}

gboolean
cvk_seeded_random_chance (unsigned per_mille)
{
  return cvk_seeded_random_next () % 1000 < per_mille;
}

/* In place of the C library's. */
ssize_t
getrandom (void *buffer, size_t length, unsigned flags)
{
  uint8_t *bytes = buffer;

  for (size_t i = 0; i < length; i++)
    bytes[i] = (uint8_t) cvk_seeded_random_next ();
  return (ssize_t) length;
}
