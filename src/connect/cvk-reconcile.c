// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-reconcile.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-listing.h"

/* When it is looked, in milliseconds; then at every multiple of the last. */
static const int64_t looks[] = { 2000, 5000, 10000, 30000 };
#define USUAL_SETTLE_SECONDS 60
#define USUAL_OUTAGE_SECONDS 600
/* So many whole lists have to be without it. */
#define MIN_CLEAN_LISTS 3
/* The service's clock may be so far behind ours. */
#define CLOCK_SKEW (INT64_C (5) * 60 * G_USEC_PER_SEC)

struct _CvkReconcile
{
  CvkExecution *execution; /* borrowed */
  CvkReconcileDone done;
  gpointer user_data;
  CvkReconcileTimes times;
  CvkValue *rules;       /* borrowed from the description */
  const CvkAction *list; /* borrowed */
  const CvkAction *read; /* borrowed */
  CvkClock *clock;       /* borrowed */
  int64_t settle;        /* microseconds */
  int64_t begun;         /* monotonic */
  int64_t first_clean;   /* monotonic; 0: no whole list yet */
  gboolean is_late;      /* it took too long until then */
  unsigned n_clean;
  unsigned n_looks;
  gboolean is_last;         /* nothing found this time means that it is not there */
  GPtrArray *doubtful;      /* owned CvkValue: alike, but older by the service's clock */
  GPtrArray *found;         /* owned CvkValue: what matches, of the list that is being read */
  CvkActionRequest request; /* of the whole list */
  CvkActionRequest whole;   /* of the one that was found */
  CvkListing *listing;      /* borrowed, nullable: that it waits for */
  CvkReply *reply;          /* owned, nullable */
  unsigned timeout;
  unsigned long cancelled_handler;
};

static void plan_next_look (CvkReconcile *self);

static void
leave_listing (CvkReconcile *self)
{
  if (self->listing != NULL)
    cvk_listing_leave (g_steal_pointer (&self->listing), self);
}

void
cvk_reconcile_free (CvkReconcile *self)
{
  GCancellable *cancellable = cvk_call_get_run_cancellable (self->execution->call);

  g_clear_signal_handler (&self->cancelled_handler, cancellable);
  cvk_clock_remove_timeout (self->clock, self->timeout);
  leave_listing (self);
  g_clear_pointer (&self->reply, cvk_reply_free);
  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->doubtful);
  cvk_action_request_clear (&self->request);
  cvk_action_request_clear (&self->whole);
  g_free (self);
}

static void
end (CvkReconcile *self, CvkReconcileResult result, CvkValue *found)
{
  CvkExecution *execution = self->execution;
  CvkReconcileDone done = self->done;
  gpointer user_data = self->user_data;
  g_autoptr (CvkValue) kept = found != NULL ? cvk_value_ref (found) : NULL;

  execution->reconcile = NULL;
  cvk_reconcile_free (self);
  cvk_call_go_on (execution->call);
  cvk_call_start_deadline (execution->call);
  done (execution, result, kept, user_data);
}

static int64_t
now (CvkReconcile *self)
{
  return cvk_clock_get_monotonic (self->clock);
}

static gboolean
is_cancelled (CvkReconcile *self)
{
  return g_cancellable_is_cancelled (cvk_call_get_run_cancellable (self->execution->call));
}

static int64_t
get_outage (CvkReconcile *self)
{
  return cvk_value_lookup_integer (self->rules, "outage", USUAL_OUTAGE_SECONDS) * G_USEC_PER_SEC;
}

/* How long it is tried to see a list. Who gave a step little time does not want to wait long. */
static int64_t
get_patience (CvkReconcile *self)
{
  const CvkNode *node = cvk_step_get_node (cvk_call_get_step (self->execution->call));

  return node->timeout > 0 ? MIN (node->timeout * G_USEC_PER_SEC, get_outage (self))
                           : get_outage (self);
}

/* --- What was found --- */

static const char *
get_id_field (CvkReconcile *self)
{
  CvkValue *result = cvk_value_get_member (self->execution->action->description, "result");

  return cvk_value_lookup_string (result, "id", "id");
}

static char *
write_id (const CvkValue *id)
{
  return cvk_value_is_string (id) ? g_strdup (cvk_value_get_string (id))
                                  : cvk_value_to_json (id, CVK_JSON_COMPACT);
}

static char *
get_id (CvkReconcile *self, const CvkValue *thing)
{
  CvkValue *id = cvk_value_get_member (thing, get_id_field (self));

  return id != NULL ? write_id (id) : NULL;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkReconcile *self = user_data;

  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = cvk_exchange_finish (result);
  if (self->reply->kind == CVK_REPLY_DONE)
    end (self, CVK_RECONCILE_FOUND, self->reply->value);
  else
    plan_next_look (self);
}

