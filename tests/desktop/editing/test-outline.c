// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "desktop/editing/editing-fixture.h"
#include "desktop/editor/cvk-editing-find-bar.h"
#include "desktop/editor/cvk-outline-model.h"
#include "desktop/editor/cvk-outline.h"
#include "desktop/editor/cvk-port-list.h"
#include "desktop/runs/cvk-run-model.h"

/* --- Words --- */

static void
assert_words (CvkOutlineIndex *index, const char *id, const char *expected)
{
  g_autofree char *words = cvk_outline_index_describe (index, id);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_words (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (CvkOutlineIndex) index = cvk_outline_index_new (fixture->session);
  g_autofree char *links = cvk_outline_index_describe_links (index, "create");

  assert_words (index, "read", "Read CSV, step 1 of 3");
  assert_words (index, "create", "Create meeting, Zoom, step 2 of 3, 1 input");
  assert_words (index, "results", "Output, step 3 of 3, 1 input");
  g_assert_cmpstr (links, ==, "From Read CSV. To Output.");
  cvk_editing_rename_node (fixture->session, "create", "Invite");
  assert_words (index, "create", "Invite, Create meeting, Zoom, step 2 of 3, 1 input");
}

/* What a run did is said of each step, a failure with its reason. */
static void
test_run (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (CvkRunModel) run = cvk_run_model_new ("r");
  g_autoptr (CvkOutlineIndex) index = cvk_outline_index_new (fixture->session);

  cvk_run_model_describe (
    run, "{\"run\":\"r\",\"state\":\"failed\",\"steps\":{\"read\":{\"state\":\"succeeded\","
         "\"done\":2,\"total\":2,\"counts\":{\"out\":2}},\"create\":{\"state\":\"failed\","
         "\"done\":2,\"total\":2,\"counts\":{\"in\":2,\"out\":0,\"failed\":2}}},\"failures\":[{"
         "\"code\":\"scope-missing\",\"message_id\":\"no permission\",\"node\":\"create\"}]}");
  cvk_session_set_run (fixture->session, G_OBJECT (run));
  assert_words (index, "create",
                "Create meeting, Zoom, step 2 of 3, 1 input, failed: no permission");
  assert_words (index, "read", "Read CSV, step 1 of 3, 2 items done");
  cvk_session_set_run (fixture->session, NULL);
  assert_words (index, "read", "Read CSV, step 1 of 3");
}

/* Circles and loose ends are in the order too, each once. */
static void
test_order (EditingFixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->document, "Circle");
  g_autoptr (CvkOutlineIndex) index = NULL;
  unsigned position;

  cvk_command_add_link (command, "results.failed -> create.in", NULL);
  cvk_command_add_node (command, "alone", "text", 0, 0, NULL);
  cvk_history_push (fixture->history, command);
  index = cvk_outline_index_new (fixture->session);
  g_assert_cmpuint (cvk_outline_index_get_count (index), ==, 4);
  g_assert_true (cvk_outline_index_find (index, "read", &position));
  g_assert_cmpuint (position, ==, 0);
  g_assert_true (cvk_outline_index_find (index, "create", &position));
  g_assert_true (cvk_outline_index_find (index, "alone", &position));
  g_assert_false (cvk_outline_index_find (index, "nobody", &position));
}

/* --- Model --- */

static void
items_changed_cb (GListModel *model, unsigned at, unsigned removed, unsigned added, unsigned *count)
{
  (*count)++;
}

static void
test_model (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (CvkOutlineModel) model = cvk_outline_model_new ();
  unsigned count = 0;
  unsigned position;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  cvk_outline_model_set_session (model, fixture->session);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 3);
  g_assert_cmpstr (cvk_outline_model_get_id (model, 1), ==, "create");
  cvk_outline_model_set_query (model, "meet zoom");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  g_assert_false (cvk_outline_model_find (model, "read", &position));
  cvk_outline_model_set_query (model, "");
  /* Moving a card makes no row anew; a new node does. */
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &count);
  cvk_selection_set_only (fixture->selection, CVK_SELECTION_NODE, "read");
  cvk_editing_move_selection (fixture->session, 20, 20, NULL);
  g_assert_cmpuint (count, ==, 0);
  cvk_editing_delete_selection (fixture->session);
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
}

/* --- The list --- */

static GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found =
        G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_child (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 400, 500);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (child) || gtk_widget_get_height (child) == 0)
    g_main_context_iteration (NULL, TRUE);
  return window;
}

