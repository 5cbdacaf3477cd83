// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-grid.h"

#include <glib/gi18n-lib.h>

#include "desktop/bulk/cvk-bulk-cell.h"
#include "desktop/cvk-column-view.h"

struct _CvkBulkGrid
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkColumnView *view;
  CvkBulkSheet *sheet;
  gboolean has_results;
};

G_DEFINE_FINAL_TYPE (CvkBulkGrid, cvk_bulk_grid, GTK_TYPE_WIDGET)

/* --- Cells --- */

static void
edited_cb (CvkBulkGrid *self, CvkBulkRow *row, const char *path, const char *text)
{
  cvk_bulk_sheet_edit (self->sheet, row, path, text);
}

static void
toggled_cb (CvkBulkGrid *self, CvkBulkRow *row, gboolean is_left_out)
{
  cvk_bulk_sheet_leave_out (self->sheet, row, is_left_out);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkBulkGrid *self)
{
  GtkWidget *cell =
    cvk_bulk_cell_new (GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "kind")),
                       g_object_get_data (G_OBJECT (factory), "path"),
                       g_object_get_data (G_OBJECT (factory), "title"));

  g_signal_connect_object (cell, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cell, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cvk_bulk_cell_set_row (CVK_BULK_CELL (gtk_list_item_get_child (item)),
                         gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cvk_bulk_cell_set_row (CVK_BULK_CELL (gtk_list_item_get_child (item)), NULL);
}

/* --- Columns --- */

static void
add_column (CvkBulkGrid *self, CvkBulkCellKind kind, const char *title, const char *path, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_object_set_data (G_OBJECT (factory), "kind", GINT_TO_POINTER (kind));
  g_object_set_data_full (G_OBJECT (factory), "path", g_strdup (path), g_free);
  g_object_set_data_full (G_OBJECT (factory), "title", g_strdup (title), g_free);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, kind != CVK_BULK_CELL_CHECK);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (column, width);
  gtk_column_view_append_column (self->view, column);
}

static int
guess_width (const CvkBulkField *field)
{
  switch (field->kind)
    {
    case CVK_BULK_DATE:
      return 170;
    case CVK_BULK_DURATION:
    case CVK_BULK_BOOLEAN:
    case CVK_BULK_OTHER:
      return 100;
    case CVK_BULK_TEXT:
    case CVK_BULK_ZONE:
    case CVK_BULK_CHOICE:
    default:
      return 180;
    }
}

static void
remove_columns (CvkBulkGrid *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
}

/* What is wrong and what came of it stand where they are seen without scrolling, right behind what
 * the row is called. */
static void
show_columns (CvkBulkGrid *self)
{
  GPtrArray *filled = cvk_bulk_sheet_get_filled (self->sheet);

  remove_columns (self);
  add_column (self, CVK_BULK_CELL_CHECK, "", NULL, 0);
  add_column (self, CVK_BULK_CELL_NUMBER, "#", NULL, 0);
  for (unsigned i = 0; i < MAX (filled->len, 1); i++)
    {
      const CvkBulkField *field = i < filled->len ? g_ptr_array_index (filled, i) : NULL;

      if (field != NULL)
        add_column (self, CVK_BULK_CELL_FIELD, field->title, field->path, guess_width (field));
      if (i > 0)
        continue;
      if (self->has_results)
        {
          add_column (self, CVK_BULK_CELL_OUTCOME, _ ("Result"), NULL, 200);
          add_column (self, CVK_BULK_CELL_LINK, _ ("Join Link"), NULL, 150);
          add_column (self, CVK_BULK_CELL_ID, _ ("ID"), NULL, 130);
        }
      add_column (self, CVK_BULK_CELL_MEANING, _ ("What It Means"), NULL, 400);
    }
  cvk_column_view_fill (self->view);
}

void
cvk_bulk_grid_set_has_results (CvkBulkGrid *self, gboolean has_results)
{
  g_return_if_fail (CVK_IS_BULK_GRID (self));

  if (self->has_results == has_results)
    return;
  self->has_results = has_results;
  show_columns (self);
}

/* --- The object --- */

static void
cvk_bulk_grid_dispose (GObject *object)
{
  CvkBulkGrid *self = CVK_BULK_GRID (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->sheet);
  G_OBJECT_CLASS (cvk_bulk_grid_parent_class)->dispose (object);
}

static void
cvk_bulk_grid_class_init (CvkBulkGridClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_bulk_grid_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cvk_bulk_grid_init (CvkBulkGrid *self)
{
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_column_view_set_reorderable (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rows"), -1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_widget_set_hexpand (self->scrolled, TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
cvk_bulk_grid_new (CvkBulkSheet *sheet)
{
  CvkBulkGrid *self = g_object_new (CVK_TYPE_BULK_GRID, NULL);
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->sheet = g_object_ref (sheet);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (g_object_ref (sheet))));
  gtk_column_view_set_model (self->view, selection);
  g_signal_connect_object (sheet, "columns-changed", G_CALLBACK (show_columns), self,
                           G_CONNECT_SWAPPED);
  show_columns (self);
  return GTK_WIDGET (self);
}
