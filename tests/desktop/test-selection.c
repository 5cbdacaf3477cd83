// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/editor/cvk-selection.h"

static void
count_cb (CvkSelection *selection, gpointer user_data)
{
  (*(unsigned *) user_data)++;
}

static void
test_single (void)
{
  g_autoptr (CvkSelection) selection = cvk_selection_new ();

  g_assert_null (cvk_selection_get_single_node (selection));
  cvk_selection_add (selection, CVK_SELECTION_NODE, "create");
  g_assert_cmpstr (cvk_selection_get_single_node (selection), ==, "create");
  cvk_selection_add (selection, CVK_SELECTION_NOTE, "create");
  g_assert_null (cvk_selection_get_single_node (selection));
  cvk_selection_remove (selection, CVK_SELECTION_NODE, "create");
  g_assert_false (cvk_selection_contains (selection, CVK_SELECTION_NODE, "create"));
  g_assert_true (cvk_selection_contains (selection, CVK_SELECTION_NOTE, "create"));
}

static void
test_changed (void)
{
  g_autoptr (CvkSelection) selection = cvk_selection_new ();
  unsigned count = 0;

  g_signal_connect (selection, "changed", G_CALLBACK (count_cb), &count);
  cvk_selection_add (selection, CVK_SELECTION_NODE, "a");
  cvk_selection_add (selection, CVK_SELECTION_NODE, "a");
  g_assert_cmpuint (count, ==, 1);
  cvk_selection_add (selection, CVK_SELECTION_NODE, "b");
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, "b");
  g_assert_cmpuint (count, ==, 3);
  g_assert_cmpuint (cvk_selection_get_count (selection), ==, 1);
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, "b");
  g_assert_cmpuint (count, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/selection/single", test_single);
  g_test_add_func ("/selection/changed", test_changed);
  return g_test_run ();
}
