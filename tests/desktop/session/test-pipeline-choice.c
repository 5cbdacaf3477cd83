// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "desktop/client/cvk-bindings.h"
#include "desktop/connections/cvk-connection-picker.h"
#include "desktop/editor/cvk-inspector-inner.h"
#include "desktop/editor/cvk-inspector-setup.h"
#include "desktop/forms/cvk-file-bindings.h"
#include "desktop/forms/cvk-file-slot-field.h"
#include "desktop/session/session-bench.h"

/* Choosing what a node runs brings the slots that are wanted in there, and their accounts and files
 * are chosen at the node. */

#define OUTER                                                                                      \
  "{\"convoke\":1,\"name\":\"Outer\",\"nodes\":{\"in\":{\"type\":\"input\"},"                      \
  "\"each\":{\"type\":\"for-each\"}},\"links\":[\"in.out -> each.in\"]}"
#define INNER                                                                                      \
  "{\"convoke\":1,\"slots\":{\"host\":{\"connector\":\"zoom\",\"label\":\"Host\"}},"               \
  "\"files\":{\"rows\":{\"label\":\"Guests\"}},\"nodes\":{\"start\":{\"type\":\"input\"},"         \
  "\"get\":{\"type\":\"zoom.get-meeting\",\"slot\":\"host\",\"settings\":{\"meetingId\":\"1\"}},"  \
  "\"guests\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"rows\"}},"                           \
  "\"end\":{\"type\":\"output\"}},\"links\":[\"start.out -> get.in\",\"get.out -> end.in\","       \
  "\"guests.out -> end.in\"]}"

typedef struct
{
  SessionBench bench;
  CvkSession *session;
  CvkEngineClient *client; /* of nothing that answers */
  GtkWidget *window;
  GtkWidget *setup;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  session_bench_set_up (&self->bench, NULL);
  g_assert_true (g_file_set_contents (g_file_peek_path (self->bench.file), OUTER, -1, NULL));
  self->session = session_bench_load (self->bench.file, &error);
  g_assert_no_error (error);
  self->client = cvk_engine_client_new ("/proc/nowhere");
  self->window = gtk_window_new ();
  self->setup = cvk_inspector_setup_new (self->session, self->client, "each");
  gtk_window_set_child (GTK_WINDOW (self->window), self->setup);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_assert_true (session_bench_close_session (self->session, &error));
  g_object_unref (self->session);
  g_object_unref (self->client);
  session_bench_tear_down (&self->bench, NULL);
}

/* The first one that is to be seen. (nullable) */
static gpointer
find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_is_visible (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static CvkNode *
get_node (Fixture *self)
{
  return cvk_document_get_node (cvk_session_get_document (self->session), "each");
}

/* As by the button of the field. */
static void
choose (Fixture *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->bench.folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  cvk_file_slot_field_take_file (find (self->setup, CVK_TYPE_FILE_SLOT_FIELD), file);
  while (g_strcmp0 (cvk_value_lookup_string (get_node (self)->settings, "file", ""), name) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_slots (Fixture *self, gconstpointer data)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  CvkHistory *history = cvk_session_get_history (self->session);

  choose (self, "inner.convoke", INNER);
  g_assert_cmpstr (cvk_document_get_slot (document, "host")->connector, ==, "zoom");
  g_assert_cmpstr (cvk_document_get_slot (document, "host")->label, ==, "Host");
  g_assert_cmpstr (cvk_document_get_file_slot (document, "rows")->label, ==, "Guests");
  g_assert_cmpstr (cvk_history_get_undo_name (history), ==, "Choose Pipeline");

  g_assert_true (cvk_history_undo (history));
  g_assert_null (cvk_document_get_slot (document, "host"));
  g_assert_null (cvk_document_get_file_slot (document, "rows"));
  g_assert_null (cvk_value_get_member (get_node (self)->settings, "file"));
  g_assert_null (cvk_history_get_undo_name (history));
  g_assert_true (cvk_history_redo (history));
  g_assert_nonnull (cvk_document_get_slot (document, "host"));
}

/* The file is chosen all the same, for the checks to say what is wrong with it. */
static void
test_no_pipeline (Fixture *self, gconstpointer data)
{
  CvkDocument *document = cvk_session_get_document (self->session);

  choose (self, "letter.convoke", "Dear all,");
  g_assert_cmpuint (cvk_document_get_slots (document)->len, ==, 0);
  g_assert_cmpuint (cvk_document_get_file_slots (document)->len, ==, 0);
}

/* They are chosen on this computer, and stand in no pipeline. */
static void
test_bindings (Fixture *self, gconstpointer data)
{
  CvkBindings *bindings = cvk_bindings_get (self->session);
  g_autofree char *guests = g_build_filename (self->bench.folder, "guests.csv", NULL);
  g_autofree char *chosen = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (guests);
  GtkWidget *inner = NULL;

  g_assert_null (find (self->setup, CVK_TYPE_INSPECTOR_INNER));
  choose (self, "inner.convoke", INNER);
  while ((inner = find (self->setup, CVK_TYPE_INSPECTOR_INNER)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (find (inner, CVK_TYPE_CONNECTION_PICKER), "chosen", "zoom-12345");
  g_assert_cmpstr (cvk_bindings_get_connection (bindings, "host"), ==, "zoom-12345");

  cvk_inspector_inner_take_file (CVK_INSPECTOR_INNER (inner), "rows", file);
  chosen = cvk_file_bindings_dup_path (self->session, "rows");
  g_assert_cmpstr (chosen, ==, guests);
  g_assert_cmpstr (adw_action_row_get_subtitle (find (inner, ADW_TYPE_ACTION_ROW)), ==, guests);

  /* With the file it goes. */
  cvk_history_undo (cvk_session_get_history (self->session));
  while (find (self->setup, CVK_TYPE_INSPECTOR_INNER) != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/pipeline-choice/slots", Fixture, NULL, set_up, test_slots, tear_down);
  g_test_add ("/pipeline-choice/no-pipeline", Fixture, NULL, set_up, test_no_pipeline, tear_down);
  g_test_add ("/pipeline-choice/bindings", Fixture, NULL, set_up, test_bindings, tear_down);
  return g_test_run ();
}
