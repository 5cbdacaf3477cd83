// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <libical/ical.h>

G_BEGIN_DECLS

/**
 * How a series repeats: its times as the clocks of its place show them, without any zone. They are
 * counted, not waited for: a rule that would take long to count is refused before that.
 */

/* A rule takes so many steps at most, and the rules of a file together. */
#define CVK_ICS_MAX_STEPS 500000
#define CVK_ICS_MAX_STEPS_IN_ALL 2000000
/* Times of one series that are put out. */
#define CVK_ICS_MAX_TIMES 5000

typedef enum
{
  CVK_ICS_RULE_DONE,
  CVK_ICS_RULE_INVALID,  /* it cannot be understood */
  CVK_ICS_RULE_TOO_FINE, /* it would take too long */
  CVK_ICS_RULE_TOO_MANY, /* only the first ones were put out */
} CvkIcsRuleResult;

/* @text: the value of an RRULE. @from, @until: the first and the last time that are wanted.
 * @budget: (inout): steps that may still be taken. @times: (element-type struct icaltimetype):
 * where they go, in order. @end: (out): the rule's UNTIL when that is in UTC, so that only who
 * knows the zone can compare with it, else the null time; the times go on for a day behind it. */
CvkIcsRuleResult cvk_ics_rule_expand (const char *text,
                                      struct icaltimetype start,
                                      struct icaltimetype from,
                                      struct icaltimetype until,
                                      gint64 *budget,
                                      GArray *times,
                                      struct icaltimetype *end);

G_END_DECLS
