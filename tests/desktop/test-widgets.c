// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/editor/cvk-editor-header.h"
#include "desktop/editor/cvk-inspector-items.h"
#include "desktop/editor/cvk-inspector-many.h"
#include "desktop/editor/cvk-inspector-setup.h"
#include "desktop/editor/cvk-node-search-match.h"
#include "desktop/editor/cvk-node-search-row.h"
#include "desktop/editor/cvk-outline-row.h"
#include "desktop/editor/cvk-value-tree.h"
#include "desktop/forms/cvk-form.h"
#include "desktop/forms/cvk-growing-view.h"
#include "desktop/gallery/cvk-template-picture.h"
#include "desktop/runs/cvk-row-table.h"
#include "desktop/runs/cvk-row-tree.h"
#include "desktop/runs/cvk-run-overview.h"
#include "rows.h"
#include "support/cvk-await.h"

/* Parts of pages, each alone in a window. */

static CvkDocument *
read_document (void)
{
  static const char text[] =
    "{\"convoke\":1,\"name\":\"Interviews\",\"nodes\":{"
    "\"first\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"a.csv\"}},"
    "\"node\":{\"type\":\"output\",\"label\":\"The links\",\"settings\":{\"name\":\"Links\"}}},"
    "\"links\":[\"first.out -> node.in\"]}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return document;
}

static GtkWidget *
open_window (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 500, 500);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  rows_settle ();
  return window;
}

/* Neither it nor what it shows is left. */
static void
close_window (GtkWidget *window, CvkSession *session)
{
  gpointer child = gtk_window_get_child (GTK_WINDOW (window));
  gpointer weak = session;

  g_object_add_weak_pointer (child, &child);
  gtk_window_destroy (GTK_WINDOW (window));
  rows_settle ();
  g_assert_null (child);
  if (session == NULL)
    return;
  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  g_object_unref (session);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_editor_header (void)
{
  CvkSession *session = cvk_session_new (read_document ());
  GtkWidget *header = cvk_editor_header_new ();
  GtkWidget *window = open_window (header);

  cvk_editor_header_set_session (CVK_EDITOR_HEADER (header), session);
  rows_settle ();
  g_assert_nonnull (rows_find_text (header, "Interviews"));
  g_assert_true (cvk_editor_header_is_narrow (CVK_EDITOR_HEADER (header)) ||
                 gtk_widget_get_width (header) >= 500);
  close_window (window, session);
}

/* Without a run, it says where items would come from. */
static void
test_inspector_items (void)
{
  CvkSession *session = cvk_session_new (read_document ());
  GtkWidget *items = cvk_inspector_items_new (session, NULL, "node", FALSE);
  GtkWidget *window = open_window (items);

  g_assert_true (CVK_IS_INSPECTOR_ITEMS (items));
  g_assert_nonnull (rows_find (items, CVK_TYPE_VALUE_TREE, 0));
  g_assert_nonnull (rows_find_text (items, ""));
  close_window (window, session);
}

static void
test_inspector_many (void)
{
  CvkSession *session = cvk_session_new (read_document ());
  CvkSelection *selection = cvk_session_get_selection (session);
  GtkWidget *many = g_object_new (CVK_TYPE_INSPECTOR_MANY, NULL);
  GtkWidget *window = open_window (many);

  cvk_inspector_many_set_session (CVK_INSPECTOR_MANY (many), session);
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, "first");
  cvk_selection_add (selection, CVK_SELECTION_NODE, "node");
  rows_settle ();
  g_assert_nonnull (rows_find_text (many, "2 nodes selected"));
  close_window (window, session);
}

/* Once dismantled, no field is left, and nothing that changes brings one back. */
static void
test_inspector_setup (void)
{
  CvkSession *session = cvk_session_new (read_document ());
  GtkWidget *setup = cvk_inspector_setup_new (session, NULL, "node");
  GtkWidget *window = open_window (setup);

  g_assert_cmpstr (cvk_inspector_setup_get_node (CVK_INSPECTOR_SETUP (setup)), ==, "node");
  g_assert_nonnull (rows_find (setup, CVK_TYPE_FORM, 0));
  g_assert_nonnull (rows_find (setup, CVK_TYPE_FIELD, 0));
  g_assert_true (cvk_inspector_setup_focus_field (CVK_INSPECTOR_SETUP (setup), "name"));
  g_assert_false (cvk_inspector_setup_focus_field (CVK_INSPECTOR_SETUP (setup), "none"));
  while (cvk_inspector_setup_dismantle (CVK_INSPECTOR_SETUP (setup)))
    ;
  g_assert_null (rows_find (setup, CVK_TYPE_FIELD, 0));
  rows_settle ();
  g_assert_null (rows_find (setup, CVK_TYPE_FIELD, 0));
  close_window (window, session);
}

static void
test_node_search_row (void)
{
  g_autoptr (CvkNodeMatcher) matcher = cvk_node_matcher_new (cvk_node_catalogue_get ());
  g_autoptr (GPtrArray) found = cvk_node_matcher_find (matcher, "output", CVK_NODE_FIT_ANY);
  const CvkNodeEntry *entry = g_ptr_array_index (found, 0);
  GtkWidget *row = cvk_node_search_row_new (entry);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *window;

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  window = open_window (list);
  g_assert_true (cvk_node_search_row_get_entry (CVK_NODE_SEARCH_ROW (row)) == entry);
  g_assert_nonnull (rows_find_text (row, entry->title));
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *) &row);
  close_window (window, NULL);
  g_assert_null (row);
}

