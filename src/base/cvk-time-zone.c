// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-datetime-private.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY 86400
#define MAX_NAME 64

/* GLib works a zone's rule out up to the year 2999. The Gregorian calendar repeats every 400 years,
 * weekdays included, so that later years are looked up in an earlier cycle. */
#define CYCLE (INT64_C (146097) * DAY)
#define YEAR_2900 INT64_C (29348006400)

static GMutex zones_mutex;
static GHashTable *zones; /* name -> GTimeZone */

/* RFC 9557, section 4.1: letters, digits and "._-+" in parts between slashes. Names that depend on
 * the machine, or count leap seconds, are none. */
static gboolean
is_zone_name (const char *name)
{
  static const char *const refused[] = { "localtime", "posixrules", "posix", "right" };
  size_t length = strlen (name);
  g_auto (GStrv) parts = NULL;

  if (length == 0 || length > MAX_NAME || !g_ascii_isalpha (name[0]))
    return FALSE;
  if (strspn (name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._-+/") != length)
    return FALSE;
  parts = g_strsplit (name, "/", -1);
  for (unsigned i = 0; i < G_N_ELEMENTS (refused); i++)
    if (g_str_equal (parts[0], refused[i]))
      return FALSE;
  for (unsigned i = 0; parts[i] != NULL; i++)
    if (parts[i][0] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;
  return TRUE;
}

/* GLib would also take rules like "ABC5DEF", and stumbles over files that are no zones. */
static gboolean
is_zone_file (const char *name)
{
  const char *directory = g_getenv ("TZDIR");
  g_autofree char *path = NULL;
  struct stat status;
  char magic[4] = "";
  gboolean is_zone = FALSE;
  int fd = -1;

  path = g_build_filename (directory == NULL ? "/usr/share/zoneinfo" : directory, name, NULL);
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return FALSE;
  is_zone = fstat (fd, &status) == 0 && S_ISREG (status.st_mode) &&
            read (fd, magic, sizeof magic) == sizeof magic && memcmp (magic, "TZif", 4) == 0;
  close (fd);
  return is_zone;
}

static GTimeZone *
load_zone (const char *name)
{
  if (!is_zone_name (name))
    return NULL;
  /* Known on a machine without zone files too. */
  if (g_str_equal (name, "UTC"))
    return g_time_zone_new_utc ();
  if (!is_zone_file (name))
    return NULL;
  return g_time_zone_new_identifier (name);
}

CvkTimeZone *
cvk_time_zone_lookup (const char *name, GError **error)
{
  GTimeZone *zone = NULL;

  g_mutex_lock (&zones_mutex);
  if (zones == NULL)
    zones = g_hash_table_new (g_str_hash, g_str_equal);
  zone = g_hash_table_lookup (zones, name);
  if (zone == NULL)
    {
      zone = load_zone (name);
      if (zone != NULL)
        g_hash_table_insert (zones, g_strdup (name), zone);
    }
  g_mutex_unlock (&zones_mutex);
  if (zone == NULL)
    g_set_error (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_UNKNOWN_ZONE,
                 _ ("The time zone “%s” is not known here. Use a name like Europe/Berlin, and "
                    "check that the system's time zone data is installed."),
                 name);
  return zone;
}

gboolean
cvk_time_zone_is_known (const char *zone)
{
  g_return_val_if_fail (zone != NULL, FALSE);

  return cvk_time_zone_lookup (zone, NULL) != NULL;
}

/* How far @time lies behind a time that GLib knows. */
static int64_t
get_cycles (int64_t time)
{
  return time < YEAR_2900 ? 0 : ((time - YEAR_2900) / CYCLE + 1) * CYCLE;
}

int
cvk_time_zone_get_offset (CvkTimeZone *zone, int64_t instant)
{
  int interval =
    g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant - get_cycles (instant));

  return g_time_zone_get_offset (zone, interval);
}

/* The zone keeps one offset within an interval. A wall time belongs to those intervals that, read
 * with their offset, contain it: one, two when an hour is repeated, none when it is left out. */
static void
resolve_known (CvkTimeZone *zone, int64_t wall, CvkZonedTimes *times)
{
  int first = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, wall - DAY);
  int last = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, wall + DAY);
  int before = g_time_zone_get_offset (zone, first);
  unsigned found = 0;

  for (int i = first; i <= last; i++)
    {
      int offset = g_time_zone_get_offset (zone, i);
      int at = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, wall - offset);

      if (at > i)
        before = offset;
      if (at != i)
        continue;
      if (found++ == 0)
        {
          times->instant = wall - offset;
          times->offset = offset;
        }
      times->second_instant = wall - offset;
      times->second_offset = offset;
    }
  times->kind = found > 1 ? CVK_WALL_TIME_REPEATED : CVK_WALL_TIME_UNIQUE;
  if (found > 0)
    return;
  /* RFC 5545, section 3.3.5: read with the offset from before the gap. */
  times->kind = CVK_WALL_TIME_GAP;
  times->instant = wall - before;
  times->offset = cvk_time_zone_get_offset (zone, times->instant);
  times->second_instant = times->instant;
  times->second_offset = times->offset;
}

void
cvk_time_zone_resolve (CvkTimeZone *zone, int64_t wall, CvkZonedTimes *times)
{
  int64_t cycles = get_cycles (wall);

  resolve_known (zone, wall - cycles, times);
  times->instant += cycles;
  times->second_instant += cycles;
}
