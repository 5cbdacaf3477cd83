// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-node-drag.h"

static const char example[] =
  "{\n"
  "  \"convoke\": 1,\n"
  "  \"name\": \"N\",\n"
  "  \"nodes\": {\n"
  "    \"read\": { \"type\": \"csv.read\", \"settings\": { \"file\": \"a.csv\" } },\n"
  "    \"create\": { \"type\": \"zoom.create-meeting\", \"x\": [1,   2] },\n"
  "    \"results\": {\n"
  "      \"type\": \"output\"\n"
  "    }\n"
  "  },\n"
  "  \"links\": [\n"
  "    \"read.out -> create.in\",\n"
  "    \"create.out -> results.in\"\n"
  "  ],\n"
  "  \"notes\": {\n"
  "    \"n\": {\"text\": \"T\", \"x\": 10, \"y\": 400}\n"
  "  },\n"
  "  \"frames\": {\n"
  "    \"f\": {\"title\": \"F\", \"nodes\": [\"read\", \"create\"]}\n"
  "  },\n"
  "  \"layout\": {\n"
  "    \"read\": [0, 0],\n"
  "    \"create\": [280, 0],\n"
  "    \"results\": [560, 0]\n"
  "  }\n"
  "}\n";

typedef struct
{
  CvkSession *session;
  CvkDocument *document;   /* borrowed */
  CvkHistory *history;     /* borrowed */
  CvkSelection *selection; /* borrowed */
  char *before;
} Fixture;

static char *
dup_text (CvkDocument *document)
{
  g_autoptr (GBytes) bytes = cvk_document_to_bytes (document);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (example, strlen (example));
  g_autoptr (GError) error = NULL;

  fixture->document = cvk_document_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  fixture->session = cvk_session_new (fixture->document);
  fixture->history = cvk_session_get_history (fixture->session);
  fixture->selection = cvk_session_get_selection (fixture->session);
  fixture->before = dup_text (fixture->document);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *) &fixture->session);
  g_object_unref (fixture->session);
  g_assert_null (fixture->session);
  g_free (fixture->before);
}

/* One step of that name, which undoing takes back to the byte and redoing brings again. */
static void
assert_one_step (Fixture *fixture, const char *name)
{
  g_autofree char *after = dup_text (fixture->document);
  g_autofree char *undone = NULL;
  g_autofree char *redone = NULL;

  g_assert_cmpstr (cvk_history_get_undo_name (fixture->history), ==, name);
  g_assert_true (cvk_history_undo (fixture->history));
  g_assert_null (cvk_history_get_undo_name (fixture->history));
  undone = dup_text (fixture->document);
  g_assert_cmpstr (undone, ==, fixture->before);
  g_assert_true (cvk_history_redo (fixture->history));
  redone = dup_text (fixture->document);
  g_assert_cmpstr (redone, ==, after);
}

static void
assert_nothing_happened (Fixture *fixture)
{
  g_autofree char *after = dup_text (fixture->document);

  g_assert_null (cvk_history_get_undo_name (fixture->history));
  g_assert_cmpstr (after, ==, fixture->before);
}

static void
assert_links (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *links = cvk_document_get_links (fixture->document);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      g_autofree char *one = cvk_editing_make_link_text (link->source, link->source_port,
                                                         link->target, link->target_port);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", one);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_place (Fixture *fixture, const char *id, double x, double y)
{
  const CvkNode *node = cvk_document_get_node (fixture->document, id);

  g_assert_nonnull (node);
  g_assert_cmpfloat (node->x, ==, x);
  g_assert_cmpfloat (node->y, ==, y);
}

/* --- Adding --- */

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cvk_editing_add_node (fixture->session, "csv.read", 13, 207, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "csv-read");
  g_assert_cmpstr (cvk_selection_get_single_node (fixture->selection), ==, id);
  assert_place (fixture, id, 20, 200);
  assert_one_step (fixture, "Add Node");
}

/* A new card does not hide one that is there. */
static void
test_add_free_place (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = cvk_editing_add_node (fixture->session, "csv.read", 0, 0, NULL);
  g_autofree char *second = cvk_editing_add_node (fixture->session, "csv.read", 0, 0, NULL);

  assert_place (fixture, first, 0, 120);
  assert_place (fixture, second, 0, 240);
}

/* The first Zoom node brings the slot, the second one shares it. */
static void
test_add_slot (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = cvk_editing_add_node (fixture->session, "zoom", 0, 300, NULL);
  g_autofree char *second = NULL;

  assert_one_step (fixture, "Add Node");
  second = cvk_editing_add_node (fixture->session, "zoom.get-meeting", 0, 500, NULL);
  g_assert_cmpuint (cvk_document_get_slots (fixture->document)->len, ==, 1);
  g_assert_cmpstr (cvk_document_get_slot (fixture->document, "zoom")->label, ==, "Zoom account");
  g_assert_cmpstr (cvk_document_get_node (fixture->document, first)->slot, ==, "zoom");
  g_assert_cmpstr (cvk_document_get_node (fixture->document, second)->slot, ==, "zoom");
}

