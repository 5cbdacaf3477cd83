// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-calendar-look.h"

#include "base/cvk-i18n.h"
#include "service/cvk-event-changes.h"
#include "service/cvk-file-snapshot.h"

#define DAY ((int64_t) 86400)
#define AHEAD (5 * 366 * DAY)
#define MANY_TIMES 400

void
cvk_calendar_look_free (CvkCalendarLook *self)
{
  g_free (self->path);
  g_free (self->zone);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->known, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_clear_pointer (&self->files, cvk_value_unref);
  g_clear_pointer (&self->events, cvk_value_unref);
  g_clear_pointer (&self->items, cvk_value_unref);
  g_clear_pointer (&self->starting, cvk_value_unref);
  g_free (self);
}

/* A calendar that another program is in the middle of writing has lost none of its events. */
static gboolean
is_whole (const CvkCalendar *calendar)
{
  for (unsigned i = 0; i < calendar->warnings->len; i++)
    if (g_str_equal (cvk_problem_get_code (calendar->warnings->pdata[i]), "unfinished"))
      return FALSE;
  return TRUE;
}

static void
add_start (CvkCalendarLook *self,
           const CvkCalendar *calendar,
           const CvkCalendarOccurrence *occurrence,
           CvkArrayBuilder *list)
{
  g_autofree char *name = cvk_calendar_occurrence_dup_key (occurrence);
  g_autofree char *key =
    g_strdup_printf ("starting %s %" G_GINT64_FORMAT, name, occurrence->start.instant);
  g_autoptr (CvkValue) fields = cvk_calendar_occurrence_to_item (calendar, occurrence);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, fields);
  cvk_object_builder_set (&builder, "event", cvk_value_new_string ("starting"));
  cvk_object_builder_set (&builder, "scope", cvk_value_new_string ("occurrence"));
  cvk_array_builder_append (list,
                            cvk_value_new_object ("key", cvk_value_new_string (key), "start",
                                                  cvk_value_new_integer (occurrence->start.instant),
                                                  "item", cvk_object_builder_end (&builder), NULL));
}

/* Days begin when nobody waits for them. */
static CvkValue *
list_starting (CvkCalendarLook *self, const CvkCalendar *calendar)
{
  int64_t minutes = cvk_value_lookup_integer (self->settings, "minutes", 10);
  int64_t until = self->now + minutes * 60 + CVK_CALENDAR_LOOK_AHEAD;
  g_auto (CvkArrayBuilder) list = { 0 };

  cvk_array_builder_init (&list);
  if (!cvk_value_lookup_boolean (self->settings, "starting", FALSE))
    return cvk_array_builder_end (&list);
  for (unsigned i = 0; i < calendar->series->len; i++)
    {
      g_autoptr (GArray) all = cvk_calendar_list_occurrences (calendar, calendar->series->pdata[i]);

      for (unsigned j = 0; j < all->len; j++)
        {
          const CvkCalendarOccurrence *one = &g_array_index (all, CvkCalendarOccurrence, j);

          if (one->start.instant > self->now && one->start.instant < until && !one->start.is_date &&
              !g_str_equal (cvk_value_lookup_string (one->event, "status", ""), "cancelled") &&
              cvk_event_changes_matches (one->event, self->settings))
            add_start (self, calendar, one, &list);
        }
    }
  return cvk_array_builder_end (&list);
}

static CvkProblem *
explain (const char *path, const char *code, const char *message)
{
  g_autofree char *name = g_filename_display_basename (path);
  CvkProblem *problem = cvk_problem_new (code, message, "file", name, NULL);

  cvk_problem_set_file (problem, path);
  cvk_problem_set_field (problem, "file");
  return problem;
}

static void
compare (CvkCalendarLook *self, const CvkCalendar *calendar)
{
  if (!is_whole (calendar))
    {
      self->problem =
        explain (self->path, "calendar-damaged",
                 N_ ("“{file}” ends in the middle of an event, so it is not compared with what was "
                     "there. Save it again with the program that it comes from."));
      return;
    }
  self->events =
    cvk_event_changes_find (calendar, self->known, self->settings, self->now, &self->items);
  if (self->events == NULL)
    self->problem =
      explain (self->path, "too-many-events",
               N_ ("“{file}” has more than 5,000 events that are still to come. Split "
                   "it into several calendars."));
  else
    self->starting = list_starting (self, calendar);
}

void
cvk_calendar_look_take (CvkCalendarLook *self)
{
  CvkCalendarRequest request = {
    .path = self->path,
    .zone = self->zone,
    .from = self->now - DAY,
    .until = self->now + AHEAD,
    .max_times = MANY_TIMES,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkCalendar) calendar = NULL;

  self->files = cvk_file_snapshot_take (self->path, "*.ics", &error);
  if (self->files != NULL)
    calendar = cvk_calendar_read (&request, NULL, &error);
  if (calendar == NULL)
    self->problem = cvk_calendar_explain (self->path, error);
  else
    compare (self, calendar);
}
