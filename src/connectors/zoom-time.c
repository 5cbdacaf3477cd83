// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connectors/zoom-private.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"

#define HOUR (INT64_C (3600) * G_USEC_PER_SEC)
/* The time zone that is furthest behind UTC. */
#define LATEST_ZONE 12

void
cvk_zoom_start_clear (CvkZoomStart *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->zone, g_free);
}

static CvkProblem *
describe_syntax (const char *field, const char *text)
{
  CvkProblem *problem = cvk_problem_new (
    "invalid-start-time",
    N_ ("“{value}” is no date and time. Write it like 2026-03-03T14:00:00, with the time zone in "
        "its own field, or with an offset: 2026-03-03T14:00:00+01:00."),
    "value", text, NULL);

  cvk_problem_set_field (problem, field);
  return problem;
}

static CvkProblem *
describe_zone (const char *field, const char *zone)
{
  CvkProblem *problem = cvk_problem_new (
    "unknown-time-zone",
    N_ ("There is no time zone “{zone}”. Use a name such as Europe/Berlin or America/New_York."),
    "zone", zone, NULL);

  cvk_problem_set_field (problem, field);
  return problem;
}

static CvkDateTime *
parse (const char *text, const char *field, CvkProblem **problem)
{
  g_autoptr (GError) error = NULL;
  CvkDateTime *time = cvk_date_time_parse (text, &error);

  if (time != NULL)
    return time;
  *problem = describe_syntax (field, text);
  if (g_error_matches (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_UNKNOWN_ZONE) ||
      g_error_matches (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_CONTRADICTION) ||
      g_error_matches (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_RANGE))
    {
      cvk_problem_unref (*problem);
      *problem = cvk_problem_new_from_error (error->code == CVK_DATE_TIME_ERROR_UNKNOWN_ZONE
                                               ? "unknown-time-zone"
                                               : "invalid-start-time",
                                             error);
      cvk_problem_set_field (*problem, field);
    }
  return NULL;
}

static char *
write_wall (const CvkDateTime *time)
{
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", time->year, time->month, time->day,
                          time->hour, time->minute, time->second);
}

/* Whole seconds, as Zoom writes them. */
static char *
write_instant (int64_t instant)
{
  return cvk_instant_to_utc_string (instant - instant % G_USEC_PER_SEC);
}

static gboolean
resolve_wall (const CvkDateTime *time, CvkZoomStart *start, CvkProblem **problem)
{
  CvkWallTimeKind kind = CVK_WALL_TIME_UNIQUE;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDateTime) resolved = cvk_date_time_resolve (time, start->zone, &kind, &error);

  if (resolved == NULL)
    {
      *problem = cvk_problem_new_from_error ("invalid-start-time", error);
      cvk_problem_set_field (*problem, "start_time");
      return FALSE;
    }
  start->instant = resolved->instant;
  start->text = kind == CVK_WALL_TIME_UNIQUE ? write_wall (time) : write_instant (start->instant);
  return TRUE;
}

/* Nobody here knows the zone of the Zoom account, only how late it can be anywhere. */
static gboolean
resolve_zoneless (const CvkDateTime *time, CvkZoomStart *start, CvkProblem **problem)
{
  g_autoptr (CvkDateTime) resolved = cvk_date_time_resolve (time, "UTC", NULL, NULL);

  if (resolved == NULL)
    {
      g_autofree char *text = write_wall (time);

      *problem = describe_syntax ("start_time", text);
      return FALSE;
    }
  start->instant = resolved->instant + LATEST_ZONE * HOUR;
  start->text = write_wall (time);
  return TRUE;
}

gboolean
cvk_zoom_start_parse (const char *text, const char *zone, CvkZoomStart *start, CvkProblem **problem)
{
  g_autoptr (CvkDateTime) time = NULL;

  if (zone != NULL && !cvk_time_zone_is_known (zone))
    {
      *problem = describe_zone ("timezone", zone);
      return FALSE;
    }
  time = parse (text, "start_time", problem);
  if (time == NULL)
    return FALSE;
  if (!time->has_time)
    {
      *problem = describe_syntax ("start_time", text);
      return FALSE;
    }

  start->zone = g_strdup (zone != NULL ? zone : time->zone);
  if (time->has_offset)
    {
      start->instant = time->instant;
      start->text = write_instant (time->instant);
      return TRUE;
    }
  if (start->zone == NULL)
    return resolve_zoneless (time, start, problem);
  return resolve_wall (time, start, problem);
}

gboolean
cvk_zoom_start_check_future (const CvkZoomStart *self, int64_t now, CvkProblem **problem)
{
  g_autoptr (CvkDateTime) local = NULL;
  g_autofree char *start = NULL;
  g_autofree char *utc = NULL;
  g_autofree char *now_text = NULL;

  if (self->instant > now)
    return TRUE;
  if (self->zone != NULL)
    local = cvk_date_time_from_instant (self->instant, self->zone, NULL);
  start = local != NULL ? cvk_date_time_to_string (local) : g_strdup (self->text);
  utc = cvk_instant_to_utc_string (self->instant);
  now_text = cvk_instant_to_utc_string (now);
  *problem = cvk_problem_new (
    "start-in-past",
    N_ ("The start, {start} ({utc}), is in the past: it is {now} now. Choose a later time, and "
        "check the time zone."),
    "start", start, "utc", utc, "now", now_text, NULL);
  cvk_problem_set_field (*problem, "start_time");
  return FALSE;
}

char *
cvk_zoom_end_to_utc (const char *text, const char *zone, CvkProblem **problem)
{
  static const char field[] = "recurrence.end_date_time";
  g_autoptr (CvkDateTime) time = parse (text, field, problem);
  g_autoptr (CvkDateTime) resolved = NULL;
  g_autoptr (GError) error = NULL;

  if (time == NULL)
    return NULL;
  if (time->has_offset)
    return write_instant (time->instant);
  if (!time->has_time)
    {
      time->hour = 23;
      time->minute = 59;
      time->second = 59;
      time->has_time = TRUE;
    }
  resolved = cvk_date_time_resolve (time,
                                    time->zone != NULL ? time->zone
                                    : zone != NULL     ? zone
                                                       : "UTC",
                                    NULL, &error);
  if (resolved != NULL)
    return write_instant (resolved->instant);
  *problem = cvk_problem_new_from_error ("invalid-start-time", error);
  cvk_problem_set_field (*problem, field);
  return NULL;
}
