// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "model/cvk-history.h"
#include "model/edits.h"

#define UNLIMITED (100u * 1024 * 1024)

static CvkDocument *
read_document (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return document;
}

static char *
write_text (CvkDocument *document)
{
  g_autoptr (GBytes) bytes = cvk_document_to_bytes (document);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_same (CvkDocument *document, CvkDocument *other)
{
  g_autofree char *text = write_text (document);
  g_autofree char *other_text = write_text (other);

  g_assert_cmpstr (text, ==, other_text);
}

static unsigned
edit (CvkDocument *document, CvkHistory *history, unsigned steps)
{
  unsigned done = 0;

  for (unsigned i = 0; i < steps; i++)
    {
      CvkCommand *command = cvk_command_new (document, NULL);

      for (int j = g_test_rand_int_range (0, 4); j >= 0; j--)
        edits_change_at_random (command, document);
      done += cvk_command_is_empty (command) ? 0 : 1;
      cvk_history_seal (history);
      cvk_history_push (history, command);
    }
  return done;
}

/* Closes and opens: everything that could be undone and redone still can, step by step. */
static void
test_reopened (void)
{
  for (unsigned round = 0; round < 150; round++)
    {
      g_autoptr (CvkDocument) document = read_document (edits_example);
      g_autoptr (CvkHistory) history = cvk_history_new (document);
      unsigned steps = edit (document, history, 15);
      unsigned undone = steps > 0 ? (unsigned) g_test_rand_int_range (0, (int) steps) : 0;
      g_autofree char *text = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (CvkDocument) again = NULL;
      g_autoptr (CvkHistory) reopened = NULL;
      g_autoptr (GError) error = NULL;

      for (unsigned i = 0; i < undone; i++)
        g_assert_true (cvk_history_undo (history));
      text = write_text (document);
      bytes = cvk_history_to_bytes (history, UNLIMITED);
      again = read_document (text);
      reopened = cvk_history_new_from_bytes (again, bytes, &error);
      g_assert_no_error (error);
      assert_same (again, document);
      for (unsigned i = 0; i < undone; i++)
        {
          g_assert_cmpstr (cvk_history_get_redo_name (reopened), ==,
                           cvk_history_get_redo_name (history));
          g_assert_true (cvk_history_redo (reopened));
          g_assert_true (cvk_history_redo (history));
          assert_same (again, document);
        }
      g_assert_false (cvk_history_redo (reopened));
      for (unsigned i = 0; i < steps; i++)
        {
          g_assert_cmpstr (cvk_history_get_undo_name (reopened), ==,
                           cvk_history_get_undo_name (history));
          g_assert_true (cvk_history_undo (reopened));
          g_assert_true (cvk_history_undo (history));
          assert_same (again, document);
        }
      g_assert_false (cvk_history_undo (reopened));
    }
}

/* Twice is as good as once, after more steps in between. */
static void
test_reopened_again (void)
{
  g_autoptr (CvkDocument) document = read_document (edits_example);
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  unsigned steps = edit (document, history, 20);
  g_autoptr (GBytes) first = cvk_history_to_bytes (history, UNLIMITED);
  g_autoptr (CvkHistory) second_history = cvk_history_new_from_bytes (document, first, NULL);
  g_autoptr (GBytes) second = NULL;
  g_autoptr (CvkHistory) third_history = NULL;
  g_autofree char *text = NULL;

  g_assert_nonnull (second_history);
  steps += edit (document, second_history, 20);
  second = cvk_history_to_bytes (second_history, UNLIMITED);
  third_history = cvk_history_new_from_bytes (document, second, NULL);
  g_assert_nonnull (third_history);
  for (unsigned i = 0; i < steps; i++)
    g_assert_true (cvk_history_undo (third_history));
  text = write_text (document);
  g_assert_cmpstr (text, ==, edits_example);
}

/* The newest steps stay when there is no room for all. */
static void
test_bounded (void)
{
  g_autoptr (CvkDocument) document = read_document (edits_example);
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  unsigned steps = edit (document, history, 200);
  g_autoptr (GBytes) bytes = cvk_history_to_bytes (history, 10000);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHistory) reopened = cvk_history_new_from_bytes (document, bytes, &error);
  unsigned undone = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), <=, 10000 + 64);
  g_assert_cmpstr (cvk_history_get_undo_name (reopened), ==, cvk_history_get_undo_name (history));
  while (cvk_history_undo (reopened))
    undone++;
  g_assert_cmpuint (undone, >, 0);
  g_assert_cmpuint (undone, <, steps);
}

