// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-private.h"

#include "base/cvk-i18n.h"

/* Bounds the size of a transaction, and with it how long the first of a batch waits. */
/* How long a batch that nobody waits for may wait for company, in microseconds. */
#define PATIENCE 30000
#define MAX_BATCH 1024

/* What the thread works on. It does not hold the store, so that the last reference to the store is
 * never dropped by its own thread in the middle of its work. */
typedef struct
{
  char *directory;
  GAsyncQueue *queue; /* CvkStoreJob; one without func and task ends the thread */
  CvkDatabase *database;
  GError *failure;     /* why nothing can be written */
  gboolean is_told;    /* to whoever watches the store */
  GWeakRef store;      /* so that it can be told */
  GMainContext *owner; /* where */
} Writer;

struct _CvkStore
{
  GObject parent_instance;

  GAsyncQueue *queue;
  GThread *thread;
};

static void journal_iface_init (CvkJournalInterface *iface);
static void seen_iface_init (CvkSeenInterface *iface);
static void tables_iface_init (CvkTablesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkStore,
                               cvk_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_JOURNAL, journal_iface_init)
                                 G_IMPLEMENT_INTERFACE (CVK_TYPE_SEEN, seen_iface_init)
                                   G_IMPLEMENT_INTERFACE (CVK_TYPE_TABLES, tables_iface_init))

/* --- Jobs --- */

CvkStoreJob *
cvk_store_job_new (CvkStoreFunc func, GTask *task)
{
  CvkStoreJob *job = g_new0 (CvkStoreJob, 1);

  job->func = func;
  job->task = task;
  return job;
}

static void
free_job (CvkStoreJob *job)
{
  g_clear_pointer (&job->record, cvk_record_free);
  g_clear_error (&job->error);
  if (job->result != NULL && job->free_result != NULL)
    job->free_result (job->result);
  g_clear_object (&job->task);
  g_free (job->key);
  g_free (job->value);
  g_free (job);
}

/* GTask carries the answer to the main context of whoever asked. */
static void
answer_job (CvkStoreJob *job)
{
  if (job->task == NULL)
    {
      if (job->error != NULL)
        g_warning ("%s", job->error->message);
    }
  else if (job->error != NULL)
    {
      g_task_return_error (job->task, g_steal_pointer (&job->error));
    }
  else if (job->free_result != NULL)
    {
      g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->free_result);
    }
  else
    {
      g_task_return_boolean (job->task, job->yes);
    }
  free_job (job);
}

/* --- Telling that it failed --- */

enum
{
  SIGNAL_FAILED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

typedef struct
{
  CvkStore *store;
  char *message;
} Failure;

static void
free_failure (gpointer data)
{
  Failure *failure = data;

  g_object_unref (failure->store);
  g_free (failure->message);
  g_free (failure);
}

static gboolean
tell_cb (gpointer user_data)
{
  const Failure *failure = user_data;

  g_signal_emit (failure->store, signals[SIGNAL_FAILED], 0, failure->message);
  return G_SOURCE_REMOVE;
}

/* --- The thread --- */

/* Once, and in the thread of whoever made the store, whose last reference is dropped there too. */
static void
tell_failure (Writer *writer)
{
  CvkStore *store = writer->is_told ? NULL : g_weak_ref_get (&writer->store);
  g_autoptr (GSource) source = NULL;
  Failure *failure;

  if (store == NULL)
    return;
  writer->is_told = TRUE;
  failure = g_new0 (Failure, 1);
  failure->store = store;
  failure->message = g_strdup (writer->failure->message);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, failure, free_failure);
  g_source_attach (source, writer->owner);
}

static void
fail_writer (Writer *writer, GError *error)
{
  g_warning ("%s", error->message);
  writer->failure = error;
}

static void
run_jobs (Writer *writer, GPtrArray *jobs)
{
  GError *error = NULL;

  if (!cvk_database_begin (writer->database, &error))
    {
      fail_writer (writer, error);
      return;
    }
  for (unsigned i = 0; i < jobs->len; i++)
    {
      CvkStoreJob *job = g_ptr_array_index (jobs, i);

      job->yes = TRUE;
      if (job->func == NULL || job->func (writer->database, job, &job->error))
        continue;
      if (job->error != NULL &&
          g_error_matches (job->error, CVK_STORE_ERROR, CVK_STORE_ERROR_FAILED))
        {
          error = g_steal_pointer (&job->error);
          break;
        }
    }
  if (error == NULL && cvk_database_commit (writer->database, &error))
    return;
  cvk_database_rollback (writer->database);
  fail_writer (writer, error);
}

