// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-database.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "store/cvk-store.h"

#define APPLICATION_ID 0x43564b31 /* "CVK1" */
/* How long a reader of another program (sqlite3, a backup) may hold us up. */
#define BUSY_TIMEOUT_MILLISECONDS 5000

struct _CvkDatabase
{
  sqlite3 *connection;
  char *path;
  GHashTable *statements; /* SQL literal -> sqlite3_stmt */
};

/* Version n is reached by running text n - 1. A text never changes once released. */
static const char *const migrations[] = {
  "CREATE TABLE pipeline (hash TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT;"
  "CREATE TABLE run ("
  "  id TEXT PRIMARY KEY NOT NULL,"
  "  pipeline TEXT NOT NULL REFERENCES pipeline (hash),"
  "  name TEXT,"
  "  state TEXT NOT NULL,"
  "  started INTEGER NOT NULL,"
  "  finished INTEGER,"
  "  start TEXT NOT NULL,"
  "  result TEXT) STRICT;"
  "CREATE INDEX run_by_start ON run (started);"
  "CREATE TABLE step ("
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  node TEXT NOT NULL,"
  "  payload TEXT,"
  "  PRIMARY KEY (run, node)) STRICT;"
  "CREATE TABLE output ("
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  node TEXT NOT NULL,"
  "  payload TEXT,"
  "  PRIMARY KEY (run, node)) STRICT;"
  "CREATE TABLE effect ("
  "  id TEXT PRIMARY KEY NOT NULL,"
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  node TEXT NOT NULL,"
  "  action TEXT NOT NULL,"
  "  request_hash TEXT NOT NULL,"
  "  match_key TEXT,"
  "  state TEXT NOT NULL CHECK (state IN"
  "    ('planned', 'sent', 'confirmed', 'refused', 'unknown', 'abandoned')),"
  "  request TEXT,"
  "  detail TEXT,"
  "  attempts INTEGER NOT NULL DEFAULT 0,"
  "  planned INTEGER,"
  "  sent INTEGER,"
  "  resolved INTEGER) STRICT;"
  "CREATE INDEX effect_by_run ON effect (run, node);"
  "CREATE INDEX effect_by_match ON effect (match_key) WHERE state IN ('sent', 'unknown');"
  "CREATE TABLE connection ("
  "  number INTEGER PRIMARY KEY,"
  "  id TEXT UNIQUE NOT NULL,"
  "  record TEXT NOT NULL) STRICT;"
  "CREATE TABLE trust (hash TEXT PRIMARY KEY NOT NULL, since INTEGER NOT NULL) STRICT;"
  "CREATE TABLE setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;",
  /* What a list of runs shows, without reading their results. */
  "ALTER TABLE run ADD COLUMN number INTEGER;"
  "ALTER TABLE run ADD COLUMN path TEXT;"
  "ALTER TABLE run ADD COLUMN failures INTEGER;"
  "UPDATE run SET number = rowid, path = json_extract (start, '$.path'),"
  "               failures = json_array_length (result, '$.failures');"
  "CREATE UNIQUE INDEX run_by_number ON run (number);"
  "CREATE INDEX run_by_path ON run (path, number);",
  /* What runs ask. */
  "CREATE TABLE question ("
  "  id TEXT PRIMARY KEY NOT NULL,"
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  node TEXT NOT NULL,"
  "  question TEXT NOT NULL,"
  "  state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')),"
  "  asked INTEGER NOT NULL,"
  "  deadline INTEGER,"
  "  is_asked INTEGER NOT NULL DEFAULT TRUE,"
  "  answer TEXT) STRICT;"
  "CREATE INDEX question_by_run ON question (run);"
  "CREATE INDEX question_open ON question (asked) WHERE state = 'open';",
  /* What taking up a run again needs to know. */
  "ALTER TABLE run ADD COLUMN resumes INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE effect ADD COLUMN first_sent INTEGER;"
  "ALTER TABLE effect ADD COLUMN note TEXT;"
  "UPDATE effect SET first_sent = sent;"
  "CREATE INDEX run_by_state ON run (state) WHERE state IN ('running', 'waiting');"
  "CREATE INDEX effect_by_confirmation ON effect (action, resolved) WHERE state = 'confirmed';",
  /* A number, so that the newest occurrences can be told. A run may be forgotten before the
   * occurrence that it was for, so that is no reference. */
  "CREATE TABLE activation ("
  "  id TEXT PRIMARY KEY NOT NULL,"
  "  path TEXT NOT NULL,"
  "  name TEXT,"
  "  hash TEXT NOT NULL,"
  "  pipeline TEXT NOT NULL,"
  "  bindings TEXT NOT NULL,"
  "  since INTEGER NOT NULL,"
  "  state TEXT NOT NULL CHECK (state IN ('active', 'inactive'))) STRICT;"
  "CREATE TABLE occurrence ("
  "  number INTEGER PRIMARY KEY,"
  "  activation TEXT NOT NULL REFERENCES activation (id) ON DELETE CASCADE,"
  "  node TEXT NOT NULL,"
  "  key TEXT NOT NULL,"
  "  state TEXT NOT NULL CHECK (state IN ('queued', 'fired', 'skipped', 'missed')),"
  "  reason TEXT,"
  "  count INTEGER NOT NULL,"
  "  items TEXT,"
  "  run TEXT,"
  "  noted INTEGER NOT NULL,"
  "  UNIQUE (activation, node, key)) STRICT;"
  "CREATE INDEX occurrence_by_number ON occurrence (activation, node, number);"
  "CREATE INDEX occurrence_by_queue ON occurrence (activation) WHERE state = 'queued';"
  "CREATE TABLE memory ("
  "  activation TEXT NOT NULL REFERENCES activation (id) ON DELETE CASCADE,"
  "  node TEXT NOT NULL,"
  "  value TEXT NOT NULL,"
  "  PRIMARY KEY (activation, node)) STRICT;",
  /* What counts against a limit of the day, and what the service has said of that. */
  "ALTER TABLE effect ADD COLUMN quota TEXT;"
  "CREATE INDEX effect_by_quota ON effect (quota, sent) WHERE quota IS NOT NULL;"
  "CREATE TABLE quota ("
  "  name TEXT PRIMARY KEY NOT NULL,"
  "  day_limit INTEGER,"
  "  full_day INTEGER) STRICT;",
  /* Items that were seen before. A run may be forgotten before them, so it is no reference. */
  "CREATE TABLE seen ("
  "  memory TEXT NOT NULL,"
  "  key TEXT NOT NULL,"
  "  run TEXT NOT NULL,"
  "  owner TEXT NOT NULL,"
  "  met INTEGER NOT NULL,"
  "  is_kept INTEGER NOT NULL DEFAULT FALSE,"
  "  PRIMARY KEY (memory, key)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX seen_by_owner ON seen (owner);"
  "CREATE INDEX seen_by_time ON seen (memory, met) WHERE is_kept;",
  /* Large texts, and which runs have them. */
  "CREATE TABLE large (hash TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT;"
  "CREATE TABLE large_use ("
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  hash TEXT NOT NULL REFERENCES large (hash),"
  "  PRIMARY KEY (run, hash)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX large_use_by_hash ON large_use (hash);",
  /* Answers of readings that cost something. */
  "CREATE TABLE reading ("
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  node TEXT NOT NULL,"
  "  owner TEXT NOT NULL,"
  "  question TEXT NOT NULL,"
  "  payload TEXT NOT NULL,"
  "  PRIMARY KEY (owner, question)) STRICT;"
  "CREATE INDEX reading_by_run ON reading (run);",
  /* Data tables, what takes back their last edit (NULL: the row was not there), and which effects
   * of runs have changed them. */
  "CREATE TABLE data_table ("
  "  name TEXT PRIMARY KEY NOT NULL,"
  "  columns TEXT NOT NULL,"
  "  key TEXT,"
  "  rows INTEGER NOT NULL DEFAULT 0,"
  "  undo TEXT) STRICT;"
  "CREATE TABLE data_row ("
  "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  data_table TEXT NOT NULL"
  "    REFERENCES data_table (name) ON UPDATE CASCADE ON DELETE CASCADE,"
  "  key TEXT,"
  "  fields TEXT NOT NULL) STRICT;"
  "CREATE INDEX data_row_by_table ON data_row (data_table, number);"
  "CREATE UNIQUE INDEX data_row_by_key ON data_row (data_table, key) WHERE key IS NOT NULL;"
  "CREATE TRIGGER data_row_comes AFTER INSERT ON data_row BEGIN"
  "  UPDATE data_table SET rows = rows + 1 WHERE name = new.data_table; END;"
  "CREATE TRIGGER data_row_goes AFTER DELETE ON data_row BEGIN"
  "  UPDATE data_table SET rows = rows - 1 WHERE name = old.data_table; END;"
  "CREATE TABLE data_undo ("
  "  data_table TEXT NOT NULL"
  "    REFERENCES data_table (name) ON UPDATE CASCADE ON DELETE CASCADE,"
  "  number INTEGER NOT NULL,"
  "  fields TEXT,"
  "  PRIMARY KEY (data_table, number)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE data_change ("
  "  effect TEXT PRIMARY KEY NOT NULL,"
  "  run TEXT NOT NULL,"
  "  result TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE INDEX data_change_by_run ON data_change (run);"
  "CREATE TRIGGER data_change_ends AFTER DELETE ON run"
  "  BEGIN DELETE FROM data_change WHERE run = old.id; END;",
  /* Runs in which nothing real happened, or not all of it. Those of the sandbox that lasts are
   * known by their connections, as long as these are there. */
  "ALTER TABLE run ADD COLUMN rehearses INTEGER NOT NULL DEFAULT FALSE;"
  "ALTER TABLE run ADD COLUMN practice INTEGER NOT NULL DEFAULT FALSE;"
  "UPDATE run SET rehearses = ifnull (start ->> '$.rehearses', FALSE),"
  "  practice = ifnull (json_array_length (start, '$.bindings.sandbox'), 0) > 0"
  "    OR EXISTS (SELECT 1 FROM json_each (start, '$.bindings.slots') AS slot"
  "               JOIN connection ON connection.id = slot.value"
  "               WHERE record ->> 'client_id' = 'convoke-home-sandbox');",
};

