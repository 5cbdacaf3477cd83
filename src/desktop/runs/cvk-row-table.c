// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row-table.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "desktop/cvk-column-view.h"
#include "desktop/runs/cvk-cell-text.h"
#include "desktop/runs/cvk-row-cell.h"
#include "desktop/runs/cvk-row-menu.h"

/* Copying more than these at once is what the export is for. */
#define MAX_COPIED 1000

#define PROBLEM_WIDTH 420

struct _CvkRowTable
{
  GtkWidget parent_instance;

  /* Template children. */
  GtkWidget *scrolled;
  GtkColumnView *view;

  GtkWidget *menu;              /* nullable until it is first wanted */
  GtkWidget *pressed;           /* the cell that the menu is of; weak, nullable */
  GdkRectangle place;           /* where the menu points to */
  GtkSelectionModel *selection; /* owned, nullable */
  CvkRowList *list;             /* owned, nullable */
  GPtrArray *names;             /* char *: of the columns for fields */
  gboolean has_problems;
  gboolean has_rounds;
  double from_end; /* how far it is scrolled where reading goes to the left */
  unsigned tick;
  gboolean is_removing;       /* columns go, and their order with them: nobody chose that */
  GtkColumnViewColumn *asked; /* borrowed: of the last comparison */
  CvkRow *probes[2];
};

G_DEFINE_FINAL_TYPE (CvkRowTable, cvk_row_table, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SORT_CHANGED,
  SIGNAL_MEND,
  SIGNAL_EDIT,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Cells --- */

static void
mend_cb (CvkRowTable *self, CvkProblem *problem)
{
  g_signal_emit (self, signals[SIGNAL_MEND], 0, problem);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkRowTable *self)
{
  const char *name = g_object_get_data (G_OBJECT (factory), "field");
  CvkRowCellKind kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "kind"));
  GtkWidget *cell = cvk_row_cell_new (kind, name);

  if (kind == CVK_ROW_CELL_PROBLEM)
    g_signal_connect_object (cell, "mend", G_CALLBACK (mend_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cvk_row_cell_set_row (CVK_ROW_CELL (gtk_list_item_get_child (item)),
                        gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cvk_row_cell_set_row (CVK_ROW_CELL (gtk_list_item_get_child (item)), NULL);
}

static GtkListItemFactory *
create_factory (CvkRowTable *self, CvkRowCellKind kind, const char *name)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data_full (G_OBJECT (factory), "field", g_strdup (name), g_free);
  g_object_set_data (G_OBJECT (factory), "kind", GINT_TO_POINTER (kind));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return factory;
}

/* --- Sorting --- */

/* The engine sorts. The view's sorter only tells which column the user chose, which GTK 4.8 does
 * not say by itself: comparing two rows asks the column in charge, and the sign is its direction.
 */
static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GtkColumnViewColumn *column = user_data;
  GtkWidget *view = GTK_WIDGET (gtk_column_view_column_get_column_view (column));
  CvkRowTable *self =
    view != NULL ? CVK_ROW_TABLE (gtk_widget_get_ancestor (view, CVK_TYPE_ROW_TABLE)) : NULL;

  if (self == NULL || self->asked != NULL)
    return GTK_ORDERING_EQUAL;
  self->asked = column;
  return GTK_ORDERING_SMALLER;
}

static void
sorter_changed_cb (CvkRowTable *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  GtkOrdering ordering;
  const char *name;
  g_autofree char *sort = NULL;

  if (self->is_removing)
    return;
  self->asked = NULL;
  ordering = gtk_sorter_compare (sorter, self->probes[0], self->probes[1]);
  name = self->asked != NULL ? g_object_get_data (G_OBJECT (self->asked), "field") : NULL;
  if (self->asked != NULL)
    sort = g_strconcat (ordering == GTK_ORDERING_LARGER ? "-" : "", name, NULL);
  g_signal_emit (self, signals[SIGNAL_SORT_CHANGED], 0, sort != NULL ? sort : "");
}

/* --- Columns --- */

