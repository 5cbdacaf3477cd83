// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-calendar-time.h"

#include <stdio.h>
#include <string.h>

#include "nodes/cvk-windows-zones.h"

#define DAY 86400

typedef struct
{
  char *name; /* IANA */
  CvkTimeZone *zone;
} Zone;

struct _CvkCalendarZones
{
  Zone *own;
  GHashTable *by_id;   /* TZID -> Zone, or NULL for one that this computer does not know */
  GHashTable *unknown; /* TZIDs that the calendar does not know either */
};

static void
free_zone (Zone *zone)
{
  if (zone == NULL)
    return;
  g_free (zone->name);
  g_free (zone);
}

/* NULL when this computer does not know it. */
static Zone *
open_zone (const char *name)
{
  CvkTimeZone *zone = cvk_time_zone_lookup (name, NULL);
  Zone *self = NULL;

  if (zone == NULL)
    return NULL;
  self = g_new0 (Zone, 1);
  self->name = g_strdup (name);
  self->zone = zone;
  return self;
}

CvkCalendarZones *
cvk_calendar_zones_new (const char *own)
{
  CvkCalendarZones *self = g_new0 (CvkCalendarZones, 1);

  self->own = open_zone (own);
  if (self->own == NULL)
    self->own = open_zone ("UTC");
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_zone);
  self->unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
cvk_calendar_zones_free (CvkCalendarZones *self)
{
  g_hash_table_unref (self->unknown);
  g_hash_table_unref (self->by_id);
  free_zone (self->own);
  g_free (self);
}

GList *
cvk_calendar_zones_list_unknown (CvkCalendarZones *self)
{
  return g_hash_table_get_keys (self->unknown);
}

/* --- Names --- */

/* With somebody's path in front of it: the longest end that is a name. */
static Zone *
open_prefixed (const char *id)
{
  Zone *zone = NULL;

  for (const char *slash = id; *id == '/' && zone == NULL && slash != NULL;
       slash = strchr (slash + 1, '/'))
    zone = open_zone (slash + 1);
  return zone;
}

static Zone *
open_any (const char *id)
{
  const char *known = cvk_windows_zone_to_iana (id);
  Zone *zone = known != NULL ? open_zone (known) : open_zone (id);

  return zone != NULL ? zone : open_prefixed (id);
}

/* (nullable) */
static Zone *
find_zone (CvkCalendarZones *self, const char *id, const char *location)
{
  gpointer found = NULL;

  if (g_hash_table_lookup_extended (self->by_id, id, NULL, &found))
    return found;
  found = open_any (id);
  if (found == NULL && location != NULL)
    found = open_any (location);
  g_hash_table_insert (self->by_id, g_strdup (id), found);
  return found;
}

/* --- Times --- */

