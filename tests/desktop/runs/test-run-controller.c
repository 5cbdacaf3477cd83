// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-run-bench.h"
#include "desktop/runs/cvk-review-sheet.h"
#include "desktop/forms/cvk-field.h"
#include "desktop/runs/cvk-run-buttons.h"
#include "desktop/runs/cvk-run-inputs-dialog.h"

#define DATES                                                                                      \
  "{\"convoke\":1,\"name\":\"Dates\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"rows\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return [{d: '2026-01-01T00:00:00Z'}, {d: 'no'}, {d: '2026-01-02T00:00:00Z'}]\"}},"            \
  "\"date\":{\"type\":\"date\",\"on_error\":\"continue\",\"settings\":{\"operation\":\"parse\","   \
  "\"value\":\"{{ item.d }}\",\"name\":\"t\"}},"                                                   \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Dates\"}}},"                              \
  "\"links\":[\"make.out -> rows.in\",\"rows.out -> date.in\",\"date.out -> out.in\"]}"
#define HARMLESS                                                                                   \
  "{\"convoke\":1,\"name\":\"Harmless\",\"nodes\":{"                                               \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Texts\"}}},"                              \
  "\"links\":[\"make.out -> out.in\"]}"
#define BUSY                                                                                       \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"busy\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":\"while (true) {}\"}}}," \
  "\"links\":[\"make.out -> busy.in\"]}"
/* A second is long enough to lose the engine in, and short enough to be waited for in place. */
#define WAITING                                                                                    \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"wait\":{\"type\":\"wait\",\"settings\":{\"for\":1,\"unit\":\"seconds\"}},"                    \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Out\"}}},"                                \
  "\"links\":[\"make.out -> wait.in\",\"wait.out -> out.in\"]}"
#define BROKEN                                                                                     \
  "{\"convoke\":1,\"nodes\":{\"zoom\":{\"type\":\"zoom\",\"settings\":{}}},\"links\":[]}"
#define BROKEN_TWICE                                                                               \
  "{\"convoke\":1,\"nodes\":{\"zoom\":{\"type\":\"zoom\",\"settings\":{}},"                        \
  "\"other\":{\"type\":\"zoom\",\"settings\":{}}},\"links\":[]}"
