// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row-tree.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-cell-text.h"
#include "desktop/runs/cvk-run-words.h"
#include "desktop/runs/cvk-tree-value.h"

/* With a line at the end that says so where large values are not whole. */
static GListModel *
list_parts (CvkRow *row)
{
  GListModel *parts = cvk_tree_value_list_parts (cvk_row_get_item (row));
  g_autoptr (CvkValue) text = NULL;
  g_autoptr (CvkTreeValue) line = NULL;

  if (parts == NULL || !cvk_row_is_shortened (row))
    return parts;
  text = cvk_value_new_string (_ ("Of large values only the beginning is shown here. “Show All” in "
                                  "the inspector shows the rest."));
  line = cvk_tree_value_new ("…", text);
  g_list_store_append (G_LIST_STORE (parts), line);
  return parts;
}

static GListModel *
create_children_cb (gpointer item, gpointer user_data)
{
  if (CVK_IS_ROW (item))
    return list_parts (item);
  return cvk_tree_value_list_parts (cvk_tree_value_get_value (CVK_TREE_VALUE (item)));
}

struct _CvkRowTree
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (CvkRowTree, cvk_row_tree, GTK_TYPE_WIDGET)

static void
show_row (GtkLabel *name, GtkLabel *text, CvkRow *row)
{
  CvkValue *item = cvk_row_get_item (row);
  CvkProblem *problem = cvk_row_get_problem (row);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, cvk_row_get_number (row));
  g_autofree char *line =
    problem != NULL ? cvk_run_words_problem (problem) : cvk_cell_text (item, g_get_real_time ());

  gtk_label_set_label (name, number);
  gtk_label_set_label (text, line);
}

static void
update_cb (CvkRow *row, GtkWidget *box)
{
  GtkWidget *name = gtk_widget_get_first_child (box);

  show_row (GTK_LABEL (name), GTK_LABEL (gtk_widget_get_next_sibling (name)), row);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *text = gtk_label_new (NULL);

  gtk_widget_add_css_class (name, "dim-label");
  gtk_widget_add_css_class (name, "numeric");
  gtk_widget_add_css_class (text, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), text);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkTreeListRow *tree_row = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_tree_expander_get_child (expander);
  GtkWidget *name = gtk_widget_get_first_child (box);
  GtkWidget *text = gtk_widget_get_next_sibling (name);
  g_autoptr (GObject) content = gtk_tree_list_row_get_item (tree_row);

  gtk_tree_expander_set_list_row (expander, tree_row);
  if (CVK_IS_ROW (content))
    {
      update_cb (CVK_ROW (content), box);
      g_signal_connect_object (content, "changed", G_CALLBACK (update_cb), box, 0);
      return;
    }
  g_autofree char *line =
    cvk_cell_text (cvk_tree_value_get_value (CVK_TREE_VALUE (content)), g_get_real_time ());
  gtk_label_set_label (GTK_LABEL (name), cvk_tree_value_get_name (CVK_TREE_VALUE (content)));
  gtk_label_set_label (GTK_LABEL (text), line);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkTreeListRow *tree_row = gtk_list_item_get_item (item);
  g_autoptr (GObject) content = gtk_tree_list_row_get_item (tree_row);

  if (content != NULL)
    g_signal_handlers_disconnect_by_func (content, update_cb,
                                          gtk_tree_expander_get_child (expander));
  gtk_tree_expander_set_list_row (expander, NULL);
}

void
cvk_row_tree_set_list (CvkRowTree *self, CvkRowList *list)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (CVK_IS_ROW_TREE (self));

  if (list != NULL)
    selection =
      GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (gtk_tree_list_model_new (
        g_object_ref (G_LIST_MODEL (list)), FALSE, FALSE, create_children_cb, NULL, NULL))));
  gtk_list_view_set_model (self->view, selection);
}

static void
cvk_row_tree_dispose (GObject *object)
{
  CvkRowTree *self = CVK_ROW_TREE (object);

  if (self->scrolled != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (cvk_row_tree_parent_class)->dispose (object);
}

static void
cvk_row_tree_class_init (CvkRowTreeClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_row_tree_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cvk_row_tree_init (CvkRowTree *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "run-tree");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Items as a tree"), -1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
cvk_row_tree_new (void)
{
  return g_object_new (CVK_TYPE_ROW_TREE, NULL);
}
