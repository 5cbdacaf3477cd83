// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/tables/cvk-table-grid.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/cvk-column-view.h"
#include "desktop/tables/cvk-table-columns.h"

/* What the titles of the columns take at the most. */
#define HEADER_HEIGHT 48

struct _CvkTableGrid
{
  GtkWidget parent_instance;

  CvkTableModel *model;         /* owned */
  GtkMultiSelection *selection; /* owned */
  GtkWidget *overlay;
  GtkColumnView *view;
  AdwStatusPage *empty;
  GtkWidget *deeds; /* in it */
};

G_DEFINE_FINAL_TYPE (CvkTableGrid, cvk_table_grid, GTK_TYPE_WIDGET)

static unsigned selection_changed;

/* --- Cells --- */

static const char *
get_column (GtkWidget *cell)
{
  return g_object_get_data (G_OBJECT (cell), "column");
}

/* What stands in the cell is known, be it shown or asked for; all else is being typed. Takes @text.
 */
static void
set_known (GtkWidget *cell, char *text)
{
  g_object_set_data_full (G_OBJECT (cell), "known", text, g_free);
}

/* Nobody loses what they type because a row has changed. */
static gboolean
is_being_edited (GtkWidget *cell)
{
  return gtk_widget_has_focus (cell) &&
         g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (cell)),
                    g_object_get_data (G_OBJECT (cell), "known")) != 0;
}

static void
show_text (CvkTableRow *row, GtkWidget *cell)
{
  g_autofree char *text = cvk_table_row_dup_text (row, get_column (cell));

  if (is_being_edited (cell))
    return;
  gtk_editable_set_text (GTK_EDITABLE (cell), text);
  set_known (cell, g_steal_pointer (&text));
}

/* Editing has ended: what was typed is asked of the host, when it is another text. */
static void
commit (GtkWidget *cell, CvkTableGrid *self)
{
  CvkTableRow *row = g_object_get_data (G_OBJECT (cell), "row");
  const char *text = gtk_editable_get_text (GTK_EDITABLE (cell));
  g_autofree char *before = NULL;
  CvkValue *entry;

  if (row == NULL)
    return;
  before = cvk_table_row_dup_text (row, get_column (cell));
  if (g_str_equal (before, text) || cvk_table_row_get_number (row) == 0)
    return;
  set_known (cell, g_strdup (text));
  entry = cvk_value_new_object (
    "number", cvk_value_new_integer (cvk_table_row_get_number (row)), "fields",
    cvk_value_new_object (get_column (cell), cvk_value_new_string (text), NULL), NULL);
  cvk_table_model_change (self->model,
                          cvk_value_new_object ("op", cvk_value_new_string ("set"), "rows",
                                                cvk_value_new_array (&entry, 1), NULL));
}

/* The text in a cell takes clicks for itself, so that no row would ever be selected by one. */
static void
entered_cb (GtkEventController *controller, CvkTableGrid *self)
{
  GtkListItem *item =
    g_object_get_data (G_OBJECT (gtk_event_controller_get_widget (controller)), "item");

  if (!gtk_list_item_get_selected (item) &&
      gtk_list_item_get_position (item) != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection),
                                     gtk_list_item_get_position (item), TRUE);
}

static void
left_cb (GtkEventController *controller, CvkTableGrid *self)
{
  commit (gtk_event_controller_get_widget (controller), self);
}

/* A label that can be edited would do, but GTK 4.8 has it look at itself a moment after it lost the
 * focus, also when it is gone by then. */
static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkTableGrid *self)
{
  GtkWidget *cell = gtk_text_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  const char *column = g_object_get_data (G_OBJECT (factory), "column");

  g_object_set_data_full (G_OBJECT (cell), "column", g_strdup (column), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, column, -1);
  g_signal_connect_object (cell, "activate", G_CALLBACK (commit), self, 0);
  g_object_set_data (G_OBJECT (cell), "item", item);
  g_signal_connect_object (focus, "enter", G_CALLBACK (entered_cb), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (left_cb), self, 0);
  gtk_widget_add_controller (cell, focus);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkTableGrid *self)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  CvkTableRow *row = gtk_list_item_get_item (item);

  g_object_set_data_full (G_OBJECT (cell), "row", g_object_ref (row), g_object_unref);
  set_known (cell, g_strdup (gtk_editable_get_text (GTK_EDITABLE (cell))));
  g_signal_connect_object (row, "changed", G_CALLBACK (show_text), cell, 0);
  show_text (row, cell);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkTableGrid *self)
{
  GtkWidget *cell = gtk_list_item_get_child (item);

  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_text, cell);
  g_object_set_data (G_OBJECT (cell), "row", NULL);
}

