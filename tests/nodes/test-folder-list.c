// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "base/cvk-json.h"
#include "model/cvk-file-slots.h"
#include "nodes/cvk-folder-list.h"
#include "support/cvk-run-fixture.h"

/* A folder with everything that folders have; what is removed again is what is made here. */
typedef struct
{
  char *root;
  GPtrArray *made; /* paths, each below one in front of it */
} Folder;

static char *
add_path (Folder *self, const char *name)
{
  char *path = g_build_filename (self->root, name, NULL);

  g_ptr_array_add (self->made, path);
  return path;
}

static void
add_file (Folder *self, const char *name, const char *text)
{
  const char *path = add_path (self, name);
  struct utimbuf times = { 1000000000, 1000000000 };

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (utime (path, &times), ==, 0);
}

static void
folder_init (Folder *self)
{
  self->root = g_dir_make_tmp ("convoke-XXXXXX", NULL);
  self->made = g_ptr_array_new_with_free_func (g_free);
  add_file (self, "b.txt", "two");
  add_file (self, "a.txt", "one");
  add_file (self, "c.csv", "");
  add_file (self, ".hidden.txt", "no");
  add_file (self, "broken-\xff.txt", "no");
  g_assert_cmpint (g_mkdir (add_path (self, "deep"), 0700), ==, 0);
  add_file (self, "deep/d.txt", "three");
  g_assert_cmpint (symlink ("deep", add_path (self, "loop")), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", add_path (self, "secret.txt")), ==, 0);
  g_assert_cmpint (symlink ("a.txt", add_path (self, "same.txt")), ==, 0);
  g_assert_cmpint (symlink ("nowhere", add_path (self, "nothing.txt")), ==, 0);
  g_assert_cmpint (mkfifo (add_path (self, "pipe.txt"), 0600), ==, 0);
}

static void
folder_clear (Folder *self)
{
  for (unsigned i = self->made->len; i-- > 0;)
    g_remove (self->made->pdata[i]);
  g_assert_cmpint (g_rmdir (self->root), ==, 0);
  g_ptr_array_unref (self->made);
  g_free (self->root);
}

typedef struct
{
  const char *name;
  const char *pattern;
  gboolean below;
  const char *expected; /* paths */
} Case;

static const Case cases[] = {
  { "all", NULL, FALSE, "in/a.txt in/b.txt in/c.csv in/same.txt" },
  { "empty-pattern", "", FALSE, "in/a.txt in/b.txt in/c.csv in/same.txt" },
  { "pattern", "?.txt", FALSE, "in/a.txt in/b.txt" },
  { "below", "*.txt", TRUE, "in/a.txt in/b.txt in/deep/d.txt in/same.txt" },
  { "none", "*.pdf", TRUE, "" },
};

static void
test_list (gconstpointer data)
{
  const Case *test = data;
  Folder folder;
  CvkFolderListOptions options = { .name = "in", .pattern = test->pattern, .below = test->below };
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) files = NULL;
  g_autoptr (GString) paths = g_string_new (NULL);
  unsigned n_unreadable = 0;

  folder_init (&folder);
  options.path = folder.root;
  files = cvk_folder_list (&options, &n_unreadable, NULL, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < cvk_value_get_length (files); i++)
    g_string_append_printf (
      paths, "%s%s", i > 0 ? " " : "",
      cvk_value_lookup_string (cvk_value_get_element (files, i), "path", NULL));
  g_assert_cmpstr (paths->str, ==, test->expected);
  g_assert_cmpuint (n_unreadable, ==, 2);
  folder_clear (&folder);
}

static void
test_fields (void)
{
  Folder folder;
  CvkFolderListOptions options = { .name = "in", .pattern = "a.txt" };
  g_autoptr (CvkValue) files = NULL;
  g_autofree char *json = NULL;
  unsigned n_unreadable = 0;

  folder_init (&folder);
  options.path = folder.root;
  files = cvk_folder_list (&options, &n_unreadable, NULL, NULL);
  json = cvk_value_to_json (files, CVK_JSON_COMPACT);
  g_assert_cmpstr (json, ==,
                   "[{\"name\":\"a.txt\",\"path\":\"in/a.txt\",\"size\":3,"
                   "\"modified\":\"2001-09-09T01:46:40Z\"}]");
  folder_clear (&folder);
}