/* @is_utc, @offset: (out): what stands behind it; @offset stays as it is without one. */
static gboolean
read_wall (const char *text, CvkCalendarTime *time, gboolean *is_utc, const char **rest)
{
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, length = 0;

  *is_utc = FALSE;
  if (sscanf (text, "%4d%2d%2d%n", &year, &month, &day, &length) < 3 || length != 8 || year < 1 ||
      month < 1 || month > 12 || day < 1 || day > cvk_calendar_days_in_month (year, month))
    return FALSE;
  text += length;
  time->is_date = *text != 'T';
  time->wall = cvk_calendar_to_days (year, month, day) * DAY;
  if (!time->is_date)
    {
      if (sscanf (text, "T%2d%2d%2d%n", &hour, &minute, &second, &length) < 3 || length != 7 ||
          hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return FALSE;
      text += length;
      time->wall += hour * 3600 + minute * 60 + second;
      *is_utc = *text == 'Z';
      text += *is_utc ? 1 : 0;
    }
  *rest = text;
  return TRUE;
}

/* The instant of the wall time in a zone. Of a time in a gap the clocks show a later one. */
static void
resolve (CvkCalendarTime *time, const Zone *zone)
{
  CvkZonedTimes times;

  cvk_time_zone_resolve (zone->zone, time->wall, &times);
  time->instant = times.instant;
  time->offset = times.offset;
  time->zone = zone->name;
  if (!time->is_date)
    time->wall = times.instant + times.offset;
}

static void
set_offset (CvkCalendarTime *time, int offset)
{
  time->offset = offset;
  time->zone = NULL;
  time->instant = time->wall - offset;
}

gboolean
cvk_calendar_time_read (CvkCalendarZones *zones, const CvkValue *value, CvkCalendarTime *time)
{
  const char *text = cvk_value_lookup_string (value, "time", NULL);
  const char *id = cvk_value_lookup_string (value, "zone", NULL);
  int64_t offset = cvk_value_lookup_integer (value, "offset", G_MAXINT64);
  const char *rest = NULL;
  const Zone *zone = NULL;
  gboolean is_utc = FALSE;

  *time = (CvkCalendarTime){ 0 };
  if (text == NULL || !read_wall (text, time, &is_utc, &rest) || *rest != '\0')
    return FALSE;
  if (id != NULL && !time->is_date && !is_utc)
    zone = find_zone (zones, id, cvk_value_lookup_string (value, "location", NULL));
  if (zone == NULL && id != NULL && !is_utc && !time->is_date && offset == G_MAXINT64)
    g_hash_table_add (zones->unknown, g_strdup (id));
  if (is_utc)
    set_offset (time, 0);
  else if (zone == NULL && id != NULL && !time->is_date && offset > -DAY && offset < DAY)
    set_offset (time, (int) offset);
  else
    resolve (time, zone != NULL ? zone : zones->own);
  return TRUE;
}

/* (nullable) */
static const Zone *
find_by_name (CvkCalendarZones *zones, const char *name)
{
  if (name == NULL)
    return NULL;
  return g_str_equal (name, zones->own->name) ? zones->own : find_zone (zones, name, NULL);
}

gboolean
cvk_calendar_time_read_wall (CvkCalendarZones *zones,
                             const char *text,
                             const CvkCalendarTime *start,
                             CvkCalendarTime *time)
{
  const Zone *zone = find_by_name (zones, start->zone);
  const char *rest = NULL;
  int offset = start->offset;
  gboolean is_utc = FALSE;

  *time = (CvkCalendarTime){ 0 };
  if (!read_wall (text, time, &is_utc, &rest) || time->is_date != start->is_date)
    return FALSE;
  if (zone != NULL)
    resolve (time, zone);
  else if (is_utc)
    set_offset (time, 0);
  else if (*rest == '\0' || sscanf (rest, "/%d", &offset) == 1)
    set_offset (time, CLAMP (offset, -DAY, DAY));
  else
    return FALSE;
  return TRUE;
}

CvkCalendarTime
cvk_calendar_time_shift (CvkCalendarZones *zones,
                         const CvkCalendarTime *time,
                         int64_t wall_seconds,
                         int64_t seconds)
{
  const Zone *zone = find_by_name (zones, time->zone);
  CvkCalendarTime moved = *time;

  if (wall_seconds != 0 || time->is_date)
    {
      moved.wall += wall_seconds + (time->is_date ? seconds / DAY * DAY : 0);
      if (zone != NULL)
        resolve (&moved, zone);
      else
        set_offset (&moved, time->offset);
    }
  if (time->is_date || seconds == 0)
    return moved;
  moved.instant += seconds;
  if (zone != NULL)
    moved.offset = cvk_time_zone_get_offset (zone->zone, moved.instant);
  moved.wall = moved.instant + moved.offset;
  return moved;
}

/* --- Text --- */

/* @separator: between year, month and day. */
static char *
format_date (int64_t wall, const char *separator)
{
  int64_t year = 0;
  int month = 0, day = 0;

  cvk_calendar_from_days (wall / DAY - (wall % DAY < 0 ? 1 : 0), &year, &month, &day);
  return g_strdup_printf ("%04d%s%02d%s%02d", (int) CLAMP (year, 0, 9999), separator, month,
                          separator, day);
}

char *
cvk_calendar_time_to_string (const CvkCalendarTime *time)
{
  g_autofree char *date = format_date (time->wall, "-");
  int64_t second = ((time->wall % DAY) + DAY) % DAY;
  int minutes = ABS (time->offset) / 60;
  GString *text = NULL;

  if (time->is_date)
    return g_steal_pointer (&date);
  text = g_string_new (date);
  g_string_append_printf (text, "T%02d:%02d:%02d", (int) (second / 3600), (int) (second / 60 % 60),
                          (int) (second % 60));
  if (time->offset == 0 && time->zone == NULL)
    g_string_append_c (text, 'Z');
  else
    g_string_append_printf (text, "%c%02d:%02d", time->offset < 0 ? '-' : '+', minutes / 60,
                            minutes % 60);
  if (time->zone != NULL)
    g_string_append_printf (text, "[%s]", time->zone);
  return g_string_free (text, FALSE);
}

char *
cvk_calendar_time_to_key (const CvkCalendarTime *time)
{
  int64_t wall = time->is_date ? time->wall : time->instant;
  g_autofree char *date = format_date (wall, "");
  int64_t second = ((wall % DAY) + DAY) % DAY;

  if (time->is_date)
    return g_steal_pointer (&date);
  return g_strdup_printf ("%sT%02d%02d%02dZ", date, (int) (second / 3600), (int) (second / 60 % 60),
                          (int) (second % 60));
}
