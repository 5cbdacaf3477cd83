// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"
#include "connect/cvk-action-private.h"
#include "connectors/zoom-private.h"

#define TYPE_FIXED_SERIES 8
/* A meeting of more than a day is most likely a mistake in the unit. */
#define MINUTES_OF_A_DAY 1440

static CvkProblem *
describe (const char *code, const char *message, const char *field, const char *value)
{
  CvkProblem *problem = cvk_problem_new (code, message, "field", field, "value", value, NULL);

  cvk_problem_set_field (problem, field);
  return problem;
}

static const char *
get_text (const CvkValue *settings, const char *name)
{
  return cvk_value_lookup_string (settings, name, NULL);
}

/* --- Each field --- */

static gboolean
prepare_meeting_id (CvkValue *settings, CvkObjectBuilder *builder, CvkProblem **problem)
{
  const char *text = get_text (settings, "meeting_id");
  char *digits;

  if (text == NULL)
    return TRUE;
  digits = cvk_zoom_parse_meeting_id (text);
  if (digits == NULL)
    {
      *problem = describe ("invalid-meeting-id",
                           N_ ("“{value}” is no meeting number. Copy the number (9 to 11 digits) "
                               "or the join link from the invitation."),
                           "meeting_id", text);
      return FALSE;
    }
  cvk_object_builder_set (builder, "meeting_id", cvk_value_take_string (digits));
  return TRUE;
}

static gboolean
check_zone (const CvkValue *settings, CvkProblem **problem)
{
  const char *zone = get_text (settings, "timezone");

  if (zone == NULL || cvk_time_zone_is_known (zone))
    return TRUE;
  *problem = describe ("unknown-time-zone",
                       N_ ("There is no time zone “{value}”. Use a name such as Europe/Berlin or "
                           "America/New_York."),
                       "timezone", zone);
  return FALSE;
}

static gboolean
prepare_start (CvkValue *settings, int64_t now, CvkObjectBuilder *builder, CvkProblem **problem)
{
  const char *text = get_text (settings, "start_time");
  g_auto (CvkZoomStart) start = { NULL };

  if (text == NULL)
    return TRUE;
  if (!cvk_zoom_start_parse (text, get_text (settings, "timezone"), &start, problem) ||
      !cvk_zoom_start_check_future (&start, now, problem))
    return FALSE;
  cvk_object_builder_set (builder, "start_time", cvk_value_new_string (start.text));
  if (start.zone != NULL)
    cvk_object_builder_set (builder, "timezone", cvk_value_new_string (start.zone));
  return TRUE;
}

/* Zoom, "Create a meeting": how far apart the meetings of a series may be, by its type. */
static gboolean
check_interval (const CvkValue *recurrence, CvkProblem **problem)
{
  static const int64_t limits[] = { 0, 99, 50, 10 };
  int64_t type = cvk_value_lookup_integer (recurrence, "type", 0);
  int64_t interval = cvk_value_lookup_integer (recurrence, "repeat_interval", 1);
  g_autofree char *limit = NULL;

  if (type < 1 || type >= (int64_t) G_N_ELEMENTS (limits) || interval <= limits[type])
    return TRUE;
  limit = g_strdup_printf ("%" G_GINT64_FORMAT, limits[type]);
  *problem = describe ("invalid-field",
                       N_ ("“{field}” can be at most {value} for this kind of "
                           "series."),
                       "recurrence.repeat_interval", limit);
  return FALSE;
}

static gboolean
prepare_recurrence (CvkValue *settings, CvkObjectBuilder *builder, CvkProblem **problem)
{
  CvkValue *recurrence = cvk_value_get_member (settings, "recurrence");
  const char *end = get_text (recurrence, "end_date_time");
  g_auto (CvkObjectBuilder) changed = { NULL };
  char *utc;

  if (recurrence == NULL)
    return TRUE;
  if (!check_interval (recurrence, problem))
    return FALSE;
  if (end == NULL)
    return TRUE;
  utc = cvk_zoom_end_to_utc (end, get_text (settings, "timezone"), problem);
  if (utc == NULL)
    return FALSE;
  cvk_object_builder_init_from (&changed, recurrence);
  cvk_object_builder_set (&changed, "end_date_time", cvk_value_take_string (utc));
  cvk_object_builder_set (builder, "recurrence", cvk_object_builder_end (&changed));
  return TRUE;
}

/* --- Create --- */

static gboolean
prepare_type (const CvkAction *action,
              CvkValue *settings,
              CvkObjectBuilder *builder,
              CvkProblem **problem)
{
  gboolean has_series = cvk_value_get_member (settings, "recurrence") != NULL;
  int64_t type = cvk_value_lookup_integer (settings, "type", has_series ? TYPE_FIXED_SERIES : 0);

  if (!g_str_equal (action->id, "create-meeting") || type != TYPE_FIXED_SERIES)
    return TRUE;
  if (!has_series)
    *problem = describe ("missing-field",
                         N_ ("A series with fixed times needs “{field}”. Set how it repeats."),
                         "recurrence", NULL);
  else if (get_text (settings, "start_time") == NULL)
    *problem =
      describe ("missing-field", N_ ("A series needs “{field}”: when its first meeting starts."),
                "start_time", NULL);
  else
    {
      cvk_object_builder_set (builder, "type", cvk_value_new_integer (TYPE_FIXED_SERIES));
      return TRUE;
    }
  return FALSE;
}

