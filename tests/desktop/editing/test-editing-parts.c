// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "desktop/editing/editing-fixture.h"
#include "desktop/editor/cvk-outline-index.h"

static const CvkAnnotation *
get_frame (EditingFixture *fixture, unsigned index)
{
  return g_ptr_array_index (cvk_document_get_frames (fixture->document), index);
}

static const CvkAnnotation *
get_note (EditingFixture *fixture, unsigned index)
{
  return g_ptr_array_index (cvk_document_get_notes (fixture->document), index);
}

static void
select_nodes (EditingFixture *fixture, const char *first, const char *second)
{
  cvk_selection_clear (fixture->selection);
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, first);
  if (second != NULL)
    cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, second);
}

/* --- The clipboard --- */

/* What lies there is JSON that anybody can read, and a pipeline that Convoke can. */
static void
test_copy (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (GError) error = NULL;

  select_nodes (fixture, "read", "create");
  text = cvk_editing_copy_selection (fixture->session);
  value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cvk_value_get_length (cvk_value_get_member (value, "nodes")), ==, 2);
  g_assert_cmpuint (cvk_value_get_length (cvk_value_get_member (value, "links")), ==, 1);
  g_assert_nonnull (cvk_value_get_member (
    cvk_value_get_member (cvk_value_get_member (value, "nodes"), "create"), "x"));
  editing_assert_nothing_happened (fixture);
}

static void
test_copy_nothing (EditingFixture *fixture, gconstpointer data)
{
  g_assert_null (cvk_editing_copy_selection (fixture->session));
  g_assert_null (cvk_editing_cut_selection (fixture->session));
  cvk_selection_add (fixture->selection, CVK_SELECTION_LINK, "read.out -> create.in");
  g_assert_null (cvk_editing_copy_selection (fixture->session));
  g_assert_false (cvk_editing_duplicate_selection (fixture->session));
  editing_assert_nothing_happened (fixture);
}

static void
test_paste (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  select_nodes (fixture, "read", "create");
  text = cvk_editing_copy_selection (fixture->session);
  g_assert_true (cvk_editing_paste (fixture->session, text, 95, 510, &error));
  g_assert_no_error (error);
  editing_assert_links (fixture, "read.out -> create.in, create.out -> results.in, "
                                 "read-2.out -> create-2.in");
  editing_assert_place (fixture, "read-2", 100, 520);
  editing_assert_place (fixture, "create-2", 380, 520);
  g_assert_cmpuint (cvk_selection_get_count (fixture->selection), ==, 2);
  g_assert_true (cvk_selection_contains (fixture->selection, CVK_SELECTION_NODE, "read-2"));
  editing_assert_one_step (fixture, "Paste");
}

/* Twice the same text: ids go on counting, and nothing lies upon what came before. */
static void
test_paste_again (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  select_nodes (fixture, "read", NULL);
  text = cvk_editing_copy_selection (fixture->session);
  for (unsigned i = 0; i < 2; i++)
    g_assert_true (
      cvk_editing_paste (fixture->session, text, CVK_EDITING_ANYWHERE, CVK_EDITING_ANYWHERE, NULL));
  editing_assert_place (fixture, "read-2", 40, 40);
  editing_assert_place (fixture, "read-3", 80, 80);
}

/* Expressions and scripts of the copies mean the copies; what was outside stays what it was. */
static void
test_paste_references (EditingFixture *fixture, gconstpointer data)
{
  static const char part[] =
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"csv.read\"},\"create\":{\"type\":\"text\","
    "\"settings\":{\"template\":\"{{ nodes.read.a }} {{ nodes['create'].b }} {{ nodes.other.c "
    "}}\"}},\"code\":{\"type\":\"script\",\"settings\":{\"code\":\"return nodes.read\"}}},"
    "\"links\":[\"read.out -> create.in\",\"gone.out -> create.in\"],\"layout\":{\"read\":[0,0],"
    "\"create\":[280,0],\"code\":[560,0]}}";
  g_autoptr (GError) error = NULL;
  const CvkNode *node;

  g_assert_true (cvk_editing_paste (fixture->session, part, 0, 300, &error));
  g_assert_no_error (error);
  node = cvk_document_get_node (fixture->document, "create-2");
  g_assert_cmpstr (cvk_value_lookup_string (node->settings, "template", NULL), ==,
                   "{{ nodes[\"read-2\"].a }} {{ nodes[\"create-2\"].b }} {{ nodes.other.c }}");
  node = cvk_document_get_node (fixture->document, "code");
  g_assert_cmpstr (cvk_value_lookup_string (node->settings, "code", NULL), ==,
                   "return nodes[\"read-2\"]");
  editing_assert_links (fixture, "read.out -> create.in, create.out -> results.in, "
                                 "read-2.out -> create-2.in");
  editing_assert_one_step (fixture, "Paste");
}

