// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-state.h"

#include <gio/gio.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "base/cvk-json.h"

/* One process at a time: two memories over one file would each undo what the other wrote. */
#define SCHEMA                                                                                     \
  "PRAGMA locking_mode = EXCLUSIVE;"                                                               \
  "PRAGMA journal_mode = WAL;"                                                                     \
  "PRAGMA synchronous = NORMAL;"                                                                   \
  "CREATE TABLE IF NOT EXISTS record ("                                                            \
  "  kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL,"                                   \
  "  PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;"                                               \
  "BEGIN EXCLUSIVE; COMMIT;"
#define BUSY_TIMEOUT_MILLISECONDS 1000

typedef struct
{
  const char *kind; /* a literal */
  char *id;
  char *value; /* NULL removes */
} Change;

typedef struct
{
  CvkSandboxSettledFunc callback;
  gpointer user_data;
} Waiter;

typedef struct
{
  CvkSandboxState *state;
  GArray *changes;
  GArray *waiters;
  gboolean kept;
} Batch;

struct _CvkSandboxState
{
  sqlite3 *connection; /* the writer's, once it runs */
  GThread *writer;
  GAsyncQueue *queue;
  Batch *open; /* collects while the writer is busy */
  gboolean busy;
  gboolean closing;
};

static void
clear_change (Change *change)
{
  g_free (change->id);
  g_free (change->value);
}

static Batch *
new_batch (CvkSandboxState *self)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->state = self;
  batch->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_array_set_clear_func (batch->changes, (GDestroyNotify) clear_change);
  batch->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  return batch;
}

static void
free_batch (Batch *batch)
{
  g_array_unref (batch->changes);
  g_array_unref (batch->waiters);
  g_free (batch);
}

