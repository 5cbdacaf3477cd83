// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-calendar-trigger.h"

#include <inttypes.h>

#include "base/cvk-json.h"
#include "base/cvk-time-zone.h"
#include "model/cvk-file-slots.h"
#include "service/cvk-calendar-look.h"

/* Whoever writes a calendar does so in several steps: two looks a second apart must be alike. */
#define QUIET ((int64_t) G_USEC_PER_SEC)
/* What is in trouble is looked at again: a disk may come back. */
#define TROUBLE (60 * (int64_t) G_USEC_PER_SEC)
/* What begins is known for a day and an hour. */
#define DAY (24 * 3600 * (int64_t) G_USEC_PER_SEC)

struct _CvkCalendarTrigger
{
  GObject parent_instance;

  CvkClock *clock;
  CvkWallTimer *timer;
  CvkValue *settings;
  char *path;
  int64_t since;
  GFileMonitor *monitor;      /* nullable: not started, or nobody tells of changes there */
  unsigned long woke_handler; /* 0: stopped */

  /* What is remembered. */
  CvkValue *events; /* nullable: nothing yet */
  int64_t sequence;

  CvkValue *files;    /* nullable: as of the last look */
  CvkValue *starting; /* nullable: what begins soon */
  GHashTable *fired;  /* keys of what has begun, as far as this process knows */
  unsigned timeout;
  unsigned alarm; /* 0: none */
  gboolean is_looking;
  gboolean looks_again; /* something happened while it looked */
  gboolean has_problem;
};

static void trigger_iface_init (CvkTriggerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkCalendarTrigger,
                               cvk_calendar_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TRIGGER, trigger_iface_init))

static void begin_look (CvkCalendarTrigger *self);
static void set_alarm (CvkCalendarTrigger *self);

static gboolean
timeout_cb (gpointer user_data)
{
  CvkCalendarTrigger *self = user_data;

  self->timeout = 0;
  begin_look (self);
  return G_SOURCE_REMOVE;
}

static void
look_after (CvkCalendarTrigger *self, int64_t delay)
{
  if (self->timeout == 0)
    self->timeout = cvk_clock_add_timeout (self->clock, delay, timeout_cb, self, NULL);
}

/* --- What begins --- */

static int64_t
get_lead (CvkCalendarTrigger *self)
{
  return cvk_value_lookup_integer (self->settings, "minutes", 10) * 60;
}

static void
fire_starting (CvkCalendarTrigger *self)
{
  int64_t now = cvk_clock_get_wall (self->clock) / G_USEC_PER_SEC;

  for (size_t i = 0; self->starting != NULL && i < cvk_value_get_length (self->starting); i++)
    {
      const CvkValue *entry = cvk_value_get_element (self->starting, i);
      const char *key = cvk_value_lookup_string (entry, "key", "");
      int64_t start = cvk_value_lookup_integer (entry, "start", 0);
      CvkValue *item = cvk_value_get_member (entry, "item");
      g_autoptr (CvkValue) items = NULL;

      /* What has begun while nobody was there is not about to begin. */
      if (start - get_lead (self) > now || start <= now ||
          !g_hash_table_add (self->fired, g_strdup (key)))
        continue;
      item = cvk_value_ref (item);
      items = cvk_value_new_array (&item, 1);
      cvk_trigger_fire (CVK_TRIGGER (self), key, items, NULL);
    }
}

static gboolean
alarm_cb (gpointer user_data)
{
  CvkCalendarTrigger *self = user_data;

  self->alarm = 0;
  fire_starting (self);
  set_alarm (self);
  return G_SOURCE_REMOVE;
}

static gboolean
new_day_cb (gpointer user_data)
{
  CvkCalendarTrigger *self = user_data;

  self->alarm = 0;
  begin_look (self);
  return G_SOURCE_REMOVE;
}

