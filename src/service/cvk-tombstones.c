// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-tombstones.h"

#include "base/cvk-json.h"
#include "connect/cvk-tombstone.h"

#define SETTING "tombstones"
#define SECOND ((int64_t) G_USEC_PER_SEC)
#define FIRST_PAUSE (60 * SECOND)
#define MAX_PAUSE (3600 * SECOND)
/* The network says that it is back a little before names can be looked up. */
#define NETWORK_PAUSE (3 * SECOND)

struct _CvkTombstones
{
  GObject parent_instance;

  CvkHost *host;
  CvkClock *clock;
  GPtrArray *entries; /* Entry */
  GNetworkMonitor *network;
  unsigned timeout_id;
  int64_t pause;
  unsigned n_trying;
  gboolean is_holding; /* the host */
};

G_DEFINE_FINAL_TYPE (CvkTombstones, cvk_tombstones, G_TYPE_OBJECT)

typedef struct
{
  CvkTombstone *tombstone;
  gboolean is_settled;
} Entry;

static void
entry_free (Entry *entry)
{
  cvk_tombstone_unref (entry->tombstone);
  g_free (entry);
}

/* --- The rows --- */

static Entry *
add_entry (CvkTombstones *self, CvkTombstone *tombstone)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->tombstone = tombstone;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

static void
hold_host (CvkTombstones *self)
{
  gboolean needed = self->entries->len > 0;

  if (needed && !self->is_holding)
    cvk_host_hold (self->host);
  else if (!needed && self->is_holding)
    cvk_host_release (self->host);
  self->is_holding = needed;
}

static void
save (CvkTombstones *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_auto (CvkArrayBuilder) builder = { 0 };
  g_autoptr (CvkValue) rows = NULL;
  g_autofree char *text = NULL;

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      cvk_array_builder_append (&builder, cvk_tombstone_to_row (entry->tombstone));
    }
  rows = cvk_array_builder_end (&builder);
  if (self->entries->len > 0)
    text = cvk_value_to_json (rows, CVK_JSON_COMPACT);
  cvk_store_save_setting_async (cvk_host_get_store (self->host), SETTING, text, callback,
                                user_data);
  hold_host (self);
}

static void
drop (CvkTombstones *self, CvkTombstone *tombstone)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->tombstone != tombstone)
        continue;
      g_ptr_array_remove_index (self->entries, i);
      save (self, NULL, NULL);
      return;
    }
}

static void
drop_of (CvkTombstones *self, CvkConnection *connection)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (!cvk_tombstone_is_of (entry->tombstone, connection))
        continue;
      drop (self, entry->tombstone);
      return;
    }
}

/* --- Trying --- */

static void try_all (CvkTombstones *self);

static gboolean
timeout_cb (gpointer user_data)
{
  CvkTombstones *self = user_data;

  self->timeout_id = 0;
  try_all (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (CvkTombstones *self, int64_t pause)
{
  cvk_clock_remove_timeout (self->clock, self->timeout_id);
  self->timeout_id = 0;
  if (self->entries->len > 0)
    self->timeout_id = cvk_clock_add_timeout (self->clock, pause, timeout_cb, self, NULL);
}

typedef struct
{
  CvkTombstones *self;
  CvkTombstone *tombstone;
} Try;

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Try *try = user_data;
  g_autoptr (CvkTombstones) self = try->self;
  g_autoptr (CvkTombstone) tombstone = try->tombstone;
  g_autoptr (GError) error = NULL;
  int64_t now = cvk_clock_get_wall (self->clock);
  int64_t retry_at = 0;
  CvkTombstoneOutcome outcome =
    cvk_tombstone_try_finish (CVK_TOKEN_STORE (source), result, &retry_at, &error);

  if (outcome != CVK_TOMBSTONE_LATER)
    drop (self, tombstone);
  if (retry_at - now > self->pause)
    self->pause = MIN (retry_at - now, MAX_PAUSE);
  if (--self->n_trying > 0)
    return;
  schedule (self, self->pause);
  self->pause = MIN (2 * self->pause, MAX_PAUSE);
}

static void
try_all (CvkTombstones *self)
{
  if (self->n_trying > 0)
    return;
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);
      Try *try;

      if (!entry->is_settled)
        continue;
      try = g_new0 (Try, 1);
      try->self = g_object_ref (self);
      try->tombstone = cvk_tombstone_ref (entry->tombstone);
      self->n_trying++;
      cvk_tombstone_try_async (entry->tombstone, cvk_host_get_http (self->host),
                               cvk_host_get_token_store (self->host, FALSE), self->clock, FALSE,
                               tried_cb, try);
    }
}

static void
network_changed_cb (CvkTombstones *self, gboolean available)
{
  if (!available || self->entries->len == 0)
    return;
  self->pause = FIRST_PAUSE;
  schedule (self, NETWORK_PAUSE);
}

