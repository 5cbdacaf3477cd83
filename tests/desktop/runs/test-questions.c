// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-run-bench.h"
#include "desktop/runs/cvk-question-row.h"
#include "desktop/runs/cvk-run-panel.h"
#include "desktop/runs/cvk-run-questions.h"
#include "desktop/runs/cvk-runs-list.h"
#include "desktop/runs/cvk-runs-page.h"

#define PIPELINE                                                                                   \
  "{\"convoke\":1,\"name\":\"<b>Invitations</b>\",\"nodes\":{"                                     \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"ask\":{\"type\":\"approval\",\"label\":\"<i>Ask</i> Ana\",\"settings\":{\"message\":\"Send "  \
  "<i>all</i> & go?\"}}},"                                                                         \
  "\"links\":[\"make.out -> ask.in\"]}"

#define WAITS                                                                                      \
  "{\"convoke\":1,\"name\":\"Later\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"later\":{\"type\":\"wait\",\"settings\":{\"for\":2,\"unit\":\"days\"}}},"                     \
  "\"links\":[\"make.out -> later.in\"]}"

static CvkQuestionRow *
find_row (GtkWidget *widget)
{
  CvkQuestionRow *found = NULL;

  if (CVK_IS_QUESTION_ROW (widget) && gtk_widget_get_mapped (widget))
    return CVK_QUESTION_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child);
  return found;
}

static CvkQuestionRow *
wait_for_row (GtkWidget *widget)
{
  CvkQuestionRow *row = NULL;

  while ((row = find_row (widget)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return row;
}

static void
wait_for_none (GtkWidget *widget)
{
  while (find_row (widget) != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
collect_texts (GtkWidget *widget, GString *texts)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    g_string_append_printf (texts, "%s|", gtk_label_get_label (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_texts (child, texts);
}

static void
assert_texts (CvkQuestionRow *row, const char *expected)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  collect_texts (GTK_WIDGET (row), texts);
  g_assert_cmpstr (texts->str, ==, expected);
}

/* The list of runs may come a moment after the question. */
static void
assert_says (GtkWidget *page, const char *words)
{
  g_autofree char *expected = g_strdup_printf ("|%s|", words);
  g_autoptr (GString) texts = g_string_new (NULL);

  while (strstr (texts->str, expected) == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_string_truncate (texts, 0);
      collect_texts (page, texts);
    }
}

/* A question stands on the page with its buttons, which take it away. Its text is data. */
static void
test_page (void)
{
  CvkRunBench bench;
  g_autoptr (CvkQuestionList) list = NULL;
  GtkWidget *page = NULL;
  CvkQuestionRow *row = NULL;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  list = cvk_question_list_new (bench.client);
  page = cvk_runs_page_new (bench.client);
  cvk_run_bench_show (&bench, page);
  g_assert_cmpuint (cvk_question_list_get_asking (list), ==, 0);
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_run (&bench, "run.start", NULL)), ==,
                   "waiting");
  row = wait_for_row (page);
  assert_says (page, "Asks for you");
  while (cvk_question_list_get_asking (list) != 1)
    g_main_context_iteration (NULL, TRUE);
  assert_texts (row, "Send <i>all</i> & go?|<b>Invitations</b> · <i>Ask</i> Ana|Approve|Decline|");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "question.answer", "s", "decline"));
  wait_for_none (page);
  while (cvk_question_list_get_asking (list) != 0)
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_clear (&bench);
}

/* In the panel, at its step. */
static void
test_panel (void)
{
  CvkRunBench bench;
  GtkWidget *panel = NULL;
  GtkWidget *questions = NULL;
  CvkSelection *selection = NULL;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  panel = cvk_run_panel_new (bench.client);
  cvk_run_panel_set_session (CVK_RUN_PANEL (panel), bench.session);
  selection = cvk_session_get_selection (bench.session);
  cvk_run_bench_show (&bench, panel);
  cvk_run_bench_run (&bench, "run.start", NULL);
  assert_texts (wait_for_row (panel), "Send <i>all</i> & go?|<i>Ask</i> Ana|Approve|Decline|");
  questions = gtk_widget_get_ancestor (GTK_WIDGET (wait_for_row (panel)), CVK_TYPE_RUN_QUESTIONS);
  g_assert_true (gtk_widget_get_visible (questions));
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, "make");
  wait_for_none (panel);
  g_assert_false (gtk_widget_get_visible (questions));
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, "ask");
  gtk_widget_activate_action (GTK_WIDGET (wait_for_row (panel)), "question.answer", "s", "approve");
  wait_for_none (panel);
  cvk_run_bench_clear (&bench);
}