static void
add_column (CvkTableGrid *self, const char *name, gboolean is_key)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GMenuModel) menu = NULL;
  /* Translators: the name of the column that tells the rows of a table apart. */
  g_autofree char *title = is_key ? g_strdup_printf (_ ("%s (key)"), name) : g_strdup (name);

  g_object_set_data_full (G_OBJECT (factory), "column", g_strdup (name), g_free);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  column = gtk_column_view_column_new (title, factory);
  menu = cvk_table_columns_make_column_menu (name);
  gtk_column_view_column_set_header_menu (column, menu);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, 180);
  gtk_column_view_append_column (self->view, column);
}

void
cvk_table_grid_set_columns (CvkTableGrid *self, const char *const *columns, const char *key)
{
  GListModel *shown = gtk_column_view_get_columns (self->view);

  while (g_list_model_get_n_items (shown) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (shown, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  for (size_t i = 0; columns[i] != NULL; i++)
    add_column (self, columns[i], g_strcmp0 (columns[i], key) == 0);
  cvk_column_view_fill (self->view);
  /* Without any, it is drawn as if there were more to the right. */
  gtk_widget_set_visible (GTK_WIDGET (self->view), columns[0] != NULL);
}

gboolean
cvk_table_grid_has_selection (CvkTableGrid *self)
{
  g_autoptr (GtkBitset) selected =
    gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return !gtk_bitset_is_empty (selected);
}

CvkValue *
cvk_table_grid_dup_selected (CvkTableGrid *self)
{
  g_autoptr (GtkBitset) selected =
    gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_auto (CvkArrayBuilder) numbers = { 0 };
  GtkBitsetIter iter;
  unsigned position = 0;

  cvk_array_builder_init (&numbers);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (CvkTableRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);

      if (row != NULL && cvk_table_row_get_number (row) != 0)
        cvk_array_builder_append (&numbers, cvk_value_new_integer (cvk_table_row_get_number (row)));
    }
  return cvk_array_builder_end (&numbers);
}

static void
selection_cb (CvkTableGrid *self)
{
  g_signal_emit (self, selection_changed, 0);
}

/* --- Without rows --- */

static void
show_empty (CvkTableGrid *self)
{
  gboolean is_searching = cvk_table_model_is_searching (self->model);

  gtk_widget_set_visible (GTK_WIDGET (self->empty), cvk_table_model_is_empty (self->model));
  adw_status_page_set_icon_name (self->empty,
                                 is_searching ? "system-search-symbolic" : "cvk-tables-symbolic");
  adw_status_page_set_title (self->empty, is_searching ? _ ("No Rows Found") : _ ("No Rows Yet"));
  adw_status_page_set_description (
    self->empty, is_searching
                   ? _ ("No field of this table has that text. Try another one.")
                   : _ ("Add one, paste lines from a spreadsheet, or let a pipeline write some."));
  gtk_widget_set_visible (self->deeds, !is_searching);
}

static GtkWidget *
make_deed (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  return button;
}

/* Below the titles of the columns, which stay in reach. */
static GtkWidget *
make_empty (CvkTableGrid *self)
{
  GtkWidget *add = make_deed (_ ("_Add Row"), "tables.add-row");

  self->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  self->deeds = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (add, "suggested-action");
  gtk_box_append (GTK_BOX (self->deeds), add);
  gtk_box_append (GTK_BOX (self->deeds), make_deed (_ ("Import CSV…"), "tables.import"));
  adw_status_page_set_child (self->empty, self->deeds);
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "compact");
  gtk_widget_set_margin_top (GTK_WIDGET (self->empty), HEADER_HEIGHT);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), FALSE);
  return GTK_WIDGET (self->empty);
}

/* --- The object --- */

static void
cvk_table_grid_dispose (GObject *object)
{
  CvkTableGrid *self = CVK_TABLE_GRID (object);

  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (cvk_table_grid_parent_class)->dispose (object);
}

static void
cvk_table_grid_class_init (CvkTableGridClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_table_grid_dispose;
  selection_changed = g_signal_new ("selection-changed", CVK_TYPE_TABLE_GRID, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cvk_table_grid_init (CvkTableGrid *self)
{
}

GtkWidget *
cvk_table_grid_new (CvkTableModel *model)
{
  CvkTableGrid *self = g_object_new (CVK_TYPE_TABLE_GRID, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->model = g_object_ref (model);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (model)));
  self->view =
    GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection))));
  gtk_column_view_set_show_column_separators (self->view, TRUE);
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rows of the table"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), scroller);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), make_empty (self));
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  g_signal_connect_object (self->model, "changed", G_CALLBACK (show_empty), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (show_empty), self,
                           G_CONNECT_SWAPPED);
  /* Rows that go take their selection along and say so only here. */
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
