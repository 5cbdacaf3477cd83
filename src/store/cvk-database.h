// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * CvkDatabase:
 *
 * The file behind the store: opening, checking and upgrading it, transactions, and statements that
 * are prepared once. It belongs to one thread, the store's writer; nothing else in any process
 * writes to the file (SQLite before 3.51.3 can lose a WAL reset between two writers).
 */
typedef struct _CvkDatabase CvkDatabase;

/* Opens or makes DIRECTORY/convoke.db, which becomes readable by its owner only. After an unclean
 * end the whole file is checked first. Errors: CVK_STORE_ERROR. (transfer full) (nullable) */
CvkDatabase *cvk_database_open (const char *directory, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void cvk_database_close (CvkDatabase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkDatabase, cvk_database_close)

gboolean cvk_database_begin (CvkDatabase *self, GError **error);
gboolean cvk_database_commit (CvkDatabase *self, GError **error);
void cvk_database_rollback (CvkDatabase *self);

/* @sql is a literal: its address is its name. Bound values are cleared. (transfer none)
 * (nullable) */
sqlite3_stmt *cvk_database_prepare (CvkDatabase *self, const char *sql, GError **error);
/* Runs a statement that returns no rows; @changes (nullable) is how many rows it changed. */
gboolean cvk_database_run (CvkDatabase *self,
                           sqlite3_stmt *statement,
                           int *changes,
                           GError **error);
/* One row of a statement: TRUE when there is one, FALSE at the end and on error. */
gboolean cvk_database_step (CvkDatabase *self, sqlite3_stmt *statement, GError **error);
/* Binds text that stays valid until the statement has run. */
void cvk_database_bind_text (sqlite3_stmt *statement, int index, const char *text);

G_END_DECLS
