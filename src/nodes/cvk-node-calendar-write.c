// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-secret-reference.h"
#include "nodes/cvk-calendar-file.h"
#include "nodes/cvk-calendar.h"
#include "nodes/cvk-event-uid.h"
#include "nodes/cvk-ics-occurrence.h"
#include "nodes/cvk-ics-text.h"

extern CvkNodeOperations cvk_node_calendar_write;

typedef struct
{
  char *path;
  char *uid;
  char *occurrence; /* nullable */
  gboolean removes;
  CvkIcsProperties properties;
  int64_t now;
  CvkCalendarOutcome outcome;
} Job;

static void
free_job (Job *job)
{
  cvk_ics_properties_clear (&job->properties);
  g_free (job->path);
  g_free (job->uid);
  g_free (job->occurrence);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, free_job)

static const char *
describe (CvkCalendarOutcome outcome)
{
  switch (outcome)
    {
    case CVK_CALENDAR_CREATED:
      return "created";
    case CVK_CALENDAR_UPDATED:
      return "updated";
    case CVK_CALENDAR_REMOVED:
      return "removed";
    case CVK_CALENDAR_UNCHANGED:
    default:
      return "unchanged";
    }
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  CvkCalendarChange change = {
    .path = job->path,
    .uid = job->uid,
    .occurrence = job->occurrence,
    .properties = job->removes ? NULL : &job->properties,
    .now = job->now,
  };
  GError *error = NULL;

  if (cvk_calendar_file_change (&change, &job->outcome, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  /* What was written stays written, also when the run was cancelled meanwhile. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      cvk_call_fail (call, cvk_calendar_explain (job->path, error));
      return;
    }
  cvk_output_emit_over (cvk_call_get_output (call), 0, cvk_call_get_item (call),
                        cvk_value_new_object ("uid", cvk_value_new_string (job->uid), "written",
                                              cvk_value_new_string (describe (job->outcome)),
                                              NULL));
  cvk_call_succeed (call);
}

/* A calendar is read by others, and shared. */
static CvkValue *
mask_settings (CvkCall *call)
{
  CvkValue *settings = cvk_call_get_settings (call);
  CvkValue *masked = cvk_secret_reference_mask_value (settings);

  if (masked != settings)
    cvk_step_warn (
      cvk_call_get_step (call),
      cvk_problem_new ("secret-in-file",
                       N_ ("The event holds a start link, which lets whoever has it in "
                           "as the host. It was written as dots. Use the join link."),
                       NULL));
  return masked;
}

/* A new event must say when it is; what is there already need not be told again. */
static gboolean
check_new (const CvkValue *settings, const Job *job, CvkProblem **problem)
{
  if (job->removes || job->properties.start != NULL ||
      *cvk_value_lookup_string (settings, "uid", "") != '\0')
    return TRUE;
  *problem = cvk_problem_new (
    "missing-date", N_ ("A new event needs a start. Fill in “Start”, or “Event” to change one."),
    NULL);
  cvk_problem_set_field (*problem, "start");
  return FALSE;
}

static gboolean
check_removal (const CvkValue *settings, const Job *job, CvkProblem **problem)
{
  if (!job->removes || *cvk_value_lookup_string (settings, "uid", "") != '\0')
    return TRUE;
  *problem = cvk_problem_new ("missing-uid",
                              N_ ("It is not said which event to remove. Fill in “Event”."), NULL);
  cvk_problem_set_field (*problem, "uid");
  return FALSE;
}

/* "UID/KEY" or "UID" as calendar.read gives it, or a date with its zone. What is no series has no
 * key: it is changed itself. */
static gboolean
read_occurrence (const CvkValue *settings, Job *job, CvkProblem **problem)
{
  const char *text = cvk_value_lookup_string (settings, "occurrence", "");
  const char *slash = strrchr (text, '/');
  g_autoptr (CvkDateTime) date = NULL;

  if (*text != '\0' && *cvk_value_lookup_string (settings, "uid", "") == '\0')
    {
      *problem = cvk_problem_new (
        "missing-uid", N_ ("It is not said of which series that is a time. Fill in “Event”."),
        NULL);
      cvk_problem_set_field (*problem, "uid");
      return FALSE;
    }
  if (*text == '\0' || g_str_equal (text, job->uid))
    return TRUE;
  if (slash != NULL && strlen (job->uid) == (size_t) (slash - text) &&
      g_str_has_prefix (text, job->uid) && cvk_ics_occurrence_is_key (slash + 1))
    job->occurrence = g_strdup (slash + 1);
  else if (cvk_ics_occurrence_is_key (text))
    job->occurrence = g_strdup (text);
  else
    date = cvk_date_time_parse (text, NULL);
  if (date != NULL && !date->has_time)
    job->occurrence = g_strdup_printf ("%04d%02d%02d", date->year, date->month, date->day);
  else if (date != NULL && date->has_offset)
    {
      g_autofree char *line = cvk_ics_format_instant ("X", date->instant);

      job->occurrence = g_strdup (line + strlen ("X:"));
    }
  if (job->occurrence != NULL)
    return TRUE;
  *problem = cvk_problem_new (
    "invalid-occurrence",
    N_ ("“{value}” is no time of the series “{uid}”. Take “Occurrence” as Read Calendar gives it."),
    "value", text, "uid", job->uid, NULL);
  cvk_problem_set_field (*problem, "occurrence");
  return FALSE;
}

/* One time does not repeat. */
static gboolean
check_rule (const CvkValue *settings, const Job *job, CvkProblem **problem)
{
  if (job->occurrence == NULL || job->properties.rule == NULL || *job->properties.rule == '\0')
    return TRUE;
  *problem = cvk_problem_new ("invalid-rule",
                              N_ ("One time of a series has no rule of its own. Leave the rule "
                                  "empty, or “Occurrence” to change the whole series."),
                              NULL);
  cvk_problem_set_field (*problem, "rule");
  return FALSE;
}

static Job *
create_job (CvkCall *call, CvkProblem **problem)
{
  CvkStep *step = cvk_call_get_step (call);
  g_autoptr (CvkValue) settings = mask_settings (call);
  g_autoptr (Job) job = g_new0 (Job, 1);

  job->removes = g_str_equal (cvk_value_lookup_string (settings, "operation", "save"), "remove");
  job->now = cvk_step_get_now (step);
  job->uid = cvk_event_uid_choose (step, cvk_call_get_item (call), settings);
  if (!cvk_ics_properties_init (&job->properties, settings, problem) ||
      !read_occurrence (settings, job, problem) || !check_rule (settings, job, problem) ||
      !check_new (settings, job, problem) || !check_removal (settings, job, problem))
    return NULL;
  job->path = cvk_step_resolve_file (step, cvk_value_lookup_string (settings, "file", ""), problem);
  if (job->path != NULL)
    return g_steal_pointer (&job);
  cvk_problem_set_field (*problem, "file");
  return NULL;
}

static void
start (CvkCall *call)
{
  g_autoptr (GTask) task = NULL;
  CvkProblem *problem = NULL;
  Job *job = create_job (call, &problem);

  if (job == NULL)
    {
      cvk_call_fail (call, problem);
      return;
    }
  task = g_task_new (NULL, cvk_call_get_cancellable (call), written_cb, call);
  g_task_set_source_tag (task, start);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify) free_job);
  g_task_run_in_thread (task, write_in_thread);
}

static gboolean
look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  cvk_output_pass (output, 0, item);
  return TRUE;
}

CvkNodeOperations cvk_node_calendar_write = { .start = start, .look = look };
