// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics-recurrence.h"

#include <string.h>

/* A year is looked at day by day. */
#define MAX_DAYS_IN_PERIOD 366

static unsigned
count_values (const short *values, unsigned size)
{
  unsigned count = 0;

  while (count < size && values[count] != ICAL_RECURRENCE_ARRAY_MAX)
    count++;
  return MAX (count, 1);
}

static gint64
to_seconds (struct icaltimetype time)
{
  time.zone = NULL;
  time.is_date = 0;
  return (gint64) icaltime_as_timet (time);
}

/* How many times the library looks at between two instants, at most. */
static gint64
estimate_steps (const struct icalrecurrencetype *rule, gint64 seconds)
{
  static const gint64 lengths[] = { 1, 60, 3600, 86400, 7 * 86400, 28 * 86400, 365 * 86400 };
  gint64 periods = seconds / lengths[rule->freq] / MAX (rule->interval, 1) + 1;
  gint64 in_period = 1;

  if (rule->freq > ICAL_SECONDLY_RECURRENCE)
    in_period *= count_values (rule->by_second, ICAL_BY_SECOND_SIZE);
  if (rule->freq > ICAL_MINUTELY_RECURRENCE)
    in_period *= count_values (rule->by_minute, ICAL_BY_MINUTE_SIZE);
  if (rule->freq > ICAL_HOURLY_RECURRENCE)
    in_period *= count_values (rule->by_hour, ICAL_BY_HOUR_SIZE);
  if (rule->freq == ICAL_WEEKLY_RECURRENCE)
    in_period *= 7;
  else if (rule->freq == ICAL_MONTHLY_RECURRENCE)
    in_period *= 31;
  else if (rule->freq == ICAL_YEARLY_RECURRENCE)
    in_period *= MAX_DAYS_IN_PERIOD;
  return periods > G_MAXINT64 / 1000000000 ? G_MAXINT64 : periods * in_period;
}

static gboolean
read_rule (const char *text, struct icalrecurrencetype *rule)
{
  *rule = icalrecurrencetype_from_string (text);
  if (rule->freq == ICAL_NO_RECURRENCE)
    return FALSE;
  /* Other calendars than ours (RFC 7529) are another matter; ours may be named. */
  if (rule->rscale != NULL && g_ascii_strcasecmp (rule->rscale, "GREGORIAN") != 0)
    {
      icalrecurrencetype_clear (rule);
      return FALSE;
    }
  return rule->interval >= 1;
}

/* Where counting may begin: at the start, unless there is no number of times to count. */
static gboolean
may_jump (const struct icalrecurrencetype *rule,
          struct icaltimetype start,
          struct icaltimetype from)
{
  return rule->count == 0 && icaltime_compare (from, start) > 0;
}

static CvkIcsRuleResult
count_times (icalrecur_iterator *iterator,
             struct icaltimetype from,
             struct icaltimetype until,
             GArray *times)
{
  struct icaltimetype time = icalrecur_iterator_next (iterator);

  for (; !icaltime_is_null_time (time) && icaltime_compare (time, until) <= 0;
       time = icalrecur_iterator_next (iterator))
    {
      if (icaltime_compare (time, from) < 0)
        continue;
      if (times->len >= CVK_ICS_MAX_TIMES)
        return CVK_ICS_RULE_TOO_MANY;
      g_array_append_val (times, time);
    }
  return CVK_ICS_RULE_DONE;
}

/* What is left of the rule's own end when it is compared with in the zone, by somebody else. */
static void
widen_end (struct icalrecurrencetype *rule, struct icaltimetype start, struct icaltimetype *end)
{
  gboolean is_utc = rule->until.zone != NULL;

  *end = icaltime_null_time ();
  if (icaltime_is_null_time (rule->until))
    return;
  /* A date ends with its day (libical compares with its beginning). */
  if (rule->until.is_date && !start.is_date)
    {
      rule->until.is_date = 0;
      rule->until.hour = 23;
      rule->until.minute = 59;
      rule->until.second = 59;
    }
  else if (is_utc && start.zone == NULL && !start.is_date)
    {
      *end = rule->until;
      icaltime_adjust (&rule->until, 1, 0, 0, 0);
    }
  rule->until.zone = NULL;
}

CvkIcsRuleResult
cvk_ics_rule_expand (const char *text,
                     struct icaltimetype start,
                     struct icaltimetype from,
                     struct icaltimetype until,
                     gint64 *budget,
                     GArray *times,
                     struct icaltimetype *end)
{
  struct icalrecurrencetype rule;
  icalrecur_iterator *iterator = NULL;
  CvkIcsRuleResult result = CVK_ICS_RULE_INVALID;
  struct icaltimetype first;
  gint64 steps = 0;

  if (!read_rule (text, &rule))
    return CVK_ICS_RULE_INVALID;
  widen_end (&rule, start, end);
  start.zone = NULL;
  if (icaltime_is_null_time (rule.until) || icaltime_compare (rule.until, until) > 0)
    rule.until = until;
  first = may_jump (&rule, start, from) ? from : start;
  steps = estimate_steps (&rule, MAX (to_seconds (rule.until) - to_seconds (first), 0));
  if (steps > CVK_ICS_MAX_STEPS || steps > *budget)
    result = CVK_ICS_RULE_TOO_FINE;
  else
    iterator = icalrecur_iterator_new (rule, start);
  if (iterator != NULL)
    {
      *budget -= steps;
      if (icaltime_compare (first, start) > 0 && !icalrecur_iterator_set_start (iterator, first))
        result = CVK_ICS_RULE_INVALID;
      else
        result = count_times (iterator, from, rule.until, times);
      icalrecur_iterator_free (iterator);
    }
  icalrecurrencetype_clear (&rule);
  return result;
}
