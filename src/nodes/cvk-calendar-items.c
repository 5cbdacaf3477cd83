// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-calendar-items.h"

#include "nodes/cvk-meeting-link.h"

#define DAY 86400

/* --- Occurrences --- */

/* How long an event is: by the clock, then by time that passes. */
typedef struct
{
  int64_t wall;
  int64_t seconds;
} Length;

static Length
read_length (const CvkCalendar *self, const CvkValue *event, const CvkCalendarTime *start)
{
  Length length = { 0 };
  CvkCalendarTime end;

  if (cvk_calendar_time_read (self->zones, cvk_value_get_member (event, "end"), &end))
    {
      /* RFC 5545, section 3.8.5.3: each of a series lasts exactly as long. */
      if (start->is_date)
        length.wall = end.wall - start->wall;
      else
        length.seconds = end.instant - start->instant;
    }
  else if (cvk_value_get_member (event, "days") != NULL)
    {
      length.wall = CLAMP (cvk_value_lookup_integer (event, "days", 0), 0, 36600) * DAY;
      length.seconds = CLAMP (cvk_value_lookup_integer (event, "seconds", 0), 0, G_MAXINT);
    }
  else if (start->is_date)
    length.wall = DAY;
  return (Length){ MAX (length.wall, 0), MAX (length.seconds, 0) };
}

static CvkCalendarTime
find_end (const CvkCalendar *self, const CvkCalendarTime *start, Length length)
{
  return cvk_calendar_time_shift (self->zones, start, length.wall, length.seconds);
}

static int
compare_occurrences (gconstpointer a, gconstpointer b)
{
  const CvkCalendarOccurrence *first = a;
  const CvkCalendarOccurrence *second = b;

  if (first->original.instant != second->original.instant)
    return first->original.instant < second->original.instant ? -1 : 1;
  return 0;
}

static void
add_time (const CvkCalendar *self,
          const CvkCalendarSeries *series,
          const CvkCalendarTime *time,
          Length length,
          GArray *list)
{
  CvkCalendarOccurrence occurrence = {
    .series = series,
    .event = series->event,
    .original = *time,
    .start = *time,
    .end = find_end (self, time, length),
    .is_of_series = TRUE,
  };

  g_array_append_val (list, occurrence);
}

/* Those that the rule gives, up to its end, which only here can be compared with. */
static void
add_rule_times (const CvkCalendar *self,
                const CvkCalendarSeries *series,
                const CvkCalendarTime *start,
                Length length,
                GArray *list)
{
  const CvkValue *times = cvk_value_get_member (series->event, "times");
  CvkCalendarTime end;
  gboolean has_end =
    cvk_calendar_time_read (self->zones, cvk_value_get_member (series->event, "rule_end"), &end);

  if (times == NULL || !cvk_value_is_array (times))
    return;
  for (size_t i = 0; i < cvk_value_get_length (times); i++)
    {
      const CvkValue *text = cvk_value_get_element (times, i);
      CvkCalendarTime time;

      if (!cvk_value_is_string (text) ||
          !cvk_calendar_time_read_wall (self->zones, cvk_value_get_string (text), start, &time))
        continue;
      if (!has_end || time.instant <= end.instant || time.instant == start->instant)
        add_time (self, series, &time, length, list);
    }
}

/* Calls @function for each time in the list @name of the event. */
static void
visit_dates (const CvkCalendar *self,
             const CvkCalendarSeries *series,
             const char *name,
             void (*function) (const CvkCalendarTime *time, gpointer user_data),
             gpointer user_data)
{
  const CvkValue *dates = cvk_value_get_member (series->event, name);

  if (dates == NULL || !cvk_value_is_array (dates))
    return;
  for (size_t i = 0; i < cvk_value_get_length (dates); i++)
    {
      CvkCalendarTime time;

      if (cvk_calendar_time_read (self->zones, cvk_value_get_element (dates, i), &time))
        function (&time, user_data);
    }
}

