// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/editing/editing-fixture.h"
#include "desktop/editor/cvk-node-drag.h"

/* --- Adding --- */

static void
test_add (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cvk_editing_add_node (fixture->session, "csv.read", 13, 207, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "csv-read");
  g_assert_cmpstr (cvk_selection_get_single_node (fixture->selection), ==, id);
  editing_assert_place (fixture, id, 20, 200);
  editing_assert_one_step (fixture, "Add Node");
}

/* A new card does not hide one that is there. */
static void
test_add_free_place (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *first = cvk_editing_add_node (fixture->session, "csv.read", 0, 0, NULL);
  g_autofree char *second = cvk_editing_add_node (fixture->session, "csv.read", 0, 0, NULL);

  editing_assert_place (fixture, first, 0, 120);
  editing_assert_place (fixture, second, 0, 240);
}

/* The first Zoom node brings the slot, the second one shares it. */
static void
test_add_slot (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *first = cvk_editing_add_node (fixture->session, "zoom", 0, 300, NULL);
  g_autofree char *second = NULL;

  editing_assert_one_step (fixture, "Add Node");
  second = cvk_editing_add_node (fixture->session, "zoom.get-meeting", 0, 500, NULL);
  g_assert_cmpuint (cvk_document_get_slots (fixture->document)->len, ==, 1);
  g_assert_cmpstr (cvk_document_get_slot (fixture->document, "zoom")->label, ==, "Zoom account");
  g_assert_cmpstr (cvk_document_get_node (fixture->document, first)->slot, ==, "zoom");
  g_assert_cmpstr (cvk_document_get_node (fixture->document, second)->slot, ==, "zoom");
}

static void
test_add_linked (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
    cvk_editing_add_linked (fixture->session, "output", "create", "failed", TRUE, 560, 200, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "output");
  editing_assert_links (fixture, "read.out -> create.in, create.out -> results.in, "
                                 "create.failed -> output.in");
  editing_assert_one_step (fixture, "Add Linked Node");
}

static void
test_add_linked_to_input (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
    cvk_editing_add_linked (fixture->session, "csv.read", "create", "in", FALSE, 0, 200, &error);

  g_assert_no_error (error);
  editing_assert_links (fixture, "read.out -> create.in, create.out -> results.in, "
                                 "csv-read.out -> create.in");
}

static void
test_add_linked_refused (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
    cvk_editing_add_linked (fixture->session, "input", "create", "out", TRUE, 0, 0, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  editing_assert_nothing_happened (fixture);
  g_assert_false (cvk_editing_type_fits (fixture->session, "input", TRUE));
  g_assert_true (cvk_editing_type_fits (fixture->session, "input", FALSE));
  g_assert_true (cvk_editing_type_fits (fixture->session, "output", TRUE));
  /* Nothing comes out of it, but what failed does. */
  g_assert_false (cvk_editing_type_fits (fixture->session, "output", FALSE));
}

static void
test_insert_on_link (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cvk_editing_insert_on_link (fixture->session, "filter",
                                                    "create.out -> results.in", 420, 0, &error);

  g_assert_no_error (error);
  editing_assert_links (fixture,
                        "read.out -> create.in, create.out -> filter.in, filter.out -> results.in");
  /* There was no room: it stands in line, and the rest has moved on. */
  editing_assert_place (fixture, id, 560, 0);
  editing_assert_place (fixture, "results", 840, 0);
  editing_assert_place (fixture, "create", 280, 0);
  editing_assert_one_step (fixture, "Insert Node");
}

/* Between two of one frame it belongs there too, and nowhere else. */
static void
test_insert_in_frame (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *inside =
    cvk_editing_insert_on_link (fixture->session, "filter", "read.out -> create.in", 140, 0, NULL);

  g_assert_cmpstr (cvk_editing_find_frame (fixture->session, inside), ==, "f");
  editing_assert_one_step (fixture, "Insert Node");
}

static void
test_insert_beside_frame (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *outside = cvk_editing_insert_on_link (fixture->session, "filter",
                                                         "create.out -> results.in", 420, 0, NULL);

  g_assert_null (cvk_editing_find_frame (fixture->session, outside));
  editing_assert_one_step (fixture, "Insert Node");
}

static void
test_insert_on_link_refused (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cvk_editing_insert_on_link (fixture->session, "output", "create.out -> results.in",
                                             0, 0, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  g_clear_error (&error);
  g_assert_null (
    cvk_editing_insert_on_link (fixture->session, "filter", "a.out -> b.in", 0, 0, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  editing_assert_nothing_happened (fixture);
}

static void
test_put_on_link (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cvk_editing_add_node (fixture->session, "filter", 0, 300, NULL);

  editing_remember (fixture);
  g_assert_true (
    cvk_editing_put_on_link (fixture->session, id, "create.out -> results.in", 430, 205, &error));
  g_assert_no_error (error);
  editing_assert_links (fixture,
                        "read.out -> create.in, create.out -> filter.in, filter.out -> results.in");
  editing_assert_one_step (fixture, "Insert Node");
  editing_assert_place (fixture, id, 440, 200);
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
test_connect (EditingFixture *fixture, gconstpointer data)
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
          editing_assert_nothing_happened (fixture);
          continue;
        }
      g_assert_no_error (error);
      editing_assert_one_step (fixture, "Add Link");
      cvk_history_undo (fixture->history);
    }
}

static void
test_reconnect (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_editing_reconnect (fixture->session, "create.out -> results.in", "read", "out",
                                        "results", "in", &error));
  g_assert_no_error (error);
  editing_assert_links (fixture, "read.out -> create.in, read.out -> results.in");
  editing_assert_one_step (fixture, "Change Link");
}

static void
test_disconnect (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_editing_disconnect (fixture->session, "create.out -> results.in", &error));
  editing_assert_links (fixture, "read.out -> create.in");
  editing_assert_one_step (fixture, "Delete Link");
}