#define INPUTS                                                                                     \
  "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":["                \
  "{\"name\":\"who\",\"type\":\"text\",\"required\":true},"                                        \
  "{\"name\":\"count\",\"type\":\"integer\",\"default\":3}]}},"                                    \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"                                  \
  "\"links\":[\"in.out -> out.in\"]}"

static gboolean
is_enabled (CvkRunBench *bench, const char *name)
{
  g_autofree char *full = g_strconcat ("run.", name, NULL);
  GtkWidget *button = gtk_button_new ();
  gboolean enabled;

  cvk_run_bench_show (bench, button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), full);
  enabled = gtk_widget_get_sensitive (button);
  gtk_window_set_child (GTK_WINDOW (bench->window), NULL);
  return enabled;
}

static void
select_node (CvkRunBench *bench, const char *node)
{
  cvk_selection_set_only (cvk_session_get_selection (bench->session), CVK_SELECTION_NODE, node);
}

static void
test_run (void)
{
  CvkRunBench bench;
  CvkRunModel *run;

  cvk_run_bench_init (&bench, DATES, TRUE);
  cvk_run_bench_edit (&bench, "make");
  g_assert_true (is_enabled (&bench, "start"));
  g_assert_false (is_enabled (&bench, "stop"));
  g_assert_false (is_enabled (&bench, "node"));
  run = cvk_run_bench_run (&bench, "run.start", NULL);
  g_assert_cmpstr (cvk_run_model_get_state (run), ==, "failed");
  g_assert_cmpuint (cvk_run_model_get_count (run, "date", "in"), ==, 3);
  g_assert_cmpuint (cvk_run_model_get_count (run, "date", "out"), ==, 2);
  g_assert_cmpuint (cvk_run_model_get_count (run, "date", "failed"), ==, 1);
  g_assert_cmpuint (cvk_run_model_get_failures (run)->len, ==, 1);
  g_assert_cmpint (cvk_run_model_get_number (run), ==, 1);
  g_assert_true (cvk_session_get_run (bench.session) == G_OBJECT (run));

  /* Only what failed, once more. */
  run = cvk_run_bench_run (&bench, "run.retry", "date");
  g_assert_cmpuint (cvk_run_model_get_count (run, "date", "in"), ==, 1);
  g_assert_cmpint (cvk_run_model_get_number (run), ==, 2);

  select_node (&bench, "date");
  run = cvk_run_bench_run (&bench, "run.start", NULL);
  run = cvk_run_bench_run (&bench, "run.from-here", NULL);
  g_assert_true (cvk_run_model_get_step (run, "rows")->is_kept);
  g_assert_false (cvk_run_model_get_step (run, "date")->is_kept);
  g_assert_cmpint (cvk_run_model_get_step (run, "out")->state, ==, CVK_STEP_SUCCEEDED);
  run = cvk_run_bench_run (&bench, "run.node", NULL);
  g_assert_cmpint (cvk_run_model_get_step (run, "out")->state, ==, CVK_STEP_SKIPPED);

  /* Whoever opens the pipeline again finds its last run. */
  cvk_run_bench_reopen (&bench);
  run = cvk_run_bench_wait (&bench);
  g_assert_cmpint (cvk_run_model_get_number (run), ==, 5);
  g_assert_true (cvk_run_model_has_items (run));
  cvk_run_bench_clear (&bench);
}

/* One place for both buttons; the one that is there works. */
static void
test_stop (void)
{
  CvkRunBench bench;
  GtkWidget *buttons;
  GtkWidget *stack;

  cvk_run_bench_init (&bench, BUSY, FALSE);
  cvk_run_bench_edit (&bench, "make");
  buttons = cvk_run_buttons_new ();
  cvk_run_buttons_set_session (CVK_RUN_BUTTONS (buttons), bench.session);
  cvk_run_bench_show (&bench, buttons);
  stack = gtk_widget_get_first_child (buttons);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "run");
  cvk_run_bench_act (&bench, "run.start", NULL);
  while (g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "run"))
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_act (&bench, "run.stop", NULL);
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_wait (&bench)), ==, "cancelled");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "run");
  cvk_run_bench_clear (&bench);
}

/* What came from elsewhere runs only when the user has seen what it would do. */
static void
test_review (void)
{
  CvkRunBench bench;
  GtkWindow *dialog;

  cvk_run_bench_init (&bench, DATES, TRUE);
  cvk_run_bench_act (&bench, "run.start", NULL);
  dialog = cvk_run_bench_get_dialog (&bench);
  g_assert_true (CVK_IS_REVIEW_SHEET (dialog));
  cvk_run_bench_review (dialog, NULL);
  g_assert_null (cvk_run_controller_get_run (bench.controller));
  g_assert_false (cvk_run_controller_is_busy (bench.controller));

  cvk_run_bench_act (&bench, "run.start", NULL);
  dialog = cvk_run_bench_get_dialog (&bench);
  cvk_run_bench_review (dialog, "once");
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_wait (&bench)), ==, "failed");
  /* Which says nothing of the next time, and editing it does not either. */
  cvk_run_bench_edit (&bench, "make");
  cvk_session_set_foreign (bench.session, TRUE);
  cvk_run_bench_act (&bench, "run.start", NULL);
  cvk_run_bench_review (cvk_run_bench_get_dialog (&bench), "trust");
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_wait (&bench)), ==, "failed");
  g_assert_false (cvk_session_is_foreign (bench.session));
  /* Trusted, also when it is opened again. */
  g_assert_cmpint (cvk_run_model_get_number (cvk_run_bench_run (&bench, "run.start", NULL)), ==, 3);
  cvk_run_bench_reopen (&bench);
  g_assert_false (cvk_session_is_foreign (bench.session));
  cvk_run_bench_clear (&bench);
}

