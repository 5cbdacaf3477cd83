// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-run-bench.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-editor-page.h"
#include "desktop/runs/cvk-past-run.h"

#define DATES                                                                                      \
  "{\"convoke\":1,\"name\":\"Dates\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"rows\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return [{d: '2026-01-01T00:00:00Z'}, {d: 'no'}, {d: '2026-01-02T00:00:00Z'}]\"}},"            \
  "\"date\":{\"type\":\"date\",\"on_error\":\"continue\",\"settings\":{\"operation\":\"parse\","   \
  "\"value\":\"{{ item.d }}\",\"name\":\"t\"}},"                                                   \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Dates\"}}},"                              \
  "\"links\":[\"make.out -> rows.in\",\"rows.out -> date.in\",\"date.out -> out.in\"]}"

typedef struct
{
  CvkSession *session; /* nullable */
  GFile *file;         /* nullable */
  GError *error;       /* nullable */
  gboolean is_done;
} Found;

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Found *found = user_data;

  found->session = cvk_past_run_find_finish (result, &found->file, &found->error);
  found->is_done = TRUE;
}

static Found
find (CvkRunBench *bench, const char *run)
{
  Found found = { 0 };

  cvk_past_run_find_async (bench->client, run, NULL, found_cb, &found);
  while (!found.is_done)
    g_main_context_iteration (NULL, TRUE);
  return found;
}

static void
clear (Found *found)
{
  if (found->session != NULL)
    g_object_add_weak_pointer (G_OBJECT (found->session), (gpointer *) &found->session);
  if (found->session != NULL)
    g_object_unref (found->session);
  while (found->session != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&found->file);
  g_clear_error (&found->error);
}

static char *
run_once (CvkRunBench *bench)
{
  cvk_run_bench_edit (bench, "make");
  return g_strdup (cvk_run_model_get_id (cvk_run_bench_run (bench, "run.start", NULL)));
}

/* What the pipeline does. */
static void
change (CvkSession *session)
{
  cvk_selection_set_only (cvk_session_get_selection (session), CVK_SELECTION_NODE, "out");
  cvk_editing_toggle_muted (session);
}

static void
test_find (void)
{
  CvkRunBench bench;
  Found found;
  g_autofree char *run = NULL;
  g_autofree char *path = NULL;
  g_autofree char *then = NULL;
  g_autofree char *shown = NULL;

  cvk_run_bench_init (&bench, DATES, TRUE);
  path = g_file_get_path (cvk_session_get_file (bench.session));
  run = run_once (&bench);
  then = cvk_document_dup_content_hash (cvk_session_get_document (bench.session));

  /* The same pipeline: names, and where its nodes stand, make no difference. */
  cvk_run_bench_edit (&bench, "rows");
  cvk_editing_rename_node (bench.session, "date", "When");
  found = find (&bench, run);
  g_assert_no_error (found.error);
  g_assert_null (found.session);
  g_assert_true (g_file_equal (found.file, cvk_session_get_file (bench.session)));
  clear (&found);

  /* Changed here, whether or not it is saved. */
  change (bench.session);
  found = find (&bench, run);
  g_assert_no_error (found.error);
  g_assert_cmpstr (cvk_session_get_past_run (found.session), ==, run);
  g_assert_true (cvk_session_is_read_only (found.session));
  g_assert_false (cvk_session_is_read_only (bench.session));
  g_assert_cmpint (cvk_session_get_state (found.session), ==, CVK_SESSION_READ_ONLY);
  g_assert_nonnull (strstr (cvk_session_get_message (found.session), "As it was on"));
  g_assert_cmpstr (cvk_session_get_title (found.session), ==, "Dates, as it was");
  g_assert_null (cvk_session_get_file (found.session));
  g_assert_true (
    g_file_equal (cvk_session_get_origin (found.session), cvk_session_get_file (bench.session)));

  /* Nothing that is done to it stays. */
  change (found.session);
  shown = cvk_document_dup_content_hash (cvk_session_get_document (found.session));
  g_assert_cmpstr (shown, ==, then);
  clear (&found);

  found = find (&bench, "nobody-knows-it");
  g_assert_nonnull (found.error);
  g_assert_null (found.session);
  clear (&found);
  cvk_run_bench_clear (&bench);
}

/* The pipeline's file is gone: it can still be seen what ran. */
static void
test_gone (void)
{
  CvkRunBench bench;
  Found found;
  g_autofree char *run = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) kept = NULL;

  cvk_run_bench_init (&bench, DATES, TRUE);
  file = g_object_ref (cvk_session_get_file (bench.session));
  run = run_once (&bench);
  cvk_run_bench_reopen (&bench);
  cvk_run_bench_wait (&bench);
  kept = g_file_new_build_filename (bench.directory, "kept", NULL);
  g_assert_true (g_file_move (file, kept, 0, NULL, NULL, NULL, NULL));
  cvk_run_bench_drop_session (&bench);
  found = find (&bench, run);
  g_assert_no_error (found.error);
  g_assert_cmpstr (cvk_session_get_past_run (found.session), ==, run);
  g_assert_null (cvk_session_get_origin (found.session));
  clear (&found);
  g_assert_true (g_file_move (kept, file, 0, NULL, NULL, NULL, NULL));
  found = find (&bench, run);
  g_assert_null (found.session);
  clear (&found);
  cvk_run_bench_clear (&bench);
}

