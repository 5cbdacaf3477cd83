// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-activation-words.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"

char *
cvk_activation_words_next (int64_t time, int64_t now, const char *zone)
{
  g_autoptr (GTimeZone) known = g_time_zone_new_identifier (zone);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) utc_then = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) utc_now = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_to_timezone (utc_then, known != NULL ? known : utc);
  g_autoptr (GDateTime) today = g_date_time_to_timezone (utc_now, known != NULL ? known : utc);
  gboolean is_this_year = g_date_time_get_year (then) == g_date_time_get_year (today);
  g_autofree char *hour = cvk_local_time (then);
  g_autofree char *date =
    cvk_local_date (then, is_this_year ? CVK_DATE_WEEKDAY : CVK_DATE_SHORT_YEAR);

  switch (cvk_local_count_days (then, today))
    {
    case 0:
      /* Translators: a time of this day. */
      return g_strdup_printf (_ ("Next run today at %s"), hour);
    case 1:
      /* Translators: a time of the day after. */
      return g_strdup_printf (_ ("Next run tomorrow at %s"), hour);
    default:
      /* Translators: a date and a time: “Next run on Tue 3 Mar at 14:05”. */
      return g_strdup_printf (_ ("Next run on %s at %s"), date, hour);
    }
}
