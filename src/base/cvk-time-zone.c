// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-time-zone.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-datetime-private.h"

#define DAY 86400
#define MAX_NAME 64
/* Morocco changes its clocks for a month at a time, which is the shortest. */
#define STRIDE (14 * DAY)

/* GLib works the rule that ends a zone's table out up to the year 2999. */
#define LAST_RULED_YEAR 2899
/* It misreads rules that count winter as the daylight-saving time, as Ireland's does; tables reach
 * to 2037. */
#define LAST_TABLED_YEAR 2036
/* Within so many years a year begins on every weekday, as a common and as a leap year. */
#define WEEKDAY_CYCLE 28

struct _CvkTimeZone
{
  GTimeZone *zone;
  int last_year; /* that GLib gets right */
  int64_t end;   /* of that year, in UTC */

  /* Of the file that it was read from, and which of its versions. */
  ino_t inode;
  struct timespec changed;
  unsigned generation;
  CvkTimeZone *older; /* nullable: the version before it */
};

static GMutex zones_mutex;
static GHashTable *zones; /* name -> CvkTimeZone */

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
is_zone_file (const char *path, struct stat *status)
{
  char magic[4] = "";
  gboolean is_zone = FALSE;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    return FALSE;
  is_zone = fstat (fd, status) == 0 && S_ISREG (status->st_mode) &&
            read (fd, magic, sizeof magic) == sizeof magic && memcmp (magic, "TZif", 4) == 0;
  close (fd);
  return is_zone;
}

/* GLib keeps a zone by its name for as long as anybody has it. A path with another number of
 * slashes in front is another name. */
static GTimeZone *
load_file (const char *path, unsigned generation)
{
  g_autofree char *slashes = g_strnfill (generation, '/');
  g_autofree char *name = g_strconcat (slashes, path, NULL);

  return g_time_zone_new_identifier (name);
}

static char *
dup_path (const char *name)
{
  const char *directory = g_getenv ("TZDIR");

  return g_build_filename (directory == NULL ? "/usr/share/zoneinfo" : directory, name, NULL);
}

static int
find_offset (GTimeZone *zone, int64_t instant)
{
  return g_time_zone_get_offset (zone,
                                 g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant));
}

/* Whether winter or summer have another offset behind the last year of the tables. */
static gboolean
is_misread (GTimeZone *zone)
{
  static const int months[] = { 1, 7 };

  for (size_t i = 0; i < G_N_ELEMENTS (months); i++)
    if (find_offset (zone, cvk_calendar_to_days (2037, months[i], 15) * DAY) !=
        find_offset (zone, cvk_calendar_to_days (2039, months[i], 15) * DAY))
      return TRUE;
  return FALSE;
}

/* Known on a machine without zone files too. */
static gboolean
needs_no_file (const char *name)
{
  return g_str_equal (name, "UTC");
}

static CvkTimeZone *
create_zone (const char *name, unsigned generation)
{
  g_autofree char *path = dup_path (name);
  struct stat status = { 0 };
  GTimeZone *zone = NULL;
  CvkTimeZone *self = NULL;

  if (!is_zone_name (name))
    return NULL;
  if (needs_no_file (name))
    zone = g_time_zone_new_utc ();
  else if (is_zone_file (path, &status))
    zone = load_file (path, generation);
  if (zone == NULL)
    return NULL;
  self = g_new0 (CvkTimeZone, 1);
  self->zone = zone;
  self->generation = generation;
  self->inode = status.st_ino;
  self->changed = status.st_ctim;
  self->last_year = is_misread (zone) ? LAST_TABLED_YEAR : LAST_RULED_YEAR;
  self->end = cvk_calendar_to_days (self->last_year + 1, 1, 1) * DAY;
  return self;
}

/* The system's time zone data may be brought up to date while we run. A file that has gone says
 * nothing new. */
static gboolean
is_current (const CvkTimeZone *self, const char *name)
{
  g_autofree char *path = NULL;
  struct stat status = { 0 };

  if (needs_no_file (name))
    return TRUE;
  path = dup_path (name);
  if (stat (path, &status) != 0)
    return TRUE;
  return status.st_ino == self->inode && status.st_ctim.tv_sec == self->changed.tv_sec &&
         status.st_ctim.tv_nsec == self->changed.tv_nsec;
}

