// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-zoom-trigger.h"

#include <inttypes.h>

#include "base/cvk-i18n.h"
#include "service/cvk-list-poll.h"
#include "service/cvk-meeting-changes.h"

#define ACTION "zoom.list-meetings"
#define MINUTE (60 * (int64_t) G_USEC_PER_SEC)
#define DEFAULT_MINUTES 5
/* A laptop is offline now and then; that is worth a word when it lasts. */
#define FAILURES_BEFORE_PROBLEM 3

struct _CvkZoomTrigger
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  CvkWallTimer *timer;
  CvkClock *clock;
  CvkValue *settings;
  char *connection; /* id */
  CvkValue *memory; /* nullable: nothing yet */
  int64_t since;
  int64_t sequence;

  CvkValue *meetings; /* nullable: of the look that is under way */
  unsigned timeout;
  unsigned long woke_handler; /* 0: stopped */
  unsigned n_failures;
  gboolean is_looking;
};

static void trigger_iface_init (CvkTriggerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkZoomTrigger,
                               cvk_zoom_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TRIGGER, trigger_iface_init))

static gboolean
is_wanted (CvkZoomTrigger *self, const char *event)
{
  gboolean is_default = g_str_equal (event, "created") || g_str_equal (event, "changed");

  return cvk_value_lookup_boolean (self->settings, event, is_default);
}

/* --- What a look has found --- */

static CvkValue *
pick_wanted (CvkZoomTrigger *self, const CvkValue *items)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    {
      CvkValue *item = cvk_value_get_element (items, i);

      if (is_wanted (self, cvk_value_lookup_string (item, "event", "")))
        cvk_array_builder_append (&builder, cvk_value_ref (item));
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
dup_memory (CvkZoomTrigger *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, self->memory);
  cvk_object_builder_set (&builder, "connection", cvk_value_new_string (self->connection));
  cvk_object_builder_set (&builder, "sequence", cvk_value_new_integer (self->sequence));
  return cvk_object_builder_end (&builder);
}

/* @live: (nullable) */
static void
take_lists (CvkZoomTrigger *self, const CvkValue *live)
{
  g_autoptr (CvkValue) old = self->memory;
  g_autoptr (CvkValue) all = NULL;
  g_autoptr (CvkValue) items = NULL;
  g_autoptr (CvkValue) memory = NULL;
  g_autofree char *key = NULL;

  self->memory =
    cvk_meeting_changes_find (self->meetings, live, old, cvk_clock_get_wall (self->clock), &all);
  g_clear_pointer (&self->meetings, cvk_value_unref);
  items = pick_wanted (self, all);
  if (old != NULL && cvk_value_equal (old, self->memory))
    return;
  if (cvk_value_get_length (items) > 0)
    self->sequence++;
  memory = dup_memory (self);
  if (cvk_value_get_length (items) == 0)
    {
      cvk_trigger_note (CVK_TRIGGER (self), items, memory);
      return;
    }
  key = g_strdup_printf ("%" PRId64 " %" PRId64, self->since, self->sequence);
  cvk_trigger_fire (CVK_TRIGGER (self), key, items, memory);
}

/* --- Looking --- */

static void look (CvkZoomTrigger *self);

static gboolean
look_cb (gpointer user_data)
{
  CvkZoomTrigger *self = user_data;

  self->timeout = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
end_look (CvkZoomTrigger *self, CvkProblem *problem)
{
  int64_t minutes = cvk_value_lookup_integer (self->settings, "every", DEFAULT_MINUTES);

  self->is_looking = FALSE;
  g_clear_pointer (&self->meetings, cvk_value_unref);
  if (self->woke_handler == 0)
    return;
  self->n_failures = problem != NULL ? self->n_failures + 1 : 0;
  if (self->n_failures == FAILURES_BEFORE_PROBLEM || problem == NULL)
    cvk_trigger_report (CVK_TRIGGER (self), problem);
  cvk_clock_remove_timeout (self->clock, self->timeout);
  self->timeout =
    cvk_clock_add_timeout (self->clock, MAX (minutes, 1) * MINUTE, look_cb, self, NULL);
}

static void
ask (CvkZoomTrigger *self, const char *type, GAsyncReadyCallback callback)
{
  CvkConnection *connection = cvk_host_connections_find (self->connections, self->connection);
  g_autoptr (CvkValue) settings = cvk_value_new_object ("type", cvk_value_new_string (type), NULL);

  /* That it has gone is said by the activation. */
  if (connection == NULL)
    end_look (self, NULL);
  else
    cvk_list_poll_async (self->host, connection, ACTION, settings, callback, g_object_ref (self));
}

static void
live_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkZoomTrigger) self = user_data;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkValue) live = cvk_list_poll_finish (CVK_HOST (object), result, &problem);

  if (live != NULL && self->woke_handler != 0)
    take_lists (self, live);
  end_look (self, problem);
}