static GtkColumnViewColumn *
add_column (CvkRowTable *self, CvkRowCellKind kind, const char *title, const char *name)
{
  GtkColumnViewColumn *column =
    gtk_column_view_column_new (title, create_factory (self, kind, name));

  g_object_set_data_full (G_OBJECT (column), "field", g_strdup (name), g_free);
  gtk_column_view_column_set_resizable (column,
                                        kind == CVK_ROW_CELL_FIELD || kind == CVK_ROW_CELL_PROBLEM);
  if (kind == CVK_ROW_CELL_FIELD || kind == CVK_ROW_CELL_NUMBER)
    {
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, column, NULL));

      gtk_column_view_column_set_sorter (column, sorter);
    }
  gtk_column_view_append_column (self->view, column);
  g_object_unref (column);
  return column;
}

/* Wide enough for what is usually in it; the user can change it. */
static int
guess_width (const char *name)
{
  if (g_str_equal (name, "topic") || g_str_equal (name, "name") || g_str_equal (name, "title"))
    return 230;
  if (g_str_equal (name, "id") || g_str_equal (name, "duration") || g_str_equal (name, "status") ||
      g_str_equal (name, "type"))
    return 110;
  return 170;
}

static void
remove_columns (CvkRowTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  self->is_removing = TRUE;
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  self->is_removing = FALSE;
}

static gboolean
are_same (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (unsigned i = 0; i < a->len; i++)
    if (!g_str_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;
  return TRUE;
}

void
cvk_row_table_set_columns (CvkRowTable *self,
                           GPtrArray *names,
                           gboolean has_problems,
                           gboolean has_rounds)
{
  g_return_if_fail (CVK_IS_ROW_TABLE (self));

  if (are_same (self->names, names) && self->has_problems == has_problems &&
      self->has_rounds == has_rounds &&
      g_list_model_get_n_items (gtk_column_view_get_columns (self->view)) > 0)
    return;
  remove_columns (self);
  g_ptr_array_set_size (self->names, 0);
  self->has_problems = has_problems;
  self->has_rounds = has_rounds;
  add_column (self, CVK_ROW_CELL_NUMBER, "#", "");
  if (has_rounds)
    add_column (self, CVK_ROW_CELL_ROUND, _ ("Round"), "");
  for (unsigned i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      GtkColumnViewColumn *column = add_column (self, CVK_ROW_CELL_FIELD, name, name);

      gtk_column_view_column_set_fixed_width (column, guess_width (name));
      g_ptr_array_add (self->names, g_strdup (name));
      /* Where it is seen without scrolling, right behind what the row is called. */
      if (has_problems && i == MIN (1, names->len - 1))
        gtk_column_view_column_set_fixed_width (
          add_column (self, CVK_ROW_CELL_PROBLEM, _ ("What Went Wrong"), ""), PROBLEM_WIDTH);
    }
  if (has_problems && names->len == 0)
    gtk_column_view_column_set_fixed_width (
      add_column (self, CVK_ROW_CELL_PROBLEM, _ ("What Went Wrong"), ""), PROBLEM_WIDTH);
  cvk_column_view_fill (self->view);
}

/* --- Copying --- */

/* (transfer full) (element-type CvkRow) */
static GPtrArray *
list_selected (CvkRowTable *self)
{
  g_autoptr (GtkBitset) selected =
    self->selection != NULL ? gtk_selection_model_get_selection (self->selection) : NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (unsigned i = 0; selected != NULL && i < gtk_bitset_get_size (selected) && i < MAX_COPIED;
       i++)
    g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (self->selection),
                                                  gtk_bitset_get_nth (selected, i)));
  return rows;
}

/* @deed: with all of what is selected. */
static void
do_with_selected (GtkWidget *widget, CvkRowListDeed deed)
{
  CvkRowTable *self = CVK_ROW_TABLE (widget);
  g_autoptr (GPtrArray) rows = list_selected (self);

  if (self->list != NULL)
    cvk_row_list_with_whole (self->list, rows, widget, deed);
  else
    deed (widget);
}

