// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/editor/cvk-editing-private.h"
#include "model/cvk-document-file.h"
#include "model/cvk-extract.h"

/* How many names are tried for the new file. */
#define MAX_NAMES 100

typedef struct
{
  GStrv nodes;
  CvkDocument *extract;
  char *name; /* of the file that is being written */
  unsigned number;
} Extraction;

static void
free_extraction (gpointer data)
{
  Extraction *extraction = data;

  g_strfreev (extraction->nodes);
  g_clear_object (&extraction->extract);
  g_free (extraction->name);
  g_free (extraction);
}

/* What is selected may have been changed while the file was written. (transfer full) (nullable) */
static CvkDocument *
extract (CvkSession *self, GStrv nodes, GError **error)
{
  CvkDocument *document = cvk_session_get_document (self);
  /* Translators: the name of a sub-pipeline; the placeholder is the name of the pipeline that it
   * was a part of. */
  g_autofree char *name = g_strdup_printf (_ ("Part of %s"), cvk_session_get_title (self));

  for (unsigned i = 0; nodes[i] != NULL; i++)
    if (cvk_document_get_node (document, nodes[i]) == NULL)
      {
        g_set_error_literal (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT,
                             _ ("The pipeline was changed meanwhile. Try again."));
        return NULL;
      }
  return cvk_document_extract (document, cvk_session_get_types (self), (const char *const *) nodes,
                               name, error);
}

static void write_file (GTask *task);

/* The new node stands for the others in one step; undoing that leaves the file, which harms
 * nobody. */
static void
replace_nodes (GTask *task)
{
  CvkSession *self = g_task_get_source_object (task);
  const Extraction *extraction = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkDocument) again = extract (self, extraction->nodes, &error);
  g_autoptr (CvkCommand) command = NULL;
  g_autofree char *id = NULL;

  if (again != NULL)
    {
      command = cvk_command_new (cvk_session_get_document (self), _ ("Make a Sub-Pipeline"));
      id = g_strdup (cvk_command_extract (command, (const char *const *) extraction->nodes,
                                          extraction->name, &error));
    }
  if (id == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  cvk_editing_push (self, g_steal_pointer (&command));
  cvk_selection_set_only (cvk_session_get_selection (self), CVK_SELECTION_NODE, id);
  g_task_return_pointer (task, g_steal_pointer (&id), g_free);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Extraction *extraction = g_task_get_task_data (task);
  GError *error = NULL;

  if (cvk_document_save_finish (CVK_DOCUMENT (object), result, NULL, &error))
    {
      replace_nodes (task);
      return;
    }
  if (g_error_matches (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED) &&
      extraction->number < MAX_NAMES)
    {
      g_clear_error (&error);
      write_file (task);
      return;
    }
  g_task_return_error (task, error);
}

/* Beside this one, under a name that is not taken. */
static void
write_file (GTask *task)
{
  CvkSession *self = g_task_get_source_object (task);
  Extraction *extraction = g_task_get_task_data (task);
  GFile *file = cvk_session_get_file (self);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *base = g_file_get_basename (file);
  g_autoptr (GFile) target = NULL;
  char *dot = strrchr (base, '.');

  if (dot != NULL)
    *dot = '\0';
  extraction->number++;
  g_free (extraction->name);
  extraction->name = extraction->number == 1
                       ? g_strdup_printf ("%s-part.convoke", base)
                       : g_strdup_printf ("%s-part-%u.convoke", base, extraction->number);
  target = g_file_get_child (folder, extraction->name);
  cvk_document_save_async (extraction->extract, target, NULL, CVK_DOCUMENT_SAVE_DEFAULT,
                           g_task_get_cancellable (task), written_cb, g_object_ref (task));
}

void
cvk_editing_extract_async (CvkSession *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree const char **nodes = cvk_editing_list_with_frames (self);
  Extraction *extraction = g_new0 (Extraction, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, cvk_editing_extract_async);
  g_task_set_task_data (task, extraction, free_extraction);
  extraction->nodes = g_strdupv ((GStrv) nodes);
  if (nodes[0] == NULL)
    g_task_return_new_error (task, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT, "%s",
                             _ ("Select the steps that are to be a sub-pipeline."));
  else if (cvk_session_get_file (self) == NULL)
    g_task_return_new_error (task, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT, "%s",
                             _ ("Save the pipeline first: a sub-pipeline stands in a file beside "
                                "it."));
  else
    {
      extraction->extract = extract (self, extraction->nodes, &error);
      if (extraction->extract == NULL)
        g_task_return_error (task, error);
      else
        write_file (task);
    }
}

char *
cvk_editing_extract_finish (CvkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
