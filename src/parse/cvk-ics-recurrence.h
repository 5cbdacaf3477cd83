// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "parse/cvk-ics-rule.h"

G_BEGIN_DECLS

/**
 * How a series repeats: its times as the clocks of its place show them, without any zone, in
 * seconds as if they showed UTC. What it may cost is bounded: a rule can ask for every second of a
 * century.
 */

/* Days and times that a rule looks at, at most, and the rules of a file together. */
#define CVK_ICS_MAX_STEPS 2000000
#define CVK_ICS_MAX_STEPS_IN_ALL 20000000
/* Times of one series that are put out. */
#define CVK_ICS_MAX_TIMES 5000

typedef enum
{
  CVK_ICS_RULE_DONE,
  CVK_ICS_RULE_TOO_FINE, /* it was given up */
  CVK_ICS_RULE_TOO_MANY, /* only the first ones were put out */
} CvkIcsRuleResult;

/* The times that @rule gives from @start on, as far as they lie between @from and @until, both
 * included. @steps: (inout): that may still be taken. @times: (element-type gint64): where they go,
 * in order. */
CvkIcsRuleResult cvk_ics_rule_expand (const CvkIcsRule *rule,
                                      gint64 start,
                                      gint64 from,
                                      gint64 until,
                                      gint64 *steps,
                                      GArray *times);

G_END_DECLS
