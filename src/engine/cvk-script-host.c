// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-engine"

#include "config.h"

#include "engine/cvk-script-host.h"

#include "base/cvk-programs.h"
#include "engine/cvk-script-job.h"
#include "engine/cvk-script-text.h"
#include "engine/cvk-script-worker.h"

#define MAX_WORKERS 2
/* How often limits are looked at. A script can fill some 50 MB in that time. Real time, not the
 * clock's: it is a real process that works. */
#define CHECK_MILLISECONDS 20
/* A job that takes longer gets company when others wait. */
#define LONG_JOB (100 * 1000)
#define IDLE_LIMIT (60 * (int64_t) G_USEC_PER_SEC)

struct _CvkScriptHost
{
  GObject parent_instance;

  CvkClock *clock;
  char *program;
  GPtrArray *workers; /* (element-type CvkScriptWorker) */
  GQueue waiting;     /* of CvkScriptJob */
  unsigned check;     /* source id */
  unsigned idle;      /* the clock's */
};

G_DEFINE_FINAL_TYPE (CvkScriptHost, cvk_script_host, G_TYPE_OBJECT)

static void dispatch (CvkScriptHost *self);

void
cvk_script_result_free (CvkScriptResult *result)
{
  g_clear_pointer (&result->value, cvk_value_unref);
  g_clear_pointer (&result->problem, cvk_problem_unref);
  g_free (result);
}

static void
drop_idle_timeout (CvkScriptHost *self)
{
  unsigned idle = self->idle;

  self->idle = 0;
  cvk_clock_remove_timeout (self->clock, idle);
}

static void
cvk_script_host_dispose (GObject *object)
{
  CvkScriptHost *self = CVK_SCRIPT_HOST (object);

  /* Every job keeps its host, so none is left. */
  g_clear_handle_id (&self->check, g_source_remove);
  drop_idle_timeout (self);
  g_clear_pointer (&self->workers, g_ptr_array_unref);

  G_OBJECT_CLASS (cvk_script_host_parent_class)->dispose (object);
}

static void
cvk_script_host_finalize (GObject *object)
{
  CvkScriptHost *self = CVK_SCRIPT_HOST (object);

  g_clear_object (&self->clock);
  g_free (self->program);

  G_OBJECT_CLASS (cvk_script_host_parent_class)->finalize (object);
}

static void
cvk_script_host_class_init (CvkScriptHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cvk_script_host_dispose;
  object_class->finalize = cvk_script_host_finalize;
}

static void
cvk_script_host_init (CvkScriptHost *self)
{
  self->workers = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_script_worker_free);
  g_queue_init (&self->waiting);
}

CvkScriptHost *
cvk_script_host_new (CvkClock *clock, const char *program)
{
  CvkScriptHost *self = g_object_new (CVK_TYPE_SCRIPT_HOST, NULL);

  self->clock = g_object_ref (clock);
  self->program = program != NULL ? g_strdup (program) : cvk_program_find ("convoke-script");
  return self;
}

static gboolean
is_busy (CvkScriptHost *self)
{
  for (unsigned i = 0; i < self->workers->len; i++)
    if (cvk_script_worker_get_job (self->workers->pdata[i]) != NULL)
      return TRUE;
  return !g_queue_is_empty (&self->waiting);
}

static gboolean
idle_cb (gpointer user_data)
{
  CvkScriptHost *self = user_data;

  self->idle = 0;
  g_ptr_array_set_size (self->workers, 0);
  return G_SOURCE_REMOVE;
}

static gboolean
check_cb (gpointer user_data)
{
  g_autoptr (CvkScriptHost) self = g_object_ref (user_data);

  /* A check may take its worker out of the array; the others have their turn next time. */
  for (unsigned i = 0; i < self->workers->len; i++)
    cvk_script_worker_check (self->workers->pdata[i]);
  if (is_busy (self))
    {
      dispatch (self);
      return G_SOURCE_CONTINUE;
    }
  self->check = 0;
  return G_SOURCE_REMOVE;
}

/* Limits are watched while there is work; without any, the processes end after a while. */
static void
update_timers (CvkScriptHost *self)
{
  gboolean busy = is_busy (self);

  if (busy && self->check == 0)
    self->check = g_timeout_add (CHECK_MILLISECONDS, check_cb, self);
  if (busy)
    drop_idle_timeout (self);
  if (!busy && self->idle == 0 && self->workers->len > 0)
    self->idle = cvk_clock_add_timeout (self->clock, IDLE_LIMIT, idle_cb, self, NULL);
}

static void
finish_job (CvkScriptHost *self, CvkScriptJob *job)
{
  if (cvk_script_job_is_complete (job))
    cvk_script_job_finish (job);
  else if (job->retrying)
    g_queue_push_head (&self->waiting, cvk_script_job_ref (job));
  else
    g_queue_push_tail (&self->waiting, cvk_script_job_ref (job));
}

