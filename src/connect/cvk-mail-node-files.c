// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <string.h>

#include "base/cvk-data-file.h"
#include "base/cvk-i18n.h"
#include "connect/cvk-mail-node-private.h"

/* What mail servers take at most, most of them less: 25 MB is 33 MB as it travels. */
#define MAX_SIZE ((size_t) 25 * 1000 * 1000)

typedef struct
{
  GStrv paths;
  CvkExecution *execution;
  CvkExecutionDone done;
} Loading;

static void
loading_free (Loading *self)
{
  g_strfreev (self->paths);
  g_free (self);
}

/* Sees paths and bytes and nothing else. */
static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Loading *loading = task_data;
  g_autoptr (GPtrArray) files =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_mail_attachment_free);

  for (size_t i = 0; loading->paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = cvk_data_file_read (loading->paths[i], &error);
      g_autofree char *name = g_filename_display_basename (loading->paths[i]);

      if (bytes == NULL)
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      g_ptr_array_add (files, cvk_mail_attachment_new (name, bytes, FALSE));
    }
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

static void
fail (CvkExecution *self, CvkProblem *problem, const char *field)
{
  cvk_problem_set_field (problem, field);
  cvk_call_fail (self->call, problem);
}

/* A name that is one: it becomes a file on the recipient's computer. */
static gboolean
is_file_name (const char *name)
{
  if (*name == '\0' || *name == '.' || strlen (name) > 200 || strpbrk (name, "/\\") != NULL)
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

gboolean
cvk_mail_node_add_texts (GPtrArray *attachments, const CvkValue *settings, CvkProblem **problem)
{
  CvkValue *texts = cvk_value_get_member (settings, "texts");

  for (size_t i = 0; texts != NULL && i < cvk_value_get_length (texts); i++)
    {
      const char *name;
      CvkValue *value;
      g_autoptr (GBytes) bytes = NULL;

      cvk_value_get_member_at (texts, i, &name, &value);
      if (!is_file_name (name))
        {
          *problem = cvk_problem_new ("invalid-name",
                                      N_ ("“{name}” cannot be the name of an attached file. Give a "
                                          "name such as invitation.ics."),
                                      "name", name, NULL);
          return FALSE;
        }
      if (!cvk_value_is_string (value))
        continue;
      bytes = g_bytes_new (cvk_value_get_string (value), cvk_value_get_string_length (value));
      g_ptr_array_add (attachments, cvk_mail_attachment_new (name, bytes, TRUE));
    }
  return TRUE;
}

static gboolean
check_size (CvkExecution *self, CvkProblem **problem)
{
  CvkMailCall *call = cvk_mail_call_get (self);
  size_t size = 0;

  for (unsigned i = 0; i < call->attachments->len; i++)
    size += g_bytes_get_size (((CvkMailAttachment *) call->attachments->pdata[i])->data);
  if (size <= MAX_SIZE)
    return TRUE;
  *problem = cvk_problem_new ("attachments-too-large",
                              N_ ("The attached files have more than 25 MB, which mail servers do "
                                  "not take. Put them where the recipient can fetch them, and send "
                                  "a link."),
                              NULL);
  return FALSE;
}

static void
add_files (CvkExecution *self, GPtrArray *files, CvkExecutionDone done)
{
  CvkMailCall *call = cvk_mail_call_get (self);
  CvkProblem *problem = NULL;

  if (files != NULL)
    g_ptr_array_extend_and_steal (call->attachments, files);
  call->n_files = call->attachments->len;
  if (!cvk_mail_node_add_texts (call->attachments, self->settings, &problem))
    fail (self, problem, "texts");
  else if (!check_size (self, &problem))
    fail (self, problem, "files");
  else
    done (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loading *loading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GPtrArray *files = g_task_propagate_pointer (G_TASK (result), &error);

  if (files == NULL)
    fail (loading->execution, cvk_problem_new_from_error ("file", error), "files");
  else
    add_files (loading->execution, files, loading->done);
}

/* (transfer full) (nullable) */
static GStrv
list_paths (CvkExecution *self, CvkProblem **problem)
{
  CvkValue *files = cvk_value_get_member (self->settings, "files");
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (size_t i = 0; files != NULL && i < cvk_value_get_length (files); i++)
    {
      CvkValue *file = cvk_value_get_element (files, i);
      g_autofree char *path = NULL;

      if (!cvk_value_is_string (file))
        continue;
      path = cvk_step_resolve_file (cvk_call_get_step (self->call), cvk_value_get_string (file),
                                    problem);
      if (path == NULL)
        return NULL;
      g_strv_builder_add (paths, path);
    }
  return g_strv_builder_end (paths);
}

void
cvk_mail_node_load_files (CvkExecution *self, CvkExecutionDone done)
{
  CvkProblem *problem = NULL;
  GStrv paths = list_paths (self, &problem);
  g_autoptr (GTask) task = NULL;
  Loading *loading;

  if (paths == NULL)
    {
      fail (self, problem, "files");
      return;
    }
  if (paths[0] == NULL)
    {
      g_strfreev (paths);
      add_files (self, NULL, done);
      return;
    }
  loading = g_new0 (Loading, 1);
  loading->paths = paths;
  loading->execution = self;
  loading->done = done;
  task = g_task_new (NULL, NULL, loaded_cb, NULL);
  g_task_set_source_tag (task, cvk_mail_node_load_files);
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);
  g_task_run_in_thread (task, load_in_thread);
}
