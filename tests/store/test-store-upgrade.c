// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store/cvk-store.h"

/* The file of an older version is brought up to date, and kept as it was beside it. */

static char *
query (const char *path, const char *sql)
{
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  char *text = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return text;
}

static void
assert_query (const char *path, const char *sql, const char *expected)
{
  g_autofree char *found = query (path, sql);

  g_assert_cmpstr (found, ==, expected);
}

static void
make_old_file (const char *path)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "store", "version-2.sql", NULL);
  g_autofree char *sql = NULL;
  sqlite3 *database = NULL;

  g_assert_true (g_file_get_contents (script, &sql, NULL, NULL));
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_open = user_data;
  g_autoptr (GError) error = NULL;

  *is_open = cvk_store_open_finish (CVK_STORE (object), result, &error);
  g_assert_no_error (error);
}

static void
test_upgrade (void)
{
  g_autofree char *folder = g_dir_make_tmp ("convoke-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "convoke.db", NULL);
  g_autofree char *copy = g_strconcat (path, ".version-2", NULL);
  g_autoptr (CvkStore) store = NULL;
  gboolean is_open = FALSE;

  make_old_file (path);
  store = cvk_store_new (folder);
  cvk_store_open_async (store, opened_cb, &is_open);
  while (!is_open)
    g_main_context_iteration (NULL, TRUE);
  cvk_store_close (store);
  assert_query (path, "SELECT state || first_sent FROM effect", "sent1234");
  assert_query (path, "SELECT state || resumes FROM run", "running0");
  assert_query (path, "SELECT rehearses || practice FROM run", "01");
  assert_query (path, "SELECT value FROM setting", "yes");
  assert_query (copy, "PRAGMA user_version", "2");
  assert_query (copy, "SELECT id FROM run", "old");
  g_assert_cmpint (g_unlink (copy), ==, 0);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/upgrade", test_upgrade);
  return g_test_run ();
}
