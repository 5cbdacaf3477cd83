// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-runs-private.h"

#include <malloc.h>

#include "base/cvk-i18n.h"
#include "model/cvk-checks.h"
#include "service/cvk-problems.h"
#include "service/cvk-run-approval.h"
#include "service/cvk-run-bindings.h"

#define MAX_RUNS_WITHOUT_OWNER 20
/* Beyond these, older runs give theirs up; a million small items take some 300 MB. */
#define MAX_ITEMS_WITHOUT_OWNER 1000000

G_DEFINE_FINAL_TYPE (CvkHostRuns, cvk_host_runs, G_TYPE_OBJECT)

enum
{
  SIGNAL_ASKED,
  SIGNAL_CHANGED,
  SIGNAL_DELTA,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

typedef struct
{
  CvkHostRun *run;
  GObject *owner;    /* borrowed, only compared */
  gboolean orphaned; /* its owner has gone */
} Entry;

static void
free_entry (Entry *entry)
{
  g_object_unref (entry->run);
  g_free (entry);
}

/* What a request has become on its way to a run. */
typedef struct
{
  CvkDocument *document;
  GPtrArray *problems;
  GVariantDict *options;
  GObject *owner;
  CvkHostRun *run;  /* nullable: on its way to the disk */
  CvkHostRun *kept; /* nullable: held until the run has begun */
} Start;

static void
free_start (Start *start)
{
  g_clear_object (&start->document);
  g_clear_pointer (&start->problems, g_ptr_array_unref);
  g_clear_pointer (&start->options, g_variant_dict_unref);
  g_clear_object (&start->run);
  g_clear_object (&start->kept);
  g_free (start);
}

/* --- Keeping and dropping --- */

/* A run's items are the bulk of what the host holds; give their pages back. */
static void
drop_entry (CvkHostRuns *self, unsigned index)
{
  g_ptr_array_remove_index (self->entries, index);
  malloc_trim (0);
}

static void
drop_old_entries (CvkHostRuns *self)
{
  unsigned kept = 0;
  int64_t items = 0;

  for (unsigned i = self->entries->len; i-- > 0;)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (!cvk_host_run_has_ended (entry->run) || (entry->owner != NULL && !entry->orphaned))
        continue;
      if (!entry->orphaned)
        items += cvk_host_run_count_items (entry->run);
      /* The newest stays, however large it is. */
      if (entry->orphaned || ++kept > MAX_RUNS_WITHOUT_OWNER ||
          (kept > 1 && items > MAX_ITEMS_WITHOUT_OWNER))
        drop_entry (self, i);
    }
}

static void
run_delta_cb (CvkHostRun *run, const char *delta, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_DELTA], 0, run, delta);
}

static void
run_asked_cb (CvkRun *engine_run, CvkQuestion *question, gpointer user_data)
{
  CvkHostRuns *self = user_data;
  CvkHostRun *run = cvk_host_runs_get (self, cvk_run_get_id (engine_run), NULL);

  if (run != NULL)
    g_signal_emit (self, signals[SIGNAL_ASKED], 0, run, question);
}

static gboolean
drop_cb (gpointer user_data)
{
  drop_old_entries (user_data);
  return G_SOURCE_REMOVE;
}

