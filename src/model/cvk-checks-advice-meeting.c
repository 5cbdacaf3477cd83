// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "model/cvk-checks-advice-private.h"
#include "model/cvk-recurrence.h"

/* What Zoom does with settings that people mean otherwise; its documentation of meetings says so
 * where no other source is named. */

enum
{
  INSTANT = 1,
  SCHEDULED = 2,
  WITHOUT_FIXED_TIMES = 3,
  SERIES = 8,
};

/* --- Times --- */

/* Without a start, Zoom makes a scheduled meeting for now, and it expires after thirty days. */
void
cvk_advice_start (CvkChecks *checks, unsigned node)
{
  CvkValue *kind = cvk_advice_lookup (checks, node, "type");
  int64_t type = cvk_advice_lookup_integer (checks, node, "type", SCHEDULED);

  if (cvk_advice_lookup (checks, node, "start_time") != NULL || cvk_advice_is_open (kind) ||
      (type != SCHEDULED && type != SERIES))
    return;
  cvk_advice_warn (checks, node, "start_time", "no-start",
                   N_ ("No start: Zoom will make the meeting now, and it expires after 30 days. "
                       "Set a start, or choose the kind “Instant”."));
}

/* The same wall time in @zone as @instant has there. */
static gboolean
shows_zone (const CvkDateTime *time, const char *zone)
{
  g_autoptr (CvkDateTime) there = cvk_date_time_from_instant (time->instant, zone, NULL);

  return there != NULL && there->offset == time->offset;
}

void
cvk_advice_zone (CvkChecks *checks, unsigned node)
{
  const char *text = cvk_advice_lookup_text (checks, node, "start_time");
  CvkValue *zone = cvk_advice_lookup (checks, node, "timezone");
  const char *name = cvk_advice_lookup_text (checks, node, "timezone");
  g_autoptr (CvkDateTime) start = text == NULL ? NULL : cvk_date_time_parse (text, NULL);

  if (start == NULL)
    return;
  if (zone == NULL && !start->has_offset && start->zone == NULL)
    cvk_advice_warn (checks, node, "timezone", "no-zone",
                     N_ ("No time zone: the start “{start}” will be read in the zone of the Zoom "
                         "account. Set the time zone."),
                     "start", text);
  else if (name != NULL && start->has_offset && cvk_time_zone_is_known (name) &&
           !shows_zone (start, name))
    cvk_advice_warn (checks, node, "start_time", "instant-zone",
                     N_ ("“{start}” is an instant; the zone {zone} only changes how Zoom shows it. "
                         "Write the start as the time in {zone}."),
                     "start", text, "zone", name);
}

/* Days are compared as texts: 2026-03-01. */
void
cvk_advice_range (CvkChecks *checks, unsigned node)
{
  const char *from = cvk_advice_lookup_text (checks, node, "from");
  const char *to = cvk_advice_lookup_text (checks, node, "to");

  if (from != NULL && to != NULL && strlen (from) == 10 && strlen (to) == 10 &&
      strcmp (from, to) > 0)
    cvk_advice_warn (checks, node, "to", "empty-range",
                     N_ ("This range is empty: {from} comes after {to}. Swap the two days."),
                     "from", from, "to", to);
}

/* --- Repeating --- */

/* Sixty meetings are the most; what an end date would make beyond them is silently left out. */
static void
count_meetings (CvkChecks *checks, unsigned node, const CvkRecurrence *rule)
{
  const char *text = cvk_advice_lookup_text (checks, node, "start_time");
  const char *zone = cvk_advice_lookup_text (checks, node, "timezone");
  g_autoptr (CvkDateTime) start = text == NULL ? NULL : cvk_date_time_parse (text, NULL);
  g_autoptr (GPtrArray) dates = NULL;

  if (start == NULL || rule->end != CVK_RECURRENCE_END_DATE)
    return;
  if (zone == NULL || !cvk_time_zone_is_known (zone))
    zone = start->zone != NULL ? start->zone : "UTC";
  dates = cvk_recurrence_list (rule, start, zone, CVK_RECURRENCE_MAX_MEETINGS + 1);
  if (dates != NULL && dates->len == 0)
    cvk_advice_warn (checks, node, "recurrence.end_date_time", "empty-range",
                     N_ ("The series ends before it begins. Choose a later end."));
  else if (dates != NULL && dates->len > CVK_RECURRENCE_MAX_MEETINGS)
    cvk_advice_warn (
      checks, node, "recurrence.end_date_time", "too-many-meetings",
      N_ ("This makes more than 60 meetings, and Zoom stops at 60. Choose an earlier "
          "end, or two series."));
}

