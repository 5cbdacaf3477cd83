// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/editor/cvk-session-private.h"
#include "desktop/forms/cvk-file-bindings.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "desktop/session/session-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

static void
test_save (SessionBench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = session_bench_load (bench->file, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_session_get_title (session), ==, "One");
  g_assert_true (g_file_equal (cvk_session_get_file (session), bench->file));
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
  session_bench_rename_pipeline (session, "Two");
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Two");
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_UNSAVED);
  g_assert_true (session_bench_save (session, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
  session_bench_assert_content (bench->file, "\"name\": \"Two\"");
}

/* Who asks while a save is under way gets what was changed since. */
static void
test_save_twice (SessionBench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = session_bench_load (bench->file, &error);
  GAsyncResult *first = NULL;
  GAsyncResult *second = NULL;
  g_autoptr (GAsyncResult) first_owned = NULL;
  g_autoptr (GAsyncResult) second_owned = NULL;

  session_bench_rename_pipeline (session, "Two");
  cvk_session_save_async (session, NULL, cvk_await_result_cb, &first);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVING);
  session_bench_rename_pipeline (session, "Three");
  cvk_session_save_async (session, NULL, cvk_await_result_cb, &second);
  second_owned = cvk_await_result (&second);
  first_owned = cvk_await_result (&first);
  g_assert_true (cvk_session_save_finish (session, first_owned, NULL));
  g_assert_true (cvk_session_save_finish (session, second_owned, NULL));
  session_bench_assert_content (bench->file, "\"name\": \"Three\"");
}

/* What somebody else wrote is still there, and so is what was done here. */
static void
test_changed (SessionBench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = session_bench_load (bench->file, &error);

  g_file_set_contents (g_file_peek_path (bench->file), "{\"convoke\":1,\"name\":\"Theirs\"}", -1,
                       NULL);
  session_bench_rename_pipeline (session, "Two");
  g_assert_false (session_bench_save (session, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_CHANGED_ELSEWHERE);
  g_assert_nonnull (strstr (cvk_session_get_message (session), "one.convoke"));
  session_bench_assert_content (bench->file, "Theirs");
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Two");
  cvk_session_keep_mine (session);
  g_assert_true (session_bench_close_session (session, NULL));
}

static void
test_save_as (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = cvk_session_new_blank ("New");
  g_autofree char *path = g_build_filename (bench->folder, "new.convoke", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_null (cvk_history_get_undo_name (cvk_session_get_history (session)));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "New");
  g_assert_null (cvk_session_get_file (session));
  g_assert_true (session_bench_save_as (session, file));
  g_assert_true (g_file_equal (cvk_session_get_file (session), file));
  g_assert_true (cvk_session_find (file) == session);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
  session_bench_assert_content (file, "\"name\": \"New\"");
}

/* What is in no file gets one in the library, beside others of that name. */
static void
test_new_file (void)
{
  g_autoptr (GFile) folder = cvk_library_folder_dup ();

  for (unsigned i = 1; i <= 3; i++)
    {
      g_autoptr (CvkSession) session = cvk_session_new_blank ("A/B: Ünïcode");
      g_autofree char *name =
        g_strdup_printf (i == 1 ? "A-B: Ünïcode.convoke" : "A-B: Ünïcode %u.convoke", i);
      g_autoptr (GFile) file = g_file_get_child (folder, name);

      session_bench_rename_pipeline (session, "A/B: Ünïcode");
      session_bench_await_state (session, CVK_SESSION_SAVED);
      g_assert_cmpstr (g_file_peek_path (cvk_session_get_file (session)), ==,
                       g_file_peek_path (file));
      session_bench_assert_content (file, "A/B: Ünïcode");
      g_assert_true (session_bench_close_session (session, NULL));
    }
}

/* A pause is enough, and who never pauses is saved within a second. */
static void
test_autosave (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkSession) session = session_bench_load (bench->file, NULL);
  unsigned n = 0;

  cvk_session_set_clock (session, CVK_CLOCK (clock));
  session_bench_rename_pipeline (session, "Two");
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_UNSAVED);
  cvk_fake_clock_advance (clock, G_USEC_PER_SEC / 2);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVING);
  session_bench_await_state (session, CVK_SESSION_SAVED);
  session_bench_assert_content (bench->file, "\"name\": \"Two\"");

  while (cvk_session_get_state (session) != CVK_SESSION_SAVING)
    {
      g_autofree char *name = g_strdup_printf ("Name %u", n++);

      session_bench_rename_pipeline (session, name);
      cvk_fake_clock_advance (clock, G_USEC_PER_SEC / 10);
      g_assert_cmpuint (n, <, 10);
    }
  session_bench_await_state (session, CVK_SESSION_SAVED);
  session_bench_assert_content (bench->file, "\"name\": \"Name ");
  /* Typing stays one step, however often it was saved. */
  g_assert_true (cvk_history_undo (cvk_session_get_history (session)));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "One");
  g_assert_true (session_bench_close_session (session, NULL));
}