/* --- Update of one occurrence --- */

static gboolean
may_change_in_occurrence (const char *field)
{
  static const char *const fields[] = { "agenda",
                                        "start_time",
                                        "timezone",
                                        "duration",
                                        "settings.host_video",
                                        "settings.participant_video",
                                        "settings.join_before_host",
                                        "settings.mute_upon_entry",
                                        "settings.waiting_room",
                                        "settings.watermark",
                                        "settings.auto_recording" };

  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (field, fields[i]))
      return TRUE;
  return FALSE;
}

static gboolean
check_occurrence_fields (const CvkValue *value, const char *path, CvkProblem **problem)
{
  /* The whole object may be an expression still. */
  for (size_t i = 0;
       value != NULL && cvk_value_is_object (value) && i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *member;
      g_autofree char *field = NULL;

      cvk_value_get_member_at (value, i, &name, &member);
      if (path == NULL && (g_str_equal (name, "meeting_id") ||
                           g_str_equal (name, "occurrence_id") || g_str_equal (name, "settings")))
        continue;
      field = path != NULL ? g_strconcat (path, ".", name, NULL) : g_strdup (name);
      if (may_change_in_occurrence (field))
        continue;
      *problem =
        describe ("occurrence-field",
                  N_ ("“{field}” cannot be changed for one meeting of a series. Leave "
                      "“occurrence_id” empty to change the whole series, or remove the field."),
                  field, NULL);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_occurrence (const CvkAction *action, const CvkValue *settings, CvkProblem **problem)
{
  CvkValue *occurrence = cvk_value_get_member (settings, "occurrence_id");

  if (!g_str_equal (action->id, "update-meeting") || occurrence == NULL ||
      cvk_value_is_null (occurrence))
    return TRUE;
  return check_occurrence_fields (settings, NULL, problem) &&
         check_occurrence_fields (cvk_value_get_member (settings, "settings"), "settings", problem);
}

static CvkValue *
prepare (const CvkAction *action, CvkValue *settings, int64_t now, CvkProblem **problem)
{
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init_from (&builder, settings);
  if (!prepare_meeting_id (settings, &builder, problem) || !check_zone (settings, problem) ||
      !check_occurrence (action, settings, problem) ||
      !prepare_type (action, settings, &builder, problem) ||
      !prepare_start (settings, now, &builder, problem) ||
      !prepare_recurrence (settings, &builder, problem))
    return NULL;
  return cvk_object_builder_end (&builder);
}

/* --- What can be said before it runs --- */

static gboolean
is_known (const CvkValue *settings, const char *name)
{
  const char *text = get_text (settings, name);

  return text == NULL || strstr (text, "{{") == NULL;
}

static void
check (const CvkAction *action, const CvkValue *settings, GPtrArray *problems)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  g_auto (CvkZoomStart) start = { NULL };
  const char *text = get_text (settings, "start_time");
  CvkProblem *problem = NULL;

  cvk_object_builder_init (&builder);
  if ((is_known (settings, "meeting_id") &&
       !prepare_meeting_id ((CvkValue *) settings, &builder, &problem)) ||
      (is_known (settings, "occurrence_id") && !check_occurrence (action, settings, &problem)) ||
      (is_known (settings, "timezone") && !check_zone (settings, &problem)))
    g_ptr_array_add (problems, problem);
  else if (text != NULL && is_known (settings, "start_time") && is_known (settings, "timezone") &&
           !cvk_zoom_start_parse (text, get_text (settings, "timezone"), &start, &problem))
    g_ptr_array_add (problems, problem);

  if (cvk_value_lookup_integer (settings, "duration", 0) > MINUTES_OF_A_DAY)
    {
      problem = describe ("long-meeting",
                          N_ ("The meeting takes longer than a day. “{field}” counts minutes."),
                          "duration", NULL);
      cvk_problem_set_warning (problem, TRUE);
      g_ptr_array_add (problems, problem);
    }
}

/* --- What came of an update --- */

static gboolean
read_instant (const CvkValue *value, const char *zone, int64_t *instant)
{
  g_auto (CvkZoomStart) start = { NULL };
  CvkProblem *problem = NULL;

  if (!cvk_value_is_string (value) ||
      !cvk_zoom_start_parse (cvk_value_get_string (value), zone, &start, &problem))
    {
      g_clear_pointer (&problem, cvk_problem_unref);
      return FALSE;
    }
  *instant = start.instant;
  return TRUE;
}

/* Zoom shows every time in UTC, whatever it was sent as. */
static gboolean
is_same (const char *field, const CvkValue *body, const CvkValue *asked, const CvkValue *value)
{
  int64_t asked_instant;
  int64_t instant;

  if (!g_str_equal (field, "start_time") && !g_str_equal (field, "recurrence.end_date_time"))
    return FALSE;
  return read_instant (asked, get_text (body, "timezone"), &asked_instant) &&
         read_instant (value, NULL, &instant) && asked_instant == instant;
}

static gboolean
read_field_instant (const char *field, const CvkValue *body, int64_t *instant)
{
  const CvkValue *value = cvk_value_get_member (body, field);

  return value != NULL && read_instant (value, get_text (body, "timezone"), instant);
}

const CvkConnectorQuirks cvk_zoom_quirks = {
  .prepare = prepare,
  .check = check,
  .is_same = is_same,
  .read_instant = read_field_instant,
};
