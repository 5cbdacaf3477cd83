// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-session-private.h"

/* Pipelines as they were when they ran. They belong to no file, so that nothing is saved, watched
 * or found again, and their history takes nothing. */

CvkSession *
cvk_session_new_past (CvkDocument *document, const char *run, GFile *origin, const char *message)
{
  CvkSession *self;

  g_return_val_if_fail (CVK_IS_DOCUMENT (document), NULL);
  g_return_val_if_fail (run != NULL && message != NULL, NULL);
  g_return_val_if_fail (origin == NULL || G_IS_FILE (origin), NULL);

  self = cvk_session_new (document);
  cvk_history_set_read_only (self->history, TRUE);
  self->past_run = g_strdup (run);
  self->is_foreign = TRUE;
  g_set_object (&self->origin, origin);
  cvk_session_update_title (self);
  cvk_session_set_state (self, CVK_SESSION_READ_ONLY, message);
  cvk_editing_place (self);
  return self;
}

const char *
cvk_session_get_past_run (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->past_run;
}

GFile *
cvk_session_get_origin (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  return self->origin;
}

gboolean
cvk_session_is_read_only (CvkSession *self)
{
  g_return_val_if_fail (CVK_IS_SESSION (self), TRUE);

  return cvk_history_get_read_only (self->history);
}

CvkSession *
cvk_session_new_copy (CvkSession *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (CvkHistory) history = NULL;
  /* Translators: the name of a copy of the pipeline {name}. */
  g_autoptr (GString) name = g_string_new (_ ("{name} (copy)"));
  CvkCommand *command;
  CvkSession *copy;

  g_return_val_if_fail (CVK_IS_SESSION (self), NULL);

  bytes = cvk_document_to_bytes (self->document);
  document = cvk_document_new_from_bytes (bytes, NULL);
  g_return_val_if_fail (document != NULL, NULL);
  g_string_replace (name, "{name}", cvk_document_get_name (self->document), 1);
  /* The name is no step of the user's: it goes into a history that nobody sees. */
  history = cvk_history_new (document);
  command = cvk_command_new (document, NULL);
  cvk_command_set_name (command, name->str);
  cvk_history_push (history, command);
  copy = cvk_session_new (g_steal_pointer (&document));
  copy->is_foreign = self->is_foreign;
  cvk_session_start_autosave (copy);
  return copy;
}
