// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-history.h"
#include "model/edits.h"
#include "model/model-types.h"

typedef struct
{
  CvkDocument *document;
  CvkHistory *history;
  unsigned n_changed;
  unsigned parts;
  char *nodes;
} Fixture;

static void
document_changed_cb (CvkDocument *document, unsigned parts, GStrv nodes, Fixture *fixture)
{
  fixture->n_changed++;
  fixture->parts = parts;
  g_free (fixture->nodes);
  fixture->nodes = g_strjoinv (" ", nodes);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (edits_example, strlen (edits_example));
  g_autoptr (GError) error = NULL;

  fixture->document = cvk_document_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  fixture->history = cvk_history_new (fixture->document);
  g_signal_connect (fixture->document, "changed", G_CALLBACK (document_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->history);
  g_signal_handlers_disconnect_by_data (fixture->document, fixture);
  g_object_unref (fixture->document);
  g_free (fixture->nodes);
}

static char *
write_text (CvkDocument *document)
{
  g_autoptr (GBytes) bytes = cvk_document_to_bytes (document);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = write_text (fixture->document);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_part (Fixture *fixture, const char *part)
{
  g_autofree char *text = write_text (fixture->document);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, part));
}

/* What has not been touched is written as it was read. */
static void
test_untouched (Fixture *fixture, gconstpointer data)
{
  assert_text (fixture, edits_example);
}

static void
test_field (Fixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  g_autoptr (CvkValue) value = cvk_value_new_string ("New");
  CvkNode *node = cvk_document_get_node (fixture->document, "make");

  g_assert_true (cvk_command_set_node_field (command, "make", "topic", value, NULL));
  cvk_history_push (fixture->history, command);
  g_assert_true (node == cvk_document_get_node (fixture->document, "make"));
  /* Other fields keep their text, and so do other nodes. */
  assert_part (fixture, "    \"make\": {\n"
                        "      \"type\": \"zoom\",\n"
                        "      \"slot\": \"z\",\n"
                        "      \"settings\": {\n"
                        "        \"topic\": \"New\",\n"
                        "        \"duration\": 4.50e1,\n"
                        "        \"agenda\": [1, {\"t\": \"{{ nodes['read'].b + 1 }}\"}]\n"
                        "      },\n"
                        "      \"x\": 1e400\n"
                        "    },\n");
  assert_part (fixture, "    \"read\": { \"type\": \"read\",");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (fixture->parts, ==, CVK_DOCUMENT_PART_NODES);
  g_assert_cmpstr (fixture->nodes, ==, "make");

  g_assert_true (cvk_history_undo (fixture->history));
  assert_text (fixture, edits_example);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
}