static void
worker_changed_cb (CvkScriptWorker *worker,
                   CvkScriptJob *given_job,
                   gboolean dead,
                   gpointer user_data)
{
  g_autoptr (CvkScriptHost) self = g_object_ref (user_data);
  g_autoptr (CvkScriptJob) job = given_job;

  if (dead)
    g_ptr_array_remove (self->workers, worker);
  else if (g_queue_is_empty (&self->waiting))
    cvk_script_worker_rest (worker);
  if (job != NULL)
    finish_job (self, job);
  dispatch (self);
}

static CvkScriptWorker *
add_worker (CvkScriptHost *self, size_t memory_limit, GError **error)
{
  CvkScriptWorker *worker =
    cvk_script_worker_new (self->program, memory_limit, worker_changed_cb, self, error);

  if (worker != NULL)
    g_ptr_array_add (self->workers, worker);
  return worker;
}

/* A free worker with that limit; makes room for a new one where only the limit is wrong.
 * Returns: (nullable) */
static CvkScriptWorker *
find_free_worker (CvkScriptHost *self, size_t memory_limit)
{
  CvkScriptWorker *other = NULL;

  for (unsigned i = 0; i < self->workers->len; i++)
    {
      CvkScriptWorker *worker = self->workers->pdata[i];

      if (cvk_script_worker_get_job (worker) != NULL)
        continue;
      if (cvk_script_worker_get_memory_limit (worker) == memory_limit)
        return worker;
      other = worker;
    }
  if (other != NULL)
    g_ptr_array_remove (self->workers, other);
  return NULL;
}

/* Starting a process takes longer than most jobs, so another is started only when none is free
 * for a while. */
static gboolean
may_add_worker (CvkScriptHost *self)
{
  int64_t now = g_get_monotonic_time ();

  if (self->workers->len >= MAX_WORKERS)
    return FALSE;
  for (unsigned i = 0; i < self->workers->len; i++)
    if (now - cvk_script_worker_get_job_start (self->workers->pdata[i]) < LONG_JOB)
      return FALSE;
  return TRUE;
}

/* Gives the first waiting job to a worker. FALSE when it has to wait. */
static gboolean
start_job (CvkScriptHost *self)
{
  CvkScriptJob *first = g_queue_peek_head (&self->waiting);
  CvkScriptWorker *worker = find_free_worker (self, first->memory_limit);
  g_autoptr (GError) error = NULL;

  if (worker == NULL)
    {
      if (!may_add_worker (self))
        return FALSE;
      worker = add_worker (self, first->memory_limit, &error);
    }
  if (worker != NULL)
    {
      cvk_script_worker_take_job (worker, g_queue_pop_head (&self->waiting));
      return TRUE;
    }
  g_queue_pop_head (&self->waiting);
  cvk_script_job_add_unavailable_problems (first, error->message);
  cvk_script_job_finish (first);
  cvk_script_job_unref (first);
  return TRUE;
}

static void
dispatch (CvkScriptHost *self)
{
  while (!g_queue_is_empty (&self->waiting) && start_job (self))
    ;
  update_timers (self);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (CvkScriptJob) job = cvk_script_job_ref (user_data);
  g_autoptr (CvkScriptHost) self = g_object_ref (g_task_get_source_object (job->task));

  if (g_queue_remove (&self->waiting, job))
    cvk_script_job_unref (job);
  for (unsigned i = 0; i < self->workers->len; i++)
    if (cvk_script_worker_get_job (self->workers->pdata[i]) == job)
      {
        g_ptr_array_remove_index (self->workers, i);
        break;
      }
  if (job->results != NULL)
    cvk_script_job_cancel (job);
  dispatch (self);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (CvkScriptJob *job, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  job->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (job->cancelled, G_SOURCE_FUNC (cancelled_cb), job, NULL);
  g_source_attach (job->cancelled, NULL);
}

void
cvk_script_host_warm_up (CvkScriptHost *self)
{
  g_return_if_fail (CVK_IS_SCRIPT_HOST (self));

  /* What goes wrong here goes wrong again, and is said, at the first request. */
  if (self->workers->len == 0)
    add_worker (self, CVK_SCRIPT_DEFAULT_MEMORY_LIMIT, NULL);
  update_timers (self);
}

void
cvk_script_host_evaluate_async (CvkScriptHost *self,
                                const CvkScriptRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  CvkScriptJob *job;

  g_return_if_fail (CVK_IS_SCRIPT_HOST (self));

  g_task_set_source_tag (task, cvk_script_host_evaluate_async);
  job = cvk_script_job_new (task, request);
  if (strlen (job->text) >= CVK_SCRIPT_FRAME_MAX)
    while (!cvk_script_job_is_complete (job))
      cvk_script_job_add_problem (job, cvk_script_memory_problem (CVK_SCRIPT_FRAME_MAX));
  if (cvk_script_job_is_complete (job))
    {
      cvk_script_job_finish (job);
      cvk_script_job_unref (job);
      return;
    }
  watch_cancellable (job, cancellable);
  g_queue_push_tail (&self->waiting, job);
  dispatch (self);
}

GPtrArray *
cvk_script_host_evaluate_finish (CvkScriptHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
