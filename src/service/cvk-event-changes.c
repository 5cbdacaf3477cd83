// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-event-changes.h"

#include <string.h>

/* convoke-parse is asked for so many times of a series (service/cvk-calendar-look.c). */
#define MANY_TIMES 400

/* A comparison of one event. */
typedef struct
{
  const CvkCalendar *calendar;
  const CvkCalendarSeries *series;
  const CvkValue *before; /* nullable */
  const CvkValue *settings;
  int64_t now;
  GArray *occurrences;
  CvkArrayBuilder *items;
} Comparison;

/* --- Words --- */

static gboolean
holds_words (const char *text, const char *words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, words) != NULL;
}

gboolean
cvk_event_changes_matches (const CvkValue *event, const CvkValue *settings)
{
  static const char *const fields[] = { "summary", "description", "location" };
  const char *words = cvk_value_lookup_string (settings, "text", "");
  g_autofree char *folded = g_utf8_casefold (words, -1);

  if (*words == '\0')
    return TRUE;
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    if (holds_words (cvk_value_lookup_string (event, fields[i], NULL), folded))
      return TRUE;
  return FALSE;
}

static gboolean
is_cancelled (const CvkValue *event)
{
  return g_str_equal (cvk_value_lookup_string (event, "status", ""), "cancelled");
}

/* --- What to remember --- */

static void
add_to_hash (GChecksum *hash, const char *text)
{
  /* With the zero at its end, so that two texts are not taken for two others. */
  g_checksum_update (hash, (const unsigned char *) text, (gssize) strlen (text) + 1);
}

static void
add_time_to_hash (GChecksum *hash,
                  const CvkCalendar *calendar,
                  const CvkValue *event,
                  const char *name)
{
  CvkCalendarTime time;
  g_autofree char *text = NULL;

  if (cvk_calendar_time_read (calendar->zones, cvk_value_get_member (event, name), &time))
    text = cvk_calendar_time_to_string (&time);
  add_to_hash (hash, text != NULL ? text : "");
}

static gboolean
is_link (const char *text)
{
  return g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "http://");
}

/* Of what people see of an event. */
static char *
hash_event (const CvkCalendar *calendar, const CvkValue *event)
{
  g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
  const char *location = cvk_value_lookup_string (event, "location", "");
  g_autofree char *length = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                             cvk_value_lookup_integer (event, "days", 0),
                                             cvk_value_lookup_integer (event, "seconds", 0));

  add_to_hash (hash, cvk_value_lookup_string (event, "summary", ""));
  add_to_hash (hash, cvk_value_lookup_string (event, "description", ""));
  add_to_hash (hash, is_link (location) ? "" : location);
  add_to_hash (hash, cvk_value_lookup_string (event, "rule", ""));
  add_to_hash (hash, length);
  add_time_to_hash (hash, calendar, event, "start");
  add_time_to_hash (hash, calendar, event, "end");
  return g_strndup (g_checksum_get_string (hash), 16);
}

/* Those that were changed and still count, and those that were taken out: {time: hash}. */
static CvkValue *
list_overrides (Comparison *self, gboolean cancelled)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (unsigned i = 0; i < self->series->overrides->len; i++)
    {
      const CvkCalendarOverride *override = self->series->overrides->pdata[i];
      g_autofree char *key = cvk_calendar_time_to_key (&override->original);

      if (override->original.instant >= self->now && is_cancelled (override->event) == cancelled)
        cvk_object_builder_set (
          &builder, key, cvk_value_take_string (hash_event (self->calendar, override->event)));
    }
  return cvk_object_builder_end (&builder);
}

static CvkValue *
list_without (Comparison *self)
{
  const CvkValue *dates = cvk_value_get_member (self->series->event, "exdates");
  g_autoptr (CvkValue) cancelled = list_overrides (self, TRUE);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, cancelled);
  for (size_t i = 0; dates != NULL && i < cvk_value_get_length (dates); i++)
    {
      CvkCalendarTime time;
      g_autofree char *key = NULL;

      if (!cvk_calendar_time_read (self->calendar->zones, cvk_value_get_element (dates, i),
                                   &time) ||
          time.instant < self->now)
        continue;
      key = cvk_calendar_time_to_key (&time);
      cvk_object_builder_set (&builder, key, cvk_value_new_string (""));
    }
  return cvk_object_builder_end (&builder);
}

/* When it is over, as far as one sees; null: not for a long time. */
static CvkValue *
find_last (Comparison *self)
{
  int64_t last = G_MININT64;

  if (self->occurrences->len >= MANY_TIMES)
    return cvk_value_new_null ();
  for (unsigned i = 0; i < self->occurrences->len; i++)
    last = MAX (last, g_array_index (self->occurrences, CvkCalendarOccurrence, i).end.instant);
  return cvk_value_new_integer (last);
}

