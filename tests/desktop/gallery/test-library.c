// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "desktop/cvk-settings.h"
#include "desktop/gallery/cvk-library-choice.h"
#include "desktop/gallery/cvk-library-deeds.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "desktop/gallery/cvk-library-item.h"
#include "desktop/gallery/cvk-library.h"
#include "desktop/session/session-bench.h"
#include "support/cvk-await.h"

/* The folder of the bench is the library; "one.convoke" is in it. */
typedef struct
{
  SessionBench bench;
  GFile *folder;
  CvkLibrary *library;
} Fixture;

static gboolean
is_loaded (gpointer user_data)
{
  return cvk_library_is_loaded (user_data);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  session_bench_set_up (&fixture->bench, NULL);
  fixture->folder = g_file_new_for_path (fixture->bench.folder);
  fixture->library = cvk_library_new (fixture->folder);
  cvk_await ("the library", is_loaded, fixture->library);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->library), (gpointer *) &fixture->library);
  g_object_unref (fixture->library);
  while (fixture->library != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->folder);
  session_bench_tear_down (&fixture->bench, NULL);
}

static CvkLibraryItem *
find (Fixture *fixture, const char *name)
{
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->library)); i++)
    {
      g_autoptr (CvkLibraryItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->library), i);

      if (g_str_equal (cvk_library_item_get_name (item), name))
        return item;
    }
  return NULL;
}

typedef struct
{
  Fixture *fixture;
  const char *name;
  gboolean is_there;
} ItemWait;

static gboolean
has_item (gpointer user_data)
{
  ItemWait *wait = user_data;

  return (find (wait->fixture, wait->name) != NULL) == wait->is_there;
}

static void
await_item (Fixture *fixture, const char *name, gboolean is_there)
{
  ItemWait wait = { fixture, name, is_there };

  cvk_await (name, has_item, &wait);
}

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->bench.folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_watched (Fixture *fixture, gconstpointer data)
{
  g_autofree char *two = g_build_filename (fixture->bench.folder, "two.convoke", NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 1);
  g_assert_nonnull (find (fixture, "One"));
  write_file (fixture, "two.convoke", "{\"convoke\":1,\"name\":\"Two\",\"description\":\"About\"}");
  write_file (fixture, "data.csv", "a,b\n");
  await_item (fixture, "Two", TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 2);
  g_assert_cmpstr (cvk_library_item_get_description (find (fixture, "Two")), ==, "About");
  write_file (fixture, "two.convoke", "{\"convoke\":1,\"name\":\"Twice\"}");
  await_item (fixture, "Twice", TRUE);
  g_assert_null (find (fixture, "Two"));
  g_assert_cmpint (g_unlink (two), ==, 0);
  await_item (fixture, "Twice", FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 1);
}

/* What is wrong is said; a file that is no pipeline is there too. */
static void
test_problems (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, "bad.convoke", "no json");
  await_item (fixture, "bad", TRUE);
  g_assert_nonnull (cvk_library_item_get_error (find (fixture, "bad")));
  write_file (fixture, "odd.convoke",
              "{\"convoke\":1,\"name\":\"Odd\",\"nodes\":{\"a\":{\"type\":\"no.such\"}}}");
  await_item (fixture, "Odd", TRUE);
  g_assert_null (cvk_library_item_get_error (find (fixture, "Odd")));
  g_assert_cmpuint (cvk_library_item_get_n_problems (find (fixture, "Odd")), ==, 1);
  g_assert_nonnull (strstr (cvk_library_item_get_problem (find (fixture, "Odd")), "no.such"));
}

static gboolean
cannot_be_read (gpointer user_data)
{
  return cvk_library_get_error (user_data) != NULL;
}

/* Everything of the old folder goes, and what happens there later is of no interest. */
static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_dir_make_tmp ("other-XXXXXX", NULL);
  g_autoptr (GFile) other = g_file_new_for_path (path);
  g_autoptr (GFile) file = g_file_get_child (other, "other.convoke");
  g_autoptr (GFile) missing = g_file_get_child (other, "missing");
  const char *text = "{\"convoke\":1,\"name\":\"Other\"}";

  g_assert_true (
    g_file_replace_contents (file, text, strlen (text), NULL, FALSE, 0, NULL, NULL, NULL));
  cvk_library_set_folder (fixture->library, other);
  await_item (fixture, "Other", TRUE);
  g_assert_null (find (fixture, "One"));
  g_assert_null (cvk_library_get_error (fixture->library));
  cvk_library_set_folder (fixture->library, missing);
  cvk_await ("a folder that is missing", cannot_be_read, fixture->library);
  g_assert_error (cvk_library_get_error (fixture->library), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 0);
  cvk_library_set_folder (fixture->library, fixture->folder);
  await_item (fixture, "One", TRUE);
  g_assert_null (cvk_library_get_error (fixture->library));
  g_assert_true (g_file_delete (file, NULL, NULL) && g_file_delete (other, NULL, NULL));
}

static void
assert_label (const char *path, const char *label)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autofree char *shown = NULL;

  cvk_library_choice_take (folder);
  g_assert_true (cvk_library_folder_is_chosen ());
  shown = cvk_library_folder_dup_label ();
  g_assert_cmpstr (shown, ==, label);
}

/* People know a folder by its way from their home, and the portal's by its name. */
static void
test_labels (void)
{
  g_autofree char *inside = g_build_filename (g_get_home_dir (), "Meetings", NULL);
  g_autofree char *portal =
    g_build_filename (g_get_user_runtime_dir (), "doc", "3a7f", "Meetings", NULL);

  g_assert_false (cvk_library_folder_is_chosen ());
  assert_label (inside, "~/Meetings");
  assert_label (portal, "Meetings");
  assert_label ("/srv/meetings", "/srv/meetings");
  g_settings_reset (cvk_settings_get (), "library-folder");
}

