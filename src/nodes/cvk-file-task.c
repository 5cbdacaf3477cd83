// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-file-task.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-secret-reference.h"
#include "base/cvk-data-file.h"

typedef struct
{
  char *path;
  CvkValue *settings;
  CvkValue *items; /* nullable */
  CvkFileParser parser;
  CvkFileWarningParser warning_parser;
  GPtrArray *warnings; /* nullable */
  CvkFileFormatter formatter;
  CvkCall *call; /* borrowed: of a writing one */
} Job;

static void
free_job (Job *job)
{
  g_free (job->path);
  cvk_value_unref (job->settings);
  g_clear_pointer (&job->items, cvk_value_unref);
  g_clear_pointer (&job->warnings, g_ptr_array_unref);
  g_free (job);
}

static CvkValue *
parse (Job *job, GBytes *bytes, GError **error)
{
  if (job->warning_parser != NULL)
    return job->warning_parser (bytes, job->settings, &job->warnings, error);
  return job->parser (bytes, job->settings, error);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cvk_data_file_read (job->path, &error);
  CvkValue *items = bytes != NULL ? parse (job, bytes, &error) : NULL;

  if (items == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, items, (GDestroyNotify) cvk_value_unref);
}

/* A file that is not there yet holds nothing. */
static gboolean
read_existing (const Job *job, GBytes **existing, GError **error)
{
  g_autoptr (GError) own_error = NULL;

  if (!g_str_equal (cvk_value_lookup_string (job->settings, "existing", ""), "add"))
    return TRUE;
  *existing = cvk_data_file_read (job->path, &own_error);
  if (*existing != NULL || g_error_matches (own_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) existing = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  const char *data = NULL;

  if (read_existing (job, &existing, &error))
    bytes = job->formatter (job->items, existing, job->settings, &error);
  if (bytes != NULL)
    data = g_bytes_get_data (bytes, &length);
  if (bytes == NULL || !cvk_data_file_write (job->path, data, length, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* A message that names the file: those of the file functions do, a parser's names only the line. */
static CvkProblem *
explain (const char *path, const GError *error)
{
  g_autofree char *name = g_filename_display_basename (path);
  CvkProblem *problem = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cvk_problem_new_from_error ("cancelled", error);
  if (error->domain == G_IO_ERROR)
    problem = cvk_problem_new_from_error ("file", error);
  else
    problem = cvk_problem_new ("file-content", "{file}: {reason}", "file", name, "reason",
                               error->message, NULL);
  cvk_problem_set_file (problem, path);
  cvk_problem_set_field (problem, "file");
  return problem;
}

static Job *
create_job (CvkCall *call, CvkProblem **problem)
{
  CvkValue *settings = cvk_call_get_settings (call);
  char *path = cvk_step_resolve_file (cvk_call_get_step (call),
                                      cvk_value_lookup_string (settings, "file", ""), problem);
  Job *job = NULL;

  if (path == NULL)
    {
      cvk_problem_set_field (*problem, "file");
      return NULL;
    }
  job = g_new0 (Job, 1);
  job->path = path;
  job->settings = cvk_value_ref (settings);
  return job;
}

static void
tell_warnings (CvkCall *call, const Job *job)
{
  g_autofree char *name = g_filename_display_basename (job->path);

  for (unsigned i = 0; job->warnings != NULL && i < job->warnings->len; i++)
    {
      CvkProblem *problem =
        cvk_problem_new ("file-content", "{file}: {reason}", "file", name, "reason",
                         (const char *) g_ptr_array_index (job->warnings, i), NULL);

      cvk_problem_set_file (problem, job->path);
      cvk_step_warn (cvk_call_get_step (call), problem);
    }
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) items = g_task_propagate_pointer (G_TASK (result), &error);

  if (items == NULL)
    {
      cvk_call_fail (call, explain (job->path, error));
      return;
    }
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    cvk_output_emit_new (cvk_call_get_output (call), 0, cvk_call_get_item (call),
                         cvk_value_ref (cvk_value_get_element (items, i)));
  tell_warnings (call, job);
  cvk_call_succeed (call);
}

/* Takes @job. Nobody waits for the thread when the run is cancelled: what it reads is thrown away,
 * and @job goes with it. */
static void
start_reading (CvkCall *call, Job *job)
{
  g_autoptr (GTask) task = g_task_new (NULL, cvk_call_get_cancellable (call), read_cb, call);

  g_task_set_source_tag (task, cvk_file_task_read);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_set_task_data (task, job, (GDestroyNotify) free_job);
  g_task_run_in_thread (task, read_in_thread);
}

void
cvk_file_task_read (CvkCall *call, CvkFileParser parser)
{
  CvkProblem *problem = NULL;
  Job *job = create_job (call, &problem);

  if (job == NULL)
    {
      cvk_call_fail (call, problem);
      return;
    }
  job->parser = parser;
  start_reading (call, job);
}

void
cvk_file_task_read_with_warnings (CvkCall *call, CvkFileWarningParser parser)
{
  CvkProblem *problem = NULL;
  Job *job = create_job (call, &problem);

  if (job == NULL)
    {
      cvk_call_fail (call, problem);
      return;
    }
  job->warning_parser = parser;
  start_reading (call, job);
}

static void
pass_items (CvkStep *step, CvkOutput *output)
{
  GPtrArray *items = cvk_step_get_items (step, 0);

  for (unsigned i = 0; i < items->len; i++)
    cvk_output_pass (output, 0, g_ptr_array_index (items, i));
}

static void
write_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      cvk_call_fail (call, explain (job->path, error));
      return;
    }
  pass_items (cvk_call_get_step (call), cvk_call_get_output (call));
  cvk_call_succeed (call);
}

gboolean
cvk_file_task_look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  pass_items (step, output);
  return TRUE;
}

