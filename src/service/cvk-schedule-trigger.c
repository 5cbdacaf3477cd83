// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-schedule-trigger.h"

#include <inttypes.h>

#include "base/cvk-time-zone.h"
#include "model/cvk-schedule-plan.h"
#include "service/cvk-problems.h"

struct _CvkScheduleTrigger
{
  GObject parent_instance;

  CvkClock *clock;
  CvkWallTimer *timer;
  CvkValue *settings;
  CvkSchedule *schedule;
  int64_t handled;
  unsigned timeout;
  unsigned long woke_handler;
  gboolean was_held; /* a problem is told */
};

static void trigger_iface_init (CvkTriggerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkScheduleTrigger,
                               cvk_schedule_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TRIGGER, trigger_iface_init))

/* Where it names no zone it follows the computer's. (transfer full) (nullable) */
static CvkSchedule *
make_schedule (const CvkValue *settings, CvkProblem **problem)
{
  g_autofree char *own_zone = cvk_time_zone_dup_own ();
  g_autoptr (GPtrArray) problems = cvk_problems_new ();
  CvkSchedule *schedule = cvk_schedule_new (settings, own_zone, problems);

  if (schedule == NULL && problem != NULL)
    *problem = cvk_problem_ref (g_ptr_array_index (problems, 0));
  return schedule;
}

/* --- What a plan says --- */

static CvkValue *
describe_missed (const CvkSchedulePlan *plan, CvkWakeReason reason)
{
  static const char *const reasons[] = {
    [CVK_WAKE_TIMER] = "late",
    [CVK_WAKE_STARTED] = "not-running",
    [CVK_WAKE_RESUMED] = "asleep",
    [CVK_WAKE_CLOCK] = "clock",
  };
  g_autofree char *key = g_strdup_printf ("missed until %" PRId64, plan->handled);

  return cvk_value_new_object (
    "key", cvk_value_new_string (key), "state", cvk_value_new_string ("missed"), "reason",
    cvk_value_new_string (reasons[reason]), "count", cvk_value_new_integer (plan->missed), NULL);
}

static CvkValue *
describe_run (CvkScheduleTrigger *self, const CvkScheduledRun *run)
{
  CvkValue *item =
    cvk_scheduled_run_to_item (run, self->schedule, cvk_clock_get_wall (self->clock));

  return cvk_value_new_object (
    "key", cvk_value_new_string (run->occurrence.key), "state", cvk_value_new_string ("queued"),
    "late", cvk_value_new_boolean (run->is_late), "items", cvk_value_new_array (&item, 1), NULL);
}

static void
note (CvkScheduleTrigger *self, const CvkSchedulePlan *plan, CvkWakeReason reason)
{
  g_auto (CvkArrayBuilder) occurrences = { 0 };
  g_autoptr (CvkValue) array = NULL;
  g_autoptr (CvkValue) memory =
    cvk_value_new_object ("handled", cvk_value_new_integer (plan->handled), NULL);

  cvk_array_builder_init (&occurrences);
  if (plan->missed > 0)
    cvk_array_builder_append (&occurrences, describe_missed (plan, reason));
  for (unsigned i = 0; i < plan->runs->len; i++)
    cvk_array_builder_append (&occurrences,
                              describe_run (self, &g_array_index (plan->runs, CvkScheduledRun, i)));
  array = cvk_array_builder_end (&occurrences);
  cvk_trigger_note (CVK_TRIGGER (self), array, memory);
}

static gboolean due_cb (gpointer user_data);

static void
stop_waiting (CvkScheduleTrigger *self)
{
  cvk_wall_timer_remove (self->timer, self->timeout);
  self->timeout = 0;
}

static void
make_plan (CvkScheduleTrigger *self, CvkWakeReason reason)
{
  g_autoptr (CvkSchedule) anew = make_schedule (self->settings, NULL);
  g_autoptr (CvkSchedulePlan) plan = NULL;
  g_autoptr (CvkScheduleTrigger) keep = g_object_ref (self);

  if (anew != NULL)
    {
      cvk_schedule_unref (self->schedule);
      self->schedule = g_steal_pointer (&anew);
    }
  plan =
    cvk_schedule_plan_new (self->schedule, self->handled, cvk_clock_get_wall (self->clock), reason);
  stop_waiting (self);
  self->handled = plan->handled;
  if (plan->is_held)
    self->timeout = cvk_wall_timer_add (self->timer, CVK_SCHEDULE_EARLIEST_NOW, due_cb, self);
  else if (plan->wake < INT64_MAX)
    self->timeout = cvk_wall_timer_add (self->timer, plan->wake, due_cb, self);
  if (plan->is_held != self->was_held)
    cvk_trigger_report (CVK_TRIGGER (self), plan->is_held ? plan->notice : NULL);
  self->was_held = plan->is_held;
  if (plan->missed > 0 || plan->runs->len > 0)
    note (self, plan, reason);
}