/* The list shows a part of it only. */
static void
read_whole (CvkReconcile *self, const CvkValue *listed)
{
  const char *open = strchr (self->read->path, '{');
  g_autofree char *field = g_strndup (open + 1, strcspn (open + 1, "}"));
  g_autofree char *id = get_id (self, listed);
  g_autoptr (CvkValue) settings = cvk_value_new_object (field, cvk_value_new_string (id), NULL);
  CvkProblem *problem = NULL;

  cvk_action_request_clear (&self->whole);
  if (cvk_action_build_request (self->read, settings, &self->whole, &problem))
    {
      cvk_execution_exchange_for (self->execution, self->read, &self->whole, read_cb, self);
      return;
    }
  cvk_problem_unref (problem);
  end (self, CVK_RECONCILE_OPEN, NULL);
}

static void
drop_known (CvkReconcile *self, GPtrArray *things, GHashTable *claimed)
{
  for (unsigned i = things->len; i-- > 0;)
    {
      g_autofree char *id = get_id (self, g_ptr_array_index (things, i));

      if (id == NULL || g_hash_table_contains (claimed, id))
        g_ptr_array_remove_index (things, i);
    }
}

static void
drop_claimed (CvkReconcile *self, GPtrArray *ids)
{
  g_autoptr (GHashTable) claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (unsigned i = 0; i < ids->len; i++)
    g_hash_table_add (claimed, write_id (g_ptr_array_index (ids, i)));
  drop_known (self, self->found, claimed);
  drop_known (self, self->doubtful, claimed);
}

static void
decide (CvkReconcile *self)
{
  g_autofree char *id = NULL;

  if (self->found->len > 1)
    {
      end (self, CVK_RECONCILE_OPEN, NULL);
      return;
    }
  if (self->found->len == 1)
    {
      id = get_id (self, g_ptr_array_index (self->found, 0));
      if (cvk_call_claim (self->execution->call, id))
        {
          read_whole (self, g_ptr_array_index (self->found, 0));
          return;
        }
    }
  /* With clocks that differ it could be the one: sending again could make a second. */
  if (self->doubtful->len > 0 || self->is_late ||
      cvk_reconcile_is_over (self->execution, cvk_clock_get_wall (self->clock)))
    end (self, CVK_RECONCILE_OPEN, NULL);
  else if (self->is_last)
    end (self, CVK_RECONCILE_NOT_THERE, NULL);
  else
    plan_next_look (self);
}

/* Others may be waiting for what was made for them. */
static void
results_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkReconcile *self = user_data;
  g_autoptr (GPtrArray) ids = cvk_call_load_results_finish (self->execution->call, result, NULL);

  if (ids == NULL || is_cancelled (self))
    {
      end (self, CVK_RECONCILE_OPEN, NULL);
      return;
    }
  drop_claimed (self, ids);
  decide (self);
}

/* --- Listing --- */

static void
list_is_clean (CvkReconcile *self)
{
  self->n_clean++;
  if (self->first_clean == 0)
    {
      self->first_clean = now (self);
      /* So much later whoever looks may have deleted it again. */
      self->is_late = cvk_clock_get_wall (self->clock) - self->times.last_sent > get_outage (self);
    }
  self->is_last =
    self->n_clean >= MIN_CLEAN_LISTS && now (self) - self->first_clean >= self->settle;
  if (self->found->len == 0 && self->doubtful->len == 0)
    {
      decide (self);
      return;
    }
  cvk_call_load_results_async (self->execution->call, get_id_field (self),
                               self->doubtful->len > 0 ? 0 : self->times.first_sent - CLOCK_SKEW,
                               results_loaded_cb, self);
}

static void
page_cb (const CvkValue *page, gpointer user_data)
{
  CvkReconcile *self = user_data;
  CvkValue *paging = cvk_value_get_member (self->list->description, "paging");
  CvkValue *items = cvk_value_get_member (page, cvk_value_lookup_string (paging, "items", ""));

  for (size_t i = 0; items != NULL && i < cvk_value_get_length (items); i++)
    {
      CvkValue *item = cvk_value_get_element (items, i);

      if (!cvk_value_is_object (item) || !cvk_reconcile_matches (self->execution, item))
        continue;
      g_ptr_array_add (
        cvk_reconcile_is_since (self->execution, item, self->times.first_sent - CLOCK_SKEW)
          ? self->found
          : self->doubtful,
        cvk_value_ref (item));
    }
}

static void
listed_cb (gboolean is_whole, gpointer user_data)
{
  CvkReconcile *self = user_data;

  self->listing = NULL;
  /* A list that is not whole says nothing about what is not on it. */
  if (is_whole)
    list_is_clean (self);
  else
    plan_next_look (self);
}

static gboolean
look_cb (gpointer user_data)
{
  CvkReconcile *self = user_data;

  self->timeout = 0;
  self->n_looks++;
  g_ptr_array_set_size (self->found, 0);
  g_ptr_array_set_size (self->doubtful, 0);
  self->listing =
    cvk_listing_join (self->execution, self->list, &self->request, page_cb, listed_cb, self);
  return G_SOURCE_REMOVE;
}

/* --- When to look --- */

static void
wait_for_look (CvkReconcile *self, int64_t delay)
{
  cvk_call_wait (self->execution->call,
                 cvk_problem_new ("looking",
                                  N_ ("The answer to “{action}” was lost. Looking in {service} "
                                      "whether it was carried out."),
                                  "action", self->execution->action->title, "service",
                                  self->execution->action->connector->title, NULL));
  self->timeout = cvk_clock_add_timeout (self->clock, MAX (delay, 0), look_cb, self, NULL);
}

