// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/client/cvk-bindings.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-inspector-many.h"
#include "desktop/editor/cvk-description-row.h"
#include "desktop/editor/cvk-inspector-pipeline.h"
#include "desktop/editor/cvk-inspector-setup.h"
#include "desktop/editor/cvk-inspector.h"
#include "desktop/editor/cvk-node-slot.h"
#include "desktop/forms/cvk-form.h"
#include "support/cvk-await.h"
#include "world.h"

typedef struct
{
  CvkSession *session;
  GtkWidget *window;    /* weak */
  GtkWidget *inspector; /* weak */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->session = cvk_session_new_blank ("Weekly meetings");
  self->window = gtk_window_new ();
  self->inspector = cvk_inspector_new ();
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  g_object_add_weak_pointer (G_OBJECT (self->inspector), (gpointer *) &self->inspector);
  gtk_window_set_child (GTK_WINDOW (self->window), self->inspector);
  cvk_inspector_set_session (CVK_INSPECTOR (self->inspector), self->session);
  gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
is_gone (gpointer user_data)
{
  Fixture *self = user_data;

  return self->window == NULL && self->inspector == NULL && self->session == NULL;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  g_object_unref (self->session);
  cvk_await ("everything's end", is_gone, self);
}

static char *
add_node (Fixture *self, const char *type, double x)
{
  g_autoptr (GError) error = NULL;
  char *id = cvk_editing_add_node (self->session, type, x, 0, &error);

  g_assert_no_error (error);
  /* The setup of a node that was selected is made in a turn of its own. */
  cvk_drain_main_context ();
  return id;
}

static CvkNode *
get_node (Fixture *self, const char *id)
{
  return cvk_document_get_node (cvk_session_get_document (self->session), id);
}

static const char *
get_page (Fixture *self)
{
  return gtk_stack_get_visible_child_name (
    GTK_STACK (gtk_widget_get_first_child (self->inspector)));
}

/* Nothing, one and several. */
static void
test_selection (Fixture *self, gconstpointer data)
{
  CvkSelection *selection = cvk_session_get_selection (self->session);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpstr (get_page (self), ==, "pipeline");
  first = add_node (self, "zoom", 0);
  g_assert_cmpstr (get_page (self), ==, "node");
  second = add_node (self, "output", 400);
  cvk_editing_select_all (self->session);
  g_assert_cmpstr (get_page (self), ==, "many");
  world_get (self->inspector, GTK_TYPE_LABEL, "label", "2 nodes selected");
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, first);
  g_assert_cmpstr (get_page (self), ==, "node");
  cvk_editing_delete_selection (self->session);
  g_assert_cmpstr (get_page (self), ==, "pipeline");
  cvk_history_undo (cvk_session_get_history (self->session));
  g_assert_nonnull (get_node (self, first));
}

/* A Zoom node offers its actions; choosing one is one step, and brings the form. */
static void
test_action (Fixture *self, gconstpointer data)
{
  CvkHistory *history = cvk_session_get_history (self->session);
  g_autofree char *id = add_node (self, "zoom", 0);
  GtkWidget *choice = world_get (self->inspector, ADW_TYPE_ACTION_ROW, "title", "Create meeting");
  GtkWidget *action;

  g_assert_null (world_find (self->inspector, CVK_TYPE_FORM, NULL, NULL));
  g_signal_emit_by_name (choice, "activated");
  g_assert_cmpstr (get_node (self, id)->type, ==, "zoom.create-meeting");
  world_get (self->inspector, CVK_TYPE_FORM, NULL, NULL);
  g_assert_cmpstr (cvk_history_get_undo_name (history), ==, "Choose Action");

  action = world_get (self->inspector, ADW_TYPE_COMBO_ROW, "title", "Action");
  adw_combo_row_set_selected (ADW_COMBO_ROW (action), 1);
  g_assert_cmpstr (get_node (self, id)->type, ==, "zoom.get-meeting");
  cvk_history_undo (history);
  g_assert_cmpstr (get_node (self, id)->type, ==, "zoom.create-meeting");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (action)), ==, 0);
  cvk_history_undo (history);
  g_assert_cmpstr (get_node (self, id)->type, ==, "zoom");
  g_assert_null (world_find (self->inspector, CVK_TYPE_FORM, NULL, NULL));
}