G_DEFINE_QUARK (cvk_store_error, cvk_store_error)

/* An error of a single statement's data leaves the rest of the transaction good; after any other
 * nobody knows what is on the disk. */
static gboolean
is_about_the_data (int result)
{
  switch (result & 0xff)
    {
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
set_error (CvkDatabase *self, int result, GError **error)
{
  const char *reason = sqlite3_errmsg (self->connection);

  if (is_about_the_data (result))
    g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT,
                 _ ("The journal does not take a record: %s."), reason);
  else
    g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_FAILED,
                 /* Translators: a file, and why, as the system says it; so in what follows. */
                 _ ("The journal “%s” cannot be written: %s. Make room or repair the disk, then "
                    "start Convoke again."),
                 self->path, reason);
  return FALSE;
}

static gboolean
execute (CvkDatabase *self, const char *sql, GError **error)
{
  int result = sqlite3_exec (self->connection, sql, NULL, NULL, NULL);

  return result == SQLITE_OK || set_error (self, result, error);
}

static gboolean
read_integer (CvkDatabase *self, const char *sql, int64_t *value, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2 (self->connection, sql, -1, &statement, NULL);

  if (result == SQLITE_OK)
    result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    *value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return result == SQLITE_ROW || set_error (self, result, error);
}

static gboolean
check_consistency (CvkDatabase *self, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean ok = FALSE;

  if (sqlite3_prepare_v2 (self->connection, "PRAGMA quick_check (1)", -1, &statement, NULL) ==
        SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    ok = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_finalize (statement);
  if (!ok)
    g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_DAMAGED,
                 _ ("The journal “%s” is damaged. Move it out of the way, or put a backup in its "
                    "place, then start Convoke again."),
                 self->path);
  return ok;
}

