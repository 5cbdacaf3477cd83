// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-engine"

#include "config.h"

#include "engine/cvk-script-worker.h"

#include "base/cvk-i18n.h"
#include "engine/cvk-script-process.h"
#include "engine/cvk-script-text.h"

/* Scopes sent at once, ahead of their evaluation. */
#define BATCH_SCOPES 256
#define BATCH_BYTES (256 * 1024)
/* What a process may take until it is ready, on a slow and busy computer. */
#define START_LIMIT (60 * (int64_t) G_USEC_PER_SEC)
/* Waiting is not work, but must end as well. */
#define WAITING_FACTOR 4
/* Checks that are further apart were not made in time: this process, or the whole computer, stood
 * still, and what has not had its turn is not to blame. */
#define LATE_CHECK G_USEC_PER_SEC

typedef enum
{
  DEATH_TIME,
  DEATH_MEMORY,
  DEATH_OTHER,
} Death;

struct _CvkScriptWorker
{
  CvkScriptProcess *process;
  CvkScriptWorkerFunction changed;
  gpointer user_data;
  char *run;     /* of the last job; nullable */
  char *refusal; /* why the process does not run confined; nullable */
  int64_t process_start;
  gboolean ready;
  gboolean used; /* a scope has been evaluated before the one at work */
  size_t memory; /* in use when it was ready */
  size_t last_memory;

  CvkScriptJob *job; /* nullable */
  int64_t job_start;
  gboolean compiled;
  unsigned sent;  /* scopes of the job, in all */
  unsigned batch; /* scopes in the last batch */

  /* The scope at work, as of the first check that saw it. */
  gboolean scope_seen;
  int64_t scope_work;
  int64_t scope_start;
  int64_t last_check;
};

void
cvk_script_worker_free (CvkScriptWorker *self)
{
  cvk_script_process_stop (self->process);
  g_clear_object (&self->process);
  g_clear_pointer (&self->job, cvk_script_job_unref);
  g_free (self->run);
  g_free (self->refusal);
  g_free (self);
}

size_t
cvk_script_worker_get_memory_limit (const CvkScriptWorker *self)
{
  return cvk_script_process_get_memory_limit (self->process);
}

CvkScriptJob *
cvk_script_worker_get_job (const CvkScriptWorker *self)
{
  return self->job;
}

int64_t
cvk_script_worker_get_job_start (const CvkScriptWorker *self)
{
  return self->job_start;
}

/* @self may be gone afterwards. */
static void
hand_over (CvkScriptWorker *self, gboolean dead)
{
  self->changed (self, g_steal_pointer (&self->job), dead, self->user_data);
}

static void
send_batch (CvkScriptWorker *self)
{
  CvkScriptJob *job = self->job;
  g_autoptr (GString) payload = g_string_new (NULL);
  size_t bytes = 0;

  self->batch = 0;
  while (self->sent < job->scopes->len && self->batch < BATCH_SCOPES && bytes < BATCH_BYTES)
    {
      g_string_truncate (payload, 0);
      cvk_script_append_scope (payload, job->first_index + self->sent,
                               job->scopes->pdata[self->sent]);
      if (payload->len > CVK_SCRIPT_FRAME_MAX)
        break;
      cvk_script_process_send (self->process, CVK_SCRIPT_FRAME_SCOPE, payload->str, payload->len);
      bytes += payload->len;
      self->sent++;
      self->batch++;
    }
}

static void
go_on (CvkScriptWorker *self)
{
  CvkScriptJob *job = self->job;

  self->scope_seen = FALSE;
  while (!cvk_script_job_is_complete (job))
    {
      if (self->sent - job->results->len <= self->batch / 2)
        send_batch (self);
      if (self->sent > job->results->len)
        return;
      /* What does not fit into a frame cannot be sent. */
      cvk_script_job_add_problem (job, cvk_script_memory_problem (CVK_SCRIPT_FRAME_MAX));
      self->sent++;
    }
  hand_over (self, FALSE);
}

void
cvk_script_worker_take_job (CvkScriptWorker *self, CvkScriptJob *job)
{
  g_autofree char *text = NULL;
  gboolean same_run = g_strcmp0 (self->run, job->run) == 0;

  text = g_strconcat (same_run ? "s" : "n", job->text, NULL);
  g_free (self->run);
  self->run = g_strdup (job->run);
  self->job = job;
  self->job_start = g_get_monotonic_time ();
  self->compiled = FALSE;
  self->sent = job->results->len;
  self->batch = 0;
  self->scope_seen = FALSE;
  cvk_script_process_send (self->process, CVK_SCRIPT_FRAME_BEGIN, text, strlen (text));
}

void
cvk_script_worker_rest (CvkScriptWorker *self)
{
  cvk_script_process_send (self->process, CVK_SCRIPT_FRAME_REST, "", 0);
}

/* Says what became of the scope at work, unless it deserves another process. */
static void
blame (CvkScriptWorker *self, Death death)
{
  CvkScriptJob *job = self->job;
  size_t limit = cvk_script_worker_get_memory_limit (self);

  if (death == DEATH_OTHER && self->last_memory > self->memory + limit / 2)
    death = DEATH_MEMORY;
  if (!job->retrying && (death == DEATH_OTHER || (death == DEATH_MEMORY && self->used)))
    job->retrying = TRUE;
  else if (death == DEATH_TIME)
    cvk_script_job_add_problem (job, cvk_script_time_problem (job->time_limit));
  else if (death == DEATH_MEMORY)
    cvk_script_job_add_problem (job, cvk_script_memory_problem (limit));
  else
    cvk_script_job_add_problem (job, cvk_script_ended_problem ());
}