/* For the next that is about to begin, or for looking again in a day. */
static void
set_alarm (CvkCalendarTrigger *self)
{
  int64_t now = cvk_clock_get_wall (self->clock);
  int64_t next = now + DAY;
  gboolean is_start = FALSE;

  for (size_t i = 0; self->starting != NULL && i < cvk_value_get_length (self->starting); i++)
    {
      const CvkValue *entry = cvk_value_get_element (self->starting, i);
      int64_t start = cvk_value_lookup_integer (entry, "start", 0);
      int64_t instant = (start - get_lead (self)) * G_USEC_PER_SEC;

      if (instant > now && instant < next)
        {
          next = instant;
          is_start = TRUE;
        }
    }
  cvk_wall_timer_remove (self->timer, self->alarm);
  self->alarm = cvk_wall_timer_add (self->timer, next, is_start ? alarm_cb : new_day_cb, self);
}

/* --- What a look has found --- */

static CvkValue *
dup_memory (CvkCalendarTrigger *self)
{
  return cvk_value_new_object (
    "path", cvk_value_new_string (self->path), "text",
    cvk_value_new_string (cvk_value_lookup_string (self->settings, "text", "")), "sequence",
    cvk_value_new_integer (self->sequence), "events", cvk_value_ref (self->events), NULL);
}

/* The number is in the memory, which is written in one commit with what it is for: an event that
 * comes back just as it was is another happening. */
static char *
make_key (CvkCalendarTrigger *self, const CvkValue *items)
{
  g_autofree char *text = cvk_value_to_json (items, CVK_JSON_COMPACT);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("%" PRId64 " %" PRId64 " %.16s", self->since, self->sequence, hash);
}

static void
take_events (CvkCalendarTrigger *self, const CvkCalendarLook *look)
{
  g_autoptr (CvkValue) old = self->events;
  g_autoptr (CvkValue) memory = NULL;
  g_autofree char *key = NULL;

  self->events = cvk_value_ref (look->events);
  if (old != NULL && cvk_value_equal (old, self->events) && cvk_value_get_length (look->items) == 0)
    return;
  if (cvk_value_get_length (look->items) > 0)
    self->sequence++;
  memory = dup_memory (self);
  if (cvk_value_get_length (look->items) == 0)
    {
      cvk_trigger_note (CVK_TRIGGER (self), look->items, memory);
      return;
    }
  key = make_key (self, look->items);
  cvk_trigger_fire (CVK_TRIGGER (self), key, look->items, memory);
}

static void
report (CvkCalendarTrigger *self, CvkProblem *problem)
{
  if (problem == NULL && !self->has_problem)
    return;
  self->has_problem = problem != NULL;
  cvk_trigger_report (CVK_TRIGGER (self), problem);
}

