// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * The sandbox's own calendar: seconds since 1970-01-01T00:00:00Z, and wall times as the same count
 * for a clock that shows UTC. Shares nothing with the client's dates on purpose, so that neither
 * hides a mistake of the other.
 */

/* A clock that can be moved. Microseconds. */
typedef struct
{
  int64_t offset;
  int64_t frozen_at;
  gboolean frozen;
} CvkSandboxClock;

int64_t cvk_sandbox_clock_get_now (const CvkSandboxClock *self);
void cvk_sandbox_clock_set (CvkSandboxClock *self, int64_t now, gboolean frozen);

gboolean cvk_sandbox_zone_is_known (const char *zone);
/* A wall time in a gap is read with the offset from before it, a repeated hour means the first
 * (RFC 5545, section 3.3.5). */
int64_t cvk_sandbox_wall_to_instant (const char *zone, int64_t wall);
int64_t cvk_sandbox_instant_to_wall (const char *zone, int64_t instant);

/* Days since 1970-01-01 in the proleptic Gregorian calendar; @month from 1. */
int64_t cvk_sandbox_days_from_date (int64_t year, int month, int day);
void cvk_sandbox_date_from_days (int64_t days, int64_t *year, int *month, int *day);
int cvk_sandbox_days_in_month (int64_t year, int month);

/* 2026-03-03T13:00:00Z */
char *cvk_sandbox_format_instant (int64_t instant) G_GNUC_WARN_UNUSED_RESULT;
/* Zoom's two forms: 2026-03-03T13:00:00Z, or without Z, a wall time in @zone. */
gboolean cvk_sandbox_parse_start (const char *text, const char *zone, int64_t *instant);
/* 2026-03-03 */
gboolean cvk_sandbox_parse_date (const char *text, int64_t *days);

G_END_DECLS
