// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <stdint.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkTables:
 *
 * The small data tables that pipelines share and people edit. A table has a name, columns in an
 * order, and rows; a row is an object with any JSON values. One of the columns may be the key: no
 * two rows have the same there, compared as text. The store implements it.
 *
 * A change is an object with "op":
 *
 *     write    {"mode": "add", "update" or "upsert", "key": column or absent, "rows": [fields]}
 *              -> {"rows": [{"number", "outcome": "added", "updated", "unchanged", "exists" or
 *              "missing"}]}. Makes the table and the columns that are not there. Fields of a row
 *              that is there and that are not given stay. "key" must be the table's.
 *     set      {"rows": [{"number": absent for a new row, "fields"}]} -> {"numbers": [...]}
 *     delete   {"numbers": [...]} -> {"deleted": how many}
 *     create   {"columns": [...], "key": column or null}
 *     columns  {"columns": [...], "key": column or null, "renames": {old: new} or absent}: what is
 *              not among them goes, with its values
 *     rename   {"name": ...}
 *     remove   {}: the table
 *     undo     {}: takes back the last change to columns or rows that came without an effect
 *
 * A change is done as a whole or not at all.
 */
#define CVK_TYPE_TABLES (cvk_tables_get_type ())
G_DECLARE_INTERFACE (CvkTables, cvk_tables, CVK, TABLES, GObject)

/* At most so many rows are read at a time. */
#define CVK_TABLES_PAGE 2000

/* Borrowed until the call returns. */
typedef struct
{
  const char *table;
  int64_t after; /* the number of the row behind which to begin; 0: the first */
  /* Nullable, both or none: where @column is the key, only the row that has @text there. Where it
   * is not, this is no restriction. */
  const char *column;
  const char *text;
} CvkTableQuery;

/* Borrowed until the call returns. */
typedef struct
{
  const char *table;
  CvkValue *change;
  /* Nullable, both or none: whose effect it is. The same effect changes nothing a second time, and
   * gives the result of the first; it is known for as long as its run. */
  const char *effect;
  const char *run;
} CvkTableChange;

struct _CvkTablesInterface
{
  GTypeInterface parent;

  /* Both take @task, which returns a CvkValue. */
  void (*read) (CvkTables *self, const CvkTableQuery *query, GTask *task);
  void (*change) (CvkTables *self, const CvkTableChange *change, GTask *task);
};

/* {"rows": [{"number", "fields"}] in the order of their numbers, "more": whether there are others
 * behind them}; a table that does not exist has none. (transfer full) (nullable) */
void cvk_tables_read_async (CvkTables *self,
                            const CvkTableQuery *query,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
CvkValue *cvk_tables_read_finish (CvkTables *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* The result of the change, durably. Errors: CVK_TABLES_ERROR, of the journal. (transfer full)
 * (nullable) */
void cvk_tables_change_async (CvkTables *self,
                              const CvkTableChange *change,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
CvkValue *cvk_tables_change_finish (CvkTables *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

#define CVK_TABLES_ERROR (cvk_tables_error_quark ())
GQuark cvk_tables_error_quark (void);

typedef enum
{
  CVK_TABLES_ERROR_INVALID,  /* no change that is understood, or more than a table holds */
  CVK_TABLES_ERROR_UNKNOWN,  /* no such table, or no such row */
  CVK_TABLES_ERROR_CONFLICT, /* two rows would have one key, or two tables one name */
} CvkTablesError;

/* How @value stands as a key; NULL for what is none: null, missing and "". (transfer full)
 * (nullable) */
char *cvk_tables_dup_key (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
