// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>

#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/editor/cvk-node-search-list.h"
#include "desktop/editor/cvk-node-search-match.h"
#include "desktop/editor/cvk-node-search-popover.h"
#include "desktop/editor/cvk-node-search.h"

/* --- Matching --- */

static const struct
{
  const char *query;
  const char *first; /* NULL: nothing */
} queries[] = {
  { "zoom", "zoom" },
  { "Zoom", "zoom" },
  { "zo", "zoom" },
  { "Create Meeting", "zoom.create-meeting" },
  { "create a meeting", "zoom.create-meeting" },
  { "delete meeting", "zoom.delete-meeting" },
  { "List Meetings", "zoom.list-meetings" },
  { "zoom update", "zoom.update-meeting" },
  { "output", "output" },
  { "OUTPUT", "output" },
  { "spreadsheet", "spreadsheet.read" },
  { "excel export", "spreadsheet.write" },
  { "csv", "csv.read" },
  { "rest api", "http.request" },
  { "look up", "table.read" },
  { "summarize", "ai.summarise" },
  { "if", "condition" },
  { "javascript", "script" },
  { "unique", "deduplicate" },
  /* As it is called in a file, which is the same in all languages. */
  { "deduplicate", "deduplicate" },
  { "trigger.schedule", "trigger.schedule" },
  { "xyzzy quux", NULL },
};

static void
test_match (void)
{
  g_autoptr (CvkNodeMatcher) matcher = cvk_node_matcher_new (cvk_node_catalogue_get ());

  for (size_t i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) found =
        cvk_node_matcher_find (matcher, queries[i].query, CVK_NODE_FIT_ANY);
      const CvkNodeEntry *first = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

      g_test_message ("%s", queries[i].query);
      g_assert_cmpstr (first != NULL ? first->type->id : NULL, ==, queries[i].first);
    }
}

static unsigned
count_service (GPtrArray *found, gboolean actions)
{
  unsigned count = 0;

  for (unsigned i = 0; i < found->len; i++)
    {
      const CvkNodeEntry *entry = g_ptr_array_index (found, i);

      count += g_strcmp0 (entry->type->connector, "zoom") == 0 && entry->is_action == actions &&
               !entry->type->is_trigger;
    }
  return count;
}

/* Zoom is one entry, whether everything is listed or its name is typed. */
static void
test_one_service (void)
{
  g_autoptr (CvkNodeMatcher) matcher = cvk_node_matcher_new (cvk_node_catalogue_get ());
  g_autoptr (GPtrArray) all = cvk_node_matcher_find (matcher, "", CVK_NODE_FIT_ANY);
  g_autoptr (GPtrArray) zoom = cvk_node_matcher_find (matcher, "zoom", CVK_NODE_FIT_ANY);
  g_autoptr (GPtrArray) meeting = cvk_node_matcher_find (matcher, "meeting", CVK_NODE_FIT_ANY);

  g_assert_cmpuint (count_service (all, FALSE), ==, 1);
  g_assert_cmpuint (count_service (all, TRUE), ==, 0);
  g_assert_cmpuint (count_service (zoom, FALSE), ==, 1);
  g_assert_cmpuint (count_service (zoom, TRUE), ==, 0);
  g_assert_cmpuint (count_service (meeting, TRUE), >=, 5);
}

/* Triggers have no port where something comes in. */
static unsigned
count_triggers (GPtrArray *found)
{
  unsigned count = 0;

  for (unsigned i = 0; i < found->len; i++)
    count += ((const CvkNodeEntry *) g_ptr_array_index (found, i))->type->is_trigger;
  return count;
}

static void
test_fit (void)
{
  g_autoptr (CvkNodeMatcher) matcher = cvk_node_matcher_new (cvk_node_catalogue_get ());
  g_autoptr (GPtrArray) any = cvk_node_matcher_find (matcher, "", CVK_NODE_FIT_ANY);
  g_autoptr (GPtrArray) behind = cvk_node_matcher_find (matcher, "", CVK_NODE_FIT_INPUT);
  g_autoptr (GPtrArray) output = cvk_node_matcher_find (matcher, "output", CVK_NODE_FIT_OUTPUT);

  g_assert_cmpuint (behind->len, ==, any->len - 1 - count_triggers (any)); /* without Input */
  for (unsigned i = 0; i < output->len; i++)
    g_assert_cmpstr (((CvkNodeEntry *) g_ptr_array_index (output, i))->type->id, !=, "output");
}