/* Nothing waits here, so the document follows, and that can be undone. */
static void
test_follows (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = session_bench_load (bench->file, NULL);
  CvkDocument *document = cvk_session_get_document (session);
  const char *title = "Theirs";

  session_bench_write_theirs (bench, title);
  while (!g_str_equal (cvk_session_get_title (session), title))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (cvk_session_get_document (session) == document);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
  g_assert_nonnull (cvk_session_get_notice (session));
  cvk_session_dismiss_notice (session);
  g_assert_null (cvk_session_get_notice (session));
  session_bench_assert_content (bench->file, "{\"convoke\":1,\"name\":\"Theirs\"}");
  g_assert_true (cvk_history_undo (cvk_session_get_history (session)));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "One");
  g_assert_true (session_bench_close_session (session, NULL));
  session_bench_assert_content (bench->file, "\"name\": \"One\"");
}

static void
test_keep_mine (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = session_bench_make_conflict (bench);

  session_bench_assert_content (bench->file, "Theirs");
  cvk_session_keep_mine (session);
  session_bench_await_state (session, CVK_SESSION_SAVED);
  session_bench_assert_content (bench->file, "\"name\": \"Mine\"");
}

static void
test_take_theirs (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = session_bench_make_conflict (bench);

  cvk_session_take_theirs (session);
  session_bench_await_state (session, CVK_SESSION_SAVED);
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Theirs");
  g_assert_true (cvk_history_undo (cvk_session_get_history (session)));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Mine");
  g_assert_true (session_bench_close_session (session, NULL));
}

static void
test_save_copy (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = session_bench_make_conflict (bench);
  g_autofree char *path = g_build_filename (bench->folder, "copy.convoke", NULL);
  g_autoptr (GFile) copy = g_file_new_for_path (path);
  g_autoptr (GPtrArray) recovered = NULL;

  g_assert_true (session_bench_save_as (session, copy));
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
  session_bench_assert_content (bench->file, "Theirs");
  session_bench_assert_content (copy, "\"name\": \"Mine\"");
  g_assert_true (session_bench_close_session (session, NULL));
  recovered = session_bench_recover ();
  g_assert_cmpuint (recovered->len, ==, 0);
}

static void
test_deleted (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = session_bench_load (bench->file, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (g_file_peek_path (bench->file)), ==, 0);
  session_bench_await_state (session, CVK_SESSION_GONE);
  g_assert_nonnull (strstr (cvk_session_get_message (session), "one.convoke"));
  session_bench_rename_pipeline (session, "Two");
  g_assert_false (session_bench_close_session (session, &error));
  g_assert_false (g_file_query_exists (bench->file, NULL));
  cvk_session_keep_mine (session);
  session_bench_await_state (session, CVK_SESSION_SAVED);
  session_bench_assert_content (bench->file, "\"name\": \"Two\"");
  g_assert_true (session_bench_close_session (session, NULL));
}

