// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-columns.h"

#include <glib/gi18n-lib.h>

struct _CvkBulkColumns
{
  AdwExpanderRow parent_instance;

  CvkBulkSheet *sheet;
  const CvkTableText *table; /* borrowed, nullable: that the rows are for */
  GPtrArray *fields;         /* kept, nullable: likewise */
  GPtrArray *rows;           /* GtkWidget, borrowed */
  GPtrArray *entries;        /* per field: AdwEntryRow, borrowed, nullable */
  AdwComboRow *adding;       /* nullable, borrowed */
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (CvkBulkColumns, cvk_bulk_columns, ADW_TYPE_EXPANDER_ROW)

static void update (CvkBulkColumns *self);

/* --- Columns of the table --- */

static void
target_cb (CvkBulkColumns *self, GParamSpec *pspec, AdwComboRow *row)
{
  unsigned column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "column"));

  if (!self->is_updating)
    cvk_bulk_sheet_set_target (self->sheet, column, (int) adw_combo_row_get_selected (row) - 1);
}

/* @first: what stands for none. */
static GtkStringList *
list_titles (CvkBulkColumns *self, const char *first)
{
  GtkStringList *titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, first);
  for (unsigned i = 0; i < self->fields->len; i++)
    gtk_string_list_append (titles, ((CvkBulkField *) g_ptr_array_index (self->fields, i))->title);
  return titles;
}

static void
set_title (GtkWidget *row, const char *title)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
}

static void
add_column (CvkBulkColumns *self, unsigned column)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) titles = list_titles (self, _ ("Not used"));
  const char *sample = ((GStrv) g_ptr_array_index (self->table->rows, 0))[column];

  set_title (row, g_ptr_array_index (self->table->names, column));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sample);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  g_object_set_data (G_OBJECT (row), "column", GUINT_TO_POINTER (column));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (target_cb), self,
                           G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

/* --- The same for all rows --- */

static void
apply_cb (CvkBulkColumns *self, AdwEntryRow *entry)
{
  unsigned field = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "field"));

  cvk_bulk_sheet_set_template (self->sheet, field, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
remove_cb (GtkButton *button, CvkBulkColumns *self)
{
  unsigned field = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "field"));
  GtkWidget *entry = g_ptr_array_index (self->entries, field);

  g_ptr_array_index (self->entries, field) = NULL;
  g_ptr_array_remove (self->rows, entry);
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), entry);
  cvk_bulk_sheet_set_template (self->sheet, field, "");
}

static void
add_entry (CvkBulkColumns *self, unsigned field)
{
  const CvkBulkField *found = g_ptr_array_index (self->fields, field);
  GtkWidget *entry = adw_entry_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  /* Translators: the title of a field. */
  g_autofree char *title = g_strdup_printf (_ ("%s, for all rows"), found->title);
  g_autofree char *name = g_strdup_printf (_ ("Remove “%s” from all rows"), found->title);

  set_title (entry, title);
  gtk_editable_set_text (GTK_EDITABLE (entry), cvk_bulk_sheet_get_template (self->sheet, field));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (entry), TRUE);
  gtk_widget_set_tooltip_text (
    entry, _ ("A column of the table can stand in it, in double braces: {{ Class }}"));
  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (entry), button);
  g_object_set_data (G_OBJECT (entry), "field", GUINT_TO_POINTER (field));
  g_object_set_data (G_OBJECT (button), "field", GUINT_TO_POINTER (field));
  g_signal_connect_object (entry, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), entry);
  g_ptr_array_add (self->rows, entry);
  g_ptr_array_index (self->entries, field) = entry;
}

/* The row to add more with is the last one. */
static void
move_adding_to_end (CvkBulkColumns *self)
{
  g_object_ref (self->adding);
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->adding));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->adding));
  g_object_unref (self->adding);
}

static gboolean
add_chosen (gpointer user_data)
{
  CvkBulkColumns *self = user_data;
  unsigned selected = self->adding != NULL ? adw_combo_row_get_selected (self->adding) : 0;

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return G_SOURCE_REMOVE;
  self->is_updating = TRUE;
  adw_combo_row_set_selected (self->adding, 0);
  self->is_updating = FALSE;
  if (g_ptr_array_index (self->entries, selected - 1) == NULL)
    add_entry (self, selected - 1);
  move_adding_to_end (self);
  gtk_widget_grab_focus (g_ptr_array_index (self->entries, selected - 1));
  return G_SOURCE_REMOVE;
}