static void
test_unreadable_survives (Fixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  CvkNode *node = cvk_document_get_node (fixture->document, "odd");
  g_autoptr (CvkValue) value = cvk_value_new_integer (3);

  g_assert_true (cvk_command_set_node_field (command, "odd", "a", value, NULL));
  g_assert_nonnull (node->settings_problems);
  assert_part (fixture, "\"a\": 3,\n        \"b\": 2,\n        \"big\": 1e999\n");
  g_assert_true (cvk_command_set_node_field (command, "odd", "big", value, NULL));
  g_assert_null (node->settings_problems);
  assert_part (fixture, "\"b\": 2,\n        \"big\": 3\n");
  cvk_command_free (command);
  assert_text (fixture, edits_example);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (cvk_command_rename_node (command, "read", "code", &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  g_clear_error (&error);
  g_assert_false (cvk_command_rename_node (command, "read", "A b", &error));
  g_clear_error (&error);
  g_assert_true (cvk_command_is_empty (command));

  g_assert_true (cvk_command_rename_node (command, "read", "read-csv", &error));
  g_assert_no_error (error);
  cvk_history_push (fixture->history, command);
  g_assert_null (cvk_document_get_node (fixture->document, "read"));
  g_assert_nonnull (cvk_document_get_node (fixture->document, "read-csv"));
  assert_part (fixture, "{{ nodes[\\\"read-csv\\\"].a }}");
  assert_part (fixture, "{{ nodes[\\\"read-csv\\\"].b + 1 }}");
  assert_part (fixture, "return nodes[\\\"read-csv\\\"]\"");
  assert_part (fixture, "\"read-csv.out -> make.in\"");
  assert_part (fixture, "\"read-csv\",\n        \"code\"");
  assert_part (fixture, "    \"read-csv\": [0, 0]");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_nonnull (strstr (fixture->nodes, "read-csv"));

  g_assert_true (cvk_history_undo (fixture->history));
  assert_text (fixture, edits_example);
  g_assert_nonnull (cvk_document_get_node (fixture->document, "read"));
  g_assert_true (cvk_history_redo (fixture->history));
  g_assert_nonnull (cvk_document_get_node (fixture->document, "read-csv"));
}

static void
test_choose_action (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CvkNodeTypes) types = model_types_new ();
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  CvkNode *node;

  g_assert_true (cvk_command_set_node_type (command, "make", "make", types, NULL));
  cvk_history_push (fixture->history, command);
  node = cvk_document_get_node (fixture->document, "make");
  g_assert_cmpstr (node->type, ==, "make");
  g_assert_cmpstr (node->slot, ==, "z");
  g_assert_nonnull (cvk_value_get_member (node->settings, "topic"));
  g_assert_null (cvk_value_get_member (node->settings, "agenda"));
  g_assert_cmpuint (cvk_document_get_links (fixture->document)->len, ==, 3);
  g_assert_cmpstr (cvk_history_get_undo_name (fixture->history), ==, "Choose Action");
  g_assert_true (cvk_history_undo (fixture->history));
  assert_text (fixture, edits_example);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->document, "Delete");

  g_assert_true (cvk_command_remove_node (command, "make", NULL));
  g_assert_cmpuint (cvk_document_get_links (fixture->document)->len, ==, 1);
  g_assert_false (cvk_command_remove_node (command, "make", NULL));
  cvk_history_push (fixture->history, command);
  g_assert_cmpstr (cvk_history_get_undo_name (fixture->history), ==, "Delete");
  g_assert_cmpstr (fixture->nodes, ==, "make");
  g_assert_true (cvk_history_undo (fixture->history));
  assert_text (fixture, edits_example);
  g_assert_cmpstr (cvk_history_get_redo_name (fixture->history), ==, "Delete");
}

static void
set_topic (Fixture *fixture, const char *topic)
{
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  g_autoptr (CvkValue) value = cvk_value_new_string (topic);

  g_assert_true (cvk_command_set_node_field (command, "make", "topic", value, NULL));
  cvk_history_push (fixture->history, command);
}

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  CvkNode *node = cvk_document_get_node (fixture->document, "make");

  cvk_history_mark_saved (fixture->history);
  set_topic (fixture, "a");
  set_topic (fixture, "ab");
  set_topic (fixture, "abc");
  g_assert_false (cvk_history_is_saved (fixture->history));
  cvk_history_seal (fixture->history);
  set_topic (fixture, "abcd");
  g_assert_true (cvk_history_undo (fixture->history));
  g_assert_cmpstr (cvk_value_lookup_string (node->settings, "topic", NULL), ==, "abc");
  g_assert_true (cvk_history_undo (fixture->history));
  assert_text (fixture, edits_example);
  g_assert_true (cvk_history_is_saved (fixture->history));
  g_assert_false (cvk_history_undo (fixture->history));
  g_assert_true (cvk_history_redo (fixture->history));
  g_assert_cmpstr (cvk_value_lookup_string (node->settings, "topic", NULL), ==, "abc");
}

static void
test_parts (Fixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  g_autoptr (CvkValue) note = cvk_value_new_object ("text", cvk_value_new_string ("T"), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_command_set_slot (command, "new", "zoom", "Label", NULL));
  g_assert_true (cvk_command_set_slot (command, "z", "zoom", "Label", NULL));
  g_assert_true (cvk_command_set_file_slot (command, "f", NULL, "f.csv", NULL));
  g_assert_true (cvk_command_remove_file_slot (command, "f", NULL));
  g_assert_true (cvk_command_remove_slot (command, "new", NULL));
  g_assert_true (cvk_command_set_note (command, "n", note, NULL));
  g_assert_true (cvk_command_set_frame (command, "f", NULL, NULL));
  g_assert_true (cvk_command_add_link (command, "code.failed -> make.in", NULL));
  g_assert_false (cvk_command_add_link (command, "code.failed->make.in", &error));
  g_clear_error (&error);
  g_assert_false (cvk_command_add_link (command, "nobody.out -> make.in", &error));
  g_clear_error (&error);
  g_assert_true (cvk_command_remove_link (command, "read.out -> code.in", NULL));
  g_assert_true (cvk_command_move_node (command, "read", 7, 8.5, NULL));
  g_assert_cmpstr (cvk_command_duplicate_node (command, "read", NULL, NULL), ==, "read-2");
  g_assert_cmpstr (cvk_command_add_node (command, NULL, "csv.read", 1, 2, NULL), ==, "csv-read");
  cvk_command_set_name (command, "Other");
  cvk_command_set_description (command, "Told");
  cvk_history_push (fixture->history, command);
  g_assert_cmpstr (cvk_history_get_undo_name (fixture->history), ==, "Add Slot");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  assert_part (fixture, "\"label\": \"Label\"");
  assert_part (fixture, "    \"read\": [7, 8.5],\n    \"read-2\": [47, 48.5],\n");
  g_assert_true (cvk_history_undo (fixture->history));
  assert_text (fixture, edits_example);
}