static void
test_outline_row (void)
{
  CvkSession *session = cvk_session_new (read_document ());
  g_autoptr (CvkOutlineIndex) index = cvk_outline_index_new (session);
  GtkWidget *row = cvk_outline_row_new ();
  GtkWidget *window = open_window (row);

  cvk_outline_row_show (CVK_OUTLINE_ROW (row), session, index, "node");
  rows_settle ();
  g_assert_nonnull (rows_find_text (row, "The links"));
  g_clear_pointer (&index, cvk_outline_index_free);
  close_window (window, session);
}

static void
test_value_tree (void)
{
  GtkWidget *tree = cvk_value_tree_new ();
  GtkWidget *window = open_window (tree);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) value =
    cvk_value_from_json ("{\"topic\":\"<b>Mara</b>\",\"days\":[1,2]}", -1, CVK_JSON_DATA, &error);

  g_assert_no_error (error);
  cvk_value_tree_set_value (CVK_VALUE_TREE (tree), value);
  rows_settle ();
  /* Data is text, never markup. */
  g_assert_nonnull (rows_find_text (tree, "<b>Mara</b>"));
  g_assert_nonnull (rows_find_text (tree, "2 items"));
  cvk_value_tree_set_value (CVK_VALUE_TREE (tree), NULL);
  rows_settle ();
  g_assert_null (rows_find_text (tree, "2 items"));
  close_window (window, NULL);
}

/* It grows with what stands in it, and so does what is below it. */
static void
test_growing_view (void)
{
  GtkWidget *view = cvk_growing_view_new ();
  GtkWidget *window = open_window (view);
  int before, after;

  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, 400, &before, NULL, NULL, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "a\nb\nc", -1);
  rows_settle ();
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, 400, &after, NULL, NULL, NULL);
  g_assert_cmpint (after, >, before);
  g_assert_true (CVK_IS_GROWING_VIEW (view));
  close_window (window, NULL);
}

/* Whether it has drawn anything but its background, once it has a size. */
static gboolean
has_drawing (gpointer user_data)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (user_data);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  g_autoptr (GBytes) bytes = NULL;

  gdk_paintable_snapshot (paintable, snapshot, 400, 400);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  bytes = gsk_render_node_serialize (node);
  gsk_render_node_unref (node);
  return g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                       "cairo") != NULL;
}

static void
test_template_picture (void)
{
  GtkWidget *picture = cvk_template_picture_new ();
  GtkWidget *window = open_window (picture);
  g_autoptr (CvkDocument) document = read_document ();
  gpointer weak = document;

  g_assert_false (has_drawing (picture));
  cvk_template_picture_set_document (CVK_TEMPLATE_PICTURE (picture), document);
  cvk_await ("a picture of the pipeline", has_drawing, picture);
  g_object_add_weak_pointer (G_OBJECT (document), &weak);
  close_window (window, NULL);
  g_clear_object (&document);
  g_assert_null (weak);
}

static void
test_row_table (void)
{
  GtkWidget *table = cvk_row_table_new ();
  GtkWidget *window = open_window (table);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *selected = NULL;

  g_ptr_array_add (names, (gpointer) "topic");
  cvk_row_table_set_columns (CVK_ROW_TABLE (table), names, FALSE, FALSE);
  rows_settle ();
  g_assert_nonnull (rows_find_text (table, "topic"));
  cvk_row_table_set_list (CVK_ROW_TABLE (table), NULL);
  selected = cvk_row_table_dup_selected (CVK_ROW_TABLE (table));
  g_assert_cmpstr (selected, ==, "");
  close_window (window, NULL);
}

static void
test_row_tree (void)
{
  GtkWidget *tree = cvk_row_tree_new ();
  GtkWidget *window = open_window (tree);
  GtkListView *list = rows_find (tree, GTK_TYPE_LIST_VIEW, 0);

  cvk_row_tree_set_list (CVK_ROW_TREE (tree), NULL);
  g_assert_nonnull (list);
  g_assert_null (gtk_list_view_get_model (list));
  close_window (window, NULL);
}

static void
test_run_overview (void)
{
  CvkSession *session = cvk_session_new (read_document ());
  GtkWidget *overview = cvk_run_overview_new ();
  GtkWidget *window = open_window (overview);

  cvk_run_overview_set_run (CVK_RUN_OVERVIEW (overview), session, NULL);
  rows_settle ();
  g_assert_null (rows_find_text (overview, "The links"));
  close_window (window, session);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/widgets/editor-header", test_editor_header);
  g_test_add_func ("/widgets/inspector-items", test_inspector_items);
  g_test_add_func ("/widgets/inspector-many", test_inspector_many);
  g_test_add_func ("/widgets/inspector-setup", test_inspector_setup);
  g_test_add_func ("/widgets/node-search-row", test_node_search_row);
  g_test_add_func ("/widgets/outline-row", test_outline_row);
  g_test_add_func ("/widgets/value-tree", test_value_tree);
  g_test_add_func ("/widgets/growing-view", test_growing_view);
  g_test_add_func ("/widgets/template-picture", test_template_picture);
  g_test_add_func ("/widgets/row-table", test_row_table);
  g_test_add_func ("/widgets/row-tree", test_row_tree);
  g_test_add_func ("/widgets/run-overview", test_run_overview);
  return g_test_run ();
}
