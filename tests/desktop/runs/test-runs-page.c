// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "cvk-run-bench.h"
#include "desktop/runs/cvk-pipeline-filter.h"
#include "desktop/runs/cvk-run-choice.h"
#include "desktop/runs/cvk-run-entry.h"
#include "desktop/runs/cvk-runs-page.h"

#define PIPELINE                                                                                   \
  "{\"convoke\":1,\"name\":\"<b>Texts</b>\",\"nodes\":{"                                           \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}}},\"links\":[]}"

static void
collect_rows (GtkWidget *widget, GPtrArray *rows)
{
  if (ADW_IS_ACTION_ROW (widget) && gtk_widget_get_mapped (widget))
    g_ptr_array_add (rows, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_rows (child, rows);
}

static GPtrArray *
wait_for_rows (GtkWidget *page, unsigned count)
{
  for (;;)
    {
      g_autoptr (GPtrArray) rows = g_ptr_array_new ();

      collect_rows (page, rows);
      if (rows->len == count)
        return g_steal_pointer (&rows);
      g_main_context_iteration (NULL, TRUE);
    }
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);
  return found;
}

static void
opened_cb (CvkRunsPage *page, const char *run, gpointer user_data)
{
  char **opened = user_data;

  g_free (*opened);
  *opened = g_strdup (run);
}

static void
test_list (void)
{
  CvkRunBench bench;
  GtkWidget *page;
  g_autofree char *opened = NULL;
  g_autofree char *first = NULL;
  g_autofree char *path = NULL;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  page = cvk_runs_page_new (bench.client);
  g_signal_connect (page, "open-run", G_CALLBACK (opened_cb), &opened);
  cvk_run_bench_show (&bench, page);
  g_ptr_array_unref (wait_for_rows (page, 0));

  first = g_strdup (cvk_run_model_get_id (cvk_run_bench_run (&bench, "run.start", NULL)));
  g_ptr_array_unref (wait_for_rows (page, 1));
  cvk_run_bench_run (&bench, "run.start", NULL);
  g_autoptr (GPtrArray) rows = wait_for_rows (page, 2);
  /* A name is text, the newest stands first. */
  g_assert_cmpstr (adw_preferences_row_get_title (g_ptr_array_index (rows, 0)), ==, "<b>Texts</b>");
  g_assert_false (adw_preferences_row_get_use_markup (g_ptr_array_index (rows, 0)));
  g_assert_true (
    g_str_has_prefix (adw_action_row_get_subtitle (g_ptr_array_index (rows, 0)), "Run 2 · "));

  /* Only those that are searched for, and none is no empty history. */
  GtkWidget *search = find_widget (page, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *pipelines = find_widget (page, CVK_TYPE_PIPELINE_FILTER);
  GtkWidget *choice = find_widget (pipelines, GTK_TYPE_DROP_DOWN);
  GtkWidget *states = find_widget (gtk_widget_get_next_sibling (pipelines), GTK_TYPE_DROP_DOWN);
  gtk_editable_set_text (GTK_EDITABLE (search), "nobody");
  g_ptr_array_unref (wait_for_rows (page, 0));
  g_assert_true (gtk_widget_get_mapped (search));
  gtk_editable_set_text (GTK_EDITABLE (search), "texts");
  g_ptr_array_unref (wait_for_rows (page, 2));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (states), 4);
  g_ptr_array_unref (wait_for_rows (page, 0));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (states), 3);
  g_ptr_array_unref (wait_for_rows (page, 2));

  /* Those of another pipeline are left out. */
  cvk_pipeline_filter_add (CVK_PIPELINE_FILTER (pipelines), "/nowhere/other.convoke", "Other");
  cvk_pipeline_filter_add (CVK_PIPELINE_FILTER (pipelines), "/nowhere/other.convoke", "Other");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (choice))), ==,
                    3);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 2);
  g_ptr_array_unref (wait_for_rows (page, 0));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 1);
  g_ptr_array_unref (wait_for_rows (page, 2));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 0);
  g_ptr_array_unref (rows);
  rows = wait_for_rows (page, 2);

  /* The pipeline is open: it shows the run that was chosen. */
  g_signal_emit_by_name (g_ptr_array_index (rows, 1), "activated");
  g_assert_cmpstr (opened, ==, first);
  path = g_file_get_path (cvk_session_get_file (bench.session));
  cvk_run_choice_choose (cvk_run_choice_get (), path, opened);
  g_assert_cmpstr (cvk_run_model_get_id (cvk_run_bench_wait (&bench)), ==, first);

  /* Without a choice, the newest one. */
  g_object_ref (page);
  cvk_run_bench_reopen (&bench);
  g_assert_cmpint (cvk_run_model_get_number (cvk_run_bench_wait (&bench)), ==, 2);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  g_object_unref (page);
  while (page != NULL)
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_clear (&bench);
}

/* In the list as in the panel. */
static void
test_kinds (void)
{
  static const struct
  {
    const char *entry;
    const char *line;
  } cases[] = {
    { "{\"number\":14,\"rehearses\":false,\"sandbox\":false}", "Run 14" },
    { "{\"number\":14,\"rehearses\":true,\"sandbox\":false}", "Rehearsal 14" },
    { "{\"number\":14,\"rehearses\":false,\"sandbox\":true}", "Run 14 · Sandbox" },
    { "{\"number\":14,\"rehearses\":true,\"sandbox\":true,\"failures\":2}",
      "Rehearsal 14 · Sandbox · 2 items failed" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkValue) value = cvk_value_from_json (cases[i].entry, -1, CVK_JSON_STRICT, NULL);
      g_autoptr (CvkRunEntry) entry = cvk_run_entry_new (value);
      g_autofree char *line = cvk_run_entry_describe (entry, 0);

      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/runs-page/list", test_list);
  g_test_add_func ("/runs-page/kinds", test_kinds);
  return g_test_run ();
}