static void
test_undo_after_closing (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = session_bench_load (bench->file, NULL);

  session_bench_rename_pipeline (session, "Two");
  cvk_history_seal (cvk_session_get_history (session));
  session_bench_rename_pipeline (session, "Three");
  g_assert_true (cvk_history_undo (cvk_session_get_history (session)));
  g_assert_true (session_bench_close_session (session, NULL));
  g_clear_object (&session);

  session = session_bench_load (bench->file, NULL);
  g_assert_null (cvk_session_get_notice (session));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Two");
  g_assert_cmpstr (cvk_history_get_undo_name (cvk_session_get_history (session)), ==,
                   "Rename Pipeline");
  g_assert_true (cvk_history_redo (cvk_session_get_history (session)));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Three");
  g_assert_true (cvk_history_undo (cvk_session_get_history (session)));
  g_assert_true (cvk_history_undo (cvk_session_get_history (session)));
  g_assert_cmpstr (cvk_session_get_title (session), ==, "One");
  g_assert_true (session_bench_close_session (session, NULL));
  g_clear_object (&session);

  /* It belonged to another content. */
  session_bench_write_theirs (bench, "Theirs");
  session = session_bench_load (bench->file, NULL);
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Theirs");
  g_assert_null (cvk_history_get_undo_name (cvk_session_get_history (session)));
}

static void
test_newer (SessionBench *bench, gconstpointer data)
{
  static const char newer[] = "{\"convoke\":2,\"name\":\"Newer\",\"wires\":[]}";
  g_autoptr (CvkSession) session = NULL;

  g_file_set_contents (g_file_peek_path (bench->file), newer, -1, NULL);
  session = session_bench_load (bench->file, NULL);
  g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_READ_ONLY);
  session_bench_rename_pipeline (session, "Two");
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Newer");
  g_assert_true (session_bench_close_session (session, NULL));
  session_bench_assert_content (bench->file, newer);
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

/* Who forgets to close loses nothing either. */
static void
test_let_go (SessionBench *bench, gconstpointer data)
{
  CvkSession *session = session_bench_load (bench->file, NULL);

  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  session_bench_rename_pipeline (session, "Two");
  g_object_unref (session);
  while (session != NULL)
    g_main_context_iteration (NULL, TRUE);
  session_bench_assert_content (bench->file, "\"name\": \"Two\"");
}

static void
test_finalized (SessionBench *bench, gconstpointer data)
{
  CvkSession *session = session_bench_load (bench->file, NULL);
  CvkDocument *document = cvk_session_get_document (session);
  CvkHistory *history = cvk_session_get_history (session);

  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  g_object_add_weak_pointer (G_OBJECT (document), (gpointer *) &document);
  g_object_add_weak_pointer (G_OBJECT (history), (gpointer *) &history);
  session_bench_rename_pipeline (session, "Two");
  g_assert_true (session_bench_close_session (session, NULL));
  g_object_unref (session);
  while (session != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (document);
  g_assert_null (history);
}

/* What fills a slot on this computer is kept beside the pipeline, and never in its file. */
static void
test_saves_nothing_of_this_computer (SessionBench *bench, gconstpointer data)
{
  g_autoptr (CvkSession) session = NULL;
  g_autofree char *text = NULL;

  g_file_set_contents (
    g_file_peek_path (bench->file),
    "{\"convoke\":1,\"name\":\"One\",\"slots\":{\"zoom\":{\"connector\":\"zoom\"}},"
    "\"files\":{\"rows\":{\"default\":\"rows.csv\"}}}",
    -1, NULL);
  session = session_bench_load (bench->file, NULL);
  cvk_bindings_set_connection (cvk_bindings_get (session), "zoom", "zoom-0123456789");
  cvk_file_bindings_choose (session, "rows", "/elsewhere/private.csv");
  session_bench_rename_pipeline (session, "Two");
  g_assert_true (session_bench_save (session, NULL));
  g_file_get_contents (g_file_peek_path (bench->file), &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "Two"));
  g_assert_nonnull (strstr (text, "rows.csv"));
  g_assert_null (strstr (text, "zoom-0123456789"));
  g_assert_null (strstr (text, "private.csv"));
  g_assert_null (strstr (text, g_get_home_dir ()));
  g_assert_null (strstr (text, bench->folder));
  g_assert_cmpstr (cvk_bindings_get_connection (cvk_bindings_get (session), "zoom"), ==,
                   "zoom-0123456789");
  g_assert_true (session_bench_close_session (session, NULL));
}

