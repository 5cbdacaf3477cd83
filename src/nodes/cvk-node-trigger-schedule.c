// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-time-zone.h"
#include "engine/cvk-node-operations.h"
#include "model/cvk-schedule-plan.h"
#include "nodes/cvk-trigger-items.h"

extern CvkNodeOperations cvk_node_trigger_schedule;

/* As if it were due this second. */
static CvkValue *
create_sample (const CvkSchedule *schedule, int64_t now)
{
  int64_t second = now - now % G_TIME_SPAN_SECOND;
  g_autoptr (CvkDateTime) wall =
    cvk_date_time_from_instant (second, cvk_schedule_get_zone (schedule), NULL);
  CvkScheduledRun run = { .occurrence.instant = second };

  if (wall != NULL)
    g_snprintf (run.occurrence.nominal, sizeof run.occurrence.nominal, "%04d-%02d-%02dT%02d:%02d",
                wall->year, wall->month, wall->day, wall->hour, wall->minute);
  return cvk_scheduled_run_to_item (&run, schedule, second);
}

static gboolean
emit_occurrence (CvkStep *step,
                 CvkItem *item,
                 CvkValue *settings,
                 CvkOutput *output,
                 CvkProblem **problem)
{
  g_autofree char *own_zone = cvk_time_zone_dup_own ();
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_autoptr (CvkSchedule) schedule = NULL;

  if (cvk_trigger_put_out (step, output))
    return TRUE;
  schedule = cvk_schedule_new (settings, own_zone, problems);
  if (schedule == NULL)
    {
      *problem = cvk_problem_ref (g_ptr_array_index (problems, 0));
      return FALSE;
    }
  cvk_output_emit_new (output, 0, item, create_sample (schedule, cvk_step_get_now (step)));
  return TRUE;
}

static gboolean
has_problem_at (GPtrArray *problems, const char *field)
{
  for (unsigned i = 0; i < problems->len; i++)
    if (g_strcmp0 (cvk_problem_get_field (g_ptr_array_index (problems, i)), field) == 0)
      return TRUE;
  return FALSE;
}

static void
check_schedule (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  g_autofree char *own_zone = cvk_time_zone_dup_own ();
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_autoptr (CvkSchedule) schedule = cvk_schedule_new (settings, own_zone, found);

  /* What the schema has said is said. */
  for (unsigned i = 0; i < found->len; i++)
    if (!has_problem_at (problems, cvk_problem_get_field (g_ptr_array_index (found, i))))
      g_ptr_array_add (problems, cvk_problem_ref (g_ptr_array_index (found, i)));
}

CvkNodeOperations cvk_node_trigger_schedule = { .type.check = check_schedule,
                                                .each = emit_occurrence };
