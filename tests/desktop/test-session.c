// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "desktop/editor/cvk-session.h"
#include "support/cvk-await.h"

static const char pipeline[] = "{\n  \"convoke\": 1,\n  \"name\": \"One\",\n  \"nodes\": {},\n"
                               "  \"links\": []\n}\n";

typedef struct
{
  char *folder;
  GFile *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("session-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "one.convoke", NULL);
  g_file_set_contents (path, pipeline, -1, &error);
  g_assert_no_error (error);
  fixture->file = g_file_new_for_path (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_object_unref (fixture->file);
  g_free (fixture->folder);
}

static CvkSession *
load (GFile *file, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;

  cvk_session_load_async (file, NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  return cvk_session_load_finish (owned, error);
}

static gboolean
save (CvkSession *session, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;

  cvk_session_save_async (session, NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  return cvk_session_save_finish (session, owned, error);
}

static void
rename_pipeline (CvkSession *session, const char *name)
{
  CvkCommand *command = cvk_command_new (cvk_session_get_document (session), NULL);

  cvk_command_set_name (command, name);
  cvk_history_push (cvk_session_get_history (session), command);
}

static void
assert_content (GFile *file, const char *part)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_load_contents (file, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, part));
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = load (fixture->file, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_session_get_title (session), ==, "One");
  g_assert_true (g_file_equal (cvk_session_get_file (session), fixture->file));
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
  rename_pipeline (session, "Two");
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Two");
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_UNSAVED);
  g_assert_true (save (session, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
  assert_content (fixture->file, "\"name\": \"Two\"");
}

/* Who asks while a save is under way gets what was changed since. */
static void
test_save_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = load (fixture->file, &error);
  GAsyncResult *first = NULL;
  GAsyncResult *second = NULL;
  g_autoptr (GAsyncResult) first_owned = NULL;
  g_autoptr (GAsyncResult) second_owned = NULL;

  rename_pipeline (session, "Two");
  cvk_session_save_async (session, NULL, cvk_await_result_cb, &first);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVING);
  rename_pipeline (session, "Three");
  cvk_session_save_async (session, NULL, cvk_await_result_cb, &second);
  second_owned = cvk_await_result (&second);
  first_owned = cvk_await_result (&first);
  g_assert_true (cvk_session_save_finish (session, first_owned, NULL));
  g_assert_true (cvk_session_save_finish (session, second_owned, NULL));
  assert_content (fixture->file, "\"name\": \"Three\"");
}

/* What somebody else wrote is still there, and so is what was done here. */
static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = load (fixture->file, &error);

  g_file_set_contents (g_file_peek_path (fixture->file), "{\"convoke\":1,\"name\":\"Theirs\"}", -1,
                       NULL);
  rename_pipeline (session, "Two");
  g_assert_false (save (session, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_CHANGED_ELSEWHERE);
  g_assert_nonnull (strstr (cvk_session_get_message (session), "one.convoke"));
  assert_content (fixture->file, "Theirs");
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Two");
}

static void
test_save_as (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = cvk_session_new_blank ("New");
  g_autofree char *path = g_build_filename (fixture->folder, "new.convoke", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;

  g_assert_null (cvk_history_get_undo_name (cvk_session_get_history (session)));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "New");
  g_assert_null (cvk_session_get_file (session));
  rename_pipeline (session, "Newer");
  g_assert_false (save (session, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  cvk_session_save_as_async (session, file, NULL, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  g_assert_true (cvk_session_save_as_finish (session, owned, NULL));
  g_assert_true (g_file_equal (cvk_session_get_file (session), file));
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
  assert_content (file, "\"name\": \"Newer\"");
}

static void
test_run (void)
{
  g_autoptr (CvkSession) session = cvk_session_new_blank ("New");
  g_autoptr (GObject) run = G_OBJECT (cvk_selection_new ());
  g_autoptr (GObject) got = NULL;

  g_assert_null (cvk_session_get_run (session));
  g_object_set (session, "run", run, NULL);
  g_object_get (session, "run", &got, NULL);
  g_assert_true (got == run);
}

static void
test_finalized (Fixture *fixture, gconstpointer data)
{
  CvkSession *session = load (fixture->file, NULL);
  CvkDocument *document = cvk_session_get_document (session);
  CvkHistory *history = cvk_session_get_history (session);

  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  g_object_add_weak_pointer (G_OBJECT (document), (gpointer *) &document);
  g_object_add_weak_pointer (G_OBJECT (history), (gpointer *) &history);
  rename_pipeline (session, "Two");
  g_object_unref (session);
  g_assert_null (session);
  g_assert_null (document);
  g_assert_null (history);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/session/save", Fixture, NULL, set_up, test_save, tear_down);
  g_test_add ("/session/save-twice", Fixture, NULL, set_up, test_save_twice, tear_down);
  g_test_add ("/session/changed", Fixture, NULL, set_up, test_changed, tear_down);
  g_test_add ("/session/save-as", Fixture, NULL, set_up, test_save_as, tear_down);
  g_test_add_func ("/session/run", test_run);
  g_test_add ("/session/finalized", Fixture, NULL, set_up, test_finalized, tear_down);
  return g_test_run ();
}
