// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-activation-words.h"

#include "base/cvk-i18n.h"

static gboolean
is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

char *
cvk_activation_words_next (int64_t time, int64_t now, const char *zone)
{
  g_autoptr (GTimeZone) known = g_time_zone_new_identifier (zone);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) utc_then = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) utc_now = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_to_timezone (utc_then, known != NULL ? known : utc);
  g_autoptr (GDateTime) today = g_date_time_to_timezone (utc_now, known != NULL ? known : utc);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (today, 1);

  if (is_same_day (then, today))
    /* Translators: a time today, as by strftime. */
    return g_date_time_format (then, _ ("Next run today at %H:%M"));
  if (is_same_day (then, tomorrow))
    /* Translators: a time tomorrow, as by strftime. */
    return g_date_time_format (then, _ ("Next run tomorrow at %H:%M"));
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: a date and time in this year, as by strftime. */
    return g_date_time_format (then, _ ("Next run on %a %-d %b at %H:%M"));
  /* Translators: a date and time in another year, as by strftime. */
  return g_date_time_format (then, _ ("Next run on %-d %b %Y at %H:%M"));
}