/* What only computes has nothing to look through. */
static void
test_harmless (void)
{
  CvkRunBench bench;

  cvk_run_bench_init (&bench, HARMLESS, TRUE);
  g_assert_true (cvk_session_is_foreign (bench.session));
  cvk_run_bench_run (&bench, "run.start", NULL);
  cvk_run_bench_clear (&bench);
}

static void
shown_cb (CvkRunController *controller, gpointer user_data)
{
  (*(unsigned *) user_data)++;
}

static void
shown_node_cb (CvkRunController *controller,
               const char *node,
               const char *field,
               gpointer user_data)
{
  shown_cb (controller, user_data);
}

/* One problem is shown where it is, several in their list. */
static void
refuse (const char *pipeline, unsigned n_places, unsigned n_lists)
{
  CvkRunBench bench;
  GtkWindow *dialog;
  unsigned places = 0;
  unsigned lists = 0;

  cvk_run_bench_init (&bench, pipeline, FALSE);
  g_signal_connect (bench.controller, "show-node", G_CALLBACK (shown_node_cb), &places);
  g_signal_connect (bench.controller, "show-problems", G_CALLBACK (shown_cb), &lists);
  cvk_run_bench_act (&bench, "run.start", NULL);
  dialog = cvk_run_bench_get_dialog (&bench);
  cvk_run_bench_respond (dialog, "show");
  g_assert_cmpuint (places, ==, n_places);
  g_assert_cmpuint (lists, ==, n_lists);
  g_assert_false (cvk_run_controller_is_busy (bench.controller));
  cvk_run_bench_clear (&bench);
}

static void
test_refused_for_many (void)
{
  refuse (BROKEN_TWICE, 0, 1);
}

static void
test_refused (void)
{
  CvkRunBench bench;
  GtkWindow *dialog;

  refuse (BROKEN, 1, 0);
  cvk_run_bench_init (&bench, BROKEN, FALSE);
  cvk_run_bench_act (&bench, "run.start", NULL);
  dialog = cvk_run_bench_get_dialog (&bench);
  cvk_run_bench_respond (dialog, "show");
  g_assert_cmpstr (cvk_selection_get_single_node (cvk_session_get_selection (bench.session)), ==,
                   "zoom");
  g_assert_false (cvk_run_controller_is_busy (bench.controller));
  cvk_run_bench_clear (&bench);
}

static CvkField *
find_field (GtkWidget *widget, const char *path)
{
  if (CVK_IS_FIELD (widget) && g_str_equal (cvk_field_get_path (CVK_FIELD (widget)), path))
    return CVK_FIELD (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      CvkField *found = find_field (child, path);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What is missing is said at its field; what was given is there the next time. */
static void
test_inputs (void)
{
  CvkRunBench bench;
  GtkWidget *dialog;
  g_autoptr (CvkValue) ana = cvk_value_new_string ("Ana");

  cvk_run_bench_init (&bench, INPUTS, FALSE);
  cvk_run_bench_edit (&bench, "in");
  cvk_run_bench_act (&bench, "run.start", NULL);
  dialog = GTK_WIDGET (cvk_run_bench_get_dialog (&bench));
  cvk_run_inputs_dialog_accept (CVK_RUN_INPUTS_DIALOG (dialog));
  g_assert_nonnull (cvk_field_get_error (find_field (dialog, "who")));
  cvk_field_set_value (find_field (dialog, "who"), ana);
  cvk_run_inputs_dialog_accept (CVK_RUN_INPUTS_DIALOG (dialog));
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_wait (&bench)), ==, "succeeded");

  cvk_run_bench_act (&bench, "run.start", NULL);
  dialog = GTK_WIDGET (cvk_run_bench_get_dialog (&bench));
  g_assert_cmpstr (cvk_value_get_string (cvk_field_get_value (find_field (dialog, "who"))), ==,
                   "Ana");
  g_assert_cmpint (cvk_value_get_integer (cvk_field_get_value (find_field (dialog, "count"))), ==,
                   3);
  gtk_window_close (GTK_WINDOW (dialog));
  cvk_run_bench_settle ();
  g_assert_false (cvk_run_controller_is_busy (bench.controller));
  cvk_run_bench_clear (&bench);
}

