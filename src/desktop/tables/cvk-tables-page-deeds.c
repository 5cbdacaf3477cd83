// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/tables/cvk-tables-page-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/cvk-file-choice.h"
#include "desktop/tables/cvk-table-columns.h"
#include "desktop/tables/cvk-table-files.h"

void
cvk_tables_page_show_problem (CvkTablesPage *self, const char *message)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), _ ("Not changed"), message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Rows --- */

static CvkValue *
make_change (const char *operation, const char *member, CvkValue *value)
{
  return cvk_value_new_object ("op", cvk_value_new_string (operation), member, value, NULL);
}

/* @rows: objects of fields, put below the others. */
static void
add_rows (CvkTablesPage *self, const CvkValue *rows)
{
  g_auto (CvkArrayBuilder) entries = { 0 };

  cvk_array_builder_init (&entries);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    cvk_array_builder_append (
      &entries,
      cvk_value_new_object ("fields", cvk_value_ref (cvk_value_get_element (rows, i)), NULL));
  cvk_table_model_change (self->model,
                          make_change ("set", "rows", cvk_array_builder_end (&entries)));
}

static void
add_row (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkValue *row = cvk_value_new_object (NULL, NULL);
  g_autoptr (CvkValue) rows = cvk_value_new_array (&row, 1);

  add_rows (CVK_TABLES_PAGE (widget), rows);
}

static void
delete_rows (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkTablesPage *self = CVK_TABLES_PAGE (widget);
  CvkValue *numbers = cvk_table_grid_dup_selected (self->grid);

  if (cvk_value_get_length (numbers) > 0)
    cvk_table_model_change (self->model, make_change ("delete", "numbers", numbers));
  else
    cvk_value_unref (numbers);
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  cvk_table_model_change (CVK_TABLES_PAGE (widget)->model,
                          cvk_value_new_object ("op", cvk_value_new_string ("undo"), NULL));
}

/* What a spreadsheet copies: lines of cells with tabs between them, into the columns in order. */
static void
pasted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTablesPage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
  g_auto (GStrv) columns = cvk_table_columns_list (cvk_tables_page_get_table (self));
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_auto (CvkArrayBuilder) rows = { 0 };
  g_autoptr (CvkValue) list = NULL;

  cvk_array_builder_init (&rows);
  for (size_t i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", -1);
      g_auto (CvkObjectBuilder) row = { 0 };

      if (*lines[i] == '\0')
        continue;
      cvk_object_builder_init (&row);
      for (size_t k = 0; cells[k] != NULL && columns[k] != NULL; k++)
        cvk_object_builder_set (&row, columns[k], cvk_value_new_string (cells[k]));
      cvk_array_builder_append (&rows, cvk_object_builder_end (&row));
    }
  list = cvk_array_builder_end (&rows);
  if (cvk_value_get_length (list) > 0)
    add_rows (self, list);
}

static void
paste (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb,
                                 g_object_ref (widget));
}

/* --- Names and columns --- */

/* What a name is asked for. */
typedef enum
{
  NAME_OF_TABLE,
  NAME_OF_NEW_COLUMN,
  NAME_OF_COLUMN, /* that is there */
} Purpose;

static void
make_table (CvkTablesPage *self, const char *name)
{
  g_auto (CvkArrayBuilder) names = { 0 };

  g_free (self->wanted);
  self->wanted = g_strdup (name);
  cvk_table_model_show (self->model, name);
  cvk_array_builder_init (&names);
  cvk_array_builder_append (&names, cvk_value_new_string (_ ("Name")));
  cvk_table_model_change (self->model,
                          make_change ("create", "columns", cvk_array_builder_end (&names)));
}

static void
named_cb (CvkTablesPage *self, const char *response, AdwMessageDialog *dialog)
{
  Purpose purpose = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "purpose"));
  const char *column = g_object_get_data (G_OBJECT (dialog), "column");
  const char *name =
    gtk_editable_get_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog)));
  const CvkValue *table = cvk_tables_page_get_table (self);

  if (!g_str_equal (response, "add") || *name == '\0' || g_strcmp0 (name, column) == 0)
    return;
  if (purpose == NAME_OF_TABLE)
    make_table (self, name);
  else if (purpose == NAME_OF_NEW_COLUMN)
    cvk_table_model_change (self->model, cvk_table_columns_add (table, name));
  else
    cvk_table_model_change (self->model, cvk_table_columns_rename (table, column, name));
}

/* @column: (nullable): that gets another name. */
static void
ask_name (CvkTablesPage *self, Purpose purpose, const char *title, const char *column)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), title, NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), column != NULL ? column : "");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "add",
                                   column != NULL ? _ ("_Rename") : _ ("_Add"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "add",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "add");
  g_object_set_data (G_OBJECT (dialog), "purpose", GUINT_TO_POINTER (purpose));
  g_object_set_data_full (G_OBJECT (dialog), "column", g_strdup (column), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
new_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_name (CVK_TABLES_PAGE (widget), NAME_OF_TABLE, _ ("New Table"), NULL);
}