/* The same account where the slot is the same; another one beside it where the name is taken. */
static void
test_paste_slots (EditingFixture *fixture, gconstpointer data)
{
  static const char part[] =
    "{\"convoke\":1,\"slots\":{\"zoom\":{\"connector\":\"%s\"}},\"nodes\":{\"a\":{\"type\":"
    "\"zoom\",\"slot\":\"zoom\"}},\"layout\":{\"a\":[0,0]}}";
  g_autofree char *same = g_strdup_printf (part, "zoom");
  g_autofree char *other = g_strdup_printf (part, "mail");

  g_assert_true (cvk_editing_paste (fixture->session, same, 0, 300, NULL));
  g_assert_true (cvk_editing_paste (fixture->session, same, 0, 500, NULL));
  g_assert_cmpuint (cvk_document_get_slots (fixture->document)->len, ==, 1);
  g_assert_cmpstr (cvk_document_get_node (fixture->document, "a-2")->slot, ==, "zoom");
  g_assert_true (cvk_editing_paste (fixture->session, other, 0, 700, NULL));
  g_assert_cmpstr (cvk_document_get_node (fixture->document, "a-3")->slot, ==, "zoom-2");
  g_assert_cmpstr (cvk_document_get_slot (fixture->document, "zoom-2")->connector, ==, "mail");
}

/* A pipeline without a layout does not end up as one pile. */
static void
test_paste_without_places (EditingFixture *fixture, gconstpointer data)
{
  static const char part[] = "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"input\"},\"b\":{\"type\":"
                             "\"output\"}},\"links\":[\"a.out -> b.in\"]}";

  g_assert_true (cvk_editing_paste (fixture->session, part, 0, 300, NULL));
  editing_assert_place (fixture, "a", 0, 300);
  editing_assert_place (fixture, "b", 280, 300);
  editing_assert_one_step (fixture, "Paste");
}

static void
test_paste_foreign (EditingFixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "",
                                       "Dear all,",
                                       "{}",
                                       "[1, 2]",
                                       "{\"convoke\": 1}",
                                       "{\"convoke\": 2, \"nodes\": {}}",
                                       "{\"nodes\": {" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cvk_editing_paste (fixture->session, texts[i], 0, 0, &error));
      g_assert_true (error != NULL && error->domain == CVK_DOCUMENT_ERROR);
      editing_assert_nothing_happened (fixture);
    }
}

static void
test_cut (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  cvk_selection_add (fixture->selection, CVK_SELECTION_FRAME, "f");
  cvk_selection_add (fixture->selection, CVK_SELECTION_NOTE, "n");
  text = cvk_editing_cut_selection (fixture->session);
  g_assert_nonnull (text);
  g_assert_cmpuint (cvk_document_get_nodes (fixture->document)->len, ==, 1);
  g_assert_cmpuint (cvk_document_get_frames (fixture->document)->len, ==, 0);
  g_assert_cmpuint (cvk_document_get_notes (fixture->document)->len, ==, 0);
  editing_assert_one_step (fixture, "Cut");
  g_assert_true (cvk_editing_paste (fixture->session, text, 0, 0, NULL));
  g_assert_cmpuint (cvk_document_get_nodes (fixture->document)->len, ==, 3);
  g_assert_cmpuint (
    cvk_value_get_length (cvk_value_get_member (get_frame (fixture, 0)->value, "nodes")), ==, 2);
  g_assert_cmpuint (cvk_document_get_notes (fixture->document)->len, ==, 1);
}

static void
test_duplicate (EditingFixture *fixture, gconstpointer data)
{
  cvk_editing_select_all (fixture->session);
  g_assert_true (cvk_editing_duplicate_selection (fixture->session));
  g_assert_cmpuint (cvk_document_get_nodes (fixture->document)->len, ==, 6);
  g_assert_cmpuint (cvk_document_get_links (fixture->document)->len, ==, 4);
  g_assert_cmpuint (cvk_document_get_notes (fixture->document)->len, ==, 2);
  g_assert_cmpuint (cvk_document_get_frames (fixture->document)->len, ==, 2);
  editing_assert_place (fixture, "results-2", 600, 40);
  g_assert_cmpint (cvk_value_lookup_integer (get_note (fixture, 1)->value, "y", 0), ==, 440);
  editing_assert_one_step (fixture, "Duplicate");
}