/* A moment later: a row does not bear to be moved while it tells what was selected. */
static void
adding_cb (CvkBulkColumns *self)
{
  if (!self->is_updating)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, add_chosen, g_object_ref (self), g_object_unref);
}

static void
add_adding (CvkBulkColumns *self)
{
  g_autoptr (GtkStringList) titles = list_titles (self, _ ("Choose a field"));

  self->adding = ADW_COMBO_ROW (adw_combo_row_new ());
  set_title (GTK_WIDGET (self->adding), _ ("The same in all rows"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->adding),
                               _ ("Or made from several columns: {{ Class }}, room {{ Room }}"));
  adw_combo_row_set_model (self->adding, G_LIST_MODEL (titles));
  g_signal_connect_object (self->adding, "notify::selected", G_CALLBACK (adding_cb), self,
                           G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->adding));
  g_ptr_array_add (self->rows, self->adding);
}

/* --- All of it --- */

static void
rebuild (CvkBulkColumns *self)
{
  for (unsigned i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->entries, 0);
  self->adding = NULL;
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  self->table = cvk_bulk_sheet_get_table (self->sheet);
  self->fields = g_ptr_array_ref (cvk_bulk_sheet_get_fields (self->sheet));
  g_ptr_array_set_size (self->entries, (int) self->fields->len);
  for (unsigned i = 0; self->table != NULL && i < self->table->names->len; i++)
    add_column (self, i);
  if (self->table != NULL)
    add_adding (self);
}

/* "Thema → Topic, Datum → Start": what was guessed is seen without opening anything. */
static void
show_summary (CvkBulkColumns *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (unsigned i = 0; self->table != NULL && i < self->table->names->len; i++)
    {
      int field = cvk_bulk_sheet_get_target (self->sheet, i);

      if (field >= 0)
        g_string_append_printf (text, "%s%s → %s", text->len > 0 ? ", " : "",
                                (char *) g_ptr_array_index (self->table->names, i),
                                ((CvkBulkField *) g_ptr_array_index (self->fields, field))->title);
    }
  g_autofree char *escaped = g_markup_escape_text (
    text->len > 0 ? text->str : _ ("Say which column is for which field."), -1);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), escaped);
}

static void
update (CvkBulkColumns *self)
{
  gboolean is_new = self->table != cvk_bulk_sheet_get_table (self->sheet) ||
                    self->fields != cvk_bulk_sheet_get_fields (self->sheet);

  self->is_updating = TRUE;
  if (is_new)
    rebuild (self);
  for (unsigned i = 0; self->table != NULL && i < self->table->names->len; i++)
    adw_combo_row_set_selected (g_ptr_array_index (self->rows, i),
                                (unsigned) (cvk_bulk_sheet_get_target (self->sheet, i) + 1));
  for (unsigned i = 0; self->table != NULL && i < self->fields->len; i++)
    if (g_ptr_array_index (self->entries, i) == NULL &&
        *cvk_bulk_sheet_get_template (self->sheet, i) != '\0')
      {
        add_entry (self, i);
        move_adding_to_end (self);
      }
  self->is_updating = FALSE;
  show_summary (self);
}

static void
cvk_bulk_columns_finalize (GObject *object)
{
  CvkBulkColumns *self = CVK_BULK_COLUMNS (object);

  g_clear_object (&self->sheet);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->entries);
  G_OBJECT_CLASS (cvk_bulk_columns_parent_class)->finalize (object);
}

static void
cvk_bulk_columns_class_init (CvkBulkColumnsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_bulk_columns_finalize;
}

static void
cvk_bulk_columns_init (CvkBulkColumns *self)
{
  self->rows = g_ptr_array_new ();
  self->entries = g_ptr_array_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Columns"));
}

GtkWidget *
cvk_bulk_columns_new (CvkBulkSheet *sheet)
{
  CvkBulkColumns *self = g_object_new (CVK_TYPE_BULK_COLUMNS, NULL);

  self->sheet = g_object_ref (sheet);
  g_signal_connect_object (sheet, "columns-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
