// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-page-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/bulk/cvk-bulk-files.h"
#include "desktop/bulk/cvk-bulk-pipeline.h"
#include "desktop/cvk-file-choice.h"

/* --- Pasting --- */

static void
take (CvkBulkPage *self, const char *text)
{
  if (!cvk_bulk_page_take_text (self, text))
    cvk_bulk_page_say (self, _ ("There is no table in it: copy some rows of a spreadsheet first."));
}

static void
clipboard_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBulkPage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (self->stack != NULL)
    take (self, text != NULL ? text : "");
}

/* --- Files --- */

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBulkPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_bulk_files_load_finish (result, &error);

  if (self->stack == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (text == NULL)
    cvk_bulk_page_say (self, error->message);
  else
    take (self, text);
}

void
cvk_bulk_page_load (CvkBulkPage *self, GFile *file)
{
  cvk_bulk_files_load_async (file, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
copied_files_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBulkPage) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, NULL);
  const GSList *copied = value != NULL ? g_value_get_boxed (value) : NULL;

  if (self->stack != NULL && copied != NULL)
    cvk_bulk_page_load (self, copied->data);
}

/* Rows of a spreadsheet, or a file that was copied in the file manager. */
static void
paste_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkBulkPage *self = CVK_BULK_PAGE (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);

  if (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT,
                                    self->cancellable, copied_files_cb, g_object_ref (self));
  else
    gdk_clipboard_read_text_async (clipboard, self->cancellable, clipboard_cb, g_object_ref (self));
}

static void
show_chooser (GtkWidget *page, GtkFileChooserNative *dialog, CvkFileChosenFunc chosen)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Tables"));
  gtk_file_filter_add_suffix (filter, "xlsx");
  gtk_file_filter_add_suffix (filter, "csv");
  gtk_file_filter_add_suffix (filter, "tsv");
  gtk_file_filter_add_suffix (filter, "txt");
  gtk_file_filter_add_suffix (filter, "md");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_object_unref (filter);
  cvk_file_choice_ask (dialog, page, chosen);
}

static void
load_file (gpointer page, GFile *file)
{
  cvk_bulk_page_load (page, file);
}

static GtkWindow *
get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_chooser (widget,
                gtk_file_chooser_native_new (_ ("Open a table"), get_window (widget),
                                             GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
                                             _ ("_Cancel")),
                load_file);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, CvkBulkPage *self)
{
  GSList *files = G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) ? g_value_get_boxed (value) : NULL;

  if (cvk_bulk_run_is_busy (self->run))
    return FALSE;
  if (G_VALUE_HOLDS_STRING (value))
    take (self, g_value_get_string (value));
  else if (files != NULL)
    cvk_bulk_page_load (self, files->data);
  return TRUE;
}

void
cvk_bulk_page_init_drop (CvkBulkPage *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- The table --- */

static void
start_over_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkBulkPage *self = CVK_BULK_PAGE (widget);

  cvk_bulk_run_forget (self->run);
  cvk_bulk_sheet_take_table (self->sheet, NULL);
  gtk_stack_set_visible_child_name (self->stack, "paste");
  cvk_bulk_page_update (self);
}

static void
header_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkBulkPage *self = CVK_BULK_PAGE (widget);
  const CvkTableText *table = cvk_bulk_sheet_get_table (self->sheet);

  if (table != NULL &&
      !cvk_bulk_page_read (self, self->text,
                           table->has_header ? CVK_TABLE_HEADER_NONE : CVK_TABLE_HEADER_FIRST_ROW))
    cvk_bulk_page_say (self, _ ("There is only one row, so it cannot hold the names."));
}

/* --- Running --- */

static void
run_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cvk_bulk_run_start (CVK_BULK_PAGE (widget)->run, FALSE);
}

static void
rehearse_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cvk_bulk_run_start (CVK_BULK_PAGE (widget)->run, TRUE);
}

static void
retry_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cvk_bulk_run_retry (CVK_BULK_PAGE (widget)->run);
}

static void
stop_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cvk_bulk_run_stop (CVK_BULK_PAGE (widget)->run);
}

static void
open_run_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkRunModel *model = cvk_bulk_run_get_model (CVK_BULK_PAGE (widget)->run);

  if (model != NULL)
    g_signal_emit_by_name (widget, "open-run", cvk_run_model_get_id (model));
}

/* --- Taking along --- */

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkBulkPage *self = CVK_BULK_PAGE (widget);
  g_autofree char *text = cvk_bulk_sheet_to_text (self->sheet, '\t');

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  cvk_bulk_page_say (self,
                     _ ("The rows were copied with their results: paste them into a spreadsheet."));
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBulkPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_saved = cvk_bulk_files_save_finish (result, &error);

  if (self->stack != NULL)
    cvk_bulk_page_say (self, is_saved ? _ ("The rows were saved.") : error->message);
}

void
cvk_bulk_page_save (CvkBulkPage *self, GFile *file)
{
  cvk_bulk_files_save_async (file, cvk_bulk_sheet_to_text (self->sheet, ','), saved_cb,
                             g_object_ref (self));
}

static void
save_file (gpointer page, GFile *file)
{
  cvk_bulk_page_save (page, file);
}

static void
choose_place (GtkWidget *widget, const char *title, const char *name)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    title, get_window (widget), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  show_chooser (widget, dialog, save_file);
}

static void
save_csv_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_place (widget, _ ("Save as CSV"), _ ("Results.csv"));
}

static void
save_xlsx_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_place (widget, _ ("Save as Spreadsheet"), _ ("Results.xlsx"));
}

static void
save_pipeline_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkBulkPage *self = CVK_BULK_PAGE (widget);
  g_autoptr (CvkValue) rows = cvk_bulk_sheet_dup_rows (self->sheet);
  g_autoptr (CvkSession) session = cvk_session_new (cvk_bulk_pipeline_new (
    cvk_bulk_sheet_get_action (self->sheet), cvk_bulk_sheet_get_filled (self->sheet),
    cvk_bulk_sheet_get_fixed (self->sheet), rows));

  g_signal_emit_by_name (self, "open-session", session);
}

void
cvk_bulk_page_install_deeds (GtkWidgetClass *class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } deeds[] = {
    { "bulk.paste", paste_cb },
    { "bulk.open", open_cb },
    { "bulk.start-over", start_over_cb },
    { "bulk.header", header_cb },
    { "bulk.run", run_cb },
    { "bulk.rehearse", rehearse_cb },
    { "bulk.retry", retry_cb },
    { "bulk.stop", stop_cb },
    { "bulk.open-run", open_run_cb },
    { "bulk.copy", copy_cb },
    { "bulk.save-csv", save_csv_cb },
    { "bulk.save-xlsx", save_xlsx_cb },
    { "bulk.save-pipeline", save_pipeline_cb },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (deeds); i++)
    gtk_widget_class_install_action (class, deeds[i].name, NULL, deeds[i].activate);
  gtk_widget_class_add_binding_action (class, GDK_KEY_v, GDK_CONTROL_MASK, "bulk.paste", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Return, GDK_CONTROL_MASK, "bulk.run", NULL);
}