/* Files that a program or a person has written often have no layout: each node stands somewhere of
 * its own all the same, and the file is not told of it. */
static void
test_no_layout (SessionBench *bench, gconstpointer data)
{
  static const char text[] =
    "{\"convoke\":1,\"name\":\"One\",\"nodes\":{"
    "\"a\":{\"type\":\"text\"},\"b\":{\"type\":\"text\"},\"c\":{\"type\":\"text\"},"
    "\"d\":{\"type\":\"text\"}},\"links\":[\"a.out -> b.in\",\"a.out -> c.in\"]%s}";
  static const char *const layouts[] = { "", ",\"layout\":{\"a\":[40,80],\"d\":[320,80]}" };

  for (unsigned i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autoptr (GString) written = g_string_new (text);
      g_autofree char *kept = NULL;

      g_string_replace (written, "%s", layouts[i], 1);
      g_file_set_contents (g_file_peek_path (bench->file), written->str, -1, NULL);
      g_autoptr (CvkSession) session = session_bench_load (bench->file, NULL);
      GPtrArray *nodes = cvk_document_get_nodes (cvk_session_get_document (session));

      g_assert_cmpuint (nodes->len, ==, 4);
      for (unsigned j = 0; j < nodes->len; j++)
        for (unsigned k = 0; k < j; k++)
          {
            const CvkNode *one = g_ptr_array_index (nodes, j);
            const CvkNode *other = g_ptr_array_index (nodes, k);

            g_assert_true (fabs (one->x - other->x) >= CVK_CARD_WIDTH ||
                           fabs (one->y - other->y) >= CVK_CARD_ROW_GAP);
          }
      g_assert_cmpint (cvk_session_get_state (session), ==, CVK_SESSION_SAVED);
      session_bench_rename_pipeline (session, "Two");
      g_assert_true (session_bench_save (session, NULL));
      g_file_get_contents (g_file_peek_path (bench->file), &kept, NULL, NULL);
      g_assert_null (strstr (kept, "\"b\": ["));
      g_assert_cmpint (strstr (kept, "layout") != NULL, ==, i == 1);
      g_assert_true (session_bench_close_session (session, NULL));
    }
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
  add ("/session/save", test_save);
  add ("/session/save-twice", test_save_twice);
  add ("/session/changed", test_changed);
  add ("/session/save-as", test_save_as);
  g_test_add_func ("/session/new-file", test_new_file);
  add ("/session/autosave", test_autosave);
  add ("/session/follows", test_follows);
  add ("/session/keep-mine", test_keep_mine);
  add ("/session/take-theirs", test_take_theirs);
  add ("/session/save-copy", test_save_copy);
  add ("/session/deleted", test_deleted);
  add ("/session/undo-after-closing", test_undo_after_closing);
  add ("/session/newer", test_newer);
  add ("/session/no-layout", test_no_layout);
  add ("/session/saves-nothing-of-this-computer", test_saves_nothing_of_this_computer);
  g_test_add_func ("/session/run", test_run);
  add ("/session/let-go", test_let_go);
  add ("/session/finalized", test_finalized);
  return g_test_run ();
}
