// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-session-private.h"

#include "desktop/forms/cvk-file-bindings.h"
#include "model/cvk-bundle.h"
#include "model/cvk-checks.h"
#include "model/cvk-sub-pipeline.h"

/* What is wrong with the pipeline, looked for after each edit. Where it runs others, these are read
 * first, in a thread, so that what is wrong there is known before a run; what was known stays until
 * then, or it would come and go with every key. */

/* An empty page invites, and is not told what is wrong with it: its canvas says what to do first.
 * There is nothing to run in it, and the actions that would are off. */
static void
take_problems_of (CvkSession *self, CvkDocument *document)
{
  g_autoptr (GPtrArray) problems = cvk_document_check (document, self->types);

  for (unsigned i = problems->len; i > 0; i--)
    if (g_str_equal (cvk_problem_get_code (g_ptr_array_index (problems, i - 1)), "no-nodes"))
      g_ptr_array_remove_index (problems, i - 1);
  cvk_session_take_problems (self, g_steal_pointer (&problems));
}

/* --- With what it runs --- */

typedef struct
{
  GBytes *text;
  char *path; /* nullable */
  GHashTable *files;
  uint64_t edits; /* when the text was taken */
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_bytes_unref (reading->text);
  g_hash_table_unref (reading->files);
  g_free (reading->path);
  g_free (reading);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Reading *reading = data;
  g_autoptr (GBytes) bundle =
    cvk_bundle_pipeline (reading->text, reading->path, reading->files, NULL, NULL);
  GError *error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bundle, &error);

  if (document != NULL)
    g_task_return_pointer (task, document, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkSession *self = CVK_SESSION (object);
  const Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (CvkDocument) document = g_task_propagate_pointer (G_TASK (result), NULL);

  self->is_checking = FALSE;
  if (reading->edits != self->edits)
    cvk_session_check_later (self);
  else
    {
      g_set_object (&self->whole, document);
      take_problems_of (self, document != NULL ? document : self->document);
    }
}

static GHashTable *
dup_files (CvkSession *self)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GVariant) choices = g_variant_ref_sink (cvk_file_bindings_make_option (self));
  GVariantIter iter;
  char *name = NULL;
  char *path = NULL;

  g_variant_iter_init (&iter, choices);
  while (g_variant_iter_next (&iter, "{ss}", &name, &path))
    g_hash_table_replace (files, name, path);
  return files;
}

static void
read_inner (CvkSession *self)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading = NULL;

  /* It looks once more when the one under way is out of date. */
  if (self->is_checking)
    return;
  self->is_checking = TRUE;
  reading = g_new0 (Reading, 1);
  reading->text = cvk_document_to_bytes (self->document);
  reading->path = self->file != NULL ? g_file_get_path (self->file) : NULL;
  reading->files = dup_files (self);
  reading->edits = self->edits;
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, read_inner);
  g_task_set_task_data (task, reading, free_reading);
  g_task_run_in_thread (task, read_thread);
}

/* --- By itself --- */

static gboolean
check_cb (gpointer user_data)
{
  CvkSession *self = user_data;

  self->check_source = 0;
  /* One that is in no file has none beside it, and what it carries has been read already. */
  if (self->file != NULL && cvk_document_get_pipelines (self->document) == NULL &&
      cvk_sub_pipeline_is_in (self->document))
    read_inner (self);
  else
    {
      gboolean carries = cvk_document_get_pipelines (self->document) != NULL;

      g_set_object (&self->whole, (carries ? self->document : NULL));
      take_problems_of (self, self->document);
    }
  return G_SOURCE_REMOVE;
}

void
cvk_session_check_later (CvkSession *self)
{
  if (self->check_source == 0)
    self->check_source = g_idle_add (check_cb, self);
}
