// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* Settings that say when: a date, or an amount and a unit. */

/* The instant of the date in setting @field, read in the zone of setting "zone" when it is a wall
 * time. Microseconds since 1970; FALSE sets @problem, also when the setting is missing. */
gboolean cvk_moment_read_date (const CvkValue *settings,
                               const char *field,
                               int64_t *instant,
                               CvkProblem **problem);
/* The instant that lies the amount in setting @field, in units of setting "unit", behind @from.
 * As above. */
gboolean cvk_moment_read_duration (const CvkValue *settings,
                                   const char *field,
                                   int64_t from,
                                   int64_t *instant,
                                   CvkProblem **problem);

G_END_DECLS
