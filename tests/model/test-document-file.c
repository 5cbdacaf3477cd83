// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/cvk-document-file.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

static const char one[] = "{\"convoke\":1,\"name\":\"One\"}";
static const char two[] = "{\"convoke\":1,\"name\":\"Two\"}";

typedef struct
{
  char *folder;
  char *path;
  GFile *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("convoke-model-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "a.convoke", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  cvk_remove_folder (fixture->folder);
  g_object_unref (fixture->file);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static unsigned
count_files (Fixture *fixture)
{
  GDir *dir = g_dir_open (fixture->folder, 0, NULL);
  unsigned count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  g_dir_close (dir);

  return count;
}

static void
put (const char *path, const char *text)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static CvkDocument *
load (GFile *file, char **version, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_document_load_async (file, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);

  return cvk_document_load_finish (result, version, error);
}

static gboolean
save (CvkDocument *document,
      GFile *file,
      const char *version,
      CvkDocumentSaveFlags flags,
      char **new_version,
      GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_document_save_async (document, file, version, flags, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);

  return cvk_document_save_finish (document, result, new_version, error);
}

static void
assert_name (Fixture *fixture, const char *name)
{
  g_autoptr (CvkDocument) document = load (fixture->file, NULL, NULL);

  g_assert_nonnull (document);
  g_assert_cmpstr (cvk_document_get_name (document), ==, name);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *version = NULL;
  g_autofree char *saved = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = NULL;

  put (fixture->path, one);
  document = load (fixture->file, &version, &error);
  g_assert_no_error (error);
  g_assert_true (save (document, fixture->file, version, 0, &saved, &error));
  g_assert_no_error (error);
  /* The next save goes on from this one. */
  g_assert_true (save (document, fixture->file, saved, 0, &again, &error));
  g_assert_cmpstr (saved, ==, again);
  g_assert_cmpuint (count_files (fixture), ==, 1);
  assert_name (fixture, "One");
}

static void
test_new_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new ();

  g_assert_true (save (document, fixture->file, NULL, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (save (document, fixture->file, NULL, 0, NULL, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED);
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = NULL;

  put (fixture->path, one);
  document = load (fixture->file, &version, NULL);
  put (fixture->path, two);
  g_assert_false (save (document, fixture->file, version, 0, NULL, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED);
  g_assert_nonnull (strstr (error->message, "a.convoke"));
  assert_name (fixture, "Two");
  g_assert_cmpuint (count_files (fixture), ==, 1);
  g_clear_error (&error);

  g_assert_true (save (document, fixture->file, version, CVK_DOCUMENT_SAVE_FORCE, NULL, &error));
  g_assert_no_error (error);
  assert_name (fixture, "One");

  /* Removed is changed too. */
  g_remove (fixture->path);
  g_assert_false (save (document, fixture->file, version, 0, NULL, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED);
}

static void
test_mode_and_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link_path = g_build_filename (fixture->folder, "link", NULL);
  g_autoptr (GFile) link_file = g_file_new_for_path (link_path);
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = NULL;
  struct stat status;

  put (fixture->path, one);
  g_assert_cmpint (g_chmod (fixture->path, 0640), ==, 0);
  g_assert_cmpint (symlink ("a.convoke", link_path), ==, 0);
  document = load (link_file, &version, &error);
  g_assert_no_error (error);
  g_assert_true (save (document, link_file, version, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (lstat (link_path, &status), ==, 0);
  g_assert_true (S_ISLNK (status.st_mode));
  g_assert_cmpint (lstat (fixture->path, &status), ==, 0);
  g_assert_true (S_ISREG (status.st_mode));
  g_assert_cmpint (status.st_mode & 07777, ==, 0640);
}

/* A write that fails half-way leaves what was there, and nothing beside it. */
static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  struct rlimit before;
  struct rlimit small;
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = NULL;

  put (fixture->path, one);
  document = load (fixture->file, &version, NULL);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  small = (struct rlimit){ 10, before.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (save (document, fixture->file, version, 0, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_IO);
  g_assert_cmpuint (count_files (fixture), ==, 1);
  assert_name (fixture, "One");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (GFile) inside = g_file_get_child (fixture->file, "b.convoke");
  g_autoptr (GFile) remote = g_file_new_for_uri ("http://example.com/a.convoke");
  g_autofree char *pipe = g_build_filename (fixture->folder, "pipe", NULL);
  g_autoptr (GFile) pipe_file = g_file_new_for_path (pipe);
  g_autofree char *large = g_strnfill (CVK_DOCUMENT_MAX_SIZE + 1, ' ');
  g_autofree char *dangling = g_build_filename (fixture->folder, "dangling", NULL);
  g_autoptr (GFile) dangling_file = g_file_new_for_path (dangling);
  g_autoptr (CvkDocument) document = cvk_document_new ();
  GFile *unreadable[] = { fixture->file, folder, inside, remote, pipe_file, dangling_file };
  GFile *unwritable[] = { folder, inside, remote, pipe_file, dangling_file };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      g_assert_null (load (unreadable[i], NULL, &error));
      g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_IO);
      g_test_message ("%s", error->message);
      g_clear_error (&error);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (unwritable); i++)
    {
      g_assert_false (save (document, unwritable[i], NULL, CVK_DOCUMENT_SAVE_FORCE, NULL, &error));
      g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_IO);
      g_test_message ("%s", error->message);
      g_clear_error (&error);
    }

  put (fixture->path, large);
  g_assert_null (load (fixture->file, NULL, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_IO);
  g_clear_error (&error);
  put (fixture->path, "{\n\"convoke\":1,}");
  g_assert_null (load (fixture->file, NULL, &error));
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, "a.convoke: line 2, column 13"));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CvkDocument) document = cvk_document_new ();
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  put (fixture->path, one);
  g_cancellable_cancel (cancellable);
  cvk_document_save_async (document, fixture->file, NULL, CVK_DOCUMENT_SAVE_FORCE, cancellable,
                           cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  g_assert_false (cvk_document_save_finish (document, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_name (fixture, "One");
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

  add ("/document-file/round-trip", test_round_trip);
  add ("/document-file/new-file", test_new_file);
  add ("/document-file/changed", test_changed);
  add ("/document-file/mode-and-link", test_mode_and_link);
  add ("/document-file/no-room", test_no_room);
  add ("/document-file/refused", test_refused);
  add ("/document-file/cancelled", test_cancelled);

  return g_test_run ();
}