static void
close_window (GtkWidget *window)
{
  GtkWidget *child = gtk_window_get_child (GTK_WINDOW (window));

  g_object_add_weak_pointer (G_OBJECT (child), (gpointer *) &child);
  gtk_window_destroy (GTK_WINDOW (window));
  while (child != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (child);
}

static void
open_cb (GtkWidget *widget, const char *id, GString *log)
{
  g_string_append_printf (log, "%s;", id);
}

static void
test_list (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *outline = cvk_outline_new ();
  GtkWidget *window = show (outline);
  GtkListView *view = GTK_LIST_VIEW (find_child (outline, GTK_TYPE_LIST_VIEW));
  GtkSelectionModel *model = gtk_list_view_get_model (view);
  g_autoptr (GtkBitset) selected = NULL;

  cvk_outline_set_session (CVK_OUTLINE (outline), fixture->session);
  g_signal_connect (outline, "open-node", G_CALLBACK (open_cb), log);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 3);
  /* From the canvas to the list, and back. */
  cvk_selection_set_only (fixture->selection, CVK_SELECTION_NODE, "create");
  selected = gtk_selection_model_get_selection (model);
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 1);
  g_assert_true (gtk_selection_model_is_selected (model, 1));
  gtk_selection_model_select_item (model, 2, TRUE);
  g_assert_cmpstr (cvk_selection_get_single_node (fixture->selection), ==, "results");
  g_signal_emit_by_name (view, "activate", 0);
  g_assert_cmpstr (log->str, ==, "read;");
  close_window (window);
}

/* --- Links by typing --- */

static void
chosen_cb (GtkWidget *list, const char *own, const char *node, const char *port, GString *log)
{
  g_string_append_printf (log, "%s>%s.%s;", own, node, port);
}

static void
test_ports (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *list = cvk_port_list_new ("Link to");
  GtkWidget *window;
  GtkWidget *entry;

  gtk_widget_set_parent (list, box);
  window = show (box);
  for (unsigned i = 0; i < 10000; i++)
    {
      g_autofree char *id = g_strdup_printf ("node-%u", i);
      g_autofree char *title = g_strdup_printf ("Step %u", i);

      cvk_port_list_add (CVK_PORT_LIST (list), "out", id, "in", title, "from out to in");
    }
  g_signal_connect (list, "chosen", G_CALLBACK (chosen_cb), log);
  gtk_popover_popup (GTK_POPOVER (list));
  entry = find_child (list, GTK_TYPE_SEARCH_ENTRY);
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_LABEL, "Link to");
  gtk_editable_set_text (GTK_EDITABLE (entry), "STEP 7321");
  g_signal_emit_by_name (entry, "search-changed");
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Step 7321");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (log->str, ==, "out>node-7321.in;");
  g_assert_false (gtk_widget_get_visible (list));
  gtk_widget_unparent (list);
  close_window (window);
}

/* --- Finding --- */

static const struct
{
  const char *query;
  const char *found;
} queries[] = {
  { "", "" },
  { "  ", "" },
  { "a.csv", "0:read" },
  { "MEETING", "0:create" },
  { "T", "0:create 0:results 2:n" },
  { "no such thing", "" },
};

static void
test_find (EditingFixture *fixture, gconstpointer data)
{
  for (size_t i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) found = cvk_editing_find (fixture->session, queries[i].query);
      g_autoptr (GString) text = g_string_new (NULL);

      for (unsigned j = 0; j < found->len; j++)
        {
          const CvkFound *hit = g_ptr_array_index (found, j);

          g_string_append_printf (text, "%s%d:%s", j > 0 ? " " : "", (int) hit->kind, hit->id);
        }
      g_assert_cmpstr (text->str, ==, queries[i].found);
    }
}

static void
found_cb (GtkWidget *bar, unsigned kind, const char *id, GString *log)
{
  g_string_append_printf (log, "%u:%s;", kind, id);
}

static void
test_find_bar (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *bar = cvk_editing_find_bar_new ();
  GtkWidget *window = show (bar);
  GtkWidget *entry = find_child (bar, GTK_TYPE_SEARCH_ENTRY);

  cvk_editing_find_bar_set_session (CVK_EDITING_FIND_BAR (bar), fixture->session);
  g_signal_connect (bar, "found", G_CALLBACK (found_cb), log);
  cvk_editing_find_bar_begin (CVK_EDITING_FIND_BAR (bar));
  gtk_editable_set_text (GTK_EDITABLE (entry), "t");
  g_signal_emit_by_name (entry, "search-changed");
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "1 of 3");
  g_signal_emit_by_name (entry, "activate");
  g_signal_emit_by_name (entry, "previous-match");
  g_signal_emit_by_name (entry, "previous-match");
  g_assert_cmpstr (log->str, ==, "0:create;0:results;0:create;2:n;");
  gtk_editable_set_text (GTK_EDITABLE (entry), "no such thing");
  g_signal_emit_by_name (entry, "search-changed");
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Nothing");
  close_window (window);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/outline/" path, EditingFixture, NULL, editing_set_up, function, editing_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  ADD ("words", test_words);
  ADD ("run", test_run);
  ADD ("order", test_order);
  ADD ("model", test_model);
  ADD ("list", test_list);
  g_test_add_func ("/outline/ports", test_ports);
  ADD ("find", test_find);
  ADD ("find-bar", test_find_bar);
  return g_test_run ();
}