/* The next of its times, or the last one. (nullable) */
static const CvkCalendarOccurrence *
find_next (Comparison *self)
{
  for (unsigned i = 0; i < self->occurrences->len; i++)
    {
      const CvkCalendarOccurrence *occurrence =
        &g_array_index (self->occurrences, CvkCalendarOccurrence, i);

      if (occurrence->end.instant >= self->now || i + 1 == self->occurrences->len)
        return occurrence;
    }
  return NULL;
}

static void
set_time (CvkObjectBuilder *builder, const char *name, const CvkCalendarTime *time)
{
  cvk_object_builder_set (builder, name,
                          cvk_value_take_string (cvk_calendar_time_to_string (time)));
}

static CvkValue *
describe (Comparison *self)
{
  const CvkValue *event = self->series->event;
  const CvkCalendarOccurrence *next = find_next (self);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  cvk_object_builder_set (&builder, "summary",
                          cvk_value_new_string (cvk_value_lookup_string (event, "summary", NULL)));
  cvk_object_builder_set (&builder, "location",
                          cvk_value_new_string (cvk_value_lookup_string (event, "location", NULL)));
  set_time (&builder, "start", &next->start);
  set_time (&builder, "end", &next->end);
  cvk_object_builder_set (&builder, "hash",
                          cvk_value_take_string (hash_event (self->calendar, event)));
  cvk_object_builder_set (&builder, "last", find_last (self));
  cvk_object_builder_set (
    &builder, "matches", cvk_value_new_boolean (cvk_event_changes_matches (event, self->settings)));
  cvk_object_builder_set (&builder, "changed", list_overrides (self, FALSE));
  cvk_object_builder_set (&builder, "without", list_without (self));
  return cvk_object_builder_end (&builder);
}

/* --- What happened --- */

/* As people see it. */
static CvkValue *
pick_before (const CvkValue *known)
{
  static const char *const fields[] = { "summary", "location", "start", "end" };
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    cvk_object_builder_set (
      &builder, fields[i], cvk_value_new_string (cvk_value_lookup_string (known, fields[i], NULL)));
  return cvk_object_builder_end (&builder);
}

/* @fields: (transfer full). @before: (nullable) */
static void
add_item (CvkArrayBuilder *items,
          const CvkValue *settings,
          const char *event,
          const char *scope,
          CvkValue *fields,
          const CvkValue *before)
{
  g_autoptr (CvkValue) owned = fields;
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (!cvk_value_lookup_boolean (settings, event, !g_str_equal (event, "removed")))
    return;
  cvk_object_builder_init (&builder);
  cvk_object_builder_set (&builder, "event", cvk_value_new_string (event));
  cvk_object_builder_set (&builder, "scope", cvk_value_new_string (scope));
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (fields, i, &name, &value);
      cvk_object_builder_set (&builder, name, cvk_value_ref (value));
    }
  if (before != NULL)
    cvk_object_builder_set (&builder, "before", pick_before (before));
  cvk_array_builder_append (items, cvk_object_builder_end (&builder));
}

static void
add_event (Comparison *self, const char *event)
{
  add_item (self->items, self->settings, event, "event",
            cvk_calendar_occurrence_to_item (self->calendar, find_next (self)), self->before);
}

/* One time of a series; when it is taken out, all that is known is when it would have been. */
static void
add_occurrence (Comparison *self, const char *event, const char *time)
{
  g_autofree char *key = g_strconcat (self->series->uid, "/", time, NULL);
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (CvkValue) before = NULL;
  CvkCalendarTime original;

  for (unsigned i = 0; i < self->occurrences->len && !g_str_equal (event, "removed"); i++)
    {
      const CvkCalendarOccurrence *occurrence =
        &g_array_index (self->occurrences, CvkCalendarOccurrence, i);
      g_autofree char *own = cvk_calendar_occurrence_dup_key (occurrence);

      if (g_str_equal (own, key))
        {
          add_item (self->items, self->settings, event, "occurrence",
                    cvk_calendar_occurrence_to_item (self->calendar, occurrence), self->before);
          return;
        }
    }
  value = cvk_value_new_object ("time", cvk_value_new_string (time), NULL);
  before = pick_before (self->before);
  cvk_object_builder_init_from (&builder, before);
  cvk_object_builder_set (&builder, "uid", cvk_value_new_string (self->series->uid));
  cvk_object_builder_set (&builder, "occurrence", cvk_value_new_string (key));
  if (cvk_calendar_time_read (self->calendar->zones, value, &original))
    set_time (&builder, "start", &original);
  add_item (self->items, self->settings, event, "occurrence", cvk_object_builder_end (&builder),
            NULL);
}