/* --- The page --- */

static GtkWidget *
find_widget (GtkWidget *widget, const char *type)
{
  GtkWidget *found = g_str_equal (G_OBJECT_TYPE_NAME (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);
  return found;
}

static void
await_widget (GtkWidget *page, const char *type)
{
  while (find_widget (page, type) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
can_do (GtkWidget *page, const char *prefix, const char *name)
{
  return g_action_group_get_action_enabled (
    cvk_editor_page_get_actions (CVK_EDITOR_PAGE (page), prefix), name);
}

static gboolean
is_retried (CvkSession *session, const char *run)
{
  GObject *model = cvk_session_get_run (session);

  return model != NULL && !g_str_equal (cvk_run_model_get_id (CVK_RUN_MODEL (model)), run) &&
         cvk_run_model_has_ended (CVK_RUN_MODEL (model)) &&
         cvk_run_model_get_count (CVK_RUN_MODEL (model), "date", "in") > 0;
}

static void
assert_page (GtkWidget *page, gboolean is_past)
{
  CvkSession *session = cvk_editor_page_get_session (CVK_EDITOR_PAGE (page));

  cvk_editing_select_all (session);
  cvk_run_bench_settle ();
  g_assert_cmpint (can_do (page, "edit", "delete"), ==, !is_past);
  g_assert_cmpint (can_do (page, "edit", "paste"), ==, !is_past);
  g_assert_cmpint (can_do (page, "edit", "move"), ==, !is_past);
  g_assert_cmpint (can_do (page, "edit", "add-note"), ==, !is_past);
  g_assert_true (can_do (page, "edit", "copy"));
  g_assert_true (can_do (page, "edit", "go"));
  cvk_selection_set_only (cvk_session_get_selection (session), CVK_SELECTION_NODE, "date");
  await_widget (page, "CvkForm");
  g_assert_cmpint (gtk_widget_is_sensitive (find_widget (page, "CvkForm")), ==, !is_past);
  g_assert_cmpint (can_do (page, "run", "rehearse"), ==, !is_past);
}

static void
test_page (void)
{
  CvkRunBench bench;
  Found found;
  GtkWidget *page;
  g_autofree char *run = NULL;
  const CvkRunModel *model;

  cvk_run_bench_init (&bench, DATES, TRUE);
  run = run_once (&bench);
  page = cvk_editor_page_new (bench.session, bench.client);
  cvk_run_bench_show (&bench, page);
  assert_page (page, FALSE);
  gtk_window_set_child (GTK_WINDOW (bench.window), NULL);

  change (bench.session);
  found = find (&bench, run);
  page = cvk_editor_page_new (found.session, bench.client);
  cvk_run_bench_show (&bench, page);
  while (cvk_session_get_run (found.session) == NULL ||
         !cvk_run_model_has_items (CVK_RUN_MODEL (cvk_session_get_run (found.session))))
    g_main_context_iteration (NULL, TRUE);
  assert_page (page, TRUE);
  g_assert_false (can_do (page, "run", "start"));

  /* It is gone on with as it was. */
  g_action_group_activate_action (cvk_editor_page_get_actions (CVK_EDITOR_PAGE (page), "run"),
                                  "retry", g_variant_new_string ("date"));
  while (!is_retried (found.session, run))
    g_main_context_iteration (NULL, TRUE);
  model = CVK_RUN_MODEL (cvk_session_get_run (found.session));
  g_assert_cmpuint (cvk_run_model_get_count ((CvkRunModel *) model, "date", "in"), ==, 1);
  cvk_run_bench_settle ();
  gtk_window_set_child (GTK_WINDOW (bench.window), NULL);
  clear (&found);
  cvk_run_bench_clear (&bench);
}

/* A copy is a pipeline like any other. */
static void
test_copy (void)
{
  CvkRunBench bench;
  Found found;
  CvkSession *copy;
  g_autofree char *run = NULL;

  cvk_run_bench_init (&bench, DATES, TRUE);
  run = run_once (&bench);
  change (bench.session);
  found = find (&bench, run);
  copy = cvk_session_new_copy (found.session);
  g_assert_cmpstr (cvk_session_get_title (copy), ==, "Dates (copy)");
  g_assert_false (cvk_session_is_read_only (copy));
  g_assert_null (cvk_session_get_past_run (copy));
  g_assert_cmpuint (cvk_document_get_nodes (cvk_session_get_document (copy))->len, ==, 4);
  g_assert_null (cvk_history_get_undo_name (cvk_session_get_history (copy)));
  g_object_unref (copy);
  clear (&found);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/past-run/find", test_find);
  g_test_add_func ("/past-run/gone", test_gone);
  g_test_add_func ("/past-run/page", test_page);
  g_test_add_func ("/past-run/copy", test_copy);
  return g_test_run ();
}