/* The name is changed where it stands; an empty one is that of the kind again. */
static void
test_rename (Fixture *self, gconstpointer data)
{
  g_autofree char *id = add_node (self, "output", 0);
  GtkWidget *title = world_get (self->inspector, GTK_TYPE_ENTRY, NULL, NULL);

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (title)), ==, "Output");
  cvk_inspector_rename (CVK_INSPECTOR (self->inspector));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (self->window)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (title), "Join links");
  g_signal_emit_by_name (title, "activate");
  g_assert_cmpstr (get_node (self, id)->label, ==, "Join links");
  gtk_editable_set_text (GTK_EDITABLE (title), "Nonsense");
  gtk_widget_activate_action (self->inspector, "inspector.revert-title", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (title)), ==, "Join links");
  gtk_editable_set_text (GTK_EDITABLE (title), " ");
  g_signal_emit_by_name (title, "activate");
  g_assert_null (get_node (self, id)->label);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (title)), ==, "Output");
}

/* Nodes of a service share an account, until one gets its own. */
static void
test_slots (Fixture *self, gconstpointer data)
{
  g_autofree char *first = add_node (self, "zoom.create-meeting", 0);
  g_autofree char *second = add_node (self, "zoom.get-meeting", 400);
  g_autofree char *slot = cvk_node_slot_ensure (self->session, first, "zoom");
  GtkWidget *row;
  g_autoptr (GPtrArray) slots = NULL;

  g_assert_cmpstr (get_node (self, second)->slot, ==, slot);
  row = world_get (self->inspector, ADW_TYPE_COMBO_ROW, "title", "Account slot");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  slots = cvk_node_slot_list (self->session, "zoom");
  g_assert_cmpuint (slots->len, ==, 2);
  g_assert_cmpstr (get_node (self, first)->slot, ==, slot);
  g_assert_cmpstr (get_node (self, second)->slot, ==, g_ptr_array_index (slots, 1));
  cvk_history_undo (cvk_session_get_history (self->session));
  g_assert_cmpstr (get_node (self, second)->slot, ==, slot);
  g_assert_cmpuint (cvk_document_get_slots (cvk_session_get_document (self->session))->len, ==, 1);
}

static void
problems_cb (CvkSession *session, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* What it is for is taken when it is left, one step of undo; what nobody changed is no step. */
static void
test_description (Fixture *self, GtkWidget *pipeline)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  CvkHistory *history = cvk_session_get_history (self->session);
  GtkWidget *row = world_get (pipeline, CVK_TYPE_DESCRIPTION_ROW, NULL, NULL);
  GtkTextView *view = GTK_TEXT_VIEW (world_get (row, GTK_TYPE_TEXT_VIEW, NULL, NULL));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkWidget *name = world_get (pipeline, ADW_TYPE_ENTRY_ROW, "title", "Name");
  g_autofree char *before = g_strdup (cvk_document_get_description (document));
  g_autofree char *endless = g_strnfill (100000, 'a');
  g_autofree char *last = g_strdup (cvk_history_get_undo_name (history));

  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "What it is for");
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (view)));
  gtk_widget_grab_focus (name);
  g_assert_cmpstr (cvk_history_get_undo_name (history), ==, last);
  gtk_widget_grab_focus (GTK_WIDGET (view));
  gtk_text_buffer_set_text (buffer, "Meetings of the week ", -1);
  gtk_widget_grab_focus (name);
  g_assert_cmpstr (cvk_document_get_description (document), ==, "Meetings of the week");
  cvk_history_undo (history);
  g_assert_cmpstr (cvk_document_get_description (document), ==, before);

  /* Written by another program; nobody has changed it here. */
  cvk_description_row_set_text (CVK_DESCRIPTION_ROW (row), "Two lines,\nand an empty one\n\n");
  gtk_widget_grab_focus (GTK_WIDGET (view));
  gtk_widget_grab_focus (name);
  g_assert_cmpstr (cvk_document_get_description (document), ==, before);

  cvk_description_row_set_text (CVK_DESCRIPTION_ROW (row), endless);
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), <, 5000);
  g_assert_false (gtk_text_view_get_editable (view));
  gtk_widget_grab_focus (GTK_WIDGET (view));
  gtk_widget_grab_focus (name);
  g_assert_cmpstr (cvk_document_get_description (document), ==, before);
  cvk_description_row_set_text (CVK_DESCRIPTION_ROW (row), before);
}

