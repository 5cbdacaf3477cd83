// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-pipeline-choice.h"

#include <glib/gi18n-lib.h>

#include "model/cvk-bundle.h"
#include "model/cvk-document-file.h"
#include "model/cvk-file-replace.h"
#include "model/cvk-inner-slots.h"

typedef struct
{
  char *node;
  char *file;
  char *path;
} Choice;

static void
free_choice (gpointer data)
{
  Choice *choice = data;

  g_free (choice->node);
  g_free (choice->file);
  g_free (choice->path);
  g_free (choice);
}

/* With what it runs itself, which may want connections too. */
static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Choice *choice = data;
  GError *error = NULL;
  g_autoptr (GBytes) text = cvk_file_read (choice->path, CVK_DOCUMENT_MAX_SIZE, &error);
  g_autoptr (GBytes) whole =
    text != NULL ? cvk_bundle_pipeline (text, choice->path, NULL, NULL, NULL) : NULL;
  CvkDocument *document = whole != NULL ? cvk_document_new_from_bytes (whole, &error) : NULL;

  if (document != NULL)
    g_task_return_pointer (task, document, g_object_unref);
  else
    g_task_return_error (task, error);
}

static CvkCommand *
make_command (CvkSession *session, const Choice *choice, CvkDocument *inner)
{
  CvkDocument *document = cvk_session_get_document (session);
  g_autoptr (CvkCommand) command = cvk_command_new (document, _ ("Choose Pipeline"));
  g_autoptr (CvkValue) file = cvk_value_new_string (choice->file);
  g_autoptr (GError) error = NULL;

  if (!cvk_command_set_node_field (command, choice->node, "file", file, &error))
    return NULL;
  /* Where a slot cannot be added, the checks say that it is missing. */
  if (inner != NULL && !cvk_command_add_inner_slots (command, cvk_session_get_types (session),
                                                     choice->node, inner, &error))
    g_info ("%s", error->message);
  return g_steal_pointer (&command);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkSession *session = CVK_SESSION (object);
  CvkHistory *history = cvk_session_get_history (session);
  g_autoptr (CvkDocument) inner = g_task_propagate_pointer (G_TASK (result), NULL);
  CvkCommand *command = make_command (session, g_task_get_task_data (G_TASK (result)), inner);

  /* The node may have gone meanwhile. */
  if (command == NULL)
    return;
  cvk_history_seal (history);
  cvk_history_push (history, command);
  cvk_history_seal (history);
}

void
cvk_pipeline_choice_make (CvkSession *session, const char *node, const char *file, const char *path)
{
  g_autoptr (GTask) task = NULL;
  Choice *choice = NULL;

  g_return_if_fail (CVK_IS_SESSION (session));
  g_return_if_fail (node != NULL && file != NULL && path != NULL);

  choice = g_new0 (Choice, 1);
  choice->node = g_strdup (node);
  choice->file = g_strdup (file);
  choice->path = g_strdup (path);
  task = g_task_new (session, NULL, read_cb, NULL);
  g_task_set_source_tag (task, cvk_pipeline_choice_make);
  g_task_set_task_data (task, choice, free_choice);
  g_task_run_in_thread (task, read_thread);
}
