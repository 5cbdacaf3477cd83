// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-data-file.h"
#include "support/cvk-remove-folder.h"

typedef struct
{
  char *folder;
  char *path; /* of the file that the tests read and write */
} Fixture;

static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("convoke-data-file-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "rows.csv", NULL);
}

static unsigned
count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  unsigned count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  g_assert_true (cvk_remove_folder (self->folder));
  g_free (self->path);
  g_free (self->folder);
}

static void
assert_content (Fixture *self, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cvk_data_file_read (self->path, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   strlen (expected));
}

/* The error's sentence names the file. */
static void
assert_refused (GError *error, int code, const char *part)
{
  g_assert_error (error, G_IO_ERROR, code);
  if (strstr (error->message, part) == NULL || strstr (error->message, "rows.csv") == NULL)
    g_error ("“%s” says nothing of “%s”", error->message, part);
}

static void
test_write_and_read (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_true (cvk_data_file_write (self->path, "one", 3, &error));
  assert_content (self, "one");
  /* What replaces a file is read by whoever could read that. */
  g_assert_cmpint (g_chmod (self->path, 0640), ==, 0);
  g_assert_true (cvk_data_file_write (self->path, "two", 3, &error));
  assert_content (self, "two");
  g_assert_cmpint (g_stat (self->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0640);
  g_assert_cmpuint (count_files (self), ==, 1);
}

/* A link stays one: its target gets the content. */
static void
test_link (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = g_build_filename (self->folder, "link.csv", NULL);

  g_assert_true (cvk_data_file_write (self->path, "one", 3, &error));
  g_assert_cmpint (symlink (self->path, link), ==, 0);
  g_assert_true (cvk_data_file_write (link, "two", 3, &error));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  assert_content (self, "two");
}

static void
test_missing (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cvk_data_file_read (self->path, &error));
  assert_refused (error, G_IO_ERROR_NOT_FOUND, "cannot be opened");
  g_clear_error (&error);
  g_clear_pointer (&self->path, g_free);
  self->path = g_build_filename (self->folder, "nowhere", "rows.csv", NULL);
  g_assert_false (cvk_data_file_write (self->path, "x", 1, &error));
  assert_refused (error, G_IO_ERROR_NOT_FOUND, "cannot be written");
}

static void
test_folder (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  g_assert_null (cvk_data_file_read (self->path, &error));
  assert_refused (error, G_IO_ERROR_IS_DIRECTORY, "is a folder");
  g_clear_error (&error);
  g_assert_false (cvk_data_file_write (self->path, "x", 1, &error));
  assert_refused (error, G_IO_ERROR_IS_DIRECTORY, "is a folder");
}

/* Whoever opened it would wait for somebody at its other end. */
static void
test_pipe (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  g_assert_null (cvk_data_file_read (self->path, &error));
  assert_refused (error, G_IO_ERROR_NOT_REGULAR_FILE, "no ordinary file");
  g_clear_error (&error);
  g_assert_false (cvk_data_file_write (self->path, "x", 1, &error));
  assert_refused (error, G_IO_ERROR_NOT_REGULAR_FILE, "no ordinary file");
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* Without a byte on the disk. */
  g_assert_true (g_file_set_contents (self->path, "x", 1, NULL));
  g_assert_cmpint (truncate (self->path, (off_t) CVK_DATA_FILE_MAX_SIZE + 1), ==, 0);
  g_assert_null (cvk_data_file_read (self->path, &error));
  assert_refused (error, G_IO_ERROR_MESSAGE_TOO_LARGE, "256 MB");
}

/* When the disk is full, what was there stays, and nothing half is left beside it. */
static void
test_full (Fixture *self, gconstpointer data)
{
  struct rlimit before, none;
  g_autofree char *large = g_strnfill (4096, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new_static (large, 4096);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDataFileDraft) draft = NULL;

  g_assert_true (cvk_data_file_write (self->path, "one", 3, &error));
  draft = cvk_data_file_draft_new (self->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  none = before;
  none.rlim_cur = 1000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  g_assert_false (cvk_data_file_write (self->path, large, 4096, &error));
  g_assert_false (cvk_data_file_draft_append (draft, bytes, NULL));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, SIG_DFL);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "cannot be written"));
  g_clear_pointer (&draft, cvk_data_file_draft_free);
  assert_content (self, "one");
  g_assert_cmpuint (count_files (self), ==, 1);
}

/* What is written piece by piece has no name until all of it is there. */
static void
test_draft (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) first = g_bytes_new_static ("wrong", 5);
  g_autoptr (GBytes) second = g_bytes_new_static ("new", 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDataFileDraft) draft = NULL;

  g_assert_true (cvk_data_file_write (self->path, "old", 3, &error));
  draft = cvk_data_file_draft_new (self->path, &error);
  g_assert_true (cvk_data_file_draft_append (draft, first, &error));
  g_assert_true (cvk_data_file_draft_rewind (draft, &error));
  g_assert_true (cvk_data_file_draft_append (draft, second, &error));
  assert_content (self, "old");
  g_assert_cmpuint (count_files (self), ==, 2);
  g_assert_true (cvk_data_file_draft_commit (draft, &error));
  assert_content (self, "new");
  g_assert_cmpuint (count_files (self), ==, 1);
}

#define ADD(name, test) g_test_add (name, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/data-file/write-and-read", test_write_and_read);
  ADD ("/data-file/link", test_link);
  ADD ("/data-file/missing", test_missing);
  ADD ("/data-file/folder", test_folder);
  ADD ("/data-file/pipe", test_pipe);
  ADD ("/data-file/too-large", test_too_large);
  ADD ("/data-file/full", test_full);
  ADD ("/data-file/draft", test_draft);
  return g_test_run ();
}