typedef struct
{
  const CvkCalendar *calendar;
  const CvkCalendarSeries *series;
  Length length;
  GArray *list;
  GHashTable *excluded; /* instants, and of days their wall times */
} Dates;

static void
add_date_cb (const CvkCalendarTime *time, gpointer user_data)
{
  Dates *dates = user_data;

  add_time (dates->calendar, dates->series, time, dates->length, dates->list);
}

static void
exclude_date_cb (const CvkCalendarTime *time, gpointer user_data)
{
  Dates *dates = user_data;
  int64_t *key = g_new (int64_t, 1);

  *key = time->is_date ? time->wall : time->instant;
  g_hash_table_add (dates->excluded, key);
}

static gboolean
is_excluded (const Dates *dates, const CvkCalendarTime *time)
{
  int64_t day = time->wall - ((time->wall % DAY) + DAY) % DAY;

  /* Some programs exclude a day, whatever the hour. */
  return g_hash_table_contains (dates->excluded, &time->instant) ||
         g_hash_table_contains (dates->excluded, &day);
}

/* In order, each once, without those that are taken out. */
static void
tidy (Dates *dates)
{
  GArray *list = dates->list;
  unsigned kept = 0;

  g_array_sort (list, compare_occurrences);
  for (unsigned i = 0; i < list->len; i++)
    {
      CvkCalendarOccurrence *occurrence = &g_array_index (list, CvkCalendarOccurrence, i);

      if (is_excluded (dates, &occurrence->original) ||
          (kept > 0 && g_array_index (list, CvkCalendarOccurrence, kept - 1).original.instant ==
                         occurrence->original.instant))
        continue;
      g_array_index (list, CvkCalendarOccurrence, kept++) = *occurrence;
    }
  g_array_set_size (list, kept);
}

static void
list_series (const CvkCalendar *self, const CvkCalendarSeries *series, GArray *list)
{
  g_autoptr (GHashTable) excluded =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Dates dates = { .calendar = self, .series = series, .list = list, .excluded = excluded };
  CvkCalendarTime start;

  if (!cvk_calendar_time_read (self->zones, cvk_value_get_member (series->event, "start"), &start))
    return;
  dates.length = read_length (self, series->event, &start);
  if (cvk_value_get_member (series->event, "times") == NULL)
    {
      add_time (self, series, &start, dates.length, list);
      g_array_index (list, CvkCalendarOccurrence, 0).is_of_series = FALSE;
      return;
    }
  add_rule_times (self, series, &start, dates.length, list);
  visit_dates (self, series, "rdates", add_date_cb, &dates);
  visit_dates (self, series, "exdates", exclude_date_cb, &dates);
  tidy (&dates);
}

/* --- What stands in place of others --- */

static gboolean
place (const CvkCalendar *self, const CvkCalendarOverride *override, CvkCalendarOccurrence *target)
{
  if (!cvk_calendar_time_read (self->zones, cvk_value_get_member (override->event, "start"),
                               &target->start))
    return FALSE;
  target->event = override->event;
  target->end =
    find_end (self, &target->start, read_length (self, override->event, &target->start));
  return TRUE;
}

/* One, wherever it has been moved from. */
static void
apply_single (const CvkCalendar *self,
              const CvkCalendarSeries *series,
              const CvkCalendarOverride *override,
              GArray *list)
{
  CvkCalendarOccurrence added = { .series = series,
                                  .original = override->original,
                                  .is_of_series = TRUE };

  for (unsigned i = 0; i < list->len; i++)
    {
      CvkCalendarOccurrence *occurrence = &g_array_index (list, CvkCalendarOccurrence, i);

      if (occurrence->original.instant == override->original.instant)
        {
          place (self, override, occurrence);
          return;
        }
    }
  if (place (self, override, &added))
    g_array_append_val (list, added);
}