/* In microseconds after the beginning; the earlier, the shorter the settle time is than usual. */
static int64_t
get_look (CvkReconcile *self, unsigned number)
{
  unsigned last = G_N_ELEMENTS (looks) - 1;
  int64_t at = looks[MIN (number, last)] + (number > last ? (number - last) * looks[last] : 0);

  return at * (MIN (self->settle, USUAL_SETTLE_SECONDS * G_USEC_PER_SEC) / USUAL_SETTLE_SECONDS) /
         1000;
}

static void
plan_next_look (CvkReconcile *self)
{
  int64_t elapsed = now (self) - self->begun;
  int64_t at = get_look (self, self->n_looks);
  int64_t settled = self->first_clean - self->begun + self->settle;

  if (is_cancelled (self) || (self->first_clean == 0 && elapsed > get_patience (self)))
    {
      end (self, CVK_RECONCILE_OPEN, NULL);
      return;
    }
  /* The look that decides comes when the time is over, not at the next round number. */
  if (self->first_clean != 0 && at > settled && self->n_clean >= MIN_CLEAN_LISTS - 1)
    at = settled;
  wait_for_look (self, at - elapsed);
}

static gboolean
end_cb (gpointer user_data)
{
  CvkReconcile *self = user_data;

  self->timeout = 0;
  end (self, CVK_RECONCILE_OPEN, NULL);
  return G_SOURCE_REMOVE;
}

/* While it is read whole or compared with the journal, the answer to that ends it. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  CvkReconcile *self = user_data;

  if (self->timeout == 0 && self->listing == NULL)
    return;
  leave_listing (self);
  cvk_clock_remove_timeout (self->clock, self->timeout);
  self->timeout = cvk_clock_add_timeout (self->clock, 0, end_cb, self, NULL);
}

/* --- Beginning --- */

/* The settings of the list: its own, and those that tell whose it is. */
static CvkValue *
make_settings (CvkReconcile *self)
{
  CvkValue *given = cvk_value_get_member (self->rules, "settings");
  CvkValue *schema = cvk_value_get_member (self->list->description, "settings");
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init_from (&builder, given);
  for (size_t i = 0; i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *property;
      CvkValue *value;

      cvk_value_get_member_at (properties, i, &name, &property);
      value = cvk_value_get_member (self->execution->settings, name);
      if (value != NULL && g_str_equal (cvk_value_lookup_string (property, "x-in", ""), "path"))
        cvk_object_builder_set (&builder, name, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

static const CvkAction *
get_action (CvkExecution *execution, const char *member)
{
  CvkValue *rules = cvk_value_get_member (execution->action->description, "reconcile");

  return cvk_connector_get_action (execution->action->connector,
                                   cvk_value_lookup_string (rules, member, ""));
}

gboolean
cvk_reconcile_is_possible (CvkExecution *execution)
{
  const CvkAction *list = get_action (execution, "list");
  const CvkAction *read = get_action (execution, "read");

  return execution->action->on_unknown == CVK_ON_UNKNOWN_RECONCILE && list != NULL &&
         read != NULL && cvk_execution_may_use (execution, list) &&
         cvk_execution_may_use (execution, read) && cvk_reconcile_is_listed (execution);
}

void
cvk_reconcile_start (CvkExecution *execution,
                     const CvkReconcileTimes *times,
                     CvkReconcileDone done,
                     gpointer user_data)
{
  CvkReconcile *self = g_new0 (CvkReconcile, 1);
  CvkStep *step = cvk_call_get_step (execution->call);
  g_autoptr (CvkValue) settings = NULL;
  CvkProblem *problem = NULL;

  execution->reconcile = self;
  cvk_call_stop_deadline (execution->call);
  self->execution = execution;
  self->times = *times;
  self->done = done;
  self->user_data = user_data;
  self->rules = cvk_value_get_member (execution->action->description, "reconcile");
  self->list = get_action (execution, "list");
  self->read = get_action (execution, "read");
  self->clock = cvk_step_get_clock (step);
  self->settle = cvk_step_get_settle_time (step);
  if (self->settle == 0)
    self->settle =
      cvk_value_lookup_integer (self->rules, "settle", USUAL_SETTLE_SECONDS) * G_USEC_PER_SEC;
  self->begun = now (self);
  self->found = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  self->doubtful = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  self->cancelled_handler = g_signal_connect (cvk_call_get_run_cancellable (execution->call),
                                              "cancelled", G_CALLBACK (cancelled_cb), self);
  settings = make_settings (self);
  if (!cvk_action_build_request (self->list, settings, &self->request, &problem))
    {
      g_clear_pointer (&problem, cvk_problem_unref);
      self->timeout = cvk_clock_add_timeout (self->clock, 0, end_cb, self, NULL);
      return;
    }
  /* What an earlier process sent had its time. */
  wait_for_look (self, times->is_past ? 0 : get_look (self, 0));
}