/* --- What goes into a file --- */

gboolean
cvk_file_task_check_texts (const CvkValue *items, GError **error)
{
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    {
      const CvkValue *item = cvk_value_get_element (items, i);

      for (size_t k = 0; k < cvk_value_get_length (item); k++)
        {
          CvkValue *value = NULL;

          cvk_value_get_member_at (item, k, NULL, &value);
          if (!cvk_value_is_string (value) ||
              strlen (cvk_value_get_string (value)) == cvk_value_get_string_length (value))
            continue;
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                               _ ("A text here contains the character U+0000. Remove it."));
          return FALSE;
        }
    }
  return TRUE;
}

static CvkValue *
collect_items (GPtrArray *items)
{
  g_auto (CvkArrayBuilder) values = { 0 };

  cvk_array_builder_init (&values);
  for (unsigned i = 0; i < items->len; i++)
    cvk_array_builder_append (&values, cvk_item_to_value (g_ptr_array_index (items, i)));
  return cvk_array_builder_end (&values);
}

/* A file is read by others: what stands for a secret is written as dots, and said. */
static CvkValue *
mask_items (CvkStep *step, const CvkValue *items)
{
  CvkValue *masked = cvk_secret_reference_mask_value (items);

  if (masked != items)
    cvk_step_warn (step, cvk_problem_new ("secret-in-file",
                                          N_ ("The items hold start links, which let whoever has "
                                              "one in as the host. They were written as dots."),
                                          NULL));
  return masked;
}

/* Takes @job. */
static void
start_writing (Job *job)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, write_cb, job->call);

  g_task_set_source_tag (task, cvk_file_task_write);
  g_task_set_task_data (task, job, (GDestroyNotify) free_job);
  g_task_run_in_thread (task, write_in_thread);
}

/* All of them or no file: one without a link that somebody waits for looks as if it were done. */
static void
links_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  CvkProblem *problem = NULL;
  g_autoptr (GHashTable) secrets = cvk_call_fetch_secrets_finish (job->call, result, &problem);
  g_autoptr (CvkValue) items = NULL;

  if (secrets == NULL)
    {
      cvk_call_fail (job->call, problem);
      free_job (job);
      return;
    }
  items = cvk_secret_reference_replace_value (job->items, secrets);
  cvk_value_unref (job->items);
  job->items = mask_items (cvk_call_get_step (job->call), items);
  start_writing (job);
}

/* Takes @job. */
static void
fetch_links (Job *job)
{
  CvkProblem *problem = NULL;

  if (!g_str_equal (cvk_value_lookup_string (job->settings, "existing", ""), "add"))
    {
      cvk_call_fetch_secrets_async (job->call, job->items, links_cb, job);
      return;
    }
  problem = cvk_problem_new ("start-links-added",
                             N_ ("Real start links are new each time, so rows that the file has "
                                 "already would be added again. Let the file be replaced, or "
                                 "write no start links."),
                             NULL);
  cvk_problem_set_field (problem, "existing");
  cvk_call_fail (job->call, problem);
  free_job (job);
}

void
cvk_file_task_write (CvkCall *call, CvkFileFormatter formatter)
{
  CvkStep *step = cvk_call_get_step (call);
  CvkProblem *problem = NULL;
  Job *job = create_job (call, &problem);
  g_autoptr (CvkValue) items = NULL;

  if (job == NULL)
    {
      cvk_call_fail (call, problem);
      return;
    }
  job->call = call;
  job->formatter = formatter;
  items = collect_items (cvk_step_get_items (step, 0));
  if (cvk_value_lookup_boolean (job->settings, "start_links", FALSE))
    {
      job->items = g_steal_pointer (&items);
      fetch_links (job);
      return;
    }
  job->items = mask_items (step, items);
  start_writing (job);
}
