// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "nodes/cvk-calendar-items.h"
#include "nodes/cvk-moment.h"

#define MONTH (30 * G_TIME_SPAN_DAY)

extern CvkNodeOperations cvk_node_calendar_read;

typedef struct
{
  char *path;
  char *zone;
  CvkCalendarRequest request;
  gboolean with_cancelled;

  CvkProblem *problem; /* nullable: what went wrong */
  CvkValue *items;     /* nullable */
  GPtrArray *warnings; /* nullable */
} Job;

static void
free_job (Job *job)
{
  g_free (job->path);
  g_free (job->zone);
  g_clear_pointer (&job->problem, cvk_problem_unref);
  g_clear_pointer (&job->items, cvk_value_unref);
  g_clear_pointer (&job->warnings, g_ptr_array_unref);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, free_job)

static CvkProblem *
explain_too_many (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  CvkProblem *problem =
    cvk_problem_new ("too-many-events",
                     N_ ("“{file}” has more than 20,000 events between the two dates. Choose dates "
                         "that are closer together."),
                     "file", name, NULL);

  cvk_problem_set_file (problem, path);
  cvk_problem_set_field (problem, "until");
  return problem;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkCalendar) calendar = cvk_calendar_read (&job->request, cancellable, &error);

  if (calendar == NULL)
    job->problem = cvk_calendar_explain (job->path, error);
  else
    {
      job->items = cvk_calendar_list_items (calendar, job->with_cancelled);
      job->warnings = cvk_calendar_list_warnings (calendar);
      if (job->items == NULL)
        job->problem = explain_too_many (job->path);
    }
  g_task_return_boolean (task, TRUE);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* Cancelled: the thread may still be at it. */
      cvk_call_fail (call, cvk_calendar_explain (job->path, error));
      return;
    }
  if (job->problem != NULL)
    {
      cvk_call_fail (call, g_steal_pointer (&job->problem));
      return;
    }
  for (unsigned i = 0; i < job->warnings->len; i++)
    cvk_step_warn (cvk_call_get_step (call), cvk_problem_ref (job->warnings->pdata[i]));
  for (size_t i = 0; i < cvk_value_get_length (job->items); i++)
    cvk_output_emit_new (cvk_call_get_output (call), 0, cvk_call_get_item (call),
                         cvk_value_ref (cvk_value_get_element (job->items, i)));
  cvk_call_succeed (call);
}

/* When setting @field says, else @fallback; microseconds. */
static gboolean
read_instant (const CvkValue *settings,
              const char *field,
              const char *zone,
              int64_t fallback,
              int64_t *seconds,
              CvkProblem **problem)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) with_zone = NULL;
  int64_t instant = fallback;

  cvk_object_builder_init_from (&builder, settings);
  cvk_object_builder_set (&builder, "zone", cvk_value_new_string (zone));
  with_zone = cvk_object_builder_end (&builder);
  if (*cvk_value_lookup_string (settings, field, "") != '\0' &&
      !cvk_moment_read_date (with_zone, field, &instant, problem))
    return FALSE;
  *seconds = instant / G_USEC_PER_SEC;
  return TRUE;
}

static CvkProblem *
explain_unknown_zone (const char *zone)
{
  CvkProblem *problem = cvk_problem_new (
    "unknown-zone", N_ ("There is no time zone “{zone}”. Choose one such as Europe/Berlin."),
    "zone", zone, NULL);

  cvk_problem_set_field (problem, "zone");
  return problem;
}

static Job *
create_job (CvkCall *call, CvkProblem **problem)
{
  CvkStep *step = cvk_call_get_step (call);
  const CvkValue *settings = cvk_call_get_settings (call);
  const char *zone = cvk_value_lookup_string (settings, "zone", "");
  g_autoptr (Job) job = g_new0 (Job, 1);
  CvkCalendarRequest *request = &job->request;

  job->zone = *zone != '\0' ? g_strdup (zone) : cvk_time_zone_dup_own ();
  job->with_cancelled = cvk_value_lookup_boolean (settings, "cancelled", FALSE);
  if (!cvk_time_zone_is_known (job->zone))
    *problem = explain_unknown_zone (job->zone);
  else if (read_instant (settings, "from", job->zone, cvk_step_get_now (step), &request->from,
                         problem) &&
           read_instant (settings, "until", job->zone, request->from * G_USEC_PER_SEC + MONTH,
                         &request->until, problem))
    {
      job->path =
        cvk_step_resolve_file (step, cvk_value_lookup_string (settings, "file", ""), problem);
      if (job->path == NULL)
        cvk_problem_set_field (*problem, "file");
    }
  request->path = job->path;
  request->zone = job->zone;
  return job->path != NULL ? g_steal_pointer (&job) : NULL;
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
  task = g_task_new (NULL, cvk_call_get_cancellable (call), read_cb, call);
  g_task_set_source_tag (task, start);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_set_task_data (task, job, (GDestroyNotify) free_job);
  g_task_run_in_thread (task, read_in_thread);
}

CvkNodeOperations cvk_node_calendar_read = { .start = start };