/* Three changed nodes are three changes in a diff: without the new lines, the text is the old one.
 */
static void
test_small_diff (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CvkDocument) document = cvk_document_new ();
  CvkCommand *command = cvk_command_new (document, NULL);
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) rest = g_string_new (NULL);
  unsigned added = 0;

  for (unsigned i = 0; i < 20; i++)
    {
      g_autoptr (CvkValue) value = cvk_value_new_integer (i);
      const char *id = cvk_command_add_node (command, NULL, "pass", i, i, NULL);

      g_assert_true (cvk_command_set_node_field (command, id, "n", value, NULL));
    }
  cvk_history_push (history, command);
  before = write_text (document);

  command = cvk_command_new (document, NULL);
  g_assert_true (cvk_command_set_node_label (command, "pass-3", "Changed", NULL));
  g_assert_true (cvk_command_set_node_label (command, "pass-9", "Changed", NULL));
  g_assert_true (cvk_command_set_node_label (command, "pass-15", "Changed", NULL));
  cvk_history_push (history, command);
  after = write_text (document);
  lines = g_strsplit (after, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL; i++)
    if (strcmp (lines[i], "      \"label\": \"Changed\",") == 0)
      added++;
    else
      g_string_append_printf (rest, "%s%s", rest->len > 0 ? "\n" : "", lines[i]);
  g_assert_cmpuint (added, ==, 3);
  g_assert_cmpstr (rest->str, ==, before);
}

/* --- Any steps in any order are undone and redone exactly --- */

static void
test_random (Fixture *fixture, gconstpointer data)
{
  for (unsigned round = 0; round < 200; round++)
    {
      g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
      unsigned steps = 0;

      cvk_history_seal (fixture->history);
      g_ptr_array_add (texts, write_text (fixture->document));
      for (unsigned i = 0; i < 12; i++)
        {
          CvkCommand *command = cvk_command_new (fixture->document, NULL);

          for (int j = g_test_rand_int_range (0, 4); j >= 0; j--)
            edits_change_at_random (command, fixture->document);
          if (g_test_rand_int_range (0, 4) == 0)
            {
              cvk_command_free (command);
              assert_text (fixture, g_ptr_array_index (texts, steps));
              continue;
            }
          cvk_history_seal (fixture->history);
          if (!cvk_command_is_empty (command))
            {
              steps++;
              g_ptr_array_add (texts, write_text (fixture->document));
            }
          cvk_history_push (fixture->history, command);
        }
      for (unsigned i = steps; i > 0; i--)
        {
          assert_text (fixture, g_ptr_array_index (texts, i));
          g_assert_true (cvk_history_undo (fixture->history));
        }
      assert_text (fixture, g_ptr_array_index (texts, 0));
      for (unsigned i = 1; i <= steps; i++)
        {
          g_assert_true (cvk_history_redo (fixture->history));
          assert_text (fixture, g_ptr_array_index (texts, i));
        }
      for (unsigned i = 0; i < steps; i++)
        g_assert_true (cvk_history_undo (fixture->history));
    }
  assert_text (fixture, edits_example);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/commands/untouched", test_untouched);
  add ("/commands/field", test_field);
  add ("/commands/unreadable-survives", test_unreadable_survives);
  add ("/commands/rename", test_rename);
  add ("/commands/choose-action", test_choose_action);
  add ("/commands/remove", test_remove);
  add ("/commands/merge", test_merge);
  add ("/commands/parts", test_parts);
  add ("/commands/small-diff", test_small_diff);
  add ("/commands/random", test_random);

  return g_test_run ();
}