/* --- In order --- */

static const struct
{
  CvkAlignment alignment;
  double x[3], y[3];
} alignments[] = {
  { CVK_ALIGN_LEFT, { 0, 0, 0 }, { 0, 100, 400 } },
  { CVK_ALIGN_CENTER, { 300, 300, 300 }, { 0, 100, 400 } },
  { CVK_ALIGN_RIGHT, { 600, 600, 600 }, { 0, 100, 400 } },
  { CVK_ALIGN_TOP, { 0, 280, 600 }, { 0, 0, 0 } },
  { CVK_ALIGN_MIDDLE, { 0, 280, 600 }, { 200, 200, 200 } },
  { CVK_ALIGN_BOTTOM, { 0, 280, 600 }, { 400, 400, 400 } },
  { CVK_DISTRIBUTE_ACROSS, { 0, 300, 600 }, { 0, 100, 400 } },
  { CVK_DISTRIBUTE_DOWN, { 0, 280, 600 }, { 0, 200, 400 } },
};

static void
place_nodes (EditingFixture *fixture)
{
  CvkCommand *command = cvk_command_new (fixture->document, "Place");

  cvk_command_move_node (command, "read", 0, 0, NULL);
  cvk_command_move_node (command, "create", 280, 100, NULL);
  cvk_command_move_node (command, "results", 600, 400, NULL);
  cvk_history_push (fixture->history, command);
  editing_remember (fixture);
}

static void
test_align (EditingFixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "read", "create", "results" };

  place_nodes (fixture);
  select_nodes (fixture, "read", NULL);
  g_assert_false (cvk_editing_align (fixture->session, CVK_ALIGN_LEFT));
  editing_assert_nothing_happened (fixture);
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "create");
  cvk_selection_add (fixture->selection, CVK_SELECTION_NODE, "results");
  for (size_t i = 0; i < G_N_ELEMENTS (alignments); i++)
    {
      gboolean spreads = alignments[i].alignment >= CVK_DISTRIBUTE_ACROSS;

      g_assert_true (cvk_editing_align (fixture->session, alignments[i].alignment));
      for (unsigned j = 0; j < 3; j++)
        editing_assert_place (fixture, ids[j], alignments[i].x[j], alignments[i].y[j]);
      editing_assert_one_step (fixture, spreads ? "Distribute" : "Align");
      cvk_history_undo (fixture->history);
    }
}

static void
test_tidy (EditingFixture *fixture, gconstpointer data)
{
  place_nodes (fixture);
  cvk_selection_clear (fixture->selection);
  g_assert_true (cvk_editing_tidy (fixture->session));
  /* In a row; the first two are in a frame, so there is room for its edge. */
  editing_assert_place (fixture, "read", 0, 0);
  editing_assert_place (fixture, "create", 280, 0);
  editing_assert_place (fixture, "results", 580, 0);
  editing_assert_one_step (fixture, "Tidy");
  editing_remember (fixture);
  g_assert_false (cvk_editing_tidy (fixture->session));
  editing_assert_nothing_happened (fixture);
}

/* --- Frames and notes --- */

static void
test_group (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  g_assert_null (cvk_editing_group_selection (fixture->session));
  select_nodes (fixture, "create", "results");
  id = cvk_editing_group_selection (fixture->session);
  g_assert_cmpstr (id, ==, "group");
  g_assert_cmpstr (cvk_editing_find_frame (fixture->session, "create"), ==, "group");
  g_assert_cmpstr (cvk_editing_find_frame (fixture->session, "read"), ==, "f");
  g_assert_true (cvk_selection_contains (fixture->selection, CVK_SELECTION_FRAME, "group"));
  editing_assert_one_step (fixture, "Group");
}

