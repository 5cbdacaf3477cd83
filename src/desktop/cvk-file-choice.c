// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-file-choice.h"

typedef struct
{
  GWeakRef owner;
  CvkFileChosenFunc chosen;
} Choice;

static void
free_choice (gpointer data, GClosure *closure)
{
  Choice *self = data;

  g_weak_ref_clear (&self->owner);
  g_free (self);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Choice *self = user_data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (owner != NULL && file != NULL)
    self->chosen (owner, file);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
cvk_file_choice_ask (GtkFileChooserNative *dialog, gpointer owner, CvkFileChosenFunc chosen)
{
  Choice *self = g_new0 (Choice, 1);

  g_weak_ref_init (&self->owner, owner);
  self->chosen = chosen;
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), self, free_choice, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