static void
check_error (const char *path, int code)
{
  CvkFolderListOptions options = { .path = path, .name = "in" };
  g_autoptr (GError) error = NULL;
  unsigned n_unreadable = 0;

  g_assert_null (cvk_folder_list (&options, &n_unreadable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_errors (void)
{
  Folder folder;
  g_autofree char *missing = NULL;

  folder_init (&folder);
  missing = g_build_filename (folder.root, "missing", NULL);
  check_error (missing, G_IO_ERROR_NOT_FOUND);
  check_error (folder.made->pdata[0], G_IO_ERROR_NOT_DIRECTORY);
  folder_clear (&folder);
}

/* What it lists is what the next step reads, also where the folder is a slot. */
static void
test_read (gconstpointer data)
{
  const char *name = data;
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *items = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  g_autofree char *pipeline = g_strdup_printf (
    "{\"convoke\":1,\"files\":{\"inbox\":{\"label\":\"Inbox\",\"default\":\"post\"}},\"nodes\":{"
    "\"list\":{\"type\":\"file.list\",\"settings\":{\"folder\":\"%s\"}},"
    "\"read\":{\"type\":\"file.read\",\"settings\":{\"file\":\"{{ item.path }}\"}}},"
    "\"links\":[\"list.out -> read.in\"]}",
    name);

  cvk_run_fixture_init (&fixture);
  folder = g_build_filename (fixture.folder, "post", NULL);
  file = g_build_filename (folder, "letter.txt", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "Dear", -1, NULL));
  run = cvk_run_fixture_run (&fixture, pipeline, NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  items = cvk_run_items_to_json (run, "read", "out");
  g_assert_cmpstr (items, ==, "[{\"text\":\"Dear\"}]");
  g_clear_object (&run);
  g_unlink (file);
  g_rmdir (folder);
  cvk_run_fixture_clear (&fixture);
}

static void
test_run_errors (void)
{
  static const struct
  {
    const char *folder;
    const char *expected;
  } bad[] = {
    { "missing", "list/file/folder/-1" },
    { "../elsewhere", "list/file-outside/folder/-1" },
    { "/etc", "list/file-outside/folder/-1" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      CvkRunFixture fixture = { 0 };
      g_autoptr (CvkRun) run = NULL;
      g_autofree char *failures = NULL;
      g_autofree char *pipeline =
        g_strdup_printf ("{\"convoke\":1,\"nodes\":{\"list\":{\"type\":\"file.list\",\"settings\":"
                         "{\"folder\":\"%s\"}}},\"links\":[]}",
                         bad[i].folder);

      cvk_run_fixture_init (&fixture);
      run = cvk_run_fixture_run (&fixture, pipeline, NULL);
      failures = cvk_run_failures_to_text (run);
      g_assert_cmpstr (failures, ==, bad[i].expected);
      g_clear_object (&run);
      cvk_run_fixture_clear (&fixture);
    }
}

/* --- Names of files --- */

typedef struct
{
  const char *file;
  const char *expected; /* a path, or the code of the problem */
} Name;

static const Name names[] = {
  { "plain.txt", "/srv/p/plain.txt" },
  { "sub/plain.txt", "/srv/p/sub/plain.txt" },
  { "../plain.txt", "file-outside" },
  { "inbox", "/mnt/inbox" },
  { "inbox/a.txt", "/mnt/inbox/a.txt" },
  { "inbox/deep/a.txt", "/mnt/inbox/deep/a.txt" },
  { "inbox/../a.txt", "file-outside" },
  { "inbox/..", "file-outside" },
  { "inbox//etc/passwd", "file-outside" },
  { "archive/a.txt", "/srv/p/old/a.txt" },
  { "archive/../../a.txt", "file-outside" },
  { "unset/a.txt", "empty-file-slot" },
  { "two/parts", "/mnt/two" },
  { "two/parts/a.txt", "/mnt/two/a.txt" },
  { "inboxes/a.txt", "/srv/p/inboxes/a.txt" },
};

static void
test_names (void)
{
  static const char text[] =
    "{\"convoke\":1,\"files\":{\"inbox\":{\"label\":\"I\"},\"archive\":{\"label\":\"A\","
    "\"default\":\"old\"},\"unset\":{\"label\":\"U\"}},\"nodes\":{},\"links\":[]}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (files, (gpointer) "inbox", (gpointer) "/mnt/inbox");
  g_hash_table_insert (files, (gpointer) "two/parts", (gpointer) "/mnt/two");
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CvkProblem *problem = NULL;
      g_autofree char *path =
        cvk_file_slots_resolve (document, files, "/srv/p/x.convoke", names[i].file, &problem);

      g_assert_cmpstr (path != NULL ? path : cvk_problem_get_code (problem), ==, names[i].expected);
      g_clear_pointer (&problem, cvk_problem_unref);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/folder-list/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_list);
    }
  g_test_add_func ("/folder-list/fields", test_fields);
  g_test_add_func ("/folder-list/errors", test_errors);
  g_test_add_data_func ("/folder-list/read/path", "post", test_read);
  g_test_add_data_func ("/folder-list/read/slot", "inbox", test_read);
  g_test_add_func ("/folder-list/run-errors", test_run_errors);
  g_test_add_func ("/folder-list/names", test_names);
  return g_test_run ();
}