static void
run_ended_cb (CvkHostRun *run, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_CHANGED], 0);
  /* Not inside the run's own signal. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_cb, g_object_ref (user_data), g_object_unref);
}

gboolean
cvk_host_runs_is_busy (CvkHostRuns *self)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (!cvk_host_run_has_ended (entry->run))
        return TRUE;
    }
  return FALSE;
}

void
cvk_host_runs_forget (CvkHostRuns *self)
{
  cvk_host_runs_drop_opened (self, NULL);
  for (unsigned i = self->entries->len; i-- > 0;)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (cvk_host_run_has_ended (entry->run))
        drop_entry (self, i);
    }
}

void
cvk_host_runs_drop_owner (CvkHostRuns *self, GObject *owner)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->owner == owner)
        {
          entry->owner = NULL;
          entry->orphaned = TRUE;
        }
    }
  drop_old_entries (self);
}

CvkHostRun *
cvk_host_runs_get (CvkHostRuns *self, const char *id, GError **error)
{
  CvkHostRun *opened = NULL;

  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (cvk_host_run_get_id (entry->run), id))
        return entry->run;
    }
  opened = cvk_host_runs_find_opened (self, id);
  if (opened != NULL)
    return opened;
  g_set_error (error, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND, _ ("There is no run “%s”."),
               id);
  return NULL;
}

GPtrArray *
cvk_host_runs_list_active (CvkHostRuns *self)
{
  GPtrArray *active = g_ptr_array_new_with_free_func (g_object_unref);

  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (!cvk_host_run_has_ended (entry->run))
        g_ptr_array_add (active, g_object_ref (entry->run));
    }
  return active;
}

void
cvk_host_runs_say_changed (CvkHostRuns *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cvk_host_runs_are_active (CvkHostRuns *self)
{
  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (!cvk_host_run_has_ended (entry->run))
        return TRUE;
    }
  return FALSE;
}

static void
drop_ended (CvkHostRuns *self, const char *id)
{
  for (unsigned i = self->entries->len; i-- > 0;)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (cvk_host_run_get_id (entry->run), id) && cvk_host_run_has_ended (entry->run))
        drop_entry (self, i);
    }
}

void
cvk_host_runs_add (CvkHostRuns *self, CvkHostRun *run, GObject *owner)
{
  Entry *entry = g_new0 (Entry, 1);

  drop_ended (self, cvk_host_run_get_id (run));
  cvk_host_runs_drop_opened (self, cvk_host_run_get_id (run));
  entry->run = g_object_ref (run);
  entry->owner = owner;
  g_ptr_array_add (self->entries, entry);
  g_signal_connect_object (run, "delta", G_CALLBACK (run_delta_cb), self, 0);
  g_signal_connect_object (run, "ended", G_CALLBACK (run_ended_cb), self, 0);
  g_signal_connect_object (cvk_host_run_get_run (run), "asked", G_CALLBACK (run_asked_cb), self, 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Starting --- */

/* The run that a part goes on with: (nullable), none was asked for, or it is a problem. */
static CvkHostRun *
find_kept (CvkHostRuns *self, CvkRunBindings *bindings, GPtrArray *problems)
{
  CvkHostRun *kept = NULL;

  if (bindings->kept == NULL || bindings->part == CVK_RUN_PART_ALL)
    return NULL;
  kept = cvk_host_runs_get (self, bindings->kept, NULL);
  /* Items of a rehearsal are guesses. */
  if (kept != NULL && cvk_host_run_has_ended (kept) &&
      cvk_run_get_plan (cvk_host_run_get_run (kept)) == NULL)
    return kept;
  g_ptr_array_add (
    problems, cvk_problem_new ("kept-gone",
                               N_ ("The items of that run are not kept any more, so nothing can "
                                   "go on with them. Run the whole pipeline."),
                               NULL));
  return NULL;
}

/* What a run needs beyond its document; errors go to @problems. (transfer full) (nullable) */
static CvkRunBindings *
bind (CvkHostRuns *self, CvkDocument *document, GVariantDict *options, GPtrArray *problems)
{
  g_autoptr (CvkRunBindings) bindings = cvk_run_bindings_new (
    document, cvk_host_get_environment (self->host)->types, options, self->connections, problems);

  if (cvk_host_get_failure (self->host) != NULL)
    g_ptr_array_add (problems, cvk_problem_new ("journal-failed", "{reason}", "reason",
                                                cvk_host_get_failure (self->host), NULL));
  if (cvk_host_is_paused (self->host) &&
      (g_hash_table_size (bindings->connections) > 0 ||
       cvk_run_speaks_unconnected (document, cvk_host_get_environment (self->host)->types)))
    g_ptr_array_add (
      problems, cvk_problem_new ("paused",
                                 N_ ("Everything is paused, so nothing was started. Take the "
                                     "pause back (“convokectl unpause”), then start it again."),
                                 NULL));
  return g_steal_pointer (&bindings);
}

