// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-value-tree.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"
#include "desktop/runs/cvk-tree-value.h"

/* Longer texts are cut in the row and can be opened: they are under it in pieces of one line each,
 * because a list lays out what is on the screen only, and one label all of its text. */
#define LONGEST_TEXT 300
#define PIECE 40

/* --- Lines --- */

static gboolean
is_long (const CvkValue *value)
{
  return cvk_value_is_string (value) &&
         g_utf8_strlen (cvk_value_get_string (value), -1) > LONGEST_TEXT;
}

static GListModel *
list_pieces (const char *text)
{
  GListStore *store = g_list_store_new (CVK_TYPE_TREE_VALUE);
  const char *end = NULL;

  for (size_t place = 1; *text != '\0'; text = end)
    {
      g_autofree char *name = g_strdup_printf ("%zu", place);
      g_autoptr (CvkValue) piece = NULL;
      g_autoptr (CvkTreeValue) line = NULL;

      for (end = text; *end != '\0' && end - text < PIECE; end = g_utf8_next_char (end))
        place++;
      piece = cvk_value_new_string_length (text, (size_t) (end - text));
      line = cvk_tree_value_new (name, piece);
      g_list_store_append (store, line);
    }
  return G_LIST_MODEL (store);
}

static GListModel *
create_children_cb (gpointer item, gpointer user_data)
{
  const CvkValue *value = cvk_tree_value_get_value (item);
  g_autofree char *text = NULL;

  if (!is_long (value))
    return cvk_tree_value_list_parts (value);
  text = cvk_secret_reference_mask (cvk_value_get_string (value));
  return list_pieces (text);
}

static char *
describe (const CvkValue *value)
{
  size_t length;

  if (cvk_value_is_string (value))
    return *cvk_value_get_string (value) != '\0'
             ? cvk_secret_reference_mask (cvk_value_get_string (value))
             : g_strdup ("–");
  if (cvk_value_is_array (value))
    {
      length = cvk_value_get_length (value);
      return g_strdup_printf (ngettext ("%'zu item", "%'zu items", length), length);
    }
  if (cvk_value_is_object (value))
    {
      length = cvk_value_get_length (value);
      return g_strdup_printf (ngettext ("%'zu field", "%'zu fields", length), length);
    }
  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

/* Whether it is under a text. */
static gboolean
is_piece (GtkTreeListRow *row)
{
  g_autoptr (GtkTreeListRow) parent = gtk_tree_list_row_get_parent (row);
  g_autoptr (CvkTreeValue) line = parent != NULL ? gtk_tree_list_row_get_item (parent) : NULL;

  return line != NULL && cvk_value_is_string (cvk_tree_value_get_value (line));
}

/* --- The widget --- */

struct _CvkValueTree
{
  AdwBin parent_instance;

  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (CvkValueTree, cvk_value_tree, ADW_TYPE_BIN)

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *value = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (value), 4);
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (CvkTreeValue) line = gtk_tree_list_row_get_item (row);
  CvkValue *shown = cvk_tree_value_get_value (line);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkWidget *box = gtk_tree_expander_get_child (expander);
  GtkWidget *name = gtk_widget_get_first_child (box);
  GtkWidget *value = gtk_widget_get_last_child (box);
  g_autofree char *text = describe (shown);
  g_autofree char *start = g_utf8_strlen (text, -1) > LONGEST_TEXT
                             ? g_utf8_substring (text, 0, LONGEST_TEXT)
                             : g_strdup (text);

  gtk_tree_expander_set_list_row (expander, row);
  gtk_label_set_text (GTK_LABEL (name), cvk_tree_value_get_name (line));
  gtk_label_set_text (GTK_LABEL (value), start);
  gtk_label_set_wrap (GTK_LABEL (value), !is_piece (row));
  gtk_widget_set_visible (name, !is_piece (row));
  gtk_widget_set_tooltip_text (value,
                               cvk_value_is_string (shown) && !is_long (shown) ? text : NULL);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), NULL);
}

void
cvk_value_tree_set_value (CvkValueTree *self, CvkValue *value)
{
  g_autoptr (GtkSelectionModel) selection = NULL;
  GListModel *parts;

  g_return_if_fail (CVK_IS_VALUE_TREE (self));

  parts = cvk_tree_value_list_parts (value);
  if (parts != NULL)
    selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (
      gtk_tree_list_model_new (parts, FALSE, FALSE, create_children_cb, NULL, NULL))));
  gtk_list_view_set_model (self->list, selection);
}

void
cvk_value_tree_open_texts (CvkValueTree *self)
{
  GtkSelectionModel *selection = NULL;
  GtkTreeListModel *tree = NULL;

  g_return_if_fail (CVK_IS_VALUE_TREE (self));

  selection = gtk_list_view_get_model (self->list);
  if (selection == NULL)
    return;
  tree = GTK_TREE_LIST_MODEL (gtk_no_selection_get_model (GTK_NO_SELECTION (selection)));
  /* From the end: what is opened moves what comes behind it. */
  for (unsigned i = g_list_model_get_n_items (G_LIST_MODEL (tree)); i-- > 0;)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (tree, i);
      g_autoptr (CvkTreeValue) line = gtk_tree_list_row_get_item (row);

      if (is_long (cvk_tree_value_get_value (line)))
        gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

static void
cvk_value_tree_class_init (CvkValueTreeClass *class)
{
}

static void
cvk_value_tree_init (CvkValueTree *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "value-tree");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fields"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

GtkWidget *
cvk_value_tree_new (void)
{
  return g_object_new (CVK_TYPE_VALUE_TREE, NULL);
}