static void
ask_for_live (CvkZoomTrigger *self)
{
  if (is_wanted (self, "started") || is_wanted (self, "ended"))
    {
      ask (self, "live", live_listed_cb);
      return;
    }
  take_lists (self, NULL);
  end_look (self, NULL);
}

static void
meetings_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkZoomTrigger) self = user_data;
  g_autoptr (CvkProblem) problem = NULL;

  self->meetings = cvk_list_poll_finish (CVK_HOST (object), result, &problem);
  if (self->meetings != NULL && self->woke_handler != 0)
    ask_for_live (self);
  else
    end_look (self, problem);
}

static void
look (CvkZoomTrigger *self)
{
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  if (is_wanted (self, "created") || is_wanted (self, "changed"))
    ask (self, "scheduled", meetings_listed_cb);
  else
    ask (self, "live", live_listed_cb);
}

/* --- The interface --- */

static void
woke_cb (CvkZoomTrigger *self)
{
  look (self);
}

static void
cvk_zoom_trigger_start (CvkTrigger *trigger)
{
  CvkZoomTrigger *self = CVK_ZOOM_TRIGGER (trigger);

  self->woke_handler = g_signal_connect_swapped (self->timer, "woke", G_CALLBACK (woke_cb), self);
  look (self);
}

static void
cvk_zoom_trigger_stop (CvkTrigger *trigger)
{
  CvkZoomTrigger *self = CVK_ZOOM_TRIGGER (trigger);

  g_clear_signal_handler (&self->woke_handler, self->timer);
  cvk_clock_remove_timeout (self->clock, self->timeout);
  self->timeout = 0;
}

static void
trigger_iface_init (CvkTriggerInterface *iface)
{
  iface->start = cvk_zoom_trigger_start;
  iface->stop = cvk_zoom_trigger_stop;
}

/* --- The object --- */

static void
cvk_zoom_trigger_finalize (GObject *object)
{
  CvkZoomTrigger *self = CVK_ZOOM_TRIGGER (object);

  cvk_zoom_trigger_stop (CVK_TRIGGER (self));
  g_clear_pointer (&self->meetings, cvk_value_unref);
  g_clear_pointer (&self->memory, cvk_value_unref);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_object (&self->timer);
  g_clear_object (&self->clock);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  g_free (self->connection);
  G_OBJECT_CLASS (cvk_zoom_trigger_parent_class)->finalize (object);
}

static void
cvk_zoom_trigger_class_init (CvkZoomTriggerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_zoom_trigger_finalize;
}

static void
cvk_zoom_trigger_init (CvkZoomTrigger *self)
{
}

/* What was remembered of another account is worth nothing, and neither is a list that was not asked
 * for until now. */
static void
recall (CvkZoomTrigger *self, const CvkValue *memory)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  static const char *const lists[] = { "meetings", "live" };

  self->sequence = cvk_value_lookup_integer (memory, "sequence", 0);
  if (!g_str_equal (cvk_value_lookup_string (memory, "connection", ""), self->connection))
    return;
  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      const CvkValue *list = cvk_value_get_member (memory, lists[i]);

      if (list != NULL && cvk_value_is_object (list))
        cvk_object_builder_set (&builder, lists[i], cvk_value_ref (list));
    }
  self->memory = cvk_object_builder_end (&builder);
}

CvkTrigger *
cvk_zoom_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
{
  const char *slot = context->node->slot;
  const char *connection = slot != NULL ? g_hash_table_lookup (context->slots, slot) : NULL;
  CvkZoomTrigger *self = NULL;

  if (connection == NULL)
    {
      *problem = cvk_problem_new (
        "no-connection", N_ ("Choose the account whose meetings are to be watched."), NULL);
      return NULL;
    }
  self = g_object_new (CVK_TYPE_ZOOM_TRIGGER, NULL);
  self->host = g_object_ref (context->host);
  self->connections = g_object_ref (context->connections);
  self->timer = g_object_ref (cvk_host_get_wall_timer (context->host));
  self->clock = g_object_ref (cvk_host_get_environment (context->host)->clock);
  self->settings = cvk_value_ref (context->node->settings);
  self->connection = g_strdup (connection);
  self->since = context->since;
  recall (self, context->memory);
  return CVK_TRIGGER (self);
}