/* Also when the window was closed; and nothing of it stands in the pipeline. */
static void
test_inputs_kept (void)
{
  CvkRunBench bench;
  GtkWidget *dialog;
  g_autoptr (CvkValue) ana = cvk_value_new_string ("Ana");
  g_autoptr (GBytes) text = NULL;

  cvk_run_bench_init (&bench, INPUTS, TRUE);
  cvk_run_bench_edit (&bench, "in");
  cvk_run_bench_act (&bench, "run.start", NULL);
  dialog = GTK_WIDGET (cvk_run_bench_get_dialog (&bench));
  g_assert_null (cvk_field_get_value (find_field (dialog, "who")));
  cvk_field_set_value (find_field (dialog, "who"), ana);
  cvk_run_inputs_dialog_accept (CVK_RUN_INPUTS_DIALOG (dialog));
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_wait (&bench)), ==, "succeeded");
  cvk_run_bench_reopen (&bench);
  text = cvk_document_to_bytes (cvk_session_get_document (bench.session));
  g_assert_null (
    g_strstr_len (g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text), "Ana"));
  cvk_run_bench_act (&bench, "run.start", NULL);
  dialog = GTK_WIDGET (cvk_run_bench_get_dialog (&bench));
  g_assert_cmpstr (cvk_value_get_string (cvk_field_get_value (find_field (dialog, "who"))), ==,
                   "Ana");
  gtk_window_close (GTK_WINDOW (dialog));
  cvk_run_bench_settle ();
  cvk_run_bench_clear (&bench);
}

/* A power cut ends the engine in the middle of a run. The window goes on showing that run, which
 * the next engine takes up, and its end. */
static void
test_lost_engine (void)
{
  CvkRunBench bench;
  g_autofree char *run = NULL;
  CvkRunModel *model = NULL;

  cvk_run_bench_init (&bench, WAITING, TRUE);
  cvk_run_bench_edit (&bench, "make");
  cvk_run_bench_act (&bench, "run.start", NULL);
  while ((model = cvk_run_controller_get_run (bench.controller)) == NULL ||
         !g_str_equal (cvk_run_model_get_state (model), "running"))
    g_main_context_iteration (NULL, TRUE);
  run = g_strdup (cvk_run_model_get_id (model));
  cvk_run_bench_kill_engine (&bench);
  /* It was not told of any end. */
  g_assert_cmpstr (cvk_run_model_get_state (model), ==, "running");
  model = cvk_run_bench_wait (&bench);
  g_assert_nonnull (cvk_engine_client_peek_api (bench.client));
  g_assert_cmpstr (cvk_run_model_get_id (model), ==, run);
  g_assert_cmpstr (cvk_run_model_get_state (model), ==, "succeeded");
  g_assert_cmpuint (cvk_run_model_get_count (model, "out", "in"), ==, 1);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/run-controller/run", test_run);
  g_test_add_func ("/run-controller/stop", test_stop);
  g_test_add_func ("/run-controller/review", test_review);
  g_test_add_func ("/run-controller/harmless", test_harmless);
  g_test_add_func ("/run-controller/refused", test_refused);
  g_test_add_func ("/run-controller/refused-for-many", test_refused_for_many);
  g_test_add_func ("/run-controller/inputs", test_inputs);
  g_test_add_func ("/run-controller/inputs-kept", test_inputs_kept);
  g_test_add_func ("/run-controller/lost-engine", test_lost_engine);
  return g_test_run ();
}