/* All from there on: they have what it says, and are moved as far as it is. */
static void
apply_to_future (const CvkCalendar *self, const CvkCalendarOverride *override, GArray *list)
{
  CvkCalendarTime start;
  Length length;

  if (!cvk_calendar_time_read (self->zones, cvk_value_get_member (override->event, "start"),
                               &start))
    return;
  length = read_length (self, override->event, &start);
  for (unsigned i = 0; i < list->len; i++)
    {
      CvkCalendarOccurrence *occurrence = &g_array_index (list, CvkCalendarOccurrence, i);
      CvkCalendarTime moved = start;

      if (occurrence->original.instant < override->original.instant)
        continue;
      occurrence->event = override->event;
      occurrence->start = cvk_calendar_time_shift (
        self->zones, &moved, occurrence->original.wall - override->original.wall, 0);
      occurrence->end = find_end (self, &occurrence->start, length);
    }
}

static int
compare_overrides (gconstpointer a, gconstpointer b)
{
  const CvkCalendarOverride *first = *(const CvkCalendarOverride *const *) a;
  const CvkCalendarOverride *second = *(const CvkCalendarOverride *const *) b;

  return (first->original.instant > second->original.instant) -
         (first->original.instant < second->original.instant);
}

static void
apply_overrides (const CvkCalendar *self, const CvkCalendarSeries *series, GArray *list)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (series->overrides, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_overrides);
  for (unsigned i = 0; i < sorted->len; i++)
    {
      const CvkCalendarOverride *override = sorted->pdata[i];

      if (override->and_future)
        apply_to_future (self, override, list);
    }
  for (unsigned i = 0; i < sorted->len; i++)
    apply_single (self, series, sorted->pdata[i], list);
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const CvkCalendarOccurrence *first = a;
  const CvkCalendarOccurrence *second = b;

  if (first->start.instant != second->start.instant)
    return first->start.instant < second->start.instant ? -1 : 1;
  return g_strcmp0 (first->series->uid, second->series->uid);
}

/* Whether it lies between the instants, at least in part. */
static gboolean
is_inside (const CvkCalendar *self, const CvkCalendarOccurrence *occurrence)
{
  return occurrence->start.instant < self->until &&
         (occurrence->end.instant > self->from || occurrence->start.instant >= self->from);
}

GArray *
cvk_calendar_list_occurrences (const CvkCalendar *self, const CvkCalendarSeries *series)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CvkCalendarOccurrence));
  unsigned kept = 0;

  if (series->event != NULL)
    list_series (self, series, list);
  apply_overrides (self, series, list);
  g_array_sort (list, compare_starts);
  for (unsigned i = 0; i < list->len; i++)
    if (is_inside (self, &g_array_index (list, CvkCalendarOccurrence, i)))
      g_array_index (list, CvkCalendarOccurrence, kept++) =
        g_array_index (list, CvkCalendarOccurrence, i);
  g_array_set_size (list, kept);
  return list;
}

/* --- Items --- */

char *
cvk_calendar_occurrence_dup_key (const CvkCalendarOccurrence *self)
{
  g_autofree char *time = NULL;

  if (!self->is_of_series)
    return g_strdup (self->series->uid);
  time = cvk_calendar_time_to_key (&self->original);
  return g_strconcat (self->series->uid, "/", time, NULL);
}

static void
copy_text (CvkObjectBuilder *builder, const CvkValue *event, const char *name)
{
  cvk_object_builder_set (builder, name,
                          cvk_value_new_string (cvk_value_lookup_string (event, name, NULL)));
}

static void
set_time (CvkObjectBuilder *builder, const char *name, const CvkCalendarTime *time)
{
  cvk_object_builder_set (builder, name,
                          cvk_value_take_string (cvk_calendar_time_to_string (time)));
}

/* {"name", "email", "status"}, as far as they are said; a name is wanted where people are listed.
 */
static CvkValue *
copy_person (const CvkValue *person, gboolean with_status)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  copy_text (&builder, person, "name");
  copy_text (&builder, person, "email");
  if (with_status)
    copy_text (&builder, person, "status");
  return cvk_object_builder_end (&builder);
}