/* --- The entry --- */

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

static void
chosen_cb (GtkWidget *widget, const char *type, GString *log)
{
  g_string_append_printf (log, "%s;", type);
}

static void
type_text (GtkWidget *search, const char *text)
{
  GtkWidget *entry = find_child (search, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 600, 500);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (window))
    g_main_context_iteration (NULL, TRUE);
  return window;
}

static void
close_window (GtkWidget *window)
{
  GtkWidget *search = gtk_window_get_child (GTK_WINDOW (window));

  g_object_add_weak_pointer (G_OBJECT (search), (gpointer *) &search);
  gtk_window_destroy (GTK_WINDOW (window));
  while (search != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (search);
}

static void
test_entry (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *search = cvk_node_search_new ();
  GtkWidget *window = show (search);
  GtkWidget *entry = find_child (search, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *list = find_child (search, CVK_TYPE_NODE_SEARCH_LIST);

  g_signal_connect (search, "chosen", G_CALLBACK (chosen_cb), log);
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_LABEL, "Add a node");
  g_assert_false (gtk_widget_get_mapped (list));
  cvk_node_search_begin (CVK_NODE_SEARCH (search));
  g_assert_true (gtk_widget_get_mapped (list));
  type_text (search, "create meeting");
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Create meeting");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (log->str, ==, "zoom.create-meeting;");
  g_assert_false (gtk_widget_get_mapped (list));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  /* Beginning again, one types over what was looked for. */
  type_text (search, "create meeting");
  cvk_node_search_begin (CVK_NODE_SEARCH (search));
  g_assert_true (gtk_editable_get_selection_bounds (GTK_EDITABLE (entry), NULL, NULL));
  /* Nothing fits: Enter chooses nothing. */
  type_text (search, "xyzzy quux");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (log->str, ==, "zoom.create-meeting;");
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_false (gtk_widget_get_mapped (list));
  close_window (window);
}

static void
test_keys (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *search = cvk_node_search_new ();
  GtkWidget *window = show (search);
  CvkNodeSearchList *list = CVK_NODE_SEARCH_LIST (find_child (search, CVK_TYPE_NODE_SEARCH_LIST));
  g_autofree char *first = NULL;

  g_signal_connect (search, "chosen", G_CALLBACK (chosen_cb), log);
  cvk_node_search_begin (CVK_NODE_SEARCH (search));
  first = g_strdup (cvk_node_search_list_get_selected_title (list));
  g_assert_cmpstr (first, ==, "Zoom");
  g_assert_true (cvk_node_search_list_handle_key (list, GDK_KEY_Down));
  g_assert_cmpstr (cvk_node_search_list_get_selected_title (list), !=, first);
  g_assert_true (cvk_node_search_list_handle_key (list, GDK_KEY_Up));
  g_assert_true (cvk_node_search_list_handle_key (list, GDK_KEY_Up));
  g_assert_false (cvk_node_search_list_handle_key (list, GDK_KEY_a));
  g_assert_true (cvk_node_search_list_choose (list));
  g_assert_cmpstr (log->str, ==, "zoom;");
  close_window (window);
}

static void
test_popover (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *popover = cvk_node_search_popover_new (CVK_NODE_FIT_OUTPUT);
  GtkWidget *window;
  GtkWidget *entry;

  gtk_widget_set_parent (popover, box);
  window = show (box);
  g_signal_connect (popover, "chosen", G_CALLBACK (chosen_cb), log);
  gtk_popover_popup (GTK_POPOVER (popover));
  type_text (popover, "input");
  entry = find_child (popover, GTK_TYPE_SEARCH_ENTRY);
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (log->str, ==, "input;");
  g_assert_false (gtk_widget_get_visible (popover));
  gtk_widget_unparent (popover);
  close_window (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/node-search/match", test_match);
  g_test_add_func ("/node-search/one-service", test_one_service);
  g_test_add_func ("/node-search/fit", test_fit);
  g_test_add_func ("/node-search/entry", test_entry);
  g_test_add_func ("/node-search/keys", test_keys);
  g_test_add_func ("/node-search/popover", test_popover);
  return g_test_run ();
}
