// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-bundle.h"

#include <glib/gi18n-lib.h>

#include "model/cvk-document-private.h"
#include "model/cvk-file-replace.h"
#include "model/cvk-file-slots.h"
#include "model/cvk-sub-pipeline.h"

/* A pipeline of a stranger may run one many times over, in files that do so themselves. */
#define MAX_PIPELINES 256
#define MAX_SIZE (16u * 1024 * 1024)

/* One pipeline that is being read, and those around it. */
typedef struct _Level
{
  const struct _Level *outer; /* nullable */
  CvkDocument *document;
  const char *path; /* nullable */
  unsigned depth;
} Level;

typedef struct
{
  GHashTable *files; /* nullable: bindings of the outermost pipeline */
  GPtrArray *problems;
  GPtrArray *paths;
  const CvkNode *node; /* of the outermost pipeline: where problems belong */
  unsigned n_pipelines;
  size_t size;
} Bundle;

static void
take_problem (Bundle *self, CvkProblem *problem)
{
  if (self->problems == NULL)
    {
      cvk_problem_unref (problem);
      return;
    }
  if (self->node != NULL)
    cvk_problem_set_node (problem, self->node->id);
  cvk_problem_set_field (problem, self->node != NULL ? "file" : "on_failure");
  g_ptr_array_add (self->problems, problem);
}

static gboolean
is_around (const Level *level, const char *path)
{
  for (; level != NULL; level = level->outer)
    {
      g_autofree char *other =
        level->path != NULL ? g_canonicalize_filename (level->path, NULL) : NULL;

      if (g_strcmp0 (other, path) == 0)
        return TRUE;
    }
  return FALSE;
}

/* (transfer full) (nullable): NULL when it cannot be carried, which is said. */
static GBytes *
read_text (Bundle *self, const Level *level, const char *file, const char *path)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = NULL;

  if (is_around (level, path))
    {
      take_problem (self, cvk_problem_new ("recursive-pipeline",
                                           N_ ("“{file}” would run itself. Choose another "
                                               "pipeline here."),
                                           "file", file, NULL));
      return NULL;
    }
  if (level->depth >= CVK_DOCUMENT_MAX_DEPTH || self->n_pipelines >= MAX_PIPELINES ||
      self->size >= MAX_SIZE)
    {
      take_problem (self, cvk_problem_new ("too-many-pipelines",
                                           N_ ("“{file}” is one sub-pipeline too many: there may "
                                               "be 256, and eight inside of each other."),
                                           "file", file, NULL));
      return NULL;
    }
  bytes = cvk_file_read (path, MAX_SIZE - self->size, &error);
  if (bytes == NULL)
    {
      take_problem (self,
                    cvk_problem_new ("missing-pipeline",
                                     N_ ("The sub-pipeline “{file}” cannot be read: {reason}."),
                                     "file", file, "reason", error->message, NULL));
      return NULL;
    }
  self->n_pipelines++;
  self->size += g_bytes_get_size (bytes);
  return bytes;
}

static void bundle_level (Bundle *self, Level *level);

static void
carry (Bundle *self, Level *level, const char *file)
{
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  CvkProblem *problem = NULL;
  g_autofree char *resolved = cvk_file_slots_resolve (
    level->document, level->outer == NULL && self->files != NULL ? self->files : none, level->path,
    file, &problem);
  g_autofree char *path = resolved != NULL ? g_canonicalize_filename (resolved, NULL) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    {
      take_problem (self, problem);
      return;
    }
  if (self->paths != NULL)
    g_ptr_array_add (self->paths, g_strdup (path));
  bytes = read_text (self, level, file, path);
  if (bytes == NULL)
    return;
  document = cvk_document_new_from_bytes (bytes, &error);
  if (document == NULL)
    {
      problem = cvk_document_problem_new (error);
      cvk_problem_set_file (problem, file);
      take_problem (self, problem);
      return;
    }
  Level inner = { level, document, path, level->depth + 1 };
  bundle_level (self, &inner);
  cvk_document_carry_pipeline (level->document, file, document);
}

static void
bundle_level (Bundle *self, Level *level)
{
  GPtrArray *nodes = cvk_document_get_nodes (level->document);
  GPtrArray *problems = self->problems;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const char *file = cvk_sub_pipeline_get_file (node);

      if (file == NULL || !g_hash_table_add (seen, (gpointer) file))
        continue;
      if (level->outer == NULL)
        self->node = node;
      if (cvk_document_get_pipelines (level->document) == NULL)
        cvk_document_carry_nothing (level->document);
      /* What the text itself carries needs no file. */
      if (cvk_sub_pipeline_find (level->document, node) != NULL)
        self->problems = NULL;
      carry (self, level, file);
      self->problems = problems;
    }
}

/* What runs when the pipeline fails goes with it; a handler has none itself. */
static void
carry_handler (Bundle *self, Level *level)
{
  const char *file =
    cvk_value_lookup_string (cvk_document_get_settings (level->document), "on_failure", NULL);

  self->node = NULL;
  if (file == NULL || *file == '\0')
    return;
  if (cvk_document_get_pipelines (level->document) == NULL)
    cvk_document_carry_nothing (level->document);
  carry (self, level, file);
}

GBytes *
cvk_bundle_pipeline (GBytes *text,
                     const char *path,
                     GHashTable *files,
                     GPtrArray *problems,
                     GPtrArray *paths)
{
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (text, NULL);
  Bundle self = { .files = files, .problems = problems, .paths = paths };
  Level level = { NULL, document, path, 0 };

  if (document == NULL)
    return g_bytes_ref (text);
  bundle_level (&self, &level);
  carry_handler (&self, &level);
  return cvk_document_get_pipelines (document) != NULL ? cvk_document_to_bytes (document)
                                                       : g_bytes_ref (text);
}

/* --- In a thread --- */

typedef struct
{
  GBytes *text;
  char *path;
  GHashTable *files;
  GPtrArray *problems;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->text);
  g_free (job->path);
  g_clear_pointer (&job->files, g_hash_table_unref);
  g_ptr_array_unref (job->problems);
  g_free (job);
}

static void
bundle_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;

  g_task_return_pointer (
    task, cvk_bundle_pipeline (job->text, job->path, job->files, job->problems, NULL),
    (GDestroyNotify) g_bytes_unref);
}

/* The caller may go on changing its own. */
static GHashTable *
copy_table (GHashTable *table)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

void
cvk_bundle_pipeline_async (GBytes *text,
                           const char *path,
                           GHashTable *files,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, cvk_bundle_pipeline_async);
  job->text = g_bytes_ref (text);
  job->path = g_strdup (path);
  job->files = files != NULL ? copy_table (files) : NULL;
  job->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, bundle_in_thread);
}

GBytes *
cvk_bundle_pipeline_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
{
  Job *job = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_bundle_pipeline_async), NULL);

  job = g_task_get_task_data (G_TASK (result));
  if (problems != NULL)
    *problems = g_ptr_array_ref (job->problems);
  return g_task_propagate_pointer (G_TASK (result), error);
}
