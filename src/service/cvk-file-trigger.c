// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-file-trigger.h"

#include <inttypes.h>

#include "base/cvk-json.h"
#include "model/cvk-file-slots.h"
#include "service/cvk-file-snapshot.h"
#include "service/cvk-new-rows.h"

/* Whoever writes a file does so in several steps. */
#define QUIET ((int64_t) G_USEC_PER_SEC)
/* Changes come in crowds. */
#define BEGINNING (QUIET / 10)
/* Looks at a table that is written to without pause; then whole lines count. */
#define PATIENCE 10

struct _CvkFileTrigger
{
  GObject parent_instance;

  CvkClock *clock;
  CvkValue *settings;
  char *path;
  int64_t since; /* a new count begins */
  gboolean wants_rows;
  GFileMonitor *monitor; /* nullable: not started, or nobody tells of changes there */
  GCancellable *cancellable;

  /* What is remembered. */
  CvkValue *files; /* nullable: nothing yet */
  CvkValue *rows;  /* nullable */
  int64_t sequence;

  CvkValue *pending; /* nullable: the last look */
  unsigned timeout;
  unsigned n_unsettled; /* looks in a row that found it being written, or in trouble */
  gboolean is_looking;
  gboolean looks_again; /* something happened while it looked */
  gboolean has_problem;
};

static void trigger_iface_init (CvkTriggerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkFileTrigger,
                               cvk_file_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TRIGGER, trigger_iface_init))

/* What a look needs and finds; the thread has it to itself. */
typedef struct
{
  char *path;
  CvkValue *settings;
  CvkValue *known_files; /* nullable */
  CvkValue *known_rows;  /* nullable */
  CvkValue *pending;     /* nullable */
  gboolean wants_rows;
  gboolean is_impatient; /* it has been written to without pause for a while */

  CvkValue *files;   /* nullable: it failed */
  CvkValue *settled; /* nullable: what of that counts by now */
  CvkValue *rows;    /* nullable: what to remember */
  CvkValue *items;   /* nullable: nothing to take over */
  gboolean is_same;  /* nothing has changed that counts by now */
} Look;

static void
free_look (Look *look)
{
  g_clear_pointer (&look->settings, cvk_value_unref);
  g_clear_pointer (&look->known_files, cvk_value_unref);
  g_clear_pointer (&look->known_rows, cvk_value_unref);
  g_clear_pointer (&look->pending, cvk_value_unref);
  g_clear_pointer (&look->files, cvk_value_unref);
  g_clear_pointer (&look->settled, cvk_value_unref);
  g_clear_pointer (&look->rows, cvk_value_unref);
  g_clear_pointer (&look->items, cvk_value_unref);
  g_free (look->path);
  g_free (look);
}

static CvkValue *
ref_or_null (const CvkValue *value)
{
  return value != NULL ? cvk_value_ref (value) : NULL;
}

/* --- In a thread --- */

/* Finds new rows. Of a file that is away none are known but those that were: when it comes back,
 * they are. */
