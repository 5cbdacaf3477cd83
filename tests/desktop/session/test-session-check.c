// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "desktop/editor/cvk-editing.h"
#include "desktop/session/session-bench.h"
#include "support/cvk-await.h"

/* What is wrong in the pipelines that one runs is known before a run. */

#define OUTER                                                                                      \
  "{\"convoke\":1,\"name\":\"Outer\",\"nodes\":{\"in\":{\"type\":\"input\"},"                      \
  "\"each\":{\"type\":\"for-each\",\"settings\":{\"file\":\"inner.convoke\"}}},"                   \
  "\"links\":[\"in.out -> each.in\"]}"
#define INNER(fields)                                                                              \
  "{\"convoke\":1,\"nodes\":{\"start\":{\"type\":\"input\"},\"set\":{\"type\":\"set\","            \
  "\"settings\":"                                                                                  \
  "{\"fields\":" fields "}},\"end\":{\"type\":\"output\"}},\"links\":[\"start.out -> set.in\","    \
  "\"set.out -> end.in\"]}"

/* (nullable): none is said of the node. */
static const CvkProblem *
find_problem (CvkSession *session, const char *node)
{
  GPtrArray *problems = cvk_session_get_problems (session);

  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);

      if (g_strcmp0 (cvk_problem_get_node (problem), node) == 0 &&
          !cvk_problem_is_warning (problem))
        return problem;
    }
  return NULL;
}

static void
count_cb (CvkSession *session, gpointer user_data)
{
  (*(unsigned *) user_data)++;
}

/* Edits it, and waits until it has been checked again. */
static void
check_again (CvkSession *session, const char *name)
{
  unsigned count = 0;
  unsigned long handler =
    g_signal_connect (session, "problems-changed", G_CALLBACK (count_cb), &count);

  session_bench_rename_pipeline (session, name);
  while (count == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (session, handler);
}

static void
write_inner (SessionBench *bench, const char *text)
{
  g_autofree char *path = g_build_filename (bench->folder, "inner.convoke", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_inner (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *inner = g_build_filename (bench->folder, "inner.convoke", NULL);

  g_assert_true (g_file_set_contents (g_file_peek_path (bench->file), OUTER, -1, NULL));
  write_inner (bench, INNER ("5"));
  session = session_bench_load (bench->file, &error);
  g_assert_no_error (error);
  check_again (session, "One");
  g_assert_nonnull (find_problem (session, "each"));
  g_assert_cmpstr (cvk_problem_get_inside (find_problem (session, "each")), ==, "set");

  write_inner (bench, INNER ("{\"a\":1}"));
  check_again (session, "Two");
  g_assert_null (find_problem (session, "each"));

  g_assert_cmpint (g_unlink (inner), ==, 0);
  check_again (session, "Three");
  g_assert_cmpstr (cvk_problem_get_code (find_problem (session, "each")), ==, "missing-pipeline");
  g_assert_true (session_bench_close_session (session, &error));
}

/* An empty page is not scolded; one that has begun is told what is missing. */
static void
test_blank (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = cvk_session_new_blank ("New");
  g_autofree char *node = NULL;
  g_autoptr (GError) error = NULL;

  session_bench_rename_pipeline (session, "Newer");
  cvk_drain_main_context ();
  g_assert_cmpuint (cvk_session_get_problems (session)->len, ==, 0);
  node = cvk_editing_add_node (session, "zoom.create-meeting", 0, 0, &error);
  g_assert_no_error (error);
  cvk_drain_main_context ();
  g_assert_cmpuint (cvk_session_get_problems (session)->len, >, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/session-check/inner", SessionBench, NULL, session_bench_set_up, test_inner,
              session_bench_tear_down);
  g_test_add ("/session-check/blank", SessionBench, NULL, session_bench_set_up, test_blank,
              session_bench_tear_down);
  return g_test_run ();
}
