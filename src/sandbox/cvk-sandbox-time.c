// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-time.h"

#include <inttypes.h>
#include <string.h>

#define SECONDS_PER_DAY INT64_C (86400)
#define MAX_ZONE_LENGTH 64

int64_t
cvk_sandbox_clock_get_now (const CvkSandboxClock *self)
{
  return self->frozen ? self->frozen_at : g_get_real_time () + self->offset;
}

void
cvk_sandbox_clock_set (CvkSandboxClock *self, int64_t now, gboolean frozen)
{
  self->frozen = frozen;
  self->frozen_at = now;
  self->offset = now - g_get_real_time ();
}

static gboolean
looks_like_zone (const char *zone)
{
  size_t length = strlen (zone);

  return length > 0 && length <= MAX_ZONE_LENGTH && g_ascii_isalpha (zone[0]) &&
         strspn (zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") ==
           length;
}

static GTimeZone *
find_zone (const char *name)
{
  static GHashTable *zones;
  GTimeZone *zone;

  if (zones == NULL)
    zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (g_hash_table_lookup_extended (zones, name, NULL, (gpointer *) &zone))
    return zone;
  zone = looks_like_zone (name) ? g_time_zone_new_identifier (name) : NULL;
  /* Only known names are kept: what strangers send must not fill the memory. */
  if (zone != NULL)
    g_hash_table_insert (zones, g_strdup (name), zone);
  return zone;
}

gboolean
cvk_sandbox_zone_is_known (const char *zone)
{
  return find_zone (zone) != NULL;
}

static int64_t
get_offset (GTimeZone *zone, int64_t instant)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant);

  return g_time_zone_get_offset (zone, interval);
}

int64_t
cvk_sandbox_wall_to_instant (const char *name, int64_t wall)
{
  GTimeZone *zone = find_zone (name);
  int64_t before, after;

  if (zone == NULL)
    return wall;
  before = get_offset (zone, wall - SECONDS_PER_DAY);
  after = get_offset (zone, wall + SECONDS_PER_DAY);
  if (get_offset (zone, wall - before) == before || get_offset (zone, wall - after) != after)
    return wall - before;
  return wall - after;
}

int64_t
cvk_sandbox_instant_to_wall (const char *name, int64_t instant)
{
  GTimeZone *zone = find_zone (name);

  return zone == NULL ? instant : instant + get_offset (zone, instant);
}

int64_t
cvk_sandbox_days_from_date (int64_t year, int month, int day)
{
  int64_t shifted = month > 2 ? year : year - 1;
  int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
  int64_t year_of_era = shifted - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

void
cvk_sandbox_date_from_days (int64_t days, int64_t *year, int *month, int *day)
{
  int64_t shifted = days + 719468;
  int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int64_t day_of_era = shifted - era * 146097;
  int64_t year_of_era =
    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int month_from_march = (int) ((5 * day_of_year + 2) / 153);

  *day = (int) (day_of_year - (153 * month_from_march + 2) / 5 + 1);
  *month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

int
cvk_sandbox_days_in_month (int64_t year, int month)
{
  return (int) (cvk_sandbox_days_from_date (month == 12 ? year + 1 : year,
                                            month == 12 ? 1 : month + 1, 1) -
                cvk_sandbox_days_from_date (year, month, 1));
}

char *
cvk_sandbox_format_instant (int64_t instant)
{
  int64_t days = instant / SECONDS_PER_DAY - (instant % SECONDS_PER_DAY < 0 ? 1 : 0);
  int64_t rest = instant - days * SECONDS_PER_DAY;
  int64_t year;
  int month, day;

  cvk_sandbox_date_from_days (days, &year, &month, &day);
  return g_strdup_printf ("%04" PRId64 "-%02d-%02dT%02d:%02d:%02dZ", year, month, day,
                          (int) (rest / 3600), (int) (rest / 60 % 60), (int) (rest % 60));
}

/* Reads exactly @digits digits. */
static gboolean
read_number (const char **text, int digits, int *number)
{
  *number = 0;
  for (int i = 0; i < digits; i++)
    {
      if (!g_ascii_isdigit ((*text)[i]))
        return FALSE;
      *number = *number * 10 + ((*text)[i] - '0');
    }
  *text += digits;
  return TRUE;
}

static gboolean
read_character (const char **text, char character)
{
  if (**text != character)
    return FALSE;
  (*text)++;
  return TRUE;
}

static gboolean
read_date (const char **text, int64_t *days)
{
  int year, month, day;

  if (!read_number (text, 4, &year) || !read_character (text, '-') ||
      !read_number (text, 2, &month) || !read_character (text, '-') || !read_number (text, 2, &day))
    return FALSE;
  if (year < 1 || month < 1 || month > 12 || day < 1 ||
      day > cvk_sandbox_days_in_month (year, month))
    return FALSE;
  *days = cvk_sandbox_days_from_date (year, month, day);
  return TRUE;
}

/* Many JavaScript clients send milliseconds, and Zoom takes them. */
static gboolean
skip_fraction (const char **text)
{
  size_t digits;

  if (**text != '.')
    return TRUE;
  digits = strspn (*text + 1, "0123456789");
  *text += digits + 1;
  return digits > 0 && digits <= 9;
}

gboolean
cvk_sandbox_parse_start (const char *text, const char *zone, int64_t *instant)
{
  int64_t days, wall;
  int hour, minute, second;

  if (!read_date (&text, &days) || !read_character (&text, 'T') || !read_number (&text, 2, &hour) ||
      !read_character (&text, ':') || !read_number (&text, 2, &minute) ||
      !read_character (&text, ':') || !read_number (&text, 2, &second) || !skip_fraction (&text))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 59)
    return FALSE;
  wall = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
  if (strcmp (text, "Z") == 0)
    *instant = wall;
  else if (*text == '\0')
    *instant = cvk_sandbox_wall_to_instant (zone, wall);
  else
    return FALSE;
  return TRUE;
}

gboolean
cvk_sandbox_parse_date (const char *text, int64_t *days)
{
  return read_date (&text, days) && *text == '\0';
}
