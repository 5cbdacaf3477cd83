// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "recovery/cvk-simulated-journal.h"

#include "engine/cvk-quota.h"
#include "recovery/cvk-seeded-random.h"

#define MIN_DELAY INT64_C (500)
#define MAX_DELAY INT64_C (5000)

/* What is to be done in the order in which it was asked for: a record, or a question to what is on
 * the disk by then. */
typedef struct
{
  CvkRecord *record; /* owned, nullable */
  GTask *task;       /* owned, nullable */
  char *key;         /* of a question: action or quota */
  char *field;       /* nullable: the question is one of quota */
  int64_t number;    /* of a question: instant or day */
} Job;

struct _CvkSimulatedJournal
{
  GObject parent_instance;

  CvkSimulatedWorld *world;
  CvkSimulatedLife *life;
  CvkMemoryJournal *disk; /* owned */
  GQueue jobs;            /* owned Job */
  unsigned timeout;
};

static void journal_init (CvkJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkSimulatedJournal,
                               cvk_simulated_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_JOURNAL, journal_init))

static void
job_free (Job *job)
{
  g_clear_pointer (&job->record, cvk_record_free);
  g_clear_object (&job->task);
  g_free (job->key);
  g_free (job->field);
  g_free (job);
}

static void
ask_disk (CvkSimulatedJournal *self, Job *job)
{
  CvkJournalInterface *iface = CVK_JOURNAL_GET_IFACE (self->disk);

  if (job->field == NULL)
    iface->load_quota (CVK_JOURNAL (self->disk), job->key, job->number,
                       g_steal_pointer (&job->task));
  else
    iface->load_results (CVK_JOURNAL (self->disk), job->key, job->field, job->number,
                         g_steal_pointer (&job->task));
}

/* Takes @job. */
static void
do_job (CvkSimulatedJournal *self, Job *job)
{
  g_autoptr (GTask) task = NULL;

  if (job->record == NULL)
    ask_disk (self, job);
  else
    cvk_journal_write (CVK_JOURNAL (self->disk), g_steal_pointer (&job->record));
  task = g_steal_pointer (&job->task);
  job_free (job);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static gboolean
flush_cb (gpointer user_data)
{
  CvkSimulatedJournal *self = user_data;
  unsigned count = self->jobs.length;

  self->timeout = 0;
  if (!cvk_simulated_world_note (self->world, self->life, "flush %u", count))
    return G_SOURCE_REMOVE;
  while (count-- > 0)
    do_job (self, g_queue_pop_head (&self->jobs));
  return G_SOURCE_REMOVE;
}

/* Takes @job. */
static void
push (CvkSimulatedJournal *self, Job *job)
{
  g_queue_push_tail (&self->jobs, job);
  if (self->timeout == 0)
    self->timeout = cvk_clock_add_timeout (CVK_CLOCK (self->life->clock),
                                           cvk_seeded_random_between (MIN_DELAY, MAX_DELAY),
                                           flush_cb, self, NULL);
}

/* Nobody is to find out that nothing is written any more: there is nobody. */
static void
pretend (Job *job)
{
  g_autoptr (GTask) task = g_steal_pointer (&job->task);

  if (task != NULL && job->record != NULL)
    g_task_return_boolean (task, TRUE);
  else if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "over");
  job_free (job);
}

void
cvk_simulated_journal_cut (CvkSimulatedJournal *self)
{
  int64_t kept = cvk_seeded_random_between (0, self->jobs.length);

  cvk_clock_remove_timeout (CVK_CLOCK (self->life->clock), self->timeout);
  self->timeout = 0;
  for (GList *l = self->jobs.head; l != NULL && kept > 0; l = l->next, kept--)
    {
      Job *job = l->data;

      if (job->record != NULL)
        cvk_journal_write (CVK_JOURNAL (self->disk), g_steal_pointer (&job->record));
    }
  while (!g_queue_is_empty (&self->jobs))
    pretend (g_queue_pop_head (&self->jobs));
}

static void
journal_write (CvkJournal *journal, CvkRecord *record, GTask *task)
{
  CvkSimulatedJournal *self = CVK_SIMULATED_JOURNAL (journal);
  Job *job = g_new0 (Job, 1);

  job->record = record;
  job->task = task;
  if (cvk_simulated_world_note (self->world, self->life, "record %d %s %s %s", record->kind,
                                record->effect != NULL ? record->effect : "",
                                cvk_effect_state_to_string (record->state),
                                record->payload != NULL ? record->payload : ""))
    push (self, job);
  else
    pretend (job);
}

static void
load (CvkJournal *journal, const char *key, const char *field, int64_t number, GTask *task)
{
  CvkSimulatedJournal *self = CVK_SIMULATED_JOURNAL (journal);
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->key = g_strdup (key);
  job->number = number;
  job->field = g_strdup (field);
  if (self->life->is_over)
    pretend (job);
  else
    push (self, job);
}

static void
journal_load_quota (CvkJournal *journal, const char *quota, int64_t day, GTask *task)
{
  load (journal, quota, NULL, day, task);
}

static void
journal_load_results (CvkJournal *journal,
                      const char *action,
                      const char *field,
                      int64_t since,
                      GTask *task)
{
  load (journal, action, field, since, task);
}

static void
journal_fill_quota (CvkJournal *journal, const char *quota, int64_t day, int64_t limit)
{
  cvk_journal_fill_quota (CVK_JOURNAL (CVK_SIMULATED_JOURNAL (journal)->disk), quota, day, limit);
}

static void
journal_init (CvkJournalInterface *iface)
{
  iface->write = journal_write;
  iface->load_quota = journal_load_quota;
  iface->load_results = journal_load_results;
  iface->fill_quota = journal_fill_quota;
}

CvkSimulatedJournal *
cvk_simulated_journal_new (CvkSimulatedWorld *world, CvkSimulatedLife *life, CvkMemoryJournal *disk)
{
  CvkSimulatedJournal *self = g_object_new (CVK_TYPE_SIMULATED_JOURNAL, NULL);

  self->world = world;
  self->life = life;
  self->disk = g_object_ref (disk);
  return self;
}

static void
cvk_simulated_journal_finalize (GObject *object)
{
  CvkSimulatedJournal *self = CVK_SIMULATED_JOURNAL (object);

  cvk_clock_remove_timeout (CVK_CLOCK (self->life->clock), self->timeout);
  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
  g_object_unref (self->disk);
  G_OBJECT_CLASS (cvk_simulated_journal_parent_class)->finalize (object);
}

static void
cvk_simulated_journal_class_init (CvkSimulatedJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_simulated_journal_finalize;
}

static void
cvk_simulated_journal_init (CvkSimulatedJournal *self)
{
  g_queue_init (&self->jobs);
}