/* Times that are in @now_there and not, or not the same, in @before (nullable). */
static void
add_times (Comparison *self, const CvkValue *now_there, const CvkValue *before, const char *event)
{
  for (size_t i = 0; i < cvk_value_get_length (now_there); i++)
    {
      const char *time = NULL;
      CvkValue *hash = NULL;
      const CvkValue *other = NULL;

      cvk_value_get_member_at (now_there, i, &time, &hash);
      other = cvk_value_get_member (before, time);
      if (other == NULL || !cvk_value_equal (hash, other))
        add_occurrence (self, event, time);
    }
}

static void
compare (Comparison *self, const CvkValue *event)
{
  gboolean matches = cvk_value_lookup_boolean (event, "matches", TRUE) ||
                     cvk_value_lookup_boolean (self->before, "matches", FALSE);

  if (!matches)
    return;
  if (self->before == NULL || !cvk_value_lookup_boolean (self->before, "matches", TRUE))
    add_event (self, "created");
  else if (!g_str_equal (cvk_value_lookup_string (event, "hash", ""),
                         cvk_value_lookup_string (self->before, "hash", "")))
    add_event (self, "changed");
  else
    {
      add_times (self, cvk_value_get_member (event, "changed"),
                 cvk_value_get_member (self->before, "changed"), "changed");
      add_times (self, cvk_value_get_member (event, "without"),
                 cvk_value_get_member (self->before, "without"), "removed");
    }
}

/* Those that are remembered and not there any more, unless they are over. */
static void
add_removed (const CvkValue *known,
             const CvkValue *events,
             const CvkValue *settings,
             int64_t now,
             CvkArrayBuilder *items)
{
  for (size_t i = 0; i < cvk_value_get_length (known); i++)
    {
      const char *uid = NULL;
      CvkValue *event = NULL;
      g_auto (CvkObjectBuilder) builder = { 0 };

      cvk_value_get_member_at (known, i, &uid, &event);
      if (cvk_value_get_member (events, uid) != NULL ||
          cvk_value_lookup_integer (event, "last", G_MAXINT64) < now ||
          !cvk_value_lookup_boolean (event, "matches", TRUE))
        continue;
      cvk_object_builder_init (&builder);
      cvk_object_builder_set (&builder, "uid", cvk_value_new_string (uid));
      cvk_object_builder_set (&builder, "occurrence", cvk_value_new_string (uid));
      for (size_t j = 0; j < 4; j++)
        {
          static const char *const fields[] = { "summary", "location", "start", "end" };

          cvk_object_builder_set (
            &builder, fields[j],
            cvk_value_new_string (cvk_value_lookup_string (event, fields[j], NULL)));
        }
      add_item (items, settings, "removed", "event", cvk_object_builder_end (&builder), NULL);
    }
}

CvkValue *
cvk_event_changes_find (const CvkCalendar *calendar,
                        const CvkValue *known,
                        const CvkValue *settings,
                        int64_t now,
                        CvkValue **items)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_auto (CvkArrayBuilder) found = { 0 };
  g_autoptr (CvkValue) events = NULL;
  unsigned count = 0;

  cvk_object_builder_init (&builder);
  cvk_array_builder_init (&found);
  for (unsigned i = 0; i < calendar->series->len; i++)
    {
      Comparison comparison = { .calendar = calendar,
                                .series = calendar->series->pdata[i],
                                .settings = settings,
                                .now = now,
                                .items = &found };
      g_autoptr (CvkValue) event = NULL;

      if (comparison.series->event == NULL || is_cancelled (comparison.series->event))
        continue;
      comparison.occurrences = cvk_calendar_list_occurrences (calendar, comparison.series);
      if (comparison.occurrences->len > 0)
        {
          event = describe (&comparison);
          comparison.before = cvk_value_get_member (known, comparison.series->uid);
          if (known != NULL)
            compare (&comparison, event);
          cvk_object_builder_set (&builder, comparison.series->uid, cvk_value_ref (event));
          count++;
        }
      g_array_unref (comparison.occurrences);
      if (count > CVK_EVENT_CHANGES_MAX)
        return NULL;
    }
  events = cvk_object_builder_end (&builder);
  if (known != NULL)
    add_removed (known, events, settings, now, &found);
  *items = cvk_array_builder_end (&found);
  return g_steal_pointer (&events);
}