static void
test_add_linked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
    cvk_editing_add_linked (fixture->session, "output", "create", "failed", TRUE, 560, 200, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "output");
  assert_links (fixture, "read.out -> create.in, create.out -> results.in, "
                         "create.failed -> output.in");
  assert_one_step (fixture, "Add Linked Node");
}

static void
test_add_linked_to_input (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
    cvk_editing_add_linked (fixture->session, "csv.read", "create", "in", FALSE, 0, 200, &error);

  g_assert_no_error (error);
  assert_links (fixture, "read.out -> create.in, create.out -> results.in, "
                         "csv-read.out -> create.in");
}

static void
test_add_linked_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
    cvk_editing_add_linked (fixture->session, "input", "create", "out", TRUE, 0, 0, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  assert_nothing_happened (fixture);
  g_assert_false (cvk_editing_type_fits (fixture->session, "input", TRUE));
  g_assert_true (cvk_editing_type_fits (fixture->session, "input", FALSE));
  g_assert_true (cvk_editing_type_fits (fixture->session, "output", TRUE));
  /* Nothing comes out of it, but what failed does. */
  g_assert_false (cvk_editing_type_fits (fixture->session, "output", FALSE));
}

static void
test_insert_on_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cvk_editing_insert_on_link (fixture->session, "filter",
                                                    "create.out -> results.in", 420, 0, &error);

  g_assert_no_error (error);
  assert_links (fixture,
                "read.out -> create.in, create.out -> filter.in, filter.out -> results.in");
  assert_one_step (fixture, "Insert Node");
}

static void
test_insert_on_link_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cvk_editing_insert_on_link (fixture->session, "output", "create.out -> results.in",
                                             0, 0, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  g_clear_error (&error);
  g_assert_null (
    cvk_editing_insert_on_link (fixture->session, "filter", "a.out -> b.in", 0, 0, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  assert_nothing_happened (fixture);
}

static void
test_put_on_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cvk_editing_add_node (fixture->session, "filter", 0, 300, NULL);

  g_free (fixture->before);
  fixture->before = dup_text (fixture->document);
  g_assert_true (
    cvk_editing_put_on_link (fixture->session, id, "create.out -> results.in", 430, 205, &error));
  g_assert_no_error (error);
  assert_links (fixture,
                "read.out -> create.in, create.out -> filter.in, filter.out -> results.in");
  g_assert_cmpstr (cvk_history_get_undo_name (fixture->history), ==, "Insert Node");
  assert_place (fixture, id, 440, 200);
  /* Its own end would be a circle. */
  g_assert_false (
    cvk_editing_put_on_link (fixture->session, "create", "filter.out -> results.in", 0, 0, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
}

/* --- Links --- */

static const struct
{
  const char *source, *source_port, *target, *target_port;
  gboolean is_allowed;
} links[] = {
  { "read", "out", "results", "in", TRUE },       { "create", "failed", "results", "in", TRUE },
  { "read", "out", "create", "in", FALSE },       /* is there */
  { "results", "failed", "create", "in", FALSE }, /* a circle */
  { "create", "out", "create", "in", FALSE },     /* itself */
  { "create", "out", "read", "in", FALSE },       /* no input */
  { "results", "out", "create", "in", FALSE },    /* no output */
  { "create", "else", "results", "in", FALSE },   /* no such output */
  { "create", "out", "nobody", "in", FALSE },     { "nobody", "out", "create", "in", FALSE },
};

static void
test_connect (Fixture *fixture, gconstpointer data)
{
  for (size_t i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean is_done =
        cvk_editing_connect (fixture->session, links[i].source, links[i].source_port,
                             links[i].target, links[i].target_port, &error);

      g_test_message ("%s.%s -> %s.%s", links[i].source, links[i].source_port, links[i].target,
                      links[i].target_port);
      g_assert_cmpint (is_done, ==, links[i].is_allowed);
      if (!is_done)
        {
          g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
          assert_nothing_happened (fixture);
          continue;
        }
      g_assert_no_error (error);
      assert_one_step (fixture, "Add Link");
      cvk_history_undo (fixture->history);
    }
}

static void
test_reconnect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_editing_reconnect (fixture->session, "create.out -> results.in", "read", "out",
                                        "results", "in", &error));
  g_assert_no_error (error);
  assert_links (fixture, "read.out -> create.in, read.out -> results.in");
  assert_one_step (fixture, "Change Link");
}

static void
test_disconnect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_editing_disconnect (fixture->session, "create.out -> results.in", &error));
  assert_links (fixture, "read.out -> create.in");
  assert_one_step (fixture, "Delete Link");
}

/* --- Selection --- */

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "read");
  g_assert_true (cvk_editing_delete_selection (fixture->session));
  g_assert_null (cvk_document_get_node (fixture->document, "read"));
  assert_links (fixture, "create.out -> results.in");
  g_assert_cmpuint (cvk_selection_get_count (fixture->selection), ==, 0);
  assert_one_step (fixture, "Delete Node");
}

