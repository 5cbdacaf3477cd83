// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "desktop/editor/cvk-problem-row.h"
#include "desktop/editor/cvk-problems-button.h"
#include "desktop/editor/cvk-problems-group.h"
#include "desktop/editor/cvk-problems-list.h"
#include "desktop/rows.h"

/* A create without a zone: one warning; and with a field nobody knows: two. */
static CvkSession *
open_session (const char *settings)
{
  g_autofree char *text =
    g_strdup_printf ("{'convoke':1,'slots':{'z':{'connector':'zoom'}},'nodes':{'c':{'type':"
                     "'zoom.create-meeting','label':'Create','slot':'z','settings':{%s}},"
                     "'o':{'type':'output','settings':{'name':'O'}}},'links':['c.out -> o.in']}",
                     settings);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  CvkDocument *document;

  g_strdelimit (text, "'", '"');
  bytes = g_bytes_new (text, strlen (text));
  document = cvk_document_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  return cvk_session_new (document);
}

#define TWO "'start_time':'2036-03-04T14:00:00','topik':'x'"

typedef struct
{
  char *node;
  char *field;
} Place;

static void
activated_cb (GtkWidget *widget, const char *node, const char *field, gpointer user_data)
{
  Place *place = user_data;

  place->node = g_strdup (node);
  place->field = g_strdup (field);
}

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 400, 400);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  rows_settle ();
  return window;
}

static void
test_list (void)
{
  CvkSession *session = open_session (TWO);
  GtkWidget *list = cvk_problems_list_new ();
  GtkWidget *window = show (list);
  Place place = { NULL };

  g_assert_nonnull (rows_find_text (list, "Nothing to mend"));
  cvk_problems_list_set_session (CVK_PROBLEMS_LIST (list), session);
  rows_settle ();
  g_assert_cmpuint (cvk_problems_list_get_count (CVK_PROBLEMS_LIST (list)), ==, 2);
  g_assert_false (cvk_problems_list_has_errors (CVK_PROBLEMS_LIST (list)));
  g_assert_nonnull (rows_find_text (list, "Create · Time zone"));
  g_assert_nonnull (rows_find_text (list, "Did you mean “topic”?"));

  /* A click selects the node and names the place. */
  g_signal_connect (list, "activated", G_CALLBACK (activated_cb), &place);
  g_signal_emit_by_name (rows_find (list, GTK_TYPE_LIST_VIEW, 0), "activate", 1u);
  g_assert_cmpstr (place.node, ==, "c");
  g_assert_cmpstr (cvk_selection_get_single_node (cvk_session_get_selection (session)), ==, "c");
  g_assert_nonnull (place.field);
  g_free (place.node);
  g_free (place.field);

  g_object_add_weak_pointer (G_OBJECT (list), (gpointer *) &list);
  gtk_window_destroy (GTK_WINDOW (window));
  rows_settle ();
  g_assert_null (list);
  g_assert_finalize_object (session);
}

/* A fix is one step that can be undone; then the list says so. */
static void
test_fix (void)
{
  CvkSession *session = open_session (TWO);
  CvkHistory *history = cvk_session_get_history (session);
  GtkWidget *list = cvk_problems_list_new ();
  GtkWidget *window = show (list);

  cvk_problems_list_set_session (CVK_PROBLEMS_LIST (list), session);
  rows_settle ();
  rows_click (list, "Set the time zone to UTC");
  g_assert_cmpuint (cvk_problems_list_get_count (CVK_PROBLEMS_LIST (list)), ==, 1);
  g_assert_cmpstr (cvk_history_get_undo_name (history), ==, "Set the time zone to UTC");
  rows_click (list, "Call it “topic”");
  g_assert_cmpuint (cvk_problems_list_get_count (CVK_PROBLEMS_LIST (list)), ==, 0);
  g_assert_nonnull (rows_find_text (list, "Nothing to mend"));
  cvk_history_undo (history);
  cvk_history_undo (history);
  rows_settle ();
  g_assert_cmpuint (cvk_problems_list_get_count (CVK_PROBLEMS_LIST (list)), ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
  rows_settle ();
  g_assert_finalize_object (session);
}

static unsigned
count_rows (GtkWidget *group)
{
  unsigned count = 0;

  while (rows_find (group, CVK_TYPE_PROBLEM_ROW, count) != NULL)
    count++;
  return count;
}

/* In the inspector: all of the pipeline, or those of a node that no field shows. */
static void
test_group (void)
{
  CvkSession *session = open_session (TWO);
  GtkWidget *group = g_object_new (CVK_TYPE_PROBLEMS_GROUP, NULL);
  GtkWidget *window = show (group);
  Place place = { NULL };

  g_assert_false (gtk_widget_get_visible (group));
  cvk_problems_group_set (CVK_PROBLEMS_GROUP (group), session, NULL);
  rows_settle ();
  g_assert_cmpuint (count_rows (group), ==, 2);
  g_signal_connect (group, "activated", G_CALLBACK (activated_cb), &place);
  g_signal_emit_by_name (rows_find (group, ADW_TYPE_ACTION_ROW, 0), "activated");
  g_assert_cmpstr (place.node, ==, "c");
  g_free (place.node);
  g_free (place.field);
  rows_click (group, "Set the time zone to UTC");
  g_assert_cmpuint (count_rows (group), ==, 1);
  cvk_problems_group_set (CVK_PROBLEMS_GROUP (group), session, "c");
  g_assert_cmpuint (count_rows (group), ==, 0);
  g_assert_false (gtk_widget_get_visible (group));
  g_object_add_weak_pointer (G_OBJECT (group), (gpointer *) &group);
  gtk_window_destroy (GTK_WINDOW (window));
  rows_settle ();
  g_assert_null (group);
  g_assert_finalize_object (session);
}

static void
test_button (void)
{
  CvkSession *session = open_session (TWO ",'duration':'long'");
  GtkWidget *button = cvk_problems_button_new ();
  GtkWidget *window = show (button);
  GtkWidget *menu_button = rows_find (button, GTK_TYPE_MENU_BUTTON, 0);

  g_assert_false (gtk_widget_get_visible (button));
  g_object_set (button, "session", session, NULL);
  rows_settle ();
  g_assert_true (gtk_widget_get_visible (button));
  gtk_test_accessible_assert_property (menu_button, GTK_ACCESSIBLE_PROPERTY_LABEL, "3 problems");
  g_assert_true (
    gtk_widget_has_css_class (rows_find (button, ADW_TYPE_BUTTON_CONTENT, 0), "error"));
  cvk_problems_button_open (CVK_PROBLEMS_BUTTON (button));
  g_assert_true (gtk_widget_get_visible (
    GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (menu_button)))));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (menu_button));
  g_object_set (button, "session", NULL, NULL);
  rows_settle ();
  g_assert_false (gtk_widget_get_visible (button));
  g_object_add_weak_pointer (G_OBJECT (button), (gpointer *) &button);
  gtk_window_destroy (GTK_WINDOW (window));
  rows_settle ();
  g_assert_null (button);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/problems/list", test_list);
  g_test_add_func ("/problems/fix", test_fix);
  g_test_add_func ("/problems/group", test_group);
  g_test_add_func ("/problems/button", test_button);
  return g_test_run ();
}