static void
add_column (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_name (CVK_TABLES_PAGE (widget), NAME_OF_NEW_COLUMN, _ ("New Column"), NULL);
}

static void
rename_column (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_name (CVK_TABLES_PAGE (widget), NAME_OF_COLUMN, _ ("Rename Column"),
            g_variant_get_string (parameter, NULL));
}

/* It can be taken back, so nobody is asked. */
static void
delete_column (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkTablesPage *self = CVK_TABLES_PAGE (widget);

  cvk_table_model_change (self->model,
                          cvk_table_columns_remove (cvk_tables_page_get_table (self),
                                                    g_variant_get_string (parameter, NULL)));
}

void
cvk_tables_page_choose_key (CvkTablesPage *self, const char *column)
{
  const char *chosen = column != NULL && *column != '\0' ? column : NULL;

  if (g_strcmp0 (chosen, cvk_table_columns_get_key (self->shown)) != 0)
    cvk_table_model_change (self->model, cvk_table_columns_set_key (self->shown, chosen));
}

/* --- Files --- */

static void
finish_file (CvkTablesPage *self, const GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      self->box != NULL)
    cvk_tables_page_show_problem (self, error->message);
}

static void
imported_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTablesPage) self = user_data;
  g_autoptr (GError) error = NULL;

  (void) cvk_table_files_import_finish (result, &error);
  finish_file (self, error);
}

static void
exported_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkTablesPage) self = user_data;
  g_autoptr (GError) error = NULL;

  (void) cvk_table_files_export_finish (result, &error);
  finish_file (self, error);
}

/* A table that is to be, with the name of @file: "people" for "people.csv". (transfer full) */
static CvkValue *
make_table_of (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : g_strdup ("");
  char *end = strrchr (name, '.');

  if (end != NULL && end > name)
    *end = '\0';
  return cvk_value_new_object ("name", cvk_value_new_string (name), NULL);
}

void
cvk_tables_page_import (CvkTablesPage *self, GFile *file)
{
  CvkValue *shown = cvk_tables_page_get_table (self);
  g_autoptr (CvkValue) table = shown != NULL ? cvk_value_ref (shown) : make_table_of (file);

  /* The first rows that are written make it. */
  cvk_table_files_import_async (self->client, table, file, self->files, imported_cb,
                                g_object_ref (self));
}

void
cvk_tables_page_export (CvkTablesPage *self, GFile *file)
{
  cvk_table_files_export_async (self->client, cvk_tables_page_get_table (self), file, self->files,
                                exported_cb, g_object_ref (self));
}

static void
import_file (gpointer page, GFile *file)
{
  cvk_tables_page_import (page, file);
}

static void
export_file (gpointer page, GFile *file)
{
  if (cvk_tables_page_get_table (page) != NULL)
    cvk_tables_page_export (page, file);
}

static void
choose_file (CvkTablesPage *self, GtkFileChooserAction action, const char *title)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, action, NULL, NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Tables"));
  gtk_file_filter_add_suffix (filter, "csv");
  gtk_file_filter_add_suffix (filter, "tsv");
  gtk_file_filter_add_suffix (filter, "txt");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    {
      g_autofree char *name = g_strconcat (cvk_table_model_get_table (self->model), ".csv", NULL);

      g_strdelimit (name, "/", '-');
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  cvk_file_choice_ask (dialog, self,
                       action == GTK_FILE_CHOOSER_ACTION_SAVE ? export_file : import_file);
}

static void
import_rows (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose_file (CVK_TABLES_PAGE (widget), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Import CSV"));
}

static void
export_rows (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose_file (CVK_TABLES_PAGE (widget), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export CSV"));
}

/* --- The table --- */

static void
removed_cb (CvkTablesPage *self, const char *response, AdwMessageDialog *dialog)
{
  if (g_str_equal (response, "delete"))
    cvk_table_model_change (self->model,
                            cvk_value_new_object ("op", cvk_value_new_string ("remove"), NULL));
}

static void
remove_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkTablesPage *self = CVK_TABLES_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *title =
    g_strdup_printf (_ ("Delete the table “%s”?"), cvk_table_model_get_table (self->model));
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (root), title,
    _ ("Its rows are gone then. Pipelines that read it find nothing, and those that write make it "
       "again."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "delete", _ ("_Delete"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- All of them --- */

void
cvk_tables_page_install_deeds (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *parameter; /* nullable: its type */
    GtkWidgetActionActivateFunc activate;
  } deeds[] = {
    { "tables.new", NULL, new_table },
    { "tables.add-row", NULL, add_row },
    { "tables.delete-rows", NULL, delete_rows },
    { "tables.add-column", NULL, add_column },
    { "tables.rename-column", "s", rename_column },
    { "tables.delete-column", "s", delete_column },
    { "tables.undo", NULL, undo },
    { "tables.paste", NULL, paste },
    { "tables.import", NULL, import_rows },
    { "tables.export", NULL, export_rows },
    { "tables.remove", NULL, remove_table },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (deeds); i++)
    gtk_widget_class_install_action (widget_class, deeds[i].name, deeds[i].parameter,
                                     deeds[i].activate);
}