static gboolean
find_rows (Look *look, GError **error)
{
  g_autoptr (CvkValue) after = NULL;
  gboolean is_whole = FALSE;

  if (cvk_value_get_length (look->settled) == 0)
    {
      look->rows =
        look->known_rows != NULL ? cvk_value_ref (look->known_rows) : cvk_value_new_string ("");
      look->items = cvk_value_new_array (NULL, 0);
      return TRUE;
    }
  look->rows = cvk_new_rows_read (look->path, look->settings, look->known_rows, &look->items,
                                  &is_whole, error);
  if (look->rows == NULL)
    return FALSE;
  /* Not when it was written to meanwhile, or is without pause and in the middle of a line. */
  after = cvk_file_snapshot_take (look->path, NULL, error);
  if (after != NULL && cvk_value_equal (after, look->settled) && (is_whole || !look->is_impatient))
    return TRUE;
  g_clear_pointer (&look->rows, cvk_value_unref);
  g_clear_pointer (&look->items, cvk_value_unref);
  return FALSE;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  const CvkValue *known = look->known_files;
  const char *pattern = cvk_value_lookup_string (look->settings, "pattern", NULL);
  GError *error = NULL;

  look->files = cvk_file_snapshot_take (look->path, pattern, &error);
  if (look->files == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* The first look is what there is. */
  if (known == NULL || look->is_impatient)
    look->settled = cvk_value_ref (look->files);
  else
    look->settled =
      cvk_file_snapshot_settle (known, look->pending != NULL ? look->pending : known, look->files);
  if (known != NULL && cvk_value_equal (look->settled, known))
    look->is_same = TRUE;
  else if (look->wants_rows)
    find_rows (look, &error);
  else if (known == NULL)
    look->items = cvk_value_new_array (NULL, 0);
  else
    look->items = cvk_file_snapshot_compare (known, look->settled, look->path, look->settings);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* --- What was found --- */

static void begin_look (CvkFileTrigger *self);
static void look_after (CvkFileTrigger *self, int64_t delay);

static void
report (CvkFileTrigger *self, const GError *error)
{
  g_autoptr (CvkProblem) problem = NULL;

  if (error == NULL && !self->has_problem)
    return;
  if (error != NULL)
    {
      problem = cvk_problem_new_from_error ("file-not-watched", error);
      cvk_problem_set_field (problem, "file");
      cvk_problem_set_file (problem, self->path);
    }
  self->has_problem = error != NULL;
  cvk_trigger_report (CVK_TRIGGER (self), problem);
}

static CvkValue *
dup_memory (CvkFileTrigger *self)
{
  return cvk_value_new_object (
    "path", cvk_value_new_string (self->path), "mode",
    cvk_value_new_string (self->wants_rows ? "rows" : "changes"), "sequence",
    cvk_value_new_integer (self->sequence), "files", cvk_value_ref (self->files), "rows",
    self->rows != NULL ? cvk_value_ref (self->rows) : cvk_value_new_null (), NULL);
}

/* The number is in the memory, which is written in one commit with what it is for: a file that
 * comes back just as it was is another happening. */
static char *
make_key (CvkFileTrigger *self, const CvkValue *items)
{
  g_autofree char *text = cvk_value_to_json (items, CVK_JSON_COMPACT);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("%" PRId64 " %" PRId64 " %.16s", self->since, self->sequence, hash);
}

static void
take_look (CvkFileTrigger *self, const Look *look)
{
  g_autoptr (CvkValue) memory = NULL;
  g_autofree char *key = NULL;

  g_clear_pointer (&self->files, cvk_value_unref);
  self->files = cvk_value_ref (look->settled);
  g_clear_pointer (&self->rows, cvk_value_unref);
  self->rows = ref_or_null (look->rows);
  if (cvk_value_get_length (look->items) > 0)
    self->sequence++;
  memory = dup_memory (self);
  if (cvk_value_get_length (look->items) == 0)
    {
      cvk_trigger_note (CVK_TRIGGER (self), look->items, memory);
      return;
    }
  key = make_key (self, look->items);
  cvk_trigger_fire (CVK_TRIGGER (self), key, look->items, memory);
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkFileTrigger *self = CVK_FILE_TRIGGER (object);
  const Look *look = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean is_good = g_task_propagate_boolean (G_TASK (result), &error);
  gboolean is_settled = FALSE;

  self->is_looking = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  report (self, error);
  g_clear_pointer (&self->pending, cvk_value_unref);
  self->pending = ref_or_null (look->files);
  if (is_good && look->items != NULL)
    take_look (self, look);
  is_settled = is_good && (look->is_same || look->items != NULL) &&
               cvk_value_equal (look->settled, look->files);
  self->n_unsettled = is_settled ? 0 : self->n_unsettled + 1;
  /* What is in trouble is looked at again too: a disk may come back. */
  if (self->looks_again || !is_settled)
    look_after (self, QUIET);
}

static void
begin_look (CvkFileTrigger *self)
{
  g_autoptr (GTask) task = NULL;
  Look *look = NULL;

  self->looks_again = self->is_looking;
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  look = g_new0 (Look, 1);
  look->path = g_strdup (self->path);
  look->settings = cvk_value_ref (self->settings);
  look->known_files = ref_or_null (self->files);
  look->known_rows = ref_or_null (self->rows);
  look->pending = ref_or_null (self->pending);
  look->wants_rows = self->wants_rows;
  look->is_impatient = self->wants_rows && self->files != NULL && self->n_unsettled >= PATIENCE;
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_source_tag (task, begin_look);
  g_task_set_task_data (task, look, (GDestroyNotify) free_look);
  g_task_run_in_thread (task, look_in_thread);
}

static gboolean
quiet_cb (gpointer user_data)
{
  CvkFileTrigger *self = user_data;

  self->timeout = 0;
  begin_look (self);
  return G_SOURCE_REMOVE;
}

static void
look_after (CvkFileTrigger *self, int64_t delay)
{
  if (self->timeout == 0)
    self->timeout = cvk_clock_add_timeout (self->clock, delay, quiet_cb, self, NULL);
}

static void
monitor_cb (CvkFileTrigger *self)
{
  look_after (self, BEGINNING);
}

/* --- The interface --- */

static void
cvk_file_trigger_start (CvkTrigger *trigger)
{
  CvkFileTrigger *self = CVK_FILE_TRIGGER (trigger);
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  self->cancellable = g_cancellable_new ();
  self->monitor = g_file_monitor (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (monitor_cb), self,
                             G_CONNECT_SWAPPED);
  begin_look (self);
}

static void
cvk_file_trigger_stop (CvkTrigger *trigger)
{
  CvkFileTrigger *self = CVK_FILE_TRIGGER (trigger);

  g_cancellable_cancel (self->cancellable);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  cvk_clock_remove_timeout (self->clock, self->timeout);
  self->timeout = 0;
}

static void
trigger_iface_init (CvkTriggerInterface *iface)
{
  iface->start = cvk_file_trigger_start;
  iface->stop = cvk_file_trigger_stop;
}

/* --- The object --- */

static void
cvk_file_trigger_finalize (GObject *object)
{
  CvkFileTrigger *self = CVK_FILE_TRIGGER (object);

  cvk_file_trigger_stop (CVK_TRIGGER (self));
  g_clear_pointer (&self->pending, cvk_value_unref);
  g_clear_pointer (&self->files, cvk_value_unref);
  g_clear_pointer (&self->rows, cvk_value_unref);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->clock);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_file_trigger_parent_class)->finalize (object);
}