/* FALSE when it is still being written. The first look is what there is. */
static gboolean
has_settled (CvkCalendarTrigger *self, const CvkCalendarLook *look)
{
  gboolean is_same =
    self->files == NULL || (look->files != NULL && cvk_value_equal (self->files, look->files));

  g_clear_pointer (&self->files, cvk_value_unref);
  if (look->files != NULL)
    self->files = cvk_value_ref (look->files);
  return is_same;
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCalendarTrigger *self = CVK_CALENDAR_TRIGGER (object);
  const CvkCalendarLook *look = g_task_get_task_data (G_TASK (result));
  gboolean is_settled = FALSE;

  self->is_looking = FALSE;
  if (self->woke_handler == 0)
    return;
  is_settled = has_settled (self, look);
  if (!is_settled || self->looks_again)
    look_after (self, QUIET);
  if (!is_settled)
    return;
  report (self, look->problem);
  if (look->problem != NULL)
    {
      look_after (self, TROUBLE);
      return;
    }
  g_clear_pointer (&self->starting, cvk_value_unref);
  self->starting = cvk_value_ref (look->starting);
  take_events (self, look);
  fire_starting (self);
  set_alarm (self);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  cvk_calendar_look_take (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
begin_look (CvkCalendarTrigger *self)
{
  g_autoptr (GTask) task = NULL;
  CvkCalendarLook *look = NULL;

  self->looks_again = self->is_looking;
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  look = g_new0 (CvkCalendarLook, 1);
  look->path = g_strdup (self->path);
  look->zone = cvk_time_zone_dup_own ();
  look->settings = cvk_value_ref (self->settings);
  look->known = self->events != NULL ? cvk_value_ref (self->events) : NULL;
  look->now = cvk_clock_get_wall (self->clock) / G_USEC_PER_SEC;
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_source_tag (task, begin_look);
  g_task_set_task_data (task, look, (GDestroyNotify) cvk_calendar_look_free);
  g_task_run_in_thread (task, look_in_thread);
}

/* --- The interface --- */

static void
woke_cb (CvkCalendarTrigger *self)
{
  fire_starting (self);
  begin_look (self);
}

static void
changed_cb (CvkCalendarTrigger *self)
{
  /* It need not wait any more for what may be over now. */
  if (self->has_problem)
    {
      cvk_clock_remove_timeout (self->clock, self->timeout);
      self->timeout = 0;
    }
  look_after (self, QUIET / 10);
}

static void
cvk_calendar_trigger_start (CvkTrigger *trigger)
{
  CvkCalendarTrigger *self = CVK_CALENDAR_TRIGGER (trigger);
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  self->woke_handler = g_signal_connect_swapped (self->timer, "woke", G_CALLBACK (woke_cb), self);
  self->monitor = g_file_monitor (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
  begin_look (self);
}

static void
cvk_calendar_trigger_stop (CvkTrigger *trigger)
{
  CvkCalendarTrigger *self = CVK_CALENDAR_TRIGGER (trigger);

  g_clear_signal_handler (&self->woke_handler, self->timer);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  cvk_clock_remove_timeout (self->clock, self->timeout);
  self->timeout = 0;
  cvk_wall_timer_remove (self->timer, self->alarm);
  self->alarm = 0;
}

static void
trigger_iface_init (CvkTriggerInterface *iface)
{
  iface->start = cvk_calendar_trigger_start;
  iface->stop = cvk_calendar_trigger_stop;
}

/* --- The object --- */

static void
cvk_calendar_trigger_finalize (GObject *object)
{
  CvkCalendarTrigger *self = CVK_CALENDAR_TRIGGER (object);

  cvk_calendar_trigger_stop (CVK_TRIGGER (self));
  g_clear_pointer (&self->events, cvk_value_unref);
  g_clear_pointer (&self->files, cvk_value_unref);
  g_clear_pointer (&self->starting, cvk_value_unref);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->fired, g_hash_table_unref);
  g_clear_object (&self->timer);
  g_clear_object (&self->clock);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_calendar_trigger_parent_class)->finalize (object);
}

static void
cvk_calendar_trigger_class_init (CvkCalendarTriggerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_calendar_trigger_finalize;
}

static void
cvk_calendar_trigger_init (CvkCalendarTrigger *self)
{
  self->fired = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* What was remembered of another calendar, or of events with other words, is worth nothing. */
static void
recall (CvkCalendarTrigger *self, const CvkValue *memory)
{
  CvkValue *events = cvk_value_get_member (memory, "events");

  self->sequence = cvk_value_lookup_integer (memory, "sequence", 0);
  if (events != NULL && cvk_value_is_object (events) &&
      g_str_equal (cvk_value_lookup_string (memory, "path", ""), self->path) &&
      g_str_equal (cvk_value_lookup_string (memory, "text", ""),
                   cvk_value_lookup_string (self->settings, "text", "")))
    self->events = cvk_value_ref (events);
}

CvkTrigger *
cvk_calendar_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
{
  const CvkValue *settings = context->node->settings;
  const char *file = cvk_value_lookup_string (settings, "file", "");
  g_autofree char *path =
    cvk_file_slots_resolve (context->document, context->files, context->path, file, problem);
  CvkCalendarTrigger *self = NULL;

  if (path == NULL)
    {
      cvk_problem_set_field (*problem, "file");
      return NULL;
    }
  self = g_object_new (CVK_TYPE_CALENDAR_TRIGGER, NULL);
  self->clock = g_object_ref (cvk_host_get_environment (context->host)->clock);
  self->timer = g_object_ref (cvk_host_get_wall_timer (context->host));
  self->settings = cvk_value_ref (settings);
  self->since = context->since;
  self->path = g_steal_pointer (&path);
  recall (self, context->memory);
  return CVK_TRIGGER (self);
}
