// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics-zones.h"

#include <string.h>

/* A zone with all changes of a century is far below; one that changes every second is not. */
#define MAX_OBSERVANCES 500
#define MAX_ZONES 500

typedef struct
{
  icaltimezone *zone;
  char *location; /* nullable */
} Zone;

struct _CvkIcsZones
{
  GHashTable *zones; /* TZID -> Zone */
};

static void
free_zone (Zone *zone)
{
  icaltimezone_free (zone->zone, 1);
  g_free (zone->location);
  g_free (zone);
}

CvkIcsZones *
cvk_ics_zones_new (void)
{
  CvkIcsZones *self = g_new0 (CvkIcsZones, 1);

  self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_zone);
  return self;
}

void
cvk_ics_zones_free (CvkIcsZones *self)
{
  g_hash_table_unref (self->zones);
  g_free (self);
}

static gboolean
has_values (const short *values)
{
  return values[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

/* Clocks change on a few days of a year. */
static gboolean
is_rule_of_a_zone (icalproperty *property)
{
  struct icalrecurrencetype rule = icalproperty_get_rrule (property);

  return rule.freq == ICAL_YEARLY_RECURRENCE && rule.rscale == NULL &&
         !has_values (rule.by_second) && !has_values (rule.by_minute) && !has_values (rule.by_hour);
}

static gboolean
is_harmless (icalcomponent *component)
{
  unsigned count = 0;

  for (icalcomponent *part = icalcomponent_get_first_component (component, ICAL_ANY_COMPONENT);
       part != NULL; part = icalcomponent_get_next_component (component, ICAL_ANY_COMPONENT))
    {
      icalcomponent_kind kind = icalcomponent_isa (part);

      if ((kind != ICAL_XSTANDARD_COMPONENT && kind != ICAL_XDAYLIGHT_COMPONENT) ||
          ++count > MAX_OBSERVANCES ||
          icalcomponent_get_first_property (part, ICAL_DTSTART_PROPERTY) == NULL ||
          icalcomponent_get_first_property (part, ICAL_TZOFFSETTO_PROPERTY) == NULL ||
          icalcomponent_get_first_property (part, ICAL_TZOFFSETFROM_PROPERTY) == NULL)
        return FALSE;
      for (icalproperty *rule = icalcomponent_get_first_property (part, ICAL_RRULE_PROPERTY);
           rule != NULL; rule = icalcomponent_get_next_property (part, ICAL_RRULE_PROPERTY))
        if (!is_rule_of_a_zone (rule))
          return FALSE;
    }
  return count > 0;
}

/* (transfer full) (nullable) */
static char *
dup_location (icalcomponent *component)
{
  for (icalproperty *property = icalcomponent_get_first_property (component, ICAL_X_PROPERTY);
       property != NULL; property = icalcomponent_get_next_property (component, ICAL_X_PROPERTY))
    if (g_strcmp0 (icalproperty_get_x_name (property), "X-LIC-LOCATION") == 0)
      return g_strdup (icalproperty_get_x (property));
  return NULL;
}

gboolean
cvk_ics_zones_add (CvkIcsZones *self, const char *text)
{
  icalcomponent *component = icalparser_parse_string (text);
  icaltimezone *zone = NULL;
  Zone *entry = NULL;

  if (component == NULL || icalcomponent_isa (component) != ICAL_VTIMEZONE_COMPONENT ||
      !is_harmless (component) || g_hash_table_size (self->zones) >= MAX_ZONES)
    {
      g_clear_pointer (&component, icalcomponent_free);
      return FALSE;
    }
  zone = icaltimezone_new ();
  if (icaltimezone_set_component (zone, component) == 0)
    {
      icaltimezone_free (zone, 1);
      icalcomponent_free (component);
      return FALSE;
    }
  entry = g_new0 (Zone, 1);
  entry->zone = zone;
  entry->location = dup_location (component);
  g_hash_table_replace (self->zones, g_strdup (icaltimezone_get_tzid (zone)), entry);
  return TRUE;
}

gboolean
cvk_ics_zones_get_offset (CvkIcsZones *self, const char *id, struct icaltimetype time, int *offset)
{
  Zone *entry = id != NULL ? g_hash_table_lookup (self->zones, id) : NULL;
  int is_daylight = 0;

  if (entry == NULL)
    return FALSE;
  time.zone = NULL;
  *offset = icaltimezone_get_utc_offset (entry->zone, &time, &is_daylight);
  return TRUE;
}

const char *
cvk_ics_zones_get_location (CvkIcsZones *self, const char *id)
{
  Zone *entry = id != NULL ? g_hash_table_lookup (self->zones, id) : NULL;

  return entry != NULL ? entry->location : NULL;
}
