// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gtk/gtk.h>

#include "desktop/cvk-file-choice.h"
#include "support/cvk-await.h"

static unsigned n_chosen;

static void
chosen (gpointer owner, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  g_assert_true (GTK_IS_WINDOW (owner));
  g_assert_cmpstr (name, ==, "rows.csv");
  n_chosen++;
}

static gboolean
is_gone (gpointer dialog)
{
  return *(gpointer *) dialog == NULL;
}

/* The folder is read first. */
static gboolean
has_file (gpointer dialog)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (dialog);

  return file != NULL;
}

/* @answer is given after the owner has gone, if @is_orphan. Returns how often a file was chosen. */
static unsigned
ask (int answer, gboolean is_orphan)
{
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_home_dir ());
  GtkWidget *window = gtk_window_new ();
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    "Save", is_orphan ? NULL : GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_window_present (GTK_WINDOW (window));
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "rows.csv");
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  n_chosen = 0;
  cvk_file_choice_ask (dialog, window, chosen);
  g_assert_true (gtk_native_dialog_get_visible (GTK_NATIVE_DIALOG (dialog)));
  cvk_await ("the name in the dialog", has_file, dialog);
  if (is_orphan)
    gtk_window_destroy (GTK_WINDOW (window));
  g_signal_emit_by_name (dialog, "response", answer);
  cvk_await ("the end of the dialog", is_gone, &dialog);
  if (!is_orphan)
    gtk_window_destroy (GTK_WINDOW (window));
  return n_chosen;
}

static void
test_answers (void)
{
  g_assert_cmpuint (ask (GTK_RESPONSE_ACCEPT, FALSE), ==, 1);
  g_assert_cmpuint (ask (GTK_RESPONSE_CANCEL, FALSE), ==, 0);
  g_assert_cmpuint (ask (GTK_RESPONSE_ACCEPT, TRUE), ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-choice/answers", test_answers);
  return g_test_run ();
}