/* --- Selection --- */

static void
test_delete (EditingFixture *fixture, gconstpointer data)
{
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "read");
  g_assert_true (cvk_editing_delete_selection (fixture->session));
  g_assert_null (cvk_document_get_node (fixture->document, "read"));
  editing_assert_links (fixture, "create.out -> results.in");
  g_assert_cmpuint (cvk_selection_get_count (fixture->selection), ==, 0);
  editing_assert_one_step (fixture, "Delete Node");
}

static void
test_delete_all (EditingFixture *fixture, gconstpointer data)
{
  cvk_editing_select_all (fixture->session);
  g_assert_cmpuint (cvk_selection_get_count (fixture->selection), ==, 5);
  g_assert_true (cvk_editing_delete_selection (fixture->session));
  g_assert_cmpuint (cvk_document_get_nodes (fixture->document)->len, ==, 0);
  g_assert_cmpuint (cvk_document_get_links (fixture->document)->len, ==, 0);
  g_assert_cmpuint (cvk_document_get_notes (fixture->document)->len, ==, 0);
  g_assert_cmpuint (cvk_document_get_frames (fixture->document)->len, ==, 0);
  editing_assert_one_step (fixture, "Delete");
}

/* A frame forgets what was deleted, and goes when nothing is left in it. */
static void
test_delete_framed (EditingFixture *fixture, gconstpointer data)
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
test_delete_nothing (EditingFixture *fixture, gconstpointer data)
{
  g_assert_false (cvk_editing_delete_selection (fixture->session));
  editing_assert_nothing_happened (fixture);
}

static void
test_mute (EditingFixture *fixture, gconstpointer data)
{
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "read");
  g_assert_true (cvk_editing_toggle_muted (fixture->session));
  editing_assert_one_step (fixture, "Mute Node");
  /* Of two, one is muted: both are then. */
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "create");
  g_assert_true (cvk_editing_toggle_muted (fixture->session));
  g_assert_true (cvk_document_get_node (fixture->document, "create")->muted);
  g_assert_true (cvk_document_get_node (fixture->document, "read")->muted);
  g_assert_true (cvk_editing_toggle_muted (fixture->session));
  g_assert_false (cvk_document_get_node (fixture->document, "read")->muted);
}

static void
test_rename (EditingFixture *fixture, gconstpointer data)
{
  g_assert_false (cvk_editing_rename_node (fixture->session, "read", ""));
  editing_assert_nothing_happened (fixture);
  g_assert_true (cvk_editing_rename_node (fixture->session, "read", "Interviews"));
  editing_assert_one_step (fixture, "Rename Node");
  g_assert_true (cvk_editing_rename_node (fixture->session, "read", ""));
  g_assert_null (cvk_document_get_node (fixture->document, "read")->label);
}

/* With a frame moves what is in it, once. */
static void
test_move (EditingFixture *fixture, gconstpointer data)
{
  const CvkAnnotation *note = g_ptr_array_index (cvk_document_get_notes (fixture->document), 0);

  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "read");
  cvk_selection_add (fixture->selection, CVK_SELECTION_FRAME, "f");
  cvk_selection_add (fixture->selection, CVK_SELECTION_NOTE, "n");
  g_assert_false (cvk_editing_move_selection (fixture->session, 0, 0, NULL));
  editing_assert_nothing_happened (fixture);
  g_assert_true (cvk_editing_move_selection (fixture->session, 20, -40, NULL));
  editing_assert_place (fixture, "read", 20, -40);
  editing_assert_place (fixture, "create", 300, -40);
  editing_assert_place (fixture, "results", 560, 0);
  g_assert_cmpint (cvk_value_lookup_integer (note->value, "x", 0), ==, 30);
  g_assert_cmpint (cvk_value_lookup_integer (note->value, "y", 0), ==, 360);
  editing_assert_one_step (fixture, "Move");
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
  g_test_add ("/editing/" path, EditingFixture, NULL, editing_set_up, function, editing_tear_down)

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
  ADD ("add/in-frame", test_insert_in_frame);
  ADD ("add/beside-frame", test_insert_beside_frame);
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