/* --- Adding --- */

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (cvk_store_boolean_finish (CVK_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cvk_tombstones_add_async (CvkTombstones *self,
                          CvkConnection *connection,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_tombstones_add_async);
  drop_of (self, connection);
  add_entry (self, cvk_tombstone_new (connection, self->clock));
  save (self, added_cb, task);
}

gboolean
cvk_tombstones_add_finish (CvkTombstones *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_tombstones_settle (CvkTombstones *self, CvkConnection *connection, gboolean is_buried)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (!cvk_tombstone_is_of (entry->tombstone, connection))
        continue;
      /* Of two removals of one connection, the second finds nothing left to bury. */
      if (!is_buried && !entry->is_settled)
        drop (self, entry->tombstone);
      if (!is_buried)
        return;
      entry->is_settled = TRUE;
      self->pause = FIRST_PAUSE;
      schedule (self, self->pause);
      return;
    }
}

/* --- Forgetting --- */

typedef struct
{
  CvkTombstone *tombstone; /* the one that is tried */
  unsigned n_unconfirmed;
} Forgetting;

static void forget_next (GTask *task);

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkTombstones *self = g_task_get_source_object (task);
  Forgetting *forgetting = g_task_get_task_data (task);
  GError *error = NULL;
  CvkTombstoneOutcome outcome =
    cvk_tombstone_try_finish (CVK_TOKEN_STORE (source), result, NULL, &error);

  if (error != NULL)
    {
      g_autoptr (GError) cause = error;

      g_task_return_error (task, cvk_auth_error_from_store (cause));
      return;
    }
  forgetting->n_unconfirmed += outcome != CVK_TOMBSTONE_ENDED;
  drop (self, forgetting->tombstone);
  forget_next (task);
}

static void
forget_next (GTask *task)
{
  CvkTombstones *self = g_task_get_source_object (task);
  Forgetting *forgetting = g_task_get_task_data (task);
  const Entry *entry;

  if (self->entries->len == 0)
    {
      schedule (self, 0);
      g_task_return_boolean (task, TRUE);
      return;
    }
  entry = g_ptr_array_index (self->entries, 0);
  forgetting->tombstone = entry->tombstone;
  cvk_tombstone_try_async (entry->tombstone, cvk_host_get_http (self->host),
                           cvk_host_get_token_store (self->host, FALSE), self->clock, TRUE,
                           forgotten_cb, g_object_ref (task));
}

void
cvk_tombstones_forget_async (CvkTombstones *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_tombstones_forget_async);
  g_task_set_task_data (task, g_new0 (Forgetting, 1), g_free);
  forget_next (task);
}

gboolean
cvk_tombstones_forget_finish (CvkTombstones *self,
                              GAsyncResult *result,
                              unsigned *n_unconfirmed,
                              GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  *n_unconfirmed = ((Forgetting *) g_task_get_task_data (G_TASK (result)))->n_unconfirmed;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- The object --- */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTombstones) self = user_data;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (source), result, NULL);
  g_autoptr (CvkValue) rows = NULL;

  if (text != NULL)
    rows = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
  for (size_t i = 0; rows != NULL && cvk_value_is_array (rows) && i < cvk_value_get_length (rows);
       i++)
    {
      CvkTombstone *tombstone = cvk_tombstone_new_from_row (cvk_value_get_element (rows, i));

      if (tombstone != NULL)
        add_entry (self, tombstone)->is_settled = TRUE;
    }
  hold_host (self);
  try_all (self);
}

static void
cvk_tombstones_dispose (GObject *object)
{
  CvkTombstones *self = CVK_TOMBSTONES (object);

  if (self->clock != NULL)
    cvk_clock_remove_timeout (self->clock, self->timeout_id);
  self->timeout_id = 0;
  g_clear_object (&self->network);
  g_clear_object (&self->clock);
  g_clear_object (&self->host);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  G_OBJECT_CLASS (cvk_tombstones_parent_class)->dispose (object);
}

static void
cvk_tombstones_class_init (CvkTombstonesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_tombstones_dispose;
}

static void
cvk_tombstones_init (CvkTombstones *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->pause = FIRST_PAUSE;
}

CvkTombstones *
cvk_tombstones_new (CvkHost *host)
{
  CvkTombstones *self = g_object_new (CVK_TYPE_TOMBSTONES, NULL);

  self->host = g_object_ref (host);
  self->clock = g_object_ref (cvk_host_get_environment (host)->clock);
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
  /* The store answers in order: nobody has a connection to delete before this has arrived. */
  cvk_store_load_setting_async (cvk_host_get_store (host), SETTING, loaded_cb, g_object_ref (self));
  return self;
}
