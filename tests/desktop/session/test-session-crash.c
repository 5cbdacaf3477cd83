// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "desktop/editor/cvk-session-private.h"
#include "desktop/session/session-bench.h"
#include "support/cvk-await.h"

/* A folder that takes nothing: where there should be one is a file. */
static void
test_failed (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = session_bench_load (bench->file, NULL);
  g_autofree char *moved = g_strconcat (bench->folder, "-moved", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) recovered = NULL;

  cvk_session_stop_watching (session);
  g_assert_cmpint (g_rename (bench->folder, moved), ==, 0);
  g_file_set_contents (bench->folder, "", 0, NULL);
  session_bench_rename_pipeline (session, "Two");
  session_bench_await_state (session, CVK_SESSION_FAILED);
  g_assert_nonnull (cvk_session_get_message (session));
  g_assert_false (session_bench_close_session (session, &error));
  g_clear_object (&session);
  recovered = session_bench_recover ();
  g_assert_cmpuint (recovered->len, ==, 1);
  session = g_object_ref (g_ptr_array_index (recovered, 0));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Two");

  g_assert_cmpint (g_unlink (bench->folder), ==, 0);
  g_assert_cmpint (g_rename (moved, bench->folder), ==, 0);
  cvk_session_keep_mine (session);
  session_bench_await_state (session, CVK_SESSION_SAVED);
  session_bench_assert_content (bench->file, "\"name\": \"Two\"");
  g_assert_true (session_bench_close_session (session, NULL));
}

/* --- The end without warning --- */

typedef struct
{
  GFile *file;
  const char *part;
} ContentWait;

static gboolean
has_content (gpointer user_data)
{
  ContentWait *wait = user_data;
  g_autofree char *text = NULL;

  g_file_load_contents (wait->file, NULL, &text, NULL, NULL, NULL);
  return text != NULL && strstr (text, wait->part) != NULL;
}

/* In a process of its own: edits, and is killed. */
static void G_GNUC_NORETURN
be_victim (const char *what, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CvkSession) session = session_bench_load (file, NULL);

  if (g_str_equal (what, "conflict"))
    {
      cvk_session_stop_watching (session);
      g_file_set_contents (path, "{\"convoke\":1,\"name\":\"Theirs\"}", -1, NULL);
    }
  session_bench_rename_pipeline (session, "Mine");
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
kill_victim (const char *what, GFile *file, GFile *grave)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocess) victim = g_subprocess_new (
    G_SUBPROCESS_FLAGS_NONE, &error, program, "--victim", what, g_file_peek_path (file), NULL);
  ContentWait wait = { grave, "\"name\": \"Mine\"" };
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;
  unsigned tick;

  g_assert_no_error (error);
  /* It is another process, of which the loop hears nothing. */
  tick = g_timeout_add (20, tick_cb, NULL);
  cvk_await ("what the victim wrote", has_content, &wait);
  g_source_remove (tick);
  g_subprocess_send_signal (victim, SIGKILL);
  g_subprocess_wait_async (victim, NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
}

static void
test_killed (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = NULL;

  kill_victim ("plain", bench->file, bench->file);
  session = session_bench_load (bench->file, NULL);
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Mine");
  g_assert_true (session_bench_close_session (session, NULL));
}

static void
test_killed_in_conflict (SessionBench *bench, gconstpointer data)
{
  g_autofree char *key = cvk_session_record_dup_key (bench->file);
  g_autofree char *name = g_strconcat (key, ".json", NULL);
  g_autoptr (GFile) record =
    g_file_new_build_filename (g_get_user_state_dir (), "convoke", "sessions", name, NULL);
  g_autoptr (GPtrArray) recovered = NULL;
  CvkSession *session;

  kill_victim ("conflict", bench->file, record);
  recovered = session_bench_recover ();
  g_assert_cmpuint (recovered->len, ==, 1);
  session = g_ptr_array_index (recovered, 0);
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Mine");
  g_assert_nonnull (cvk_session_get_notice (session));
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_CHANGED_ELSEWHERE);
  g_assert_cmpstr (cvk_history_get_undo_name (cvk_session_get_history (session)), ==,
                   "Rename Pipeline");
  session_bench_assert_content (bench->file, "Theirs");
  cvk_session_take_theirs (session);
  session_bench_await_state (session, CVK_SESSION_SAVED);
  g_assert_true (session_bench_close_session (session, NULL));
}

static void
add (const char *path, void (*test) (SessionBench *bench, gconstpointer data))
{
  g_test_add (path, SessionBench, NULL, session_bench_set_up, test, session_bench_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc == 4 && g_str_equal (argv[1], "--victim"))
    be_victim (argv[2], argv[3]);
  add ("/session-crash/failed", test_failed);
  add ("/session-crash/killed", test_killed);
  add ("/session-crash/killed-in-conflict", test_killed_in_conflict);
  return g_test_run ();
}
