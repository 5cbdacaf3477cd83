// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-calendar.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "nodes/cvk-calendar-source.h"
#include "nodes/cvk-calendar-warning.h"
#include "nodes/cvk-parse-process.h"

/* Of one event; beyond that it is none that anybody keeps. */
#define MAX_OVERRIDES 2000

typedef struct
{
  CvkCalendar *calendar;
  CvkCalendarSource *source;
  const char *path;
  GHashTable *by_uid; /* -> CvkCalendarSeries */
  gboolean has_warned_of_overrides;
} Reading;

static void
free_series (CvkCalendarSeries *series)
{
  g_clear_pointer (&series->event, cvk_value_unref);
  g_ptr_array_unref (series->overrides);
  g_free (series->path);
  g_free (series->uid);
  g_free (series);
}

static void
free_override (CvkCalendarOverride *override)
{
  cvk_value_unref (override->event);
  g_free (override);
}

void
cvk_calendar_free (CvkCalendar *self)
{
  g_ptr_array_unref (self->series);
  g_ptr_array_unref (self->warnings);
  g_free (self->path);
  g_clear_pointer (&self->zones, cvk_calendar_zones_free);
  g_free (self);
}

/* --- Putting together --- */

static CvkCalendarSeries *
ensure_series (Reading *self, const char *uid)
{
  CvkCalendarSeries *series = g_hash_table_lookup (self->by_uid, uid);

  if (series != NULL)
    return series;
  series = g_new0 (CvkCalendarSeries, 1);
  series->uid = g_strdup (uid);
  series->overrides = g_ptr_array_new_with_free_func ((GDestroyNotify) free_override);
  g_ptr_array_add (self->calendar->series, series);
  g_hash_table_insert (self->by_uid, series->uid, series);
  return series;
}

/* Of two versions of one event the newer one, by its number (RFC 5545, section 3.8.7.4), or the one
 * that comes later. */
static gboolean
is_newer (const CvkValue *event, const CvkValue *other)
{
  return cvk_value_lookup_integer (event, "sequence", 0) >=
         cvk_value_lookup_integer (other, "sequence", 0);
}

static void
take_event (Reading *self, CvkCalendarSeries *series, CvkValue *event)
{
  const char *path = cvk_calendar_source_get_path (self->source, event);

  if (series->event != NULL && !is_newer (event, series->event))
    return;
  g_clear_pointer (&series->event, cvk_value_unref);
  series->event = cvk_value_ref (event);
  g_free (series->path);
  series->path = g_strdup (path != NULL ? path : self->path);
}

static void
warn_of_overrides (Reading *self, const CvkValue *event)
{
  g_auto (CvkObjectBuilder) line = { 0 };
  g_autoptr (CvkValue) value = NULL;

  if (self->has_warned_of_overrides)
    return;
  self->has_warned_of_overrides = TRUE;
  cvk_object_builder_init_from (&line, event);
  cvk_object_builder_set (&line, "warning", cvk_value_new_string ("event-too-large"));
  value = cvk_object_builder_end (&line);
  g_ptr_array_add (self->calendar->warnings, cvk_calendar_warning_new (self->path, value));
}

static void
take_override (Reading *self, CvkCalendarSeries *series, CvkValue *event)
{
  const CvkValue *original = cvk_value_get_member (event, "recurrence_id");
  CvkCalendarOverride *override = NULL;
  CvkCalendarTime time;

  if (!cvk_calendar_time_read (self->calendar->zones, original, &time))
    return;
  for (unsigned i = 0; i < series->overrides->len && override == NULL; i++)
    {
      CvkCalendarOverride *other = series->overrides->pdata[i];

      if (other->original.instant == time.instant)
        override = other;
    }
  if (override != NULL && !is_newer (event, override->event))
    return;
  if (override == NULL)
    {
      if (series->overrides->len >= MAX_OVERRIDES)
        {
          warn_of_overrides (self, event);
          return;
        }
      override = g_new0 (CvkCalendarOverride, 1);
      g_ptr_array_add (series->overrides, override);
    }
  g_clear_pointer (&override->event, cvk_value_unref);
  override->event = cvk_value_ref (event);
  override->original = time;
  override->and_future = cvk_value_lookup_boolean (event, "and_future", FALSE);
}