CvkTimeZone *
cvk_time_zone_lookup (const char *name, GError **error)
{
  CvkTimeZone *zone = NULL;

  g_mutex_lock (&zones_mutex);
  if (zones == NULL)
    zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  zone = g_hash_table_lookup (zones, name);
  /* The old one stays: others may have it. */
  if (zone == NULL || !is_current (zone, name))
    {
      CvkTimeZone *anew = create_zone (name, zone == NULL ? 0 : zone->generation + 1);

      if (anew != NULL)
        {
          anew->older = zone;
          g_hash_table_replace (zones, g_strdup (name), anew);
        }
      zone = anew != NULL ? anew : zone;
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

char *
cvk_time_zone_dup_own (void)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (local);

  /* Many names of the same; the short one is what people know. */
  if (name != NULL &&
      (g_str_has_prefix (name, "Etc/U") || g_str_equal (name, "Etc/Zulu") ||
       g_str_equal (name, "Universal") || g_str_equal (name, "Zulu") || g_str_equal (name, "UCT")))
    return g_strdup ("UTC");
  /* Without a name GLib gives rules or paths, which no service understands. */
  return g_strdup (name != NULL && cvk_time_zone_is_known (name) ? name : "UTC");
}

char *
cvk_time_zone_dup_city (const char *zone)
{
  const char *slash;
  char *city;

  g_return_val_if_fail (zone != NULL, NULL);

  slash = strrchr (zone, '/');
  if (slash == NULL || slash[1] == '\0' || g_str_has_prefix (zone, "Etc/"))
    return g_strdup (zone);
  city = g_strdup (slash + 1);
  g_strdelimit (city, "_", ' ');
  return city;
}

static gboolean
have_same_days (int a, int b)
{
  return cvk_calendar_days_in_month (a, 2) == cvk_calendar_days_in_month (b, 2) &&
         (cvk_calendar_to_days (a, 1, 1) - cvk_calendar_to_days (b, 1, 1)) % 7 == 0;
}

/* How far @time lies behind the same time of a year that GLib gets right and that has the same
 * days: the rule is the same for both. */
static int64_t
get_distance (const CvkTimeZone *self, int64_t time)
{
  int64_t year = 0;
  int month = 0;
  int day = 0;
  int same = self->last_year;

  if (time < self->end)
    return 0;
  cvk_calendar_from_days (time / DAY, &year, &month, &day);
  while (same > self->last_year - WEEKDAY_CYCLE && !have_same_days ((int) year, same))
    same--;
  return (cvk_calendar_to_days (year, 1, 1) - cvk_calendar_to_days (same, 1, 1)) * DAY;
}

int
cvk_time_zone_get_offset (CvkTimeZone *zone, int64_t instant)
{
  return find_offset (zone->zone, instant - get_distance (zone, instant));
}

/* By halves: the offset is another one at @from and at @to. */
static int64_t
find_between (CvkTimeZone *zone, int64_t from, int64_t to)
{
  int offset = cvk_time_zone_get_offset (zone, from);

  while (to - from > 1)
    {
      int64_t middle = from + (to - from) / 2;

      if (cvk_time_zone_get_offset (zone, middle) == offset)
        from = middle;
      else
        to = middle;
    }
  return to;
}

int64_t
cvk_time_zone_find_change (CvkTimeZone *zone, int64_t after, int64_t limit)
{
  int offset = cvk_time_zone_get_offset (zone, after);

  while (after < limit)
    {
      int64_t next = MIN (after + STRIDE, limit);

      if (cvk_time_zone_get_offset (zone, next) != offset)
        return find_between (zone, after, next);
      after = next;
    }
  return limit;
}

/* The zone keeps one offset within an interval. A wall time belongs to those intervals that, read
 * with their offset, contain it: one, two when an hour is repeated, none when it is left out. */
static void
resolve_known (GTimeZone *zone, int64_t wall, CvkZonedTimes *times)
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
  times->offset = find_offset (zone, times->instant);
  times->second_instant = times->instant;
  times->second_offset = times->offset;
}

void
cvk_time_zone_resolve (CvkTimeZone *zone, int64_t wall, CvkZonedTimes *times)
{
  int64_t distance = get_distance (zone, wall);

  resolve_known (zone->zone, wall - distance, times);
  times->instant += distance;
  times->second_instant += distance;
  times->reached = times->instant;
  /* With the offset from before the gap the instant lies behind it, with the one from behind it
   * before. */
  if (times->kind == CVK_WALL_TIME_GAP)
    times->reached = find_between (zone, wall - times->offset, times->instant);
}
