// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-run-bench.h"
#include "desktop/cvk-history-group.h"

#define PIPELINE "{\"convoke\":1,\"name\":\"Nothing\",\"nodes\":{},\"links\":[]}"

static void
find_numbers (GtkWidget *widget, GPtrArray *numbers)
{
  if (GTK_IS_SPIN_BUTTON (widget))
    g_ptr_array_add (numbers, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_numbers (child, numbers);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(CvkApiEngine **) user_data =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, NULL);
}

static CvkHistoryGroup *
show_group (CvkRunBench *bench, CvkApiEngine *api, GPtrArray *numbers)
{
  CvkHistoryGroup *group = g_object_new (CVK_TYPE_HISTORY_GROUP, NULL);

  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (group)));
  cvk_run_bench_show (bench, GTK_WIDGET (group));
  cvk_history_group_set_api (group, api);
  while (!gtk_widget_get_sensitive (GTK_WIDGET (group)))
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_set_size (numbers, 0);
  find_numbers (GTK_WIDGET (group), numbers);
  g_assert_cmpuint (numbers->len, ==, 2);
  return group;
}

static int
get_number (GPtrArray *numbers, unsigned index)
{
  return gtk_spin_button_get_value_as_int (g_ptr_array_index (numbers, index));
}

/* What the engine keeps is shown; what is chosen is kept, also when the window closes at once. */
static void
test_numbers (void)
{
  CvkRunBench bench;
  g_autoptr (GPtrArray) numbers = g_ptr_array_new ();
  g_autoptr (CvkApiEngine) api = NULL;
  gpointer group = NULL;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_engine_client_get_api_async (bench.client, NULL, api_cb, &api);
  while (api == NULL)
    g_main_context_iteration (NULL, TRUE);
  group = show_group (&bench, api, numbers);
  g_assert_cmpint (get_number (numbers, 0), ==, 90);
  g_assert_cmpint (get_number (numbers, 1), ==, 500);
  g_object_add_weak_pointer (group, &group);
  gtk_spin_button_set_value (g_ptr_array_index (numbers, 0), 30);
  gtk_window_set_child (GTK_WINDOW (bench.window), NULL);
  while (group != NULL)
    g_main_context_iteration (NULL, TRUE);
  show_group (&bench, api, numbers);
  g_assert_cmpint (get_number (numbers, 0), ==, 30);
  g_assert_cmpint (get_number (numbers, 1), ==, 500);
  g_clear_object (&api);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/history-group/numbers", test_numbers);
  return g_test_run ();
}