/* An event without a name of its own is known by what it says: its place would change. */
static char *
dup_uid (const CvkValue *event)
{
  const char *uid = cvk_value_lookup_string (event, "uid", "");
  const CvkValue *start = cvk_value_get_member (event, "start");
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;

  if (*uid != '\0')
    return g_strdup (uid);
  text = g_strconcat (cvk_value_lookup_string (start, "time", ""), "\n",
                      cvk_value_lookup_string (event, "summary", ""), NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strdup_printf ("no-uid-%.16s", hash);
}

static gboolean
take_line_cb (CvkValue *line, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  CvkValue *event = cvk_value_get_member (line, "event");
  g_autofree char *uid = NULL;
  CvkCalendarSeries *series = NULL;

  if (cvk_value_get_member (line, "warning") != NULL)
    g_ptr_array_add (self->calendar->warnings, cvk_calendar_warning_new (self->path, line));
  if (event == NULL || !cvk_value_is_object (event))
    return TRUE;
  uid = dup_uid (event);
  series = ensure_series (self, uid);
  if (cvk_value_get_member (event, "recurrence_id") != NULL)
    take_override (self, series, event);
  else
    take_event (self, series, event);
  return TRUE;
}

static gboolean
run (Reading *self, const CvkCalendarRequest *request, GCancellable *cancellable, GError **error)
{
  g_autofree char *from = g_strdup_printf ("from=%" PRId64, request->from);
  g_autofree char *until = g_strdup_printf ("until=%" PRId64, request->until);
  g_autofree char *times =
    g_strdup_printf ("times=%u", request->max_times > 0 ? request->max_times : G_MAXINT);
  const char *options[] = { from, until, times, NULL };
  CvkParseRequest parse = { .format = "ics", .fd = self->source->fd, .options = options };

  /* A new calendar of a folder has no file yet. */
  if (self->source->is_folder && self->source->paths->len == 0)
    return TRUE;
  return cvk_parse_process_run (&parse, take_line_cb, self, cancellable, error);
}

CvkCalendar *
cvk_calendar_read (const CvkCalendarRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (CvkCalendar) self = NULL;
  g_autoptr (CvkCalendarSource) source = cvk_calendar_source_open (request->path, error);
  g_autoptr (GHashTable) by_uid = g_hash_table_new (g_str_hash, g_str_equal);
  Reading reading = { .source = source, .path = request->path, .by_uid = by_uid };

  if (source == NULL)
    return NULL;
  self = g_new0 (CvkCalendar, 1);
  self->path = g_strdup (request->path);
  self->zones = cvk_calendar_zones_new (request->zone);
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) free_series);
  self->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  self->from = request->from;
  self->until = request->until;
  reading.calendar = self;
  return run (&reading, request, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/* --- For people --- */

GPtrArray *
cvk_calendar_list_warnings (const CvkCalendar *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_autoptr (GList) zones = cvk_calendar_zones_list_unknown (self->zones);

  for (unsigned i = 0; i < self->warnings->len; i++)
    g_ptr_array_add (all, cvk_problem_ref (self->warnings->pdata[i]));
  for (GList *zone = zones; zone != NULL; zone = zone->next)
    g_ptr_array_add (all, cvk_calendar_warning_new_for_zone (self->path, zone->data));
  return all;
}

CvkProblem *
cvk_calendar_explain (const char *path, const GError *error)
{
  g_autofree char *name = g_filename_display_basename (path);
  CvkProblem *problem = NULL;

  if (g_error_matches (error, CVK_PARSE_ERROR, CVK_PARSE_ERROR_FORMAT))
    problem = cvk_problem_new (
      "not-a-calendar", N_ ("“{file}” is no calendar. Choose an .ics file, or a folder of them."),
      "file", name, NULL);
  else if (error->domain == CVK_PARSE_ERROR)
    problem = cvk_problem_new (error->code == CVK_PARSE_ERROR_TOO_LARGE ? "calendar-too-large"
                               : error->code == CVK_PARSE_ERROR_TIME    ? "calendar-too-slow"
                                                                        : "calendar-damaged",
                               "{file}: {reason}", "file", name, "reason", error->message, NULL);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cvk_problem_new_from_error ("cancelled", error);
  else
    problem = cvk_problem_new_from_error ("file", error);
  cvk_problem_set_file (problem, path);
  cvk_problem_set_field (problem, "file");
  return problem;
}