static void
test_delete_all (Fixture *fixture, gconstpointer data)
{
  cvk_editing_select_all (fixture->session);
  g_assert_cmpuint (cvk_selection_get_count (fixture->selection), ==, 5);
  g_assert_true (cvk_editing_delete_selection (fixture->session));
  g_assert_cmpuint (cvk_document_get_nodes (fixture->document)->len, ==, 0);
  g_assert_cmpuint (cvk_document_get_links (fixture->document)->len, ==, 0);
  g_assert_cmpuint (cvk_document_get_notes (fixture->document)->len, ==, 0);
  g_assert_cmpuint (cvk_document_get_frames (fixture->document)->len, ==, 0);
  assert_one_step (fixture, "Delete");
}

/* A frame forgets what was deleted, and goes when nothing is left in it. */
static void
test_delete_framed (Fixture *fixture, gconstpointer data)
{
  GPtrArray *frames = cvk_document_get_frames (fixture->document);
  const CvkAnnotation *frame = g_ptr_array_index (frames, 0);

  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "read");
  cvk_editing_delete_selection (fixture->session);
  g_assert_cmpuint (cvk_value_get_length (cvk_value_get_member (frame->value, "nodes")), ==, 1);
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "create");
  cvk_editing_delete_selection (fixture->session);
  g_assert_cmpuint (frames->len, ==, 0);
}

static void
test_delete_nothing (Fixture *fixture, gconstpointer data)
{
  g_assert_false (cvk_editing_delete_selection (fixture->session));
  assert_nothing_happened (fixture);
}

static void
test_mute (Fixture *fixture, gconstpointer data)
{
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "read");
  g_assert_true (cvk_editing_toggle_muted (fixture->session));
  assert_one_step (fixture, "Mute Node");
  /* Of two, one is muted: both are then. */
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "create");
  g_assert_true (cvk_editing_toggle_muted (fixture->session));
  g_assert_true (cvk_document_get_node (fixture->document, "create")->muted);
  g_assert_true (cvk_document_get_node (fixture->document, "read")->muted);
  g_assert_true (cvk_editing_toggle_muted (fixture->session));
  g_assert_false (cvk_document_get_node (fixture->document, "read")->muted);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  g_assert_false (cvk_editing_rename_node (fixture->session, "read", ""));
  assert_nothing_happened (fixture);
  g_assert_true (cvk_editing_rename_node (fixture->session, "read", "Interviews"));
  assert_one_step (fixture, "Rename Node");
  g_assert_true (cvk_editing_rename_node (fixture->session, "read", ""));
  g_assert_null (cvk_document_get_node (fixture->document, "read")->label);
}

/* With a frame moves what is in it, once. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  const CvkAnnotation *note = g_ptr_array_index (cvk_document_get_notes (fixture->document), 0);

  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "read");
  cvk_selection_add (fixture->selection, CVK_SELECTION_FRAME, "f");
  cvk_selection_add (fixture->selection, CVK_SELECTION_NOTE, "n");
  g_assert_false (cvk_editing_move_selection (fixture->session, 0, 0));
  assert_nothing_happened (fixture);
  g_assert_true (cvk_editing_move_selection (fixture->session, 20, -40));
  assert_place (fixture, "read", 20, -40);
  assert_place (fixture, "create", 300, -40);
  assert_place (fixture, "results", 560, 0);
  g_assert_cmpint (cvk_value_lookup_integer (note->value, "x", 0), ==, 30);
  g_assert_cmpint (cvk_value_lookup_integer (note->value, "y", 0), ==, 360);
  assert_one_step (fixture, "Move");
}

static void
test_drag (void)
{
  g_autoptr (CvkNodeDrag) drag = cvk_node_drag_new ("zoom");
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, CVK_TYPE_NODE_DRAG);
  g_value_set_boxed (&value, drag);
  g_assert_true (g_value_get_boxed (&value) == drag);
  g_assert_cmpstr (cvk_node_drag_get_node_type (g_value_get_boxed (&value)), ==, "zoom");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/editing/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("add", test_add);
  ADD ("add/free-place", test_add_free_place);
  ADD ("add/slot", test_add_slot);
  ADD ("add/linked", test_add_linked);
  ADD ("add/linked-to-input", test_add_linked_to_input);
  ADD ("add/linked-refused", test_add_linked_refused);
  ADD ("insert", test_insert_on_link);
  ADD ("insert/refused", test_insert_on_link_refused);
  ADD ("insert/existing", test_put_on_link);
  ADD ("connect", test_connect);
  ADD ("reconnect", test_reconnect);
  ADD ("disconnect", test_disconnect);
  ADD ("delete", test_delete);
  ADD ("delete/all", test_delete_all);
  ADD ("delete/framed", test_delete_framed);
  ADD ("delete/nothing", test_delete_nothing);
  ADD ("mute", test_mute);
  ADD ("rename", test_rename);
  ADD ("move", test_move);
  g_test_add_func ("/editing/drag", test_drag);
  return g_test_run ();
}