static gboolean
flush (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  int reason = errno;

  if (fd >= 0)
    close (fd);
  errno = reason;
  return ok;
}

/* Only a whole copy gets the name @copy, whatever comes in between. */
static gboolean
keep_copy (CvkDatabase *self, const char *unfinished, const char *copy, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (copy);

  /* SQLite does not flush what it copies into. */
  if (flush (unfinished) && rename (unfinished, copy) == 0 && flush (directory))
    return TRUE;
  g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_FAILED,
               _ ("The journal “%s” cannot be written: %s. Make room or repair the disk, then "
                  "start Convoke again."),
               self->path, g_strerror (errno));
  return FALSE;
}

/* A copy from before the upgrade stays beside the database. */
static gboolean
back_up (CvkDatabase *self, int64_t version, GError **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.version-%" PRId64, self->path, version);
  g_autofree char *unfinished = g_strconcat (copy, ".unfinished", NULL);
  char *sql = NULL;
  gboolean ok = FALSE;

  if (g_file_test (copy, G_FILE_TEST_EXISTS))
    return TRUE;
  (void) unlink (unfinished);
  sql = sqlite3_mprintf ("VACUUM INTO %Q", unfinished);
  ok = execute (self, sql, error) && keep_copy (self, unfinished, copy, error);
  sqlite3_free (sql);
  return ok;
}

