// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "service/cvk-awaited-runs.h"
#include "service/cvk-host-runs-private.h"
#include "store/cvk-store-replay.h"

/* Opening runs that are in the journal only: they are gone through once more to be looked at,
 * which sends nothing and writes nothing. They stand apart from the runs of this process: nobody
 * is told that they begin or end. */

#define MAX_OPENED 8
/* The last opened ones give theirs up beyond these; the newest stays, however large it is. */
#define MAX_ITEMS 1000000

/* One run on its way. */
typedef struct
{
  CvkHostRuns *runs; /* owned */
  char *id;          /* owned */
  CvkReplay *replay; /* owned, nullable until it is loaded */
  CvkHostRun *kept;  /* owned, nullable: what it went on with */
  CvkHostRun *run;   /* owned, nullable */
} Opening;

static void
free_opening (Opening *self)
{
  g_clear_pointer (&self->replay, cvk_replay_unref);
  g_clear_object (&self->kept);
  g_clear_object (&self->run);
  g_object_unref (self->runs);
  g_free (self->id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, free_opening)

static void
answer (Opening *self, const GError *error)
{
  cvk_awaited_runs_answer (self->runs->opening, self->id, error == NULL ? self->run : NULL, error);
}

/* --- What is kept --- */

static void
drop_old (CvkHostRuns *self)
{
  int64_t items = 0;

  for (unsigned i = self->opened->len; i-- > 0;)
    {
      items += cvk_host_run_count_items (g_ptr_array_index (self->opened, i));
      if (self->opened->len - i > MAX_OPENED || (items > MAX_ITEMS && i + 1 < self->opened->len))
        g_ptr_array_remove_index (self->opened, i);
    }
}

CvkHostRun *
cvk_host_runs_find_opened (CvkHostRuns *self, const char *id)
{
  for (unsigned i = 0; i < self->opened->len; i++)
    {
      CvkHostRun *run = g_ptr_array_index (self->opened, i);

      if (!g_str_equal (cvk_host_run_get_id (run), id))
        continue;
      /* The last used is the last to go. */
      g_ptr_array_add (self->opened, g_ptr_array_steal_index (self->opened, i));
      return run;
    }
  return NULL;
}

void
cvk_host_runs_drop_opened (CvkHostRuns *self, const char *id)
{
  for (unsigned i = self->opened->len; i-- > 0;)
    if (id == NULL || g_str_equal (cvk_host_run_get_id (g_ptr_array_index (self->opened, i)), id))
      g_ptr_array_remove_index (self->opened, i);
}

static void
connections_changed_cb (CvkHostRuns *self)
{
  cvk_host_runs_drop_opened (self, NULL);
}

void
cvk_host_runs_watch_connections (CvkHostRuns *self)
{
  g_signal_connect_object (self->connections, "changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* --- Opening --- */

/* Those that are still there: who goes on with the run may use them. */
static GHashTable *
find_connections (CvkHostRuns *self, CvkReplay *replay)
{
  GHashTable *connections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_autoptr (GHashTable) slots = cvk_host_run_read_slots (replay);
  GHashTableIter iter;
  gpointer slot = NULL;
  gpointer id = NULL;

  g_hash_table_iter_init (&iter, slots);
  while (g_hash_table_iter_next (&iter, &slot, &id))
    {
      CvkConnection *connection = cvk_host_connections_find (self->connections, id);

      if (connection != NULL)
        g_hash_table_insert (connections, g_strdup (slot), g_object_ref (connection));
    }
  return connections;
}

static void
ended_cb (CvkHostRun *run, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  CvkHostRuns *self = opening->runs;

  g_signal_handlers_disconnect_by_func (run, ended_cb, opening);
  /* It may have been taken up meanwhile, and then that is the run. */
  if (cvk_host_runs_get (self, opening->id, NULL) == NULL)
    {
      g_ptr_array_add (self->opened, g_object_ref (run));
      drop_old (self);
    }
  answer (opening, NULL);
}

static void
connections_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) connections = NULL;

  if (!cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    {
      answer (opening, error);
      return;
    }
  connections = find_connections (opening->runs, opening->replay);
  opening->run = cvk_host_run_new_to_look (opening->runs->host, opening->replay, connections,
                                           opening->kept, &error);
  if (opening->run != NULL && !cvk_host_run_can_start (opening->run, &error))
    g_clear_object (&opening->run);
  if (opening->run == NULL)
    {
      answer (opening, error);
      return;
    }
  g_signal_connect (opening->run, "ended", G_CALLBACK (ended_cb), opening);
  cvk_host_run_start (opening->run);
  g_steal_pointer (&opening);
}

static void
load_connections (Opening *opening)
{
  cvk_host_connections_load_async (opening->runs->connections, connections_loaded_cb, opening);
}

static void
kept_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  g_autoptr (GError) error = NULL;

  opening->kept = cvk_host_runs_open_finish (CVK_HOST_RUNS (object), result, &error);
  if (opening->kept != NULL)
    load_connections (g_steal_pointer (&opening));
  else
    answer (opening, error);
}

static void
replay_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  CvkHostRuns *self = opening->runs;
  g_autoptr (GError) error = NULL;
  const char *kept = NULL;

  opening->replay = cvk_store_load_replay_finish (CVK_STORE (object), result, &error);
  if (opening->replay == NULL)
    {
      if (error == NULL)
        error = g_error_new (CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND,
                             _ ("There is no run “%s”."), opening->id);
      answer (opening, error);
      return;
    }
  kept = cvk_replay_get_kept (opening->replay);
  if (kept != NULL)
    cvk_host_runs_open_async (self, kept, kept_opened_cb, g_steal_pointer (&opening));
  else
    load_connections (g_steal_pointer (&opening));
}

void
cvk_host_runs_open_async (CvkHostRuns *self,
                          const char *id,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  CvkHostRun *run = cvk_host_runs_get (self, id, NULL);
  Opening *opening = NULL;

  g_task_set_source_tag (task, cvk_host_runs_open_async);
  if (run != NULL)
    {
      g_task_return_pointer (task, g_object_ref (run), g_object_unref);
      return;
    }
  if (!cvk_awaited_runs_join (self->opening, id, g_steal_pointer (&task)))
    return;
  opening = g_new0 (Opening, 1);
  opening->runs = g_object_ref (self);
  opening->id = g_strdup (id);
  cvk_store_load_replay_async (cvk_host_get_store (self->host), id, replay_loaded_cb, opening);
}

CvkHostRun *
cvk_host_runs_open_finish (CvkHostRuns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cvk_host_runs_init_open (CvkHostRuns *self)
{
  self->opened = g_ptr_array_new_with_free_func (g_object_unref);
  self->opening = cvk_awaited_runs_new ();
}

void
cvk_host_runs_clear_open (CvkHostRuns *self)
{
  g_clear_pointer (&self->opened, g_ptr_array_unref);
  g_clear_pointer (&self->opening, g_hash_table_unref);
}