static void
test_runs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *runs = g_strdup_printf (
    "[{\"path\":\"%s\",\"state\":\"failed\",\"started\":200},"
    "{\"path\":\"%s\",\"state\":\"succeeded\",\"started\":100},{\"path\":null}]",
    g_file_peek_path (fixture->bench.file), g_file_peek_path (fixture->bench.file));

  g_assert_null (cvk_library_item_get_run_state (find (fixture, "One")));
  cvk_library_set_runs (fixture->library, runs);
  g_assert_cmpstr (cvk_library_item_get_run_state (find (fixture, "One")), ==, "failed");
  g_assert_cmpint (cvk_library_item_get_run_time (find (fixture, "One")), ==, 200);
  cvk_library_set_runs (fixture->library, "no json");
  g_assert_null (cvk_library_item_get_run_state (find (fixture, "One")));
}

/* --- Deeds --- */

static void
rename_file (GFile *file, const char *name)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;
  g_autoptr (GError) error = NULL;

  cvk_library_rename_async (file, name, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  g_assert_true (cvk_library_rename_finish (owned, &error));
  g_assert_no_error (error);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CvkSession) session = NULL;

  rename_file (fixture->bench.file, "Renamed");
  await_item (fixture, "Renamed", TRUE);
  session = session_bench_load (fixture->bench.file, NULL);
  g_assert_cmpstr (cvk_history_get_undo_name (cvk_session_get_history (session)), ==,
                   "Rename Pipeline");
  rename_file (fixture->bench.file, "Again");
  g_assert_cmpstr (cvk_session_get_title (session), ==, "Again");
  g_assert_true (session_bench_close_session (session, NULL));
  await_item (fixture, "Again", TRUE);
}

static GFile *
copy (Fixture *fixture, const char *name, const char *const *files)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) owned = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = g_file_get_child (fixture->folder, "copies");
  GFile *file;

  cvk_library_copy_async (fixture->bench.file, folder, name, files, cvk_await_result_cb, &result);
  owned = cvk_await_result (&result);
  file = cvk_library_copy_finish (owned, &error);
  g_assert_no_error (error);
  return file;
}

static void
assert_file (GFile *folder, const char *name, const char *part)
{
  g_autoptr (GFile) file = g_file_get_child (folder, name);

  session_bench_assert_content (file, part);
  g_assert_true (g_file_delete (file, NULL, NULL));
}

/* Copies do not overwrite each other, and data that is there stays. */
static void
test_copy (Fixture *fixture, gconstpointer data)
{
  const char *const files[] = { "data.csv", NULL };
  g_autoptr (GFile) first = NULL;
  g_autoptr (GFile) second = NULL;
  g_autoptr (GFile) folder = g_file_get_child (fixture->folder, "copies");

  write_file (fixture, "data.csv", "first");
  first = copy (fixture, "A copy", files);
  write_file (fixture, "data.csv", "second");
  second = copy (fixture, "A copy", files);
  g_assert_false (g_file_equal (first, second));
  assert_file (folder, "data.csv", "first");
  assert_file (folder, "A copy.convoke", "\"name\": \"A copy\"");
  assert_file (folder, "A copy 2.convoke", "\"name\": \"A copy\"");
  g_assert_true (g_file_delete (folder, NULL, NULL));
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) deleted = NULL;
  g_autoptr (GAsyncResult) put_back = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;

  cvk_library_delete_async (fixture->bench.file, TRUE, cvk_await_result_cb, &result);
  deleted = cvk_await_result (&result);
  content = cvk_library_delete_finish (deleted, &error);
  g_assert_no_error (error);
  await_item (fixture, "One", FALSE);
  cvk_library_put_back_async (fixture->bench.file, content, cvk_await_result_cb, &result);
  put_back = cvk_await_result (&result);
  g_assert_true (cvk_library_put_back_finish (put_back, NULL));
  await_item (fixture, "One", TRUE);
  cvk_library_put_back_async (fixture->bench.file, content, cvk_await_result_cb, &result);
  refused = cvk_await_result (&result);
  g_assert_false (cvk_library_put_back_finish (refused, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    unsigned number;
    const char *file;
  } names[] = {
    { "Plain", 1, "Plain.convoke" },
    { "Plain", 2, "Plain 2.convoke" },
    { "a/b", 1, "a-b.convoke" },
    { "..hidden", 1, "hidden.convoke" },
    { "two\nlines", 1, "twolines.convoke" },
    { "", 1, "Untitled.convoke" },
    { "Ünï", 3, "Ünï 3.convoke" },
  };
  g_autofree char *long_name = g_strnfill (1000, 'x');
  g_autofree char *file = cvk_library_folder_dup_name (long_name, 999);

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = cvk_library_folder_dup_name (names[i].name, names[i].number);

      g_assert_cmpstr (name, ==, names[i].file);
    }
  g_assert_cmpuint (strlen (file), <, 255);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/library/watched", test_watched);
  add ("/library/problems", test_problems);
  add ("/library/folder", test_folder);
  add ("/library/runs", test_runs);
  add ("/library/rename", test_rename);
  add ("/library/copy", test_copy);
  add ("/library/delete", test_delete);
  g_test_add_func ("/library/names", test_names);
  g_test_add_func ("/library/labels", test_labels);
  return g_test_run ();
}
