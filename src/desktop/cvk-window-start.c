// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-window-private.h"

/* A run that was asked for outside of the window, where nobody sees what would happen: the pipeline
 * is shown, and the user says it once more. What is not trusted is reviewed then, as ever. */

static void
answered_cb (AdwMessageDialog *dialog, const char *response, CvkEditorPage *page)
{
  if (g_str_equal (response, "run"))
    g_action_group_activate_action (cvk_editor_page_get_actions (page, "run"), "start", NULL);
}

void
cvk_window_ask_to_run (CvkWindow *self)
{
  CvkEditorPage *page = cvk_window_get_editor (self);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  if (page == NULL)
    return;
  /* Translators: the name of a pipeline. */
  heading = g_strdup_printf (_ ("Run “%s”?"), cvk_editor_page_get_title (page));
  dialog = adw_message_dialog_new (GTK_WINDOW (self), heading,
                                   _ ("It does what its steps say, with your accounts."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "run",
                                    _ ("_Run"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "run",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