static void
set_people (CvkObjectBuilder *builder, const CvkValue *event)
{
  const CvkValue *organizer = cvk_value_get_member (event, "organizer");
  const CvkValue *attendees = cvk_value_get_member (event, "attendees");
  g_auto (CvkArrayBuilder) list = { 0 };

  cvk_array_builder_init (&list);
  if (attendees != NULL && cvk_value_is_array (attendees))
    for (size_t i = 0; i < cvk_value_get_length (attendees); i++)
      cvk_array_builder_append (&list, copy_person (cvk_value_get_element (attendees, i), TRUE));
  cvk_object_builder_set (builder, "organizer",
                          organizer != NULL ? copy_person (organizer, FALSE)
                                            : cvk_value_new_null ());
  cvk_object_builder_set (builder, "attendees", cvk_array_builder_end (&list));
}

CvkValue *
cvk_calendar_occurrence_to_item (const CvkCalendar *self, const CvkCalendarOccurrence *occurrence)
{
  const CvkValue *event = occurrence->event;
  g_auto (CvkObjectBuilder) builder = { 0 };
  CvkCalendarTime modified;

  cvk_object_builder_init (&builder);
  cvk_object_builder_set (&builder, "uid", cvk_value_new_string (occurrence->series->uid));
  cvk_object_builder_set (&builder, "occurrence",
                          cvk_value_take_string (cvk_calendar_occurrence_dup_key (occurrence)));
  copy_text (&builder, event, "summary");
  copy_text (&builder, event, "description");
  copy_text (&builder, event, "location");
  set_time (&builder, "start", &occurrence->start);
  set_time (&builder, "end", &occurrence->end);
  cvk_object_builder_set (&builder, "all_day", cvk_value_new_boolean (occurrence->start.is_date));
  set_people (&builder, event);
  copy_text (&builder, event, "url");
  cvk_object_builder_set (&builder, "link", cvk_meeting_link_find (event));
  cvk_object_builder_set (
    &builder, "status",
    cvk_value_new_string (cvk_value_lookup_string (event, "status", "confirmed")));
  cvk_object_builder_set (&builder, "sequence",
                          cvk_value_new_integer (cvk_value_lookup_integer (event, "sequence", 0)));
  if (cvk_calendar_time_read (self->zones, cvk_value_get_member (event, "last_modified"),
                              &modified))
    set_time (&builder, "last_modified", &modified);
  else
    cvk_object_builder_set (&builder, "last_modified", cvk_value_new_null ());
  cvk_object_builder_set (&builder, "recurring", cvk_value_new_boolean (occurrence->is_of_series));
  cvk_object_builder_set (&builder, "file", cvk_value_new_string (occurrence->series->path));
  return cvk_object_builder_end (&builder);
}

CvkValue *
cvk_calendar_list_items (const CvkCalendar *self, gboolean with_cancelled)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (CvkCalendarOccurrence));
  g_auto (CvkArrayBuilder) items = { 0 };

  for (unsigned i = 0; i < self->series->len; i++)
    {
      g_autoptr (GArray) list = cvk_calendar_list_occurrences (self, self->series->pdata[i]);

      for (unsigned j = 0; j < list->len; j++)
        {
          CvkCalendarOccurrence *occurrence = &g_array_index (list, CvkCalendarOccurrence, j);

          if (with_cancelled ||
              !g_str_equal (cvk_value_lookup_string (occurrence->event, "status", ""), "cancelled"))
            g_array_append_val (all, *occurrence);
        }
      if (all->len > CVK_CALENDAR_MAX_ITEMS)
        return NULL;
    }
  g_array_sort (all, compare_starts);
  cvk_array_builder_init (&items);
  for (unsigned i = 0; i < all->len; i++)
    cvk_array_builder_append (&items, cvk_calendar_occurrence_to_item (
                                        self, &g_array_index (all, CvkCalendarOccurrence, i)));
  return cvk_array_builder_end (&items);
}