CvkHostRun *
cvk_host_runs_begin (CvkHostRuns *self,
                     CvkDocument *document,
                     GVariantDict *options,
                     const CvkRunTrigger *trigger,
                     GObject *owner,
                     GPtrArray *problems)
{
  g_autoptr (CvkRunBindings) bindings = bind (self, document, options, problems);
  g_autoptr (CvkHostRun) run = NULL;
  g_autoptr (CvkApproval) approval = NULL;
  g_autofree char *id = NULL;
  CvkHostRun *kept = find_kept (self, bindings, problems);
  CvkHostRun *rehearsed = NULL;

  if (bindings != NULL)
    rehearsed = cvk_run_approval_find (self, document, bindings, &approval, problems);
  if (cvk_problems_have_errors (problems))
    return NULL;
  g_variant_dict_lookup (options, "id", "s", &id);
  CvkHostRunRequest request = {
    .id = id,
    .document = document,
    .path = bindings->path,
    .inputs = bindings->inputs,
    .connections = bindings->connections,
    .files = bindings->files,
    .sandbox_slots = bindings->sandbox_slots,
    .part = bindings->part,
    .node = bindings->node,
    .kept = kept,
    .edits = bindings->edits,
    .trigger = trigger,
    .rehearses = bindings->rehearses,
    .spreads = bindings->spreads,
    .rehearsed = rehearsed,
    .approval = approval,
    .breakpoints = bindings->breakpoints,
  };
  run = cvk_host_run_new (self->host, &request);
  if (!cvk_host_run_start (run))
    {
      g_ptr_array_extend (problems, cvk_host_run_get_failures (run),
                          (GCopyFunc) (void (*) (void)) cvk_problem_ref, NULL);
      return NULL;
    }
  cvk_host_runs_add (self, run, owner);
  return g_steal_pointer (&run);
}

static void
start_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Start *start = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (cvk_store_open_finish (CVK_STORE (object), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&start->run), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
start_run (CvkHostRuns *self, GTask *task)
{
  Start *start = g_task_get_task_data (task);

  if (!cvk_problems_have_errors (start->problems))
    start->run = cvk_host_runs_begin (self, start->document, start->options, NULL, start->owner,
                                      start->problems);
  /* Whoever hears of the run may rely on it. */
  if (start->run != NULL)
    cvk_store_open_async (cvk_host_get_store (self->host), start_written_cb, g_object_ref (task));
  else
    g_task_return_pointer (task, NULL, NULL);
}

static void
kept_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Start *start = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  start->kept = cvk_host_runs_open_finish (CVK_HOST_RUNS (object), result, &error);
  if (start->kept == NULL &&
      !g_error_matches (error, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND))
    g_ptr_array_add (start->problems, cvk_problem_new_from_error ("kept-gone", error));
  start_run (CVK_HOST_RUNS (object), task);
}

/* What it goes on with may be in the journal only. */
static void
open_kept (CvkHostRuns *self, GTask *task)
{
  const Start *start = g_task_get_task_data (task);
  g_autofree char *kept = NULL;

  if (g_variant_dict_lookup (start->options, "kept", "s", &kept))
    cvk_host_runs_open_async (self, kept, kept_opened_cb, g_object_ref (task));
  else
    start_run (self, task);
}

static void
connections_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Start *start = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    g_ptr_array_add (start->problems, cvk_problem_new_from_error ("journal", error));
  open_kept (g_task_get_source_object (task), task);
}

/* What earlier runs left open holds up its equals in new ones. */
static void
ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkHostRuns *self = CVK_HOST_RUNS (object);

  cvk_host_runs_wait_ready_finish (self, result);
  cvk_host_connections_load_async (self->connections, connections_loaded_cb, g_object_ref (task));
}

static void
fill_slots (CvkHostRuns *self, GTask *task)
{
  const Start *start = g_task_get_task_data (task);

  /* The store is only waited for when there is something to look up. */
  if (cvk_document_get_slots (start->document)->len == 0)
    open_kept (self, task);
  else
    cvk_host_runs_wait_ready_async (self, ready_cb, g_object_ref (task));
}

static void
trust_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_store_boolean_finish (CVK_STORE (object), result, &error))
    fill_slots (g_task_get_source_object (task), task);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task, cvk_service_error_new_needs_review ());
}