static gboolean
upgrade (CvkDatabase *self, GError **error)
{
  int64_t version = 0;

  if (!read_integer (self, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version > (int64_t) G_N_ELEMENTS (migrations))
    {
      g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_NEWER,
                   _ ("The journal “%s” was made by a newer Convoke. Use that one, or another "
                      "data directory (--data-dir)."),
                   self->path);
      return FALSE;
    }
  if (version == (int64_t) G_N_ELEMENTS (migrations))
    return TRUE;
  if (version > 0 && !back_up (self, version, error))
    return FALSE;
  if (!execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (size_t i = version; i < G_N_ELEMENTS (migrations); i++)
    {
      if (!execute (self, migrations[i], error))
        {
          cvk_database_rollback (self);
          return FALSE;
        }
    }
  g_autofree char *mark =
    g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %zu; COMMIT",
                     APPLICATION_ID, G_N_ELEMENTS (migrations));
  return execute (self, mark, error);
}

/* What is left of a write-ahead log says that the last writer did not get to close the file. */
static gboolean
was_left_open (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat status;

  return stat (log, &status) == 0 && status.st_size > 0;
}

static gboolean
set_up (CvkDatabase *self, gboolean left_open, GError **error)
{
  static const char pragmas[] = "PRAGMA mmap_size = 0;"
                                "PRAGMA foreign_keys = ON;"
                                "PRAGMA journal_mode = WAL;"
                                "PRAGMA synchronous = FULL;"
                                "PRAGMA journal_size_limit = 16777216;"
                                "PRAGMA cache_size = -2048;";

  sqlite3_busy_timeout (self->connection, BUSY_TIMEOUT_MILLISECONDS);
  sqlite3_extended_result_codes (self->connection, 1);
  return execute (self, pragmas, error) && (!left_open || check_consistency (self, error)) &&
         upgrade (self, error);
}

CvkDatabase *
cvk_database_open (const char *directory, GError **error)
{
  g_autoptr (CvkDatabase) self = g_new0 (CvkDatabase, 1);
  g_autoptr (GError) reason = NULL;
  int flags =
    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;

  self->path = g_build_filename (directory, "convoke.db", NULL);
  self->statements =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) (void (*) (void)) sqlite3_finalize);
  gboolean left_open = was_left_open (self->path);
  int result = sqlite3_open_v2 (self->path, &self->connection, flags, NULL);

  if (result == SQLITE_OK && set_up (self, left_open, &reason))
    {
      (void) chmod (self->path, 0600);
      return g_steal_pointer (&self);
    }
  result = self->connection != NULL ? sqlite3_errcode (self->connection) : SQLITE_NOMEM;
  if (result == SQLITE_NOTADB || result == SQLITE_CORRUPT)
    {
      g_clear_error (&reason);
      check_consistency (self, &reason);
    }
  if (reason != NULL && !g_error_matches (reason, CVK_STORE_ERROR, CVK_STORE_ERROR_FAILED))
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_OPEN,
                 _ ("The journal “%s” cannot be opened: %s. Check that the folder can be written "
                    "to, or use another one (--data-dir)."),
                 self->path,
                 self->connection != NULL ? sqlite3_errmsg (self->connection)
                                          : sqlite3_errstr (result));
  return NULL;
}

void
cvk_database_close (CvkDatabase *self)
{
  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->connection);
  g_free (self->path);
  g_free (self);
}

gboolean
cvk_database_begin (CvkDatabase *self, GError **error)
{
  return execute (self, "BEGIN", error);
}

gboolean
cvk_database_commit (CvkDatabase *self, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (self, "COMMIT", error);

  if (statement == NULL)
    return FALSE;
  int result = sqlite3_step (statement);
  sqlite3_reset (statement);
  if (result == SQLITE_DONE)
    return TRUE;
  return set_error (self, result, error);
}

void
cvk_database_rollback (CvkDatabase *self)
{
  if (!sqlite3_get_autocommit (self->connection))
    sqlite3_exec (self->connection, "ROLLBACK", NULL, NULL, NULL);
}

sqlite3_stmt *
cvk_database_prepare (CvkDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }
  int result =
    sqlite3_prepare_v3 (self->connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (result != SQLITE_OK)
    {
      set_error (self, result, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

gboolean
cvk_database_run (CvkDatabase *self, sqlite3_stmt *statement, int *changes, GError **error)
{
  int result = sqlite3_step (statement);

  if (result == SQLITE_DONE && changes != NULL)
    *changes = sqlite3_changes (self->connection);
  if (result != SQLITE_DONE)
    set_error (self, result, error);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return result == SQLITE_DONE;
}

gboolean
cvk_database_step (CvkDatabase *self, sqlite3_stmt *statement, GError **error)
{
  int result = sqlite3_step (statement);

  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    set_error (self, result, error);
  sqlite3_reset (statement);
  return FALSE;
}

void
cvk_database_bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}