static void
process_batch (Writer *writer, GPtrArray *jobs)
{
  if (writer->failure == NULL)
    run_jobs (writer, jobs);
  if (writer->failure != NULL)
    tell_failure (writer);
  for (unsigned i = 0; i < jobs->len; i++)
    {
      CvkStoreJob *job = g_ptr_array_index (jobs, i);

      if (writer->failure != NULL)
        {
          g_clear_error (&job->error);
          job->error = g_error_copy (writer->failure);
        }
      /* Nobody waits for these, and the failure has been told once. */
      if (writer->failure != NULL && job->task == NULL)
        free_job (job);
      else
        answer_job (job);
    }
  g_ptr_array_set_size (jobs, 0);
}

static gboolean
is_end (const CvkStoreJob *job)
{
  return job->func == NULL && job->task == NULL;
}

static void
free_writer (Writer *writer)
{
  g_clear_pointer (&writer->database, cvk_database_close);
  g_clear_error (&writer->failure);
  g_weak_ref_clear (&writer->store);
  g_main_context_unref (writer->owner);
  g_async_queue_unref (writer->queue);
  g_free (writer->directory);
  g_free (writer);
}

/* What nobody waits for rides along with what comes next, and costs no flush of its own. */
static CvkStoreJob *
take_next (Writer *writer, gboolean is_urgent)
{
  if (is_urgent)
    return g_async_queue_try_pop (writer->queue);
  return g_async_queue_timeout_pop (writer->queue, PATIENCE);
}

static gpointer
write_batches (gpointer data)
{
  Writer *writer = data;
  g_autoptr (GPtrArray) jobs = g_ptr_array_sized_new (64);
  gboolean ended = FALSE;

  writer->database = cvk_database_open (writer->directory, &writer->failure);
  while (!ended)
    {
      CvkStoreJob *job = g_async_queue_pop (writer->queue);
      gboolean is_urgent = FALSE;

      do
        {
          ended = is_end (job);
          is_urgent = is_urgent || job->task != NULL;
          if (ended)
            free_job (job);
          else
            g_ptr_array_add (jobs, job);
        }
      while (!ended && jobs->len < MAX_BATCH && (job = take_next (writer, is_urgent)) != NULL);
      process_batch (writer, jobs);
    }
  free_writer (writer);
  return NULL;
}

/* --- The store --- */

void
cvk_store_push (CvkStore *self, CvkStoreJob *job)
{
  if (self->thread != NULL)
    {
      g_async_queue_push (self->queue, job);
      return;
    }
  g_set_error_literal (&job->error, CVK_STORE_ERROR, CVK_STORE_ERROR_FAILED,
                       _ ("The journal is closed."));
  answer_job (job);
}

static void
cvk_store_write (CvkJournal *journal, CvkRecord *record, GTask *task)
{
  CvkStoreJob *job = cvk_store_job_new (cvk_store_write_record, task);

  job->record = record;
  cvk_store_push (CVK_STORE (journal), job);
}

static void
journal_iface_init (CvkJournalInterface *iface)
{
  iface->write = cvk_store_write;
  iface->load_quota = cvk_store_load_quota;
  iface->fill_quota = cvk_store_fill_quota;
  iface->load_results = cvk_store_load_results;
}

static void
seen_iface_init (CvkSeenInterface *iface)
{
  iface->claim = cvk_store_claim;
}

static void
tables_iface_init (CvkTablesInterface *iface)
{
  iface->read = cvk_store_read_table;
  iface->change = cvk_store_change_table;
}

static void
cvk_store_finalize (GObject *object)
{
  CvkStore *self = CVK_STORE (object);

  cvk_store_close (self);
  g_async_queue_unref (self->queue);
  G_OBJECT_CLASS (cvk_store_parent_class)->finalize (object);
}

static void
cvk_store_class_init (CvkStoreClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_store_finalize;
  signals[SIGNAL_FAILED] = g_signal_new ("failed", CVK_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_store_init (CvkStore *self)
{
  self->queue = g_async_queue_new ();
}

CvkStore *
cvk_store_new (const char *directory)
{
  g_return_val_if_fail (directory != NULL, NULL);

  CvkStore *self = g_object_new (CVK_TYPE_STORE, NULL);
  Writer *writer = g_new0 (Writer, 1);

  writer->directory = g_strdup (directory);
  writer->owner = g_main_context_ref_thread_default ();
  g_weak_ref_init (&writer->store, self);
  writer->queue = g_async_queue_ref (self->queue);
  self->thread = g_thread_new ("store", write_batches, writer);
  return self;
}

void
cvk_store_close (CvkStore *self)
{
  GThread *thread = g_steal_pointer (&self->thread);

  if (thread == NULL)
    return;
  g_async_queue_push (self->queue, cvk_store_job_new (NULL, NULL));
  /* The writer drops the last task of a store that nobody else keeps. */
  if (thread == g_thread_self ())
    g_thread_unref (thread);
  else
    g_thread_join (thread);
}

void
cvk_store_open_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_store_open_async);
  cvk_store_push (self, cvk_store_job_new (NULL, g_steal_pointer (&task)));
}

gboolean
cvk_store_open_finish (CvkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