/* The pipeline has a name, and its problems lead to their places. */
static void
test_pipeline (Fixture *self, gconstpointer data)
{
  CvkSelection *selection = cvk_session_get_selection (self->session);
  g_autofree char *id = NULL;
  gboolean is_checked = FALSE;
  GtkWidget *name = world_get (self->inspector, ADW_TYPE_ENTRY_ROW, "title", "Name");
  GtkWidget *pipeline = gtk_widget_get_ancestor (name, CVK_TYPE_INSPECTOR_PIPELINE);

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "Weekly meetings");
  gtk_editable_set_text (GTK_EDITABLE (name), "Monthly");
  g_signal_emit_by_name (name, "apply");
  g_assert_cmpstr (cvk_document_get_name (cvk_session_get_document (self->session)), ==, "Monthly");
  cvk_history_undo (cvk_session_get_history (self->session));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "Weekly meetings");

  test_description (self, pipeline);
  g_signal_connect (self->session, "problems-changed", G_CALLBACK (problems_cb), &is_checked);
  id = add_node (self, "zoom", 0);
  cvk_await_flag ("the checks", &is_checked);
  cvk_selection_clear (selection);
  g_assert_cmpuint (cvk_session_get_problems (self->session)->len, >, 0);
  g_signal_emit_by_name (world_get (pipeline, ADW_TYPE_ACTION_ROW, NULL, NULL), "activated");
  g_assert_cmpstr (cvk_selection_get_single_node (selection), ==, id);
  g_signal_handlers_disconnect_by_data (self->session, &is_checked);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_session_save_as_finish (CVK_SESSION (object), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
has_file (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* What fills a slot is remembered by the place of the file, and stands in no pipeline. */
static void
test_bindings (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "weekly.convoke", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *kept = cvk_bindings_make_path (file);
  g_autoptr (CvkSession) other = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) taken = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_saved = FALSE;

  cvk_bindings_set_connection (cvk_bindings_get (self->session), "zoom", "zoom-12345");
  cvk_session_save_as_async (self->session, file, NULL, saved_cb, &is_saved);
  cvk_await_flag ("saving", &is_saved);
  while (!has_file (kept))
    g_main_context_iteration (NULL, FALSE);
  text = cvk_document_to_bytes (cvk_session_get_document (self->session));
  g_assert_null (
    g_strstr_len (g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text), "zoom-12345"));
  cvk_session_load_async (file, NULL, cvk_await_result_cb, &result);
  taken = cvk_await_result (&result);
  other = cvk_session_load_finish (taken, &error);
  g_assert_no_error (error);
  while (cvk_bindings_get_connection (cvk_bindings_get (other), "zoom") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (cvk_bindings_get_connection (cvk_bindings_get (other), "zoom"), ==,
                   "zoom-12345");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/inspector/selection", Fixture, NULL, set_up, test_selection, tear_down);
  g_test_add ("/inspector/action", Fixture, NULL, set_up, test_action, tear_down);
  g_test_add ("/inspector/rename", Fixture, NULL, set_up, test_rename, tear_down);
  g_test_add ("/inspector/slots", Fixture, NULL, set_up, test_slots, tear_down);
  g_test_add ("/inspector/pipeline", Fixture, NULL, set_up, test_pipeline, tear_down);
  g_test_add ("/inspector/bindings", Fixture, NULL, set_up, test_bindings, tear_down);
  return g_test_run ();
}