static gboolean
write_changes (sqlite3 *connection, GArray *changes)
{
  sqlite3_stmt *put = NULL, *remove = NULL;
  gboolean kept = sqlite3_exec (connection, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
                  sqlite3_prepare_v2 (connection, "REPLACE INTO record VALUES (?, ?, ?)", -1, &put,
                                      NULL) == SQLITE_OK &&
                  sqlite3_prepare_v2 (connection, "DELETE FROM record WHERE kind = ? AND id = ?",
                                      -1, &remove, NULL) == SQLITE_OK;

  for (unsigned i = 0; i < changes->len && kept; i++)
    {
      const Change *change = &g_array_index (changes, Change, i);
      sqlite3_stmt *statement = change->value != NULL ? put : remove;

      sqlite3_bind_text (statement, 1, change->kind, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 2, change->id, -1, SQLITE_STATIC);
      if (change->value != NULL)
        sqlite3_bind_text (statement, 3, change->value, -1, SQLITE_STATIC);
      kept = sqlite3_step (statement) == SQLITE_DONE;
      sqlite3_reset (statement);
    }
  sqlite3_finalize (put);
  sqlite3_finalize (remove);
  kept = kept && sqlite3_exec (connection, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
  if (!kept)
    {
      g_warning ("The state could not be written: %s", sqlite3_errmsg (connection));
      sqlite3_exec (connection, "ROLLBACK", NULL, NULL, NULL);
    }
  return kept;
}

static void
hand_over (CvkSandboxState *self)
{
  if (self->busy || (self->open->changes->len == 0 && self->open->waiters->len == 0))
    return;
  self->busy = TRUE;
  g_async_queue_push (self->queue, self->open);
  self->open = new_batch (self);
}

static gboolean
finish_batch_cb (gpointer user_data)
{
  Batch *batch = user_data;
  CvkSandboxState *self = batch->state;

  self->busy = FALSE;
  hand_over (self);
  for (unsigned i = 0; i < batch->waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (batch->waiters, Waiter, i);

      waiter->callback (batch->kept, waiter->user_data);
    }
  free_batch (batch);
  return G_SOURCE_REMOVE;
}

/* A batch without a state ends the thread. */
static gpointer
run_writer (gpointer data)
{
  CvkSandboxState *self = data;

  while (TRUE)
    {
      Batch *batch = g_async_queue_pop (self->queue);

      if (batch->state == NULL)
        {
          free_batch (batch);
          return NULL;
        }
      batch->kept = write_changes (self->connection, batch->changes);
      g_idle_add_full (G_PRIORITY_HIGH, finish_batch_cb, batch, NULL);
    }
}

CvkSandboxState *
cvk_sandbox_state_open (const char *path, GError **error)
{
  g_autoptr (CvkSandboxState) self = g_new0 (CvkSandboxState, 1);

  if (path == NULL)
    return g_steal_pointer (&self);
  if (sqlite3_open (path, &self->connection) != SQLITE_OK ||
      sqlite3_busy_timeout (self->connection, BUSY_TIMEOUT_MILLISECONDS) != SQLITE_OK ||
      sqlite3_exec (self->connection, SCHEMA, NULL, NULL, NULL) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path,
                   sqlite3_errmsg (self->connection));
      return NULL;
    }
  /* It holds tokens. */
  chmod (path, S_IRUSR | S_IWUSR);
  self->open = new_batch (self);
  self->queue = g_async_queue_new ();
  self->writer = g_thread_new ("state", run_writer, self);
  return g_steal_pointer (&self);
}

void
cvk_sandbox_state_close (CvkSandboxState *self)
{
  if (self->writer != NULL)
    {
      while (self->busy || self->open->changes->len > 0 || self->open->waiters->len > 0)
        {
          hand_over (self);
          g_main_context_iteration (NULL, TRUE);
        }
      g_async_queue_push (self->queue, new_batch (NULL));
      g_thread_join (self->writer);
      g_async_queue_unref (self->queue);
      free_batch (self->open);
    }
  sqlite3_close (self->connection);
  g_free (self);
}

void
cvk_sandbox_state_put (CvkSandboxState *self,
                       const char *kind,
                       const char *id,
                       const CvkValue *value)
{
  Change change = { .kind = kind };

  if (self->writer == NULL)
    return;
  change.id = g_strdup (id);
  change.value = value != NULL ? cvk_value_to_json (value, CVK_JSON_COMPACT) : NULL;
  g_array_append_val (self->open->changes, change);
}

gboolean
cvk_sandbox_state_load (CvkSandboxState *self,
                        const char *kind,
                        CvkSandboxStateFunc callback,
                        gpointer user_data,
                        GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean read = TRUE;

  if (self->writer == NULL)
    return TRUE;
  if (sqlite3_prepare_v2 (self->connection,
                          "SELECT id, value FROM record WHERE kind = ? ORDER BY id", -1, &statement,
                          NULL) != SQLITE_OK)
    read = FALSE;
  else
    sqlite3_bind_text (statement, 1, kind, -1, SQLITE_STATIC);
  while (read && sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autoptr (CvkValue) value =
        cvk_value_from_json ((const char *) sqlite3_column_text (statement, 1),
                             sqlite3_column_bytes (statement, 1), CVK_JSON_DATA, error);

      if (value == NULL)
        read = FALSE;
      else
        callback ((const char *) sqlite3_column_text (statement, 0), value, user_data);
    }
  sqlite3_finalize (statement);
  if (!read && error != NULL && *error == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The state cannot be read: %s",
                 sqlite3_errmsg (self->connection));
  return read;
}

void
cvk_sandbox_state_settle (CvkSandboxState *self, CvkSandboxSettledFunc callback, gpointer user_data)
{
  Waiter waiter = { callback, user_data };

  if (self->writer == NULL || (!self->busy && self->open->changes->len == 0))
    {
      callback (TRUE, user_data);
      return;
    }
  g_array_append_val (self->open->waiters, waiter);
  hand_over (self);
}
