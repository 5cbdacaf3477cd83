// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-library-choice.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-settings.h"
#include "desktop/gallery/cvk-library-folder.h"

void
cvk_library_choice_take (GFile *folder)
{
  g_autofree char *uri = NULL;

  g_return_if_fail (G_IS_FILE (folder));

  uri = g_file_get_uri (folder);
  g_settings_set_string (cvk_settings_get (), "library-folder", uri);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GtkNativeDialog) owned_dialog = dialog;
  g_autoptr (GFile) folder = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (folder != NULL)
    cvk_library_choice_take (folder);
}

void
cvk_library_choice_ask (GtkWindow *parent)
{
  g_autoptr (GFile) folder = cvk_library_folder_dup ();
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Folder of the pipelines"), parent,
                                                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                              _ ("_Choose"), _ ("_Cancel"));

  /* A folder that is not there yet would be refused with a complaint. */
  if (cvk_library_folder_is_chosen ())
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), folder, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