static void
cvk_file_trigger_class_init (CvkFileTriggerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_file_trigger_finalize;
}

static void
cvk_file_trigger_init (CvkFileTrigger *self)
{
}

/* What was remembered of another file, or for another purpose, is worth nothing. */
static void
recall (CvkFileTrigger *self, const CvkValue *memory)
{
  CvkValue *files = cvk_value_get_member (memory, "files");
  CvkValue *rows = cvk_value_get_member (memory, "rows");

  self->sequence = cvk_value_lookup_integer (memory, "sequence", 0);
  if (files == NULL || !cvk_value_is_object (files) ||
      !g_str_equal (cvk_value_lookup_string (memory, "path", ""), self->path) ||
      g_str_equal (cvk_value_lookup_string (memory, "mode", ""), "rows") != self->wants_rows)
    return;
  self->files = cvk_value_ref (files);
  if (rows != NULL && cvk_value_is_string (rows))
    self->rows = cvk_value_ref (rows);
}

CvkTrigger *
cvk_file_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
{
  const CvkValue *settings = context->node->settings;
  const char *file = cvk_value_lookup_string (settings, "file", "");
  g_autofree char *path =
    cvk_file_slots_resolve (context->document, context->files, context->path, file, problem);
  CvkFileTrigger *self = NULL;

  if (path == NULL)
    {
      cvk_problem_set_field (*problem, "file");
      return NULL;
    }
  self = g_object_new (CVK_TYPE_FILE_TRIGGER, NULL);
  self->clock = g_object_ref (cvk_host_get_environment (context->host)->clock);
  self->settings = cvk_value_ref (settings);
  self->since = context->since;
  self->path = g_steal_pointer (&path);
  self->wants_rows = g_str_equal (cvk_value_lookup_string (settings, "mode", "changes"), "rows");
  recall (self, context->memory);
  return CVK_TRIGGER (self);
}