CvkDocument *
cvk_host_read_pipeline (CvkHost *host, GBytes *text, GPtrArray **problems)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (text, &error);

  if (document == NULL)
    {
      *problems = cvk_problems_new_single (cvk_document_problem_new (error));
      return NULL;
    }
  *problems = cvk_document_check (document, cvk_host_get_environment (host)->types);
  return cvk_problems_have_errors (*problems) ? NULL : g_steal_pointer (&document);
}

/* The id becomes a part of file names. */
static gboolean
is_id_good (Start *start)
{
  g_autofree char *id = NULL;

  if (!g_variant_dict_lookup (start->options, "id", "s", &id) ||
      g_regex_match_simple ("^[A-Za-z0-9_-]{12,64}$", id, 0, 0))
    return TRUE;
  start->problems = cvk_problems_new_single (cvk_problem_new (
    "invalid-option", N_ ("“{value}” cannot be the id of a run."), "value", id, NULL));
  return FALSE;
}

void
cvk_host_runs_start_async (CvkHostRuns *self,
                           GBytes *pipeline,
                           GVariant *options,
                           GObject *owner,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Start *start = g_new0 (Start, 1);
  gboolean trust = FALSE;
  gboolean once = FALSE;
  gboolean keep = FALSE;

  g_task_set_source_tag (task, cvk_host_runs_start_async);
  g_task_set_task_data (task, start, (GDestroyNotify) free_start);
  start->options = g_variant_dict_new (options);
  g_variant_dict_lookup (start->options, "keep", "b", &keep);
  start->owner = keep ? NULL : owner;
  if (cvk_host_get_failure (self->host) != NULL)
    {
      start->problems = cvk_problems_new ();
      g_task_return_new_error (task, CVK_STORE_ERROR, CVK_STORE_ERROR_FAILED, "%s",
                               cvk_host_get_failure (self->host));
      return;
    }
  if (!is_id_good (start))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  start->document = cvk_host_read_pipeline (self->host, pipeline, &start->problems);
  if (start->document == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  g_autofree char *hash = cvk_document_dup_content_hash (start->document);
  g_variant_dict_lookup (start->options, "trust", "b", &trust);
  g_variant_dict_lookup (start->options, "once", "b", &once);
  if (trust)
    cvk_store_trust_async (cvk_host_get_store (self->host), hash, NULL, NULL);
  if (trust || once)
    fill_slots (self, task);
  else
    {
      cvk_store_is_trusted_async (cvk_host_get_store (self->host), hash, trust_looked_up_cb,
                                  g_object_ref (task));
    }
}

CvkHostRun *
cvk_host_runs_start_finish (CvkHostRuns *self,
                            GAsyncResult *result,
                            GPtrArray **problems,
                            GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  Start *start = g_task_get_task_data (G_TASK (result));

  *problems = g_ptr_array_ref (start->problems);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The object --- */

static void
cvk_host_runs_finalize (GObject *object)
{
  CvkHostRuns *self = CVK_HOST_RUNS (object);

  cvk_host_runs_clear_resume (self);
  cvk_host_runs_clear_open (self);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_host_runs_parent_class)->finalize (object);
}

static void
cvk_host_runs_class_init (CvkHostRunsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_host_runs_finalize;
  signals[SIGNAL_ASKED] =
    g_signal_new ("asked", CVK_TYPE_HOST_RUNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  2, CVK_TYPE_HOST_RUN, CVK_TYPE_QUESTION);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_HOST_RUNS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DELTA] =
    g_signal_new ("delta", CVK_TYPE_HOST_RUNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  2, CVK_TYPE_HOST_RUN, G_TYPE_STRING);
}

static void
cvk_host_runs_init (CvkHostRuns *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) free_entry);
  cvk_host_runs_init_open (self);
}

CvkHostRuns *
cvk_host_runs_new (CvkHost *host, CvkHostConnections *connections)
{
  CvkHostRuns *self = g_object_new (CVK_TYPE_HOST_RUNS, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  cvk_host_runs_watch_connections (self);
  cvk_host_runs_take_up_left (self);
  return self;
}
