// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Saves a pipeline as the window does. Arguments: the pipeline, and the file to save it to,
 * whatever that is now. What went wrong is said on standard error, and the status is 1 then. */

#include "config.h"

#include "model/cvk-document-file.h"

typedef struct
{
  GMainLoop *loop;
  gboolean is_saved;
} Saving;

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Saving *self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_saved = cvk_document_save_finish (CVK_DOCUMENT (object), result, NULL, &error);
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  g_main_loop_quit (self->loop);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL;
  size_t length = 0;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Saving saving = { loop, FALSE };

  g_return_val_if_fail (argc == 3, 2);
  if (g_file_get_contents (argv[1], &text, &length, NULL))
    {
      g_autoptr (GBytes) bytes = g_bytes_new (text, length);
      g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (argv[2]);

      cvk_document_save_async (document, file, NULL, CVK_DOCUMENT_SAVE_FORCE, NULL, saved_cb,
                               &saving);
      g_main_loop_run (loop);
    }
  return saving.is_saved ? 0 : 1;
}
