// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/session/session-bench.h"

#include <string.h>

#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

static const char pipeline[] = "{\n  \"convoke\": 1,\n  \"name\": \"One\",\n  \"nodes\": {},\n"
                               "  \"links\": []\n}\n";

void
session_bench_set_up (SessionBench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  bench->folder = g_dir_make_tmp ("session-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (bench->folder, "one.convoke", NULL);
  g_file_set_contents (path, pipeline, -1, &error);
  g_assert_no_error (error);
  bench->file = g_file_new_for_path (path);
}

void
session_bench_tear_down (SessionBench *bench, gconstpointer data)
{
  g_assert_true (cvk_remove_folder (bench->folder));
  g_object_unref (bench->file);
  g_free (bench->folder);
}

CvkSession *
session_bench_load (GFile *file, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;

  cvk_session_load_async (file, NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  return cvk_session_load_finish (owned, error);
}

gboolean
session_bench_save (CvkSession *session, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;

  cvk_session_save_async (session, NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  return cvk_session_save_finish (session, owned, error);
}

void
session_bench_rename_pipeline (CvkSession *session, const char *name)
{
  CvkCommand *command = cvk_command_new (cvk_session_get_document (session), NULL);

  cvk_command_set_name (command, name);
  cvk_history_push (cvk_session_get_history (session), command);
}

void
session_bench_assert_content (GFile *file, const char *part)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_load_contents (file, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, part));
}

gboolean
session_bench_save_as (CvkSession *session, GFile *file)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;

  cvk_session_save_as_async (session, file, NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  return cvk_session_save_as_finish (session, owned, NULL);
}

gboolean
session_bench_close_session (CvkSession *session, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;

  cvk_session_close_async (session, NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  return cvk_session_close_finish (session, owned, error);
}

GPtrArray *
session_bench_recover (void)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;

  cvk_session_recover_async (NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  return cvk_session_recover_finish (owned, NULL);
}

typedef struct
{
  CvkSession *session;
  CvkSessionState state;
} StateWait;

static gboolean
has_state (gpointer user_data)
{
  StateWait *wait = user_data;

  return cvk_session_get_state (wait->session) == wait->state;
}

void
session_bench_await_state (CvkSession *session, CvkSessionState state)
{
  StateWait wait = { session, state };

  cvk_await ("the state of the session", has_state, &wait);
}

void
session_bench_write_theirs (SessionBench *bench, const char *name)
{
  g_autofree char *text = g_strdup_printf ("{\"convoke\":1,\"name\":\"%s\"}", name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (g_file_peek_path (bench->file), text, -1, &error);
  g_assert_no_error (error);
}

/* Both have changed it, and the user has been told. */
CvkSession *
session_bench_make_conflict (SessionBench *bench)
{
  CvkSession *session = session_bench_load (bench->file, NULL);

  session_bench_write_theirs (bench, "Theirs");
  session_bench_rename_pipeline (session, "Mine");
  session_bench_await_state (session, CVK_SESSION_CHANGED_ELSEWHERE);
  return session;
}