/* With a frame among what is selected, nodes go into it, and it stays what it is. */
static void
test_join_frame (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  select_nodes (fixture, "results", NULL);
  cvk_selection_add (fixture->selection, CVK_SELECTION_FRAME, "f");
  id = cvk_editing_group_selection (fixture->session);
  g_assert_cmpstr (id, ==, "f");
  g_assert_cmpstr (cvk_editing_find_frame (fixture->session, "results"), ==, "f");
  g_assert_cmpstr (cvk_editing_find_frame (fixture->session, "create"), ==, "f");
  editing_assert_one_step (fixture, "Move into Frame");
}

static void
test_leave_frame (EditingFixture *fixture, gconstpointer data)
{
  select_nodes (fixture, "results", NULL);
  g_assert_false (cvk_editing_leave_frames (fixture->session));
  select_nodes (fixture, "create", "read");
  g_assert_true (cvk_editing_leave_frames (fixture->session));
  g_assert_null (cvk_editing_find_frame (fixture->session, "create"));
  editing_assert_one_step (fixture, "Take out of Frame");
}

static void
test_ungroup (EditingFixture *fixture, gconstpointer data)
{
  g_assert_false (cvk_editing_ungroup_selection (fixture->session));
  select_nodes (fixture, "create", NULL);
  g_assert_true (cvk_editing_ungroup_selection (fixture->session));
  g_assert_null (cvk_editing_find_frame (fixture->session, "create"));
  g_assert_nonnull (cvk_document_get_node (fixture->document, "create"));
  editing_assert_one_step (fixture, "Ungroup");
}

static void
test_collapse (EditingFixture *fixture, gconstpointer data)
{
  cvk_selection_add (fixture->selection, CVK_SELECTION_FRAME, "f");
  g_assert_true (cvk_editing_toggle_collapsed (fixture->session));
  g_assert_true (cvk_editing_is_collapsed (fixture->session, "f"));
  editing_assert_one_step (fixture, "Collapse");
  editing_remember (fixture);
  g_assert_true (cvk_editing_toggle_collapsed (fixture->session));
  g_assert_false (cvk_editing_is_collapsed (fixture->session, "f"));
  g_assert_null (cvk_value_get_member (get_frame (fixture, 0)->value, "collapsed"));
  editing_assert_one_step (fixture, "Expand");
}

static void
test_frame_title (EditingFixture *fixture, gconstpointer data)
{
  g_assert_false (cvk_editing_rename_frame (fixture->session, "f", "F"));
  g_assert_true (cvk_editing_rename_frame (fixture->session, "f", "Prepare"));
  g_assert_cmpstr (cvk_value_lookup_string (get_frame (fixture, 0)->value, "title", ""), ==,
                   "Prepare");
  editing_assert_one_step (fixture, "Rename Frame");
}

static void
test_note (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *id = cvk_editing_add_note (fixture->session, 33, 500);

  g_assert_cmpstr (id, ==, "note");
  g_assert_cmpint (cvk_value_lookup_integer (get_note (fixture, 1)->value, "x", 0), ==, 40);
  editing_assert_one_step (fixture, "Add Note");
  editing_remember (fixture);
  g_assert_true (cvk_editing_set_note_text (fixture->session, id, "Why\n- because"));
  g_assert_cmpstr (cvk_editing_get_note_text (fixture->session, id), ==, "Why\n- because");
  editing_assert_one_step (fixture, "Edit Note");
  g_assert_false (cvk_editing_set_note_text (fixture->session, id, "Why\n- because"));
  editing_remember (fixture);
  g_assert_true (cvk_editing_set_note_text (fixture->session, id, " \n"));
  g_assert_cmpuint (cvk_document_get_notes (fixture->document)->len, ==, 1);
  editing_assert_one_step (fixture, "Delete Note");
}

static void
test_color (EditingFixture *fixture, gconstpointer data)
{
  g_assert_false (cvk_editing_set_color (fixture->session, "green"));
  cvk_selection_add (fixture->selection, CVK_SELECTION_FRAME, "f");
  cvk_selection_add (fixture->selection, CVK_SELECTION_NOTE, "n");
  g_assert_true (cvk_editing_set_color (fixture->session, "green"));
  g_assert_cmpstr (cvk_value_lookup_string (get_frame (fixture, 0)->value, "color", ""), ==,
                   "green");
  g_assert_cmpstr (cvk_value_lookup_string (get_note (fixture, 0)->value, "color", ""), ==,
                   "green");
  editing_assert_one_step (fixture, "Change Color");
}

/* --- Beside the selected node --- */

