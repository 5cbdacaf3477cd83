// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "cvk-run-bench.h"
#include "desktop/runs/cvk-row-edit-dialog.h"
#include "desktop/runs/cvk-row-menu.h"
#include "desktop/runs/cvk-run-panel.h"

#define DATES                                                                                      \
  "{\"convoke\":1,\"name\":\"Dates\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"rows\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return [{d: '2026-01-01T00:00:00Z'}, {d: 'no'}, {d: 'nor'}]\"}},"                             \
  "\"date\":{\"type\":\"date\",\"on_error\":\"continue\",\"settings\":{\"operation\":\"parse\","   \
  "\"value\":\"{{ item.d }}\",\"name\":\"t\"}},"                                                   \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Dates\"}}},"                              \
  "\"links\":[\"make.out -> rows.in\",\"rows.out -> date.in\",\"date.out -> out.in\"]}"

static GtkWidget *
find_entry (GtkWidget *widget, const char *title)
{
  GtkWidget *found = NULL;

  if (ADW_IS_ENTRY_ROW (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_entry (child, title);
  return found;
}

static void
set (CvkRowEditDialog *dialog, const char *field, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find_entry (GTK_WIDGET (dialog), field)), text);
}

static void
assert_changes (CvkRowEditDialog *dialog, const char *expected)
{
  g_autoptr (CvkValue) changes = cvk_row_edit_dialog_dup_changes (dialog);
  g_autofree char *json = cvk_value_to_json (changes, CVK_JSON_COMPACT);

  g_assert_cmpstr (json, ==, expected);
}

/* A text stays a text, also when it looks like a number; what was none is read as JSON. */
static void
test_values (void)
{
  g_autoptr (CvkValue) item = cvk_value_from_json (
    "{\"t\":\"12\",\"n\":3,\"<o>\":{\"a\":1},\"z\":null}", -1, CVK_JSON_DATA, NULL);
  CvkRowEditDialog *dialog = cvk_row_edit_dialog_new (NULL, item, "because of <b>");

  assert_changes (dialog, "{}");
  set (dialog, "t", "13");
  set (dialog, "n", "4");
  set (dialog, "<o>", "{\"a\":2}");
  assert_changes (dialog, "{\"t\":\"13\",\"n\":4,\"<o>\":{\"a\":2}}");
  set (dialog, "t", "12");
  set (dialog, "n", "four");
  set (dialog, "<o>", "{\"a\":1}");
  set (dialog, "z", "now");
  assert_changes (dialog, "{\"n\":\"four\",\"z\":\"now\"}");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static CvkRow *
make_row (const char *json)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  CvkRow *row = cvk_row_new ();

  cvk_row_fill (row, value);
  return row;
}

/* Only what may be tried again can be changed. */
static void
test_menu (void)
{
  static const struct
  {
    const char *row;
    gboolean is_offered;
  } cases[] = {
    { "{\"number\":1,\"item\":{\"a\":1},\"problem\":null}", FALSE },
    { "{\"number\":1,\"item\":{\"a\":1},\"problem\":{\"code\":\"invalid-date\",\"message_id\":"
      "\"x\","
      "\"arguments\":{},\"node\":\"n\",\"item\":0}}",
      TRUE },
    { "{\"number\":1,\"item\":{\"a\":1},\"problem\":{\"code\":\"outcome-unknown\","
      "\"message_id\":\"x\",\"arguments\":{},\"node\":\"n\",\"item\":0}}",
      FALSE },
    { "{\"number\":1,\"item\":null,\"problem\":{\"code\":\"invalid-date\",\"message_id\":\"x\","
      "\"arguments\":{},\"node\":\"n\"}}",
      FALSE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkRow) row = make_row (cases[i].row);

      g_assert_cmpint (cvk_row_can_be_edited (row), ==, cases[i].is_offered);
    }
}

static void
test_retry (void)
{
  CvkRunBench bench;
  CvkRunModel *run;

  cvk_run_bench_init (&bench, DATES, TRUE);
  cvk_run_bench_edit (&bench, "make");
  run = cvk_run_bench_run (&bench, "run.start", NULL);
  g_assert_cmpuint (cvk_run_model_get_count (run, "date", "failed"), ==, 2);
  g_assert_true (gtk_widget_activate_action (bench.window, "run.retry-edited", "(ss)", "date",
                                             "{\"2\":{\"d\":\"2026-05-05T00:00:00Z\"}}"));
  while (cvk_run_controller_get_run (bench.controller) == run)
    g_main_context_iteration (NULL, TRUE);
  run = cvk_run_bench_wait (&bench);
  /* The other one fails again. */
  g_assert_cmpuint (cvk_run_model_get_count (run, "date", "in"), ==, 2);
  g_assert_cmpuint (cvk_run_model_get_count (run, "date", "out"), ==, 1);
  g_assert_cmpuint (cvk_run_model_get_count (run, "date", "failed"), ==, 1);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/row-edit/values", test_values);
  g_test_add_func ("/row-edit/menu", test_menu);
  g_test_add_func ("/row-edit/retry", test_retry);
  return g_test_run ();
}