static void
test_other_document (void)
{
  g_autoptr (CvkDocument) document = read_document (edits_example);
  g_autoptr (CvkDocument) other = read_document ("{\"convoke\":1,\"name\":\"Other\"}");
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  CvkCommand *command = cvk_command_new (document, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *before = write_text (other);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_command_move_node (command, "code", 5, 5, NULL));
  cvk_history_push (history, command);
  bytes = cvk_history_to_bytes (history, UNLIMITED);
  g_assert_null (cvk_history_new_from_bytes (other, bytes, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_FORMAT);
  after = write_text (other);
  g_assert_cmpstr (before, ==, after);
}

/* A damaged text is refused or harmless: whatever was accepted can be undone and redone. */
static void
test_damaged (void)
{
  g_autoptr (CvkDocument) document = read_document (edits_example);
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  g_autoptr (GBytes) bytes = NULL;
  const char *text;
  size_t length;
  unsigned refused = 0;

  edit (document, history, 12);
  bytes = cvk_history_to_bytes (history, UNLIMITED);
  text = g_bytes_get_data (bytes, &length);
  for (unsigned i = 0; i < 2000; i++)
    {
      char *copy = g_memdup2 (text, length);
      size_t cut = i % 2 == 0 ? length : (size_t) g_test_rand_int_range (0, (int) length);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (CvkHistory) reopened = NULL;
      g_autofree char *before = write_text (document);
      g_autofree char *after = NULL;

      copy[g_test_rand_int_range (0, (int) length)] =
        "0129\"{}[],:abnr"[g_test_rand_int_range (0, 15)];
      damaged = g_bytes_new_take (copy, cut);
      reopened = cvk_history_new_from_bytes (document, damaged, NULL);
      refused += reopened == NULL ? 1 : 0;
      while (reopened != NULL && cvk_history_undo (reopened))
        ;
      while (reopened != NULL && cvk_history_redo (reopened))
        ;
      after = write_text (document);
      g_assert_cmpstr (before, ==, after);
    }
  g_assert_cmpuint (refused, >, 1000);
}

/* The document becomes the other one in one step that can be undone, and what is in both stays in
 * place in memory. */
static void
test_replace_document (void)
{
  for (unsigned round = 0; round < 100; round++)
    {
      g_autoptr (CvkDocument) document = read_document (edits_example);
      g_autoptr (CvkDocument) other = read_document (edits_example);
      g_autoptr (CvkHistory) history = cvk_history_new (document);
      g_autoptr (CvkHistory) other_history = cvk_history_new (other);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      CvkCommand *command;

      edit (document, history, 10);
      edit (other, other_history, 10);
      before = write_text (document);
      command = cvk_command_new (document, NULL);
      cvk_command_replace_document (command, other);
      cvk_history_push (history, command);
      assert_same (document, other);
      g_assert_true (cvk_history_undo (history));
      after = write_text (document);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_replace_keeps (void)
{
  g_autoptr (CvkDocument) document = read_document (edits_example);
  g_autoptr (CvkDocument) other = read_document (edits_example);
  g_autoptr (CvkHistory) history = cvk_history_new (other);
  CvkNode *make = cvk_document_get_node (document, "make");
  CvkCommand *command = cvk_command_new (document, NULL);
  CvkCommand *other_command = cvk_command_new (other, NULL);

  cvk_command_replace_document (command, other);
  g_assert_true (cvk_command_is_empty (command));
  g_assert_true (cvk_command_set_node_label (other_command, "make", "Changed", NULL));
  cvk_history_push (history, other_command);
  cvk_command_replace_document (command, other);
  g_assert_true (cvk_document_get_node (document, "make") == make);
  g_assert_cmpstr (make->label, ==, "Changed");
  cvk_command_free (command);
  g_assert_null (make->label);
}

static void
count_cb (CvkDocument *document, unsigned parts, GStrv nodes, unsigned *count)
{
  (*count)++;
}

static void
test_read_only (void)
{
  g_autoptr (CvkDocument) document = read_document (edits_example);
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  CvkCommand *command = cvk_command_new (document, NULL);
  g_autofree char *text = NULL;
  unsigned count = 0;

  cvk_history_set_read_only (history, TRUE);
  g_signal_connect (document, "changed", G_CALLBACK (count_cb), &count);
  g_assert_true (cvk_command_remove_node (command, "make", NULL));
  cvk_history_push (history, command);
  g_assert_null (cvk_history_get_undo_name (history));
  g_assert_cmpuint (count, ==, 1);
  text = write_text (document);
  g_assert_cmpstr (text, ==, edits_example);
}

static void
test_newer (void)
{
  static const char newer[] = "{\"convoke\":2,\"name\":\"N\",\"nodes\":{\"a\":{\"type\":\"t\"}},"
                              "\"wires\":[]}";
  static const char strange[] = "{\"convoke\":2,\"name\":\"N\",\"nodes\":[]}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (newer, strlen (newer));
  g_autoptr (GBytes) strange_bytes = g_bytes_new_static (strange, strlen (strange));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = NULL;

  g_assert_null (cvk_document_new_from_bytes (bytes, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_VERSION);
  g_clear_error (&error);
  document = cvk_document_new_from_newer_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (cvk_document_get_node (document, "a"));
  g_assert_null (cvk_document_new_from_newer_bytes (strange_bytes, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_VERSION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history-text/reopened", test_reopened);
  g_test_add_func ("/history-text/reopened-again", test_reopened_again);
  g_test_add_func ("/history-text/bounded", test_bounded);
  g_test_add_func ("/history-text/other-document", test_other_document);
  g_test_add_func ("/history-text/damaged", test_damaged);
  g_test_add_func ("/history-text/replace-document", test_replace_document);
  g_test_add_func ("/history-text/replace-keeps", test_replace_keeps);
  g_test_add_func ("/history-text/read-only", test_read_only);
  g_test_add_func ("/history-text/newer", test_newer);
  return g_test_run ();
}