static gboolean
due_cb (gpointer user_data)
{
  CvkScheduleTrigger *self = user_data;

  self->timeout = 0;
  make_plan (self, CVK_WAKE_TIMER);
  return G_SOURCE_REMOVE;
}

static void
woke_cb (CvkScheduleTrigger *self, unsigned reason)
{
  make_plan (self, (CvkWakeReason) reason);
}

/* --- The interface --- */

static void
cvk_schedule_trigger_start (CvkTrigger *trigger)
{
  CvkScheduleTrigger *self = CVK_SCHEDULE_TRIGGER (trigger);

  self->woke_handler = g_signal_connect_swapped (self->timer, "woke", G_CALLBACK (woke_cb), self);
  make_plan (self, CVK_WAKE_STARTED);
}

static void
cvk_schedule_trigger_stop (CvkTrigger *trigger)
{
  CvkScheduleTrigger *self = CVK_SCHEDULE_TRIGGER (trigger);

  g_clear_signal_handler (&self->woke_handler, self->timer);
  stop_waiting (self);
}

static CvkValue *
describe_occurrence (CvkScheduleTrigger *self, const CvkOccurrence *occurrence)
{
  static const char *const marks[] = {
    [CVK_OCCURRENCE_PLAIN] = NULL,
    [CVK_OCCURRENCE_MOVED] = "moved",
    [CVK_OCCURRENCE_REPEATED] = "repeated",
  };

  return cvk_value_new_object ("time", cvk_value_new_integer (occurrence->instant), "nominal",
                               cvk_value_new_string (occurrence->nominal), "zone",
                               cvk_value_new_string (cvk_schedule_get_zone (self->schedule)),
                               "mark", cvk_value_new_string (marks[occurrence->mark]), NULL);
}

static CvkValue *
cvk_schedule_trigger_dup_next (CvkTrigger *trigger, unsigned count)
{
  CvkScheduleTrigger *self = CVK_SCHEDULE_TRIGGER (trigger);
  g_autoptr (GArray) occurrences =
    cvk_schedule_list (self->schedule, cvk_clock_get_wall (self->clock), count);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < occurrences->len; i++)
    cvk_array_builder_append (
      &builder, describe_occurrence (self, &g_array_index (occurrences, CvkOccurrence, i)));
  return cvk_array_builder_end (&builder);
}

/* What waits since then is as late as what was missed. */
static gboolean
cvk_schedule_trigger_is_current (CvkTrigger *trigger, int64_t noted)
{
  CvkScheduleTrigger *self = CVK_SCHEDULE_TRIGGER (trigger);
  int64_t age = cvk_clock_get_wall (self->clock) - noted;

  switch (cvk_schedule_get_missed (self->schedule))
    {
    case CVK_MISSED_ALL:
      return TRUE;
    case CVK_MISSED_ONCE:
      return age <= cvk_schedule_get_missed_window (self->schedule);
    case CVK_MISSED_SKIP:
    default:
      return age <= CVK_SCHEDULE_GRACE;
    }
}

static void
trigger_iface_init (CvkTriggerInterface *iface)
{
  iface->start = cvk_schedule_trigger_start;
  iface->stop = cvk_schedule_trigger_stop;
  iface->dup_next = cvk_schedule_trigger_dup_next;
  iface->is_current = cvk_schedule_trigger_is_current;
}

/* --- The object --- */

static void
cvk_schedule_trigger_finalize (GObject *object)
{
  CvkScheduleTrigger *self = CVK_SCHEDULE_TRIGGER (object);

  cvk_schedule_trigger_stop (CVK_TRIGGER (self));
  g_clear_pointer (&self->schedule, cvk_schedule_unref);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_object (&self->timer);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (cvk_schedule_trigger_parent_class)->finalize (object);
}

static void
cvk_schedule_trigger_class_init (CvkScheduleTriggerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_schedule_trigger_finalize;
}

static void
cvk_schedule_trigger_init (CvkScheduleTrigger *self)
{
}

CvkTrigger *
cvk_schedule_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
{
  g_autoptr (CvkSchedule) schedule = make_schedule (context->node->settings, problem);
  CvkScheduleTrigger *self = NULL;

  if (schedule == NULL)
    return NULL;
  self = g_object_new (CVK_TYPE_SCHEDULE_TRIGGER, NULL);
  self->clock = g_object_ref (cvk_host_get_environment (context->host)->clock);
  self->timer = g_object_ref (cvk_host_get_wall_timer (context->host));
  self->settings = cvk_value_ref (context->node->settings);
  self->schedule = g_steal_pointer (&schedule);
  self->handled = cvk_value_lookup_integer (context->memory, "handled", context->since);
  return CVK_TRIGGER (self);
}