/* What may do something twice is asked once more, and not sent when the user thinks better of it.
 */
static void
test_risky (void)
{
  CvkRunBench bench;
  g_autoptr (CvkQuestionList) list = NULL;
  g_autoptr (CvkQuestionEntry) entry = NULL;
  g_autoptr (CvkQuestion) question =
    cvk_question_new (CVK_QUESTION_OUTCOME_UNKNOWN,
                      cvk_problem_new ("may-have-been-created", "“{topic}” may have been created.",
                                       "topic", "Talk", NULL));
  g_autoptr (CvkValue) value = NULL;
  GtkWidget *row = NULL;
  GtkWidget *box = gtk_list_box_new ();
  GtkWindow *dialog = NULL;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  cvk_question_set_label (question, "again", "Create again");
  cvk_question_set_place (question, "r", "create", 1, 2);
  value = cvk_question_to_value (question);
  list = cvk_question_list_new (bench.client);
  entry = cvk_question_entry_new (value);
  row = cvk_question_row_new (list, entry, TRUE);
  gtk_list_box_append (GTK_LIST_BOX (box), row);
  cvk_run_bench_show (&bench, box);
  cvk_run_bench_settle ();
  assert_texts (CVK_QUESTION_ROW (row), "“Talk” may have been created.|create · item 3|Check again|"
                                        "Create again|Treat as done|");
  gtk_widget_activate_action (row, "question.answer", "s", "again");
  dialog = cvk_run_bench_get_dialog (&bench);
  g_assert_false (cvk_question_entry_is_busy (entry));
  cvk_run_bench_respond (dialog, "cancel");
  g_assert_false (cvk_question_entry_is_busy (entry));
  gtk_widget_activate_action (row, "question.answer", "s", "again");
  dialog = cvk_run_bench_get_dialog (&bench);
  cvk_run_bench_respond (dialog, "again");
  /* On its way, or there already. */
  g_assert_true (cvk_question_entry_is_busy (entry) ||
                 cvk_question_entry_get_message (entry) != NULL);
  /* There is no such run: the row says so. */
  while (cvk_question_entry_is_busy (entry))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (cvk_question_entry_get_message (entry));
  cvk_run_bench_clear (&bench);
}

/* Nobody is asked by a step that waits for the clock, and one without a label is called by what it
 * does. */
static void
test_wait (void)
{
  CvkRunBench bench;
  g_autoptr (CvkQuestionList) list = NULL;
  g_autoptr (CvkRunsList) runs = NULL;
  g_autoptr (CvkRunEntry) entry = NULL;
  g_autoptr (CvkQuestionEntry) question = NULL;
  g_autofree char *line = NULL;

  cvk_run_bench_init (&bench, WAITS, TRUE);
  cvk_run_bench_edit (&bench, "make");
  list = cvk_question_list_new (bench.client);
  runs = cvk_runs_list_new (bench.client);
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_run (&bench, "run.start", NULL)), ==,
                   "waiting");
  while (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0 || entry == NULL ||
         !g_str_equal (cvk_run_entry_get_state (entry), "waiting"))
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_object (&entry);
      entry = g_list_model_get_item (G_LIST_MODEL (runs), 0);
    }
  g_assert_cmpstr (cvk_run_entry_get_shown_state (entry), ==, "sleeping");
  g_assert_cmpuint (cvk_question_list_get_asking (list), ==, 0);
  question = g_list_model_get_item (G_LIST_MODEL (list), 0);
  line = cvk_question_entry_describe (question, TRUE);
  g_assert_cmpstr (line, ==, "Wait");
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/questions/page", test_page);
  g_test_add_func ("/questions/panel", test_panel);
  g_test_add_func ("/questions/risky", test_risky);
  g_test_add_func ("/questions/wait", test_wait);
  return g_test_run ();
}
