// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/cvk-journal.h"
#include "store/cvk-store.h"
#include "support/cvk-remove-folder.h"

/* This program is its own victim: with --writer it writes records and prints the number of each
 * one that was acknowledged, until somebody kills it or the disk refuses. */

#define N_KILLS 12
#define FILE_LIMIT (1024 * 1024)

typedef struct
{
  CvkStore *store;
  GMainLoop *loop;
  unsigned next;
  unsigned failures;
} Writer;

static void write_next (Writer *writer);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writer *writer = user_data;

  if (cvk_journal_write_durably_finish (CVK_JOURNAL (source), result, NULL))
    {
      g_assert_cmpuint (writer->failures, ==, 0);
      printf ("%u\n", writer->next);
      fflush (stdout);
    }
  else if (++writer->failures == 3)
    {
      printf ("failed\n");
      fflush (stdout);
      g_main_loop_quit (writer->loop);
      return;
    }
  writer->next++;
  write_next (writer);
}

static void
write_next (Writer *writer)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_EFFECT;
  record->run = g_strdup ("r1");
  record->node = g_strdup ("create");
  record->effect = g_strdup_printf ("%u", writer->next);
  record->action = g_strdup ("zoom.create-meeting");
  record->request_hash = g_strdup ("abc");
  record->payload = g_strnfill (500, '1');
  record->state = CVK_EFFECT_PLANNED;
  cvk_journal_write_durably (CVK_JOURNAL (writer->store), record, written_cb, writer);
}

static int
be_the_writer (const char *directory, gboolean limited)
{
  g_autoptr (CvkStore) store = cvk_store_new (directory);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Writer writer = { store, loop, 0, 0 };
  CvkRecord *record = g_new0 (CvkRecord, 1);

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  if (limited)
    {
      struct rlimit limit = { FILE_LIMIT, FILE_LIMIT };

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
    }
  record->kind = CVK_RECORD_RUN_STARTED;
  record->run = g_strdup ("r1");
  record->payload = g_strdup ("{\"pipeline\":\"{}\",\"hash\":\"h\"}");
  cvk_journal_write (CVK_JOURNAL (store), record);
  write_next (&writer);
  g_main_loop_run (loop);
  return 0;
}

static GPid
start_writer (const char *directory, const char *mode, FILE **answers)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { self, mode, directory, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid = 0;
  int output = -1;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                            NULL, &output, NULL, &error);
  g_assert_no_error (error);
  *answers = fdopen (output, "r");
  return pid;
}

/* Every number up to @last is there, and SQLite finds nothing wrong. */
static void
assert_nothing_lost (const char *directory, int last)
{
  g_autofree char *path = g_build_filename (directory, "convoke.db", NULL);
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (
    sqlite3_prepare_v2 (database, "SELECT count (*) FROM effect WHERE CAST (id AS INTEGER) <= ?",
                        -1, &statement, NULL),
    ==, SQLITE_OK);
  sqlite3_bind_int (statement, 1, last);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int (statement, 0), ==, last + 1);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_prepare_v2 (database, "PRAGMA integrity_check", -1, &statement, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  sqlite3_close (database);
}

static void
test_kill (void)
{
  for (int round = 0; round < N_KILLS; round++)
    {
      g_autofree char *directory = g_dir_make_tmp ("convoke-store-XXXXXX", NULL);
      char line[32];
      FILE *answers = NULL;
      int last = -1;
      GPid pid = start_writer (directory, "--writer", &answers);

      while (last < round * 7 && fgets (line, sizeof line, answers) != NULL)
        last = atoi (line);
      g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
      while (fgets (line, sizeof line, answers) != NULL)
        last = atoi (line);
      fclose (answers);
      g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
      g_assert_cmpint (last, >=, round * 7);
      assert_nothing_lost (directory, last);
      cvk_remove_folder (directory);
    }
}

static void
test_full_disk (void)
{
  g_autofree char *directory = g_dir_make_tmp ("convoke-store-XXXXXX", NULL);
  char line[32] = "";
  FILE *answers = NULL;
  int last = -1;
  int status = 0;
  GPid pid = start_writer (directory, "--limited-writer", &answers);

  while (fgets (line, sizeof line, answers) != NULL && line[0] != 'f')
    last = atoi (line);
  fclose (answers);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (line, ==, "failed\n");
  g_assert_cmpint (last, >, 10);
  assert_nothing_lost (directory, last);
  cvk_remove_folder (directory);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_has_suffix (argv[1], "writer"))
    return be_the_writer (argv[2], g_str_equal (argv[1], "--limited-writer"));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/crash/kill", test_kill);
  g_test_add_func ("/store/crash/full-disk", test_full_disk);
  return g_test_run ();
}