static void
test_beside (EditingFixture *fixture, gconstpointer data)
{
  g_autofree char *linked = NULL;
  g_autofree char *apart = NULL;

  /* Its output is free and the new node takes items. */
  cvk_editing_disconnect (fixture->session, "create.out -> results.in", NULL);
  editing_remember (fixture);
  select_nodes (fixture, "create", NULL);
  linked = cvk_editing_add_beside (fixture->session, "filter", 0, 900, NULL);
  editing_assert_links (fixture, "read.out -> create.in, create.out -> filter.in");
  editing_assert_place (fixture, linked, 560, 120);
  editing_assert_one_step (fixture, "Add Linked Node");
  /* It is not free any more. */
  select_nodes (fixture, "create", NULL);
  apart = cvk_editing_add_beside (fixture->session, "output", 0, 900, NULL);
  editing_assert_links (fixture, "read.out -> create.in, create.out -> filter.in");
  editing_assert_place (fixture, apart, 560, 280);
}

/* --- Ten thousand steps --- */

static void
tell (const char *what, int64_t *start)
{
  int64_t now = g_get_monotonic_time ();

  g_print ("# figure: %s of 10,000 nodes: %.0f ms\n", what, (double) (now - *start) / 1000);
  *start = g_get_monotonic_time ();
}

/* That it ends within the time of a test says that nothing is quadratic that one does with a key.
 */
static void
test_large (EditingFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{\"convoke\":1,\"nodes\":{");
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (CvkOutlineIndex) index = NULL;
  GPtrArray *nodes = cvk_document_get_nodes (fixture->document);
  int64_t start;

  for (unsigned i = 0; i < 10000; i++)
    g_string_append_printf (text,
                            "%s\"n-%u\":{\"type\":\"text\",\"settings\":{\"template\":\"{{ "
                            "nodes['n-%u'].a }}\"}}",
                            i > 0 ? "," : "", i, i > 0 ? i - 1 : 0);
  g_string_append (text, "},\"links\":[");
  for (unsigned i = 1; i < 10000; i++)
    g_string_append_printf (text, "%s\"n-%u.out -> n-%u.in\"", i > 1 ? "," : "", i - 1, i);
  g_string_append (text, "]}");
  start = g_get_monotonic_time ();
  g_assert_true (cvk_editing_paste (fixture->session, text->str, 0, 600, NULL));
  tell ("pasting", &start);
  g_assert_true (cvk_editing_duplicate_selection (fixture->session));
  tell ("duplicating", &start);
  g_assert_cmpuint (nodes->len, ==, 20003);
  g_assert_true (cvk_editing_delete_selection (fixture->session));
  tell ("deleting", &start);
  g_assert_cmpuint (nodes->len, ==, 10003);
  g_assert_true (cvk_history_undo (fixture->history));
  tell ("undoing", &start);
  g_assert_true (cvk_history_undo (fixture->history));
  cvk_editing_select_all (fixture->session);
  start = g_get_monotonic_time ();
  g_assert_true (cvk_editing_move_selection (fixture->session, 20, 20, NULL));
  tell ("moving", &start);
  found = cvk_editing_find (fixture->session, "n-9999");
  tell ("finding", &start);
  g_assert_cmpuint (found->len, ==, 1);
  index = cvk_outline_index_new (fixture->session);
  tell ("ordering", &start);
  g_assert_cmpuint (cvk_outline_index_get_count (index), ==, 10003);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/editing-parts/" path, EditingFixture, NULL, editing_set_up, function,              \
              editing_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("copy", test_copy);
  ADD ("copy/nothing", test_copy_nothing);
  ADD ("paste", test_paste);
  ADD ("paste/again", test_paste_again);
  ADD ("paste/references", test_paste_references);
  ADD ("paste/slots", test_paste_slots);
  ADD ("paste/without-places", test_paste_without_places);
  ADD ("paste/foreign", test_paste_foreign);
  ADD ("cut", test_cut);
  ADD ("duplicate", test_duplicate);
  ADD ("align", test_align);
  ADD ("tidy", test_tidy);
  ADD ("group", test_group);
  ADD ("join-frame", test_join_frame);
  ADD ("leave-frame", test_leave_frame);
  ADD ("ungroup", test_ungroup);
  ADD ("collapse", test_collapse);
  ADD ("frame-title", test_frame_title);
  ADD ("note", test_note);
  ADD ("color", test_color);
  ADD ("beside", test_beside);
  ADD ("large", test_large);
  return g_test_run ();
}
