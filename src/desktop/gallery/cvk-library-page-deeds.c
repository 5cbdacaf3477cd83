// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/gallery/cvk-library-deeds.h"
#include "desktop/gallery/cvk-library-page-private.h"

/* Deeds end later than the page may live: they hold it, and look whether it is still shown. */
typedef struct
{
  CvkLibraryPage *page;
  CvkLibraryItem *item;
  GBytes *content; /* nullable: of what was deleted */
} Deed;

static Deed *
begin (CvkLibraryPage *self, CvkLibraryItem *item)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->page = g_object_ref (self);
  deed->item = g_object_ref (item);
  return deed;
}

static void
free_deed (Deed *deed)
{
  g_object_unref (deed->page);
  g_object_unref (deed->item);
  g_clear_pointer (&deed->content, g_bytes_unref);
  g_free (deed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, free_deed)

static GtkWindow *
get_window (CvkLibraryPage *self)
{
  return GTK_WINDOW (gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_WINDOW));
}

static void
add_toast (CvkLibraryPage *self, AdwToast *toast)
{
  if (self->toasts != NULL)
    adw_toast_overlay_add_toast (self->toasts, toast);
  else
    g_object_unref (toast);
}

/* The title of a toast is markup. */
static AdwToast *
make_toast (const char *format, const char *name)
{
  g_autoptr (GString) text = g_string_new (format);
  g_autofree char *escaped = NULL;

  if (name != NULL)
    g_string_replace (text, "{name}", name, 1);
  escaped = g_markup_escape_text (text->str, -1);
  return adw_toast_new (escaped);
}

void
cvk_library_page_tell (CvkLibraryPage *self, const char *text)
{
  add_toast (self, make_toast (text, NULL));
}

/* --- Rename --- */

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_library_rename_finish (result, &error))
    add_toast (deed->page, make_toast (error->message, NULL));
}

static void
rename_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  GFile *file = cvk_library_item_get_file (deed->item);

  if (g_str_equal (response, "rename") && *name != '\0' &&
      !g_str_equal (name, cvk_library_item_get_name (deed->item)))
    cvk_library_rename_async (file, name, renamed_cb, g_steal_pointer (&deed));
}

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "rename", *name != '\0');
}

static void
rename_item (CvkLibraryPage *self, CvkLibraryItem *item)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), _ ("Rename pipeline"), NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), cvk_library_item_get_name (item));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "rename",
                                    _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (entry, "changed", G_CALLBACK (name_changed_cb), dialog);
  g_signal_connect (dialog, "response", G_CALLBACK (rename_response_cb), begin (self, item));
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* --- Duplicate --- */

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = cvk_library_copy_finish (result, &error);

  if (file == NULL)
    add_toast (deed->page, make_toast (error->message, NULL));
}

static void
duplicate_item (CvkLibraryPage *self, CvkLibraryItem *item)
{
  /* Translators: the name of a copy of the pipeline {name}. */
  g_autoptr (GString) name = g_string_new (_ ("{name} (copy)"));

  g_string_replace (name, "{name}", cvk_library_item_get_name (item), 1);
  cvk_library_copy_async (cvk_library_item_get_file (item), cvk_library_get_folder (self->library),
                          name->str, NULL, copied_cb, begin (self, item));
}

/* --- Delete --- */

static void delete_item (CvkLibraryPage *self, CvkLibraryItem *item, gboolean forever);

static void
put_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_library_put_back_finish (result, &error))
    add_toast (deed->page, make_toast (_ ("There is another file in the place of “{name}” now."),
                                       cvk_library_item_get_name (deed->item)));
}

static void
undo_cb (AdwToast *toast, gpointer user_data)
{
  Deed *deleted = user_data;
  Deed *deed = begin (deleted->page, deleted->item);

  cvk_library_put_back_async (cvk_library_item_get_file (deed->item), deleted->content, put_back_cb,
                              deed);
}

static void
drop_deed (gpointer data, GClosure *closure)
{
  free_deed (data);
}

static void
delete_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;

  if (g_str_equal (response, "delete"))
    delete_item (deed->page, deed->item, TRUE);
}

static void
ask_forever (CvkLibraryPage *self, CvkLibraryItem *item)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), NULL, NULL);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     /* Translators: the name of a pipeline. */
                                     _ ("Delete “%s” for good?"), cvk_library_item_get_name (item));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _ ("There is no trash for this folder."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                    _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (delete_response_cb), begin (self, item));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  deed->content = cvk_library_delete_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED) && deed->page->toasts != NULL)
    {
      ask_forever (deed->page, deed->item);
      return;
    }
  if (error != NULL)
    {
      add_toast (deed->page, make_toast (error->message, NULL));
      return;
    }
  toast = make_toast (_ ("“{name}” was deleted."), cvk_library_item_get_name (deed->item));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), deed, drop_deed, 0);
  add_toast (deed->page, toast);
  g_steal_pointer (&deed);
}

static void
delete_item (CvkLibraryPage *self, CvkLibraryItem *item, gboolean forever)
{
  cvk_library_delete_async (cvk_library_item_get_file (item), forever, deleted_cb,
                            begin (self, item));
}

void
cvk_library_page_do (CvkLibraryPage *self, const char *deed, CvkLibraryItem *item)
{
  if (g_str_equal (deed, "open"))
    cvk_library_page_open (self, cvk_library_item_get_file (item));
  else if (g_str_equal (deed, "rename"))
    rename_item (self, item);
  else if (g_str_equal (deed, "duplicate"))
    duplicate_item (self, item);
  else if (g_str_equal (deed, "delete"))
    delete_item (self, item, FALSE);
  else if (g_str_equal (deed, "activate"))
    cvk_library_page_activate (self, item);
  else if (g_str_equal (deed, "deactivate"))
    cvk_library_page_deactivate (self, item);
}