/* A process that ended while it started, without a reason, deserves another try too. */
static void
blame_start (CvkScriptWorker *self)
{
  CvkScriptJob *job = self->job;

  if (self->refusal == NULL && !job->retrying)
    job->retrying = TRUE;
  else
    cvk_script_job_add_unavailable_problems (
      job, self->refusal != NULL ? self->refusal
                                 : _ ("The program convoke-script ends when it starts."));
}

static void
die (CvkScriptWorker *self, Death death)
{
  cvk_script_process_stop (self->process);
  if (self->job != NULL && self->ready)
    blame (self, death);
  else if (self->job != NULL)
    blame_start (self);
  hand_over (self, TRUE);
}

static void
take_ready (CvkScriptWorker *self)
{
  self->ready = TRUE;
  self->memory = cvk_script_process_get_memory (self->process);
}

static void
take_refusal (CvkScriptWorker *self, const char *payload, size_t length)
{
  self->refusal = g_utf8_make_valid (payload, MIN (length, 1000));
  die (self, DEATH_OTHER);
}

static void
take_compiled (CvkScriptWorker *self)
{
  self->compiled = TRUE;
  go_on (self);
}

static void
take_syntax (CvkScriptWorker *self, const char *payload, size_t length)
{
  cvk_script_job_add_syntax_problems (self->job, payload, length);
  hand_over (self, FALSE);
}

static void
take_result (CvkScriptWorker *self, CvkScriptFrame type, const char *payload, size_t length)
{
  CvkScriptJob *job = self->job;

  self->used = TRUE;
  if (type == CVK_SCRIPT_FRAME_PROBLEM)
    cvk_script_job_add_problem (
      job, cvk_script_problem_from_text (job->kind, type, payload, length, job->memory_limit));
  else if (!cvk_script_job_add_value (job, payload, length))
    {
      die (self, DEATH_OTHER);
      return;
    }
  go_on (self);
}

static void
received_cb (CvkScriptProcess *process,
             CvkScriptFrame type,
             const char *payload,
             size_t length,
             gpointer user_data)
{
  CvkScriptWorker *self = user_data;
  gboolean compiling = self->ready && self->job != NULL && !self->compiled;
  gboolean evaluating = self->job != NULL && self->compiled && self->sent > self->job->results->len;

  if (type == CVK_SCRIPT_FRAME_READY && !self->ready)
    take_ready (self);
  else if (type == CVK_SCRIPT_FRAME_REFUSED && !self->ready)
    take_refusal (self, payload, length);
  else if (type == CVK_SCRIPT_FRAME_COMPILED && compiling)
    take_compiled (self);
  else if (type == CVK_SCRIPT_FRAME_SYNTAX && compiling)
    take_syntax (self, payload, length);
  else if ((type == CVK_SCRIPT_FRAME_VALUE || type == CVK_SCRIPT_FRAME_PROBLEM) && evaluating)
    take_result (self, type, payload, length);
  else
    die (self, DEATH_OTHER);
}

static void
ended_cb (CvkScriptProcess *process, gpointer user_data)
{
  die (user_data, DEATH_OTHER);
}

/* Waiting that nobody watched is not counted. */
static void
forgive_late_check (CvkScriptWorker *self, int64_t now)
{
  int64_t pause = now - self->last_check;

  if (pause > LATE_CHECK)
    {
      self->process_start = MIN (self->process_start + pause, now);
      self->scope_start = MIN (self->scope_start + pause, now);
    }
  self->last_check = now;
}

void
cvk_script_worker_check (CvkScriptWorker *self)
{
  int64_t now = g_get_monotonic_time ();
  int64_t work;
  size_t memory;

  forgive_late_check (self, now);
  if (!self->ready && now - self->process_start > START_LIMIT)
    {
      die (self, DEATH_OTHER);
      return;
    }
  if (!self->ready || self->job == NULL)
    return;
  memory = cvk_script_process_get_memory (self->process);
  work = cvk_script_process_get_work (self->process);
  if (memory > 0)
    self->last_memory = memory;
  if (!self->scope_seen)
    {
      self->scope_seen = TRUE;
      self->scope_work = work;
      self->scope_start = now;
    }
  if (memory > self->memory + cvk_script_worker_get_memory_limit (self))
    die (self, DEATH_MEMORY);
  else if (work - self->scope_work > self->job->time_limit ||
           now - self->scope_start > WAITING_FACTOR * self->job->time_limit)
    die (self, DEATH_TIME);
}

CvkScriptWorker *
cvk_script_worker_new (const char *program,
                       size_t memory_limit,
                       CvkScriptWorkerFunction changed,
                       gpointer user_data,
                       GError **error)
{
  CvkScriptWorker *self = g_new0 (CvkScriptWorker, 1);

  self->changed = changed;
  self->user_data = user_data;
  self->process_start = g_get_monotonic_time ();
  self->last_check = self->process_start;
  self->process =
    cvk_script_process_new (program, memory_limit, received_cb, ended_cb, self, error);
  if (self->process == NULL)
    g_clear_pointer (&self, g_free);
  return self;
}