void
cvk_advice_recurrence (CvkChecks *checks, unsigned node)
{
  g_autoptr (CvkRecurrence) rule =
    cvk_recurrence_read (cvk_advice_lookup (checks, node, "recurrence"));

  if (rule == NULL)
    return;
  if (rule->end == CVK_RECURRENCE_END_UNSAID)
    cvk_advice_warn (checks, node, "recurrence", "no-end",
                     N_ ("Nothing says when the series ends: Zoom makes a single meeting. Say how "
                         "often, or until when."));
  if (rule->interval > cvk_recurrence_get_max_interval (rule->type))
    cvk_advice_warn (checks, node, "recurrence.repeat_interval", "too-many-meetings",
                     N_ ("Zoom takes at most 99 days, 50 weeks or 10 months between two meetings. "
                         "Choose a smaller number."));
  count_meetings (checks, node, rule);
}

/* --- Who comes in --- */

#define USUAL_PASSCODE_LENGTH 6

void
cvk_advice_passcode (CvkChecks *checks, unsigned node)
{
  const char *passcode = cvk_advice_lookup_text (checks, node, "password");

  if (passcode != NULL && strlen (passcode) < USUAL_PASSCODE_LENGTH)
    cvk_advice_warn (checks, node, "password", "weak-passcode",
                     N_ ("The passcode is shorter than account rules usually allow. Use six "
                         "characters or more."));
}

static gboolean
is_on (CvkChecks *checks, unsigned node, const char *path)
{
  CvkValue *value = cvk_advice_lookup (checks, node, path);

  return value != NULL && cvk_value_is_boolean (value) && cvk_value_get_boolean (value);
}

void
cvk_advice_early_entry (CvkChecks *checks, unsigned node)
{
  if (is_on (checks, node, "settings.waiting_room") &&
      is_on (checks, node, "settings.join_before_host"))
    cvk_advice_warn (checks, node, "settings.join_before_host", "early-entry",
                     N_ ("The waiting room switches joining before the host off. Choose one of "
                         "the two."));
}

#define NO_REGISTRATION 2

void
cvk_advice_registration (CvkChecks *checks, unsigned node)
{
  CvkValue *approval = cvk_advice_lookup (checks, node, "settings.approval_type");

  if (cvk_advice_lookup (checks, node, "settings.registration_type") == NULL ||
      cvk_advice_is_open (approval) ||
      cvk_advice_lookup_integer (checks, node, "settings.approval_type", NO_REGISTRATION) !=
        NO_REGISTRATION)
    return;
  cvk_advice_warn (checks, node, "settings.registration_type", "no-approval",
                   N_ ("Nobody has to register as long as “Registration” is not switched on. "
                       "Choose who lets people in."));
}

/* --- Names --- */

/* Several nodes that are called differently and do the same: copied, renamed, and the action
 * forgotten. Only a name that begins with the verb of another action is certain enough. */
void
cvk_advice_name (CvkChecks *checks, unsigned node)
{
  static const struct
  {
    const char *type;
    const char *verbs;
  } actions[] = {
    { "zoom.create-meeting", "create new make add schedule" },
    { "zoom.update-meeting", "update change move reschedule" },
    { "zoom.delete-meeting", "delete remove cancel" },
  };
  const CvkNode *element = g_ptr_array_index (checks->nodes, node);
  g_autofree char *first = NULL;

  if (element->label == NULL)
    return;
  first = g_utf8_strdown (element->label, (gssize) strcspn (element->label, " ,:-"));
  for (size_t i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_auto (GStrv) verbs = g_strsplit (actions[i].verbs, " ", -1);

      if (strcmp (actions[i].type, element->type) != 0 &&
          g_strv_contains ((const char *const *) verbs, first))
        cvk_advice_warn (
          checks, node, NULL, "name-mismatch",
          N_ ("The name says “{verb}”, but the action is “{action}”. Rename the node "
              "or choose another action."),
          "verb", first, "action", checks->node_types[node]->title);
    }
}