static void
append_row (CvkRowTable *self, GString *text, CvkRow *row)
{
  CvkValue *item = cvk_row_get_item (row);

  for (unsigned i = 0; i < self->names->len; i++)
    {
      CvkValue *value =
        item != NULL ? cvk_value_get_member (item, g_ptr_array_index (self->names, i)) : NULL;
      g_autofree char *cell = cvk_cell_text_full (value);

      /* What separates cells and rows cannot stand in one. */
      g_strdelimit (cell, "\t\r\n", ' ');
      g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "", cell);
    }
  g_string_append_c (text, '\n');
}

char *
cvk_row_table_dup_selected (CvkRowTable *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (CVK_IS_ROW_TABLE (self), NULL);

  rows = list_selected (self);
  for (unsigned i = 0; i < rows->len; i++)
    append_row (self, text, g_ptr_array_index (rows, i));
  return g_string_free (text, FALSE);
}

static void
copy_rows (GtkWidget *widget)
{
  g_autofree char *text = cvk_row_table_dup_selected (CVK_ROW_TABLE (widget));

  if (*text != '\0')
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_with_selected (widget, copy_rows);
}

/* (nullable) */
static CvkRow *
dup_first_selected (CvkRowTable *self)
{
  g_autoptr (GtkBitset) selected =
    self->selection != NULL ? gtk_selection_model_get_selection (self->selection) : NULL;

  if (selected == NULL || gtk_bitset_is_empty (selected))
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
}

static void
copy_json (GtkWidget *widget)
{
  g_autoptr (GPtrArray) rows = list_selected (CVK_ROW_TABLE (widget));
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < rows->len; i++)
    {
      CvkRow *row = g_ptr_array_index (rows, i);

      if (cvk_row_get_item (row) != NULL)
        cvk_array_builder_append (&builder, cvk_value_ref (cvk_row_get_item (row)));
    }
  g_autoptr (CvkValue) items = cvk_array_builder_end (&builder);
  g_autofree char *text = cvk_value_to_json (items, CVK_JSON_PRETTY);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
copy_json_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_with_selected (widget, copy_json);
}

static void
copy_cell_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          g_variant_get_string (parameter, NULL));
}

static void
edit (GtkWidget *widget)
{
  CvkRowTable *self = CVK_ROW_TABLE (widget);
  g_autoptr (CvkRow) row = dup_first_selected (self);

  if (row != NULL && cvk_row_can_be_edited (row))
    g_signal_emit (self, signals[SIGNAL_EDIT], 0, row);
}

static void
edit_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_with_selected (widget, edit);
}

/* --- The menu of a row --- */

static void
open_menu (GtkWidget *widget)
{
  CvkRowTable *self = CVK_ROW_TABLE (widget);
  g_autoptr (CvkRow) row = dup_first_selected (self);
  g_autofree char *cell =
    self->pressed != NULL ? cvk_row_cell_dup_value (CVK_ROW_CELL (self->pressed)) : NULL;
  g_autoptr (GMenuModel) menu = cvk_row_menu_new (cell, row, self->names);

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_widget_set_parent (self->menu, widget);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &self->place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (CvkRowTable *self, int n_press, double x, double y)
{
  GtkWidget *at = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = at != NULL ? gtk_widget_get_ancestor (at, CVK_TYPE_ROW_CELL) : NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (cell == NULL || cvk_row_cell_get_row (CVK_ROW_CELL (cell)) == NULL)
    return;
  g_set_weak_pointer (&self->pressed, cell);
  self->place = (GdkRectangle){ (int) x, (int) y, 1, 1 };
  rows = list_selected (self);
  g_ptr_array_add (rows, g_object_ref (cvk_row_cell_get_row (CVK_ROW_CELL (cell))));
  if (self->list != NULL)
    cvk_row_list_with_whole (self->list, rows, GTK_WIDGET (self), open_menu);
}

static void
menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CvkRowTable *self = CVK_ROW_TABLE (widget);

  g_clear_weak_pointer (&self->pressed);
  self->place = (GdkRectangle){ gtk_widget_get_width (widget) / 2, 40, 1, 1 };
  do_with_selected (widget, open_menu);
}

/* --- The object --- */

void
cvk_row_table_set_list (CvkRowTable *self, CvkRowList *list)
{
  g_return_if_fail (CVK_IS_ROW_TABLE (self));

  if (!g_set_object (&self->list, list))
    return;
  g_clear_object (&self->selection);
  if (list != NULL)
    self->selection =
      GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (list))));
  gtk_column_view_set_model (self->view, self->selection);
}

static void
cvk_row_table_dispose (GObject *object)
{
  CvkRowTable *self = CVK_ROW_TABLE (object);

  if (self->view != NULL)
    {
      gtk_column_view_set_model (self->view, NULL);
      remove_columns (self);
    }
  g_clear_weak_pointer (&self->pressed);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  gtk_widget_dispose_template (GTK_WIDGET (self), CVK_TYPE_ROW_TABLE);
  G_OBJECT_CLASS (cvk_row_table_parent_class)->dispose (object);
}

static void
cvk_row_table_finalize (GObject *object)
{
  CvkRowTable *self = CVK_ROW_TABLE (object);

  g_clear_object (&self->probes[0]);
  g_clear_object (&self->probes[1]);
  g_ptr_array_unref (self->names);
  G_OBJECT_CLASS (cvk_row_table_parent_class)->finalize (object);
}

/* --- Where reading begins --- */

static gboolean
is_mirrored (CvkRowTable *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static gboolean
restore_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CvkRowTable *self = CVK_ROW_TABLE (widget);
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));

  self->tick = 0;
  if (is_mirrored (self))
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) -
                                            gtk_adjustment_get_page_size (adjustment) -
                                            self->from_end);
  gtk_widget_queue_allocate (GTK_WIDGET (self->view));
  return G_SOURCE_REMOVE;
}

/* Lists of GTK begin at the left in every language, which is where the columns end in some. They
 * say how wide they are while sizes are given out, when nothing can move; and when fewer columns
 * have come, they stay for once where no column is any more. */
static void
width_changed_cb (CvkRowTable *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), restore_cb, NULL, NULL);
}

static void
scrolled_cb (CvkRowTable *self, GtkAdjustment *adjustment)
{
  if (self->tick == 0)
    self->from_end = gtk_adjustment_get_upper (adjustment) -
                     gtk_adjustment_get_page_size (adjustment) -
                     gtk_adjustment_get_value (adjustment);
}

static void
begin_at_start (CvkRowTable *self)
{
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));

  g_signal_connect_object (adjustment, "changed", G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
cvk_row_table_class_init (CvkRowTableClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = cvk_row_table_dispose;
  object_class->finalize = cvk_row_table_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-row-table.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkRowTable, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CvkRowTable, view);
  gtk_widget_class_install_action (widget_class, "rows.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "rows.copy-json", NULL, copy_json_cb);
  gtk_widget_class_install_action (widget_class, "rows.edit", NULL, edit_cb);
  signals[SIGNAL_EDIT] = g_signal_new ("edit", CVK_TYPE_ROW_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, CVK_TYPE_ROW);
  gtk_widget_class_install_action (widget_class, "rows.copy-cell", "s", copy_cell_cb);
  gtk_widget_class_install_action (widget_class, "rows.menu", NULL, menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "rows.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "rows.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "rows.copy",
                                       NULL);
  signals[SIGNAL_SORT_CHANGED] =
    g_signal_new ("sort-changed", CVK_TYPE_ROW_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_MEND] = g_signal_new ("mend", CVK_TYPE_ROW_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, CVK_TYPE_PROBLEM);
}

static void
cvk_row_table_init (CvkRowTable *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->probes[0] = cvk_row_new ();
  self->probes[1] = cvk_row_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  begin_at_start (self);
}

GtkWidget *
cvk_row_table_new (void)
{
  return g_object_new (CVK_TYPE_ROW_TABLE, NULL);
}
