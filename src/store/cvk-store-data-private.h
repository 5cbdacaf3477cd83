// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "store/cvk-store-private.h"

G_BEGIN_DECLS

/* More than these no table takes: what is larger belongs into a database of its own. */
#define CVK_DATA_MAX_ROWS 1000000
#define CVK_DATA_MAX_COLUMNS 500
#define CVK_DATA_MAX_NAME 200             /* bytes, of tables and columns */
#define CVK_DATA_MAX_FIELDS (1024 * 1024) /* bytes, of one row */

/* A table while it is being changed, in the store's thread. */
typedef struct
{
  CvkDatabase *database; /* borrowed */
  const char *name;      /* borrowed */
  gboolean exists;
  GPtrArray *columns; /* owned (element-type utf8) */
  char *key;          /* owned, nullable */
  int64_t n_rows;
  gboolean keeps_undo;     /* what is changed can be taken back */
  gboolean columns_differ; /* from those on the disk */
} CvkDataTable;

void cvk_data_table_clear (CvkDataTable *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkDataTable, cvk_data_table_clear)

/* cvk-store-data-columns.c */
gboolean cvk_data_table_load (CvkDataTable *self,
                              CvkDatabase *database,
                              const char *name,
                              GError **error);
/* Writes name, columns and key when they are new. */
gboolean cvk_data_table_save (CvkDataTable *self, GError **error);
/* Whether it can be the name of a table or a column. */
gboolean cvk_data_check_name (const char *name, GError **error);
gboolean cvk_data_table_has_column (const CvkDataTable *self, const char *column);
gboolean cvk_data_add_column (CvkDataTable *self, const char *name, GError **error);
/* Adds the names of the members of @fields that it does not have. */
gboolean cvk_data_table_add_columns (CvkDataTable *self, const CvkValue *fields, GError **error);
/* The columns as a JSON array. (transfer full) */
char *cvk_data_table_dup_columns (const CvkDataTable *self) G_GNUC_WARN_UNUSED_RESULT;
/* Takes over an array of names. */
gboolean cvk_data_table_set_columns (CvkDataTable *self, const CvkValue *columns, GError **error);
/* Keeps how the columns are now, for "undo". */
gboolean cvk_data_remember_columns (CvkDataTable *self, GError **error);
/* The operations "create" and "columns". (transfer full) (nullable) */
CvkValue *cvk_data_create (CvkDataTable *self, const CvkValue *change, GError **error);
CvkValue *cvk_data_change_columns (CvkDataTable *self, const CvkValue *change, GError **error);

/* cvk-store-data-rows.c: the operations of these names. (transfer full) (nullable) */
CvkValue *cvk_data_write (CvkDataTable *self, const CvkValue *change, GError **error);
CvkValue *cvk_data_set (CvkDataTable *self, const CvkValue *change, GError **error);
CvkValue *cvk_data_delete (CvkDataTable *self, const CvkValue *change, GError **error);
/* Replaces the fields of a row. */
gboolean cvk_data_put_row (CvkDataTable *self, int64_t number, CvkValue *fields, GError **error);
/* Keeps how row @number is now, for "undo". */
gboolean cvk_data_remember_row (CvkDataTable *self, int64_t number, GError **error);

/* Runs a statement whose first parameter is the table's name, and the second @number if it has one.
 */
gboolean cvk_data_table_run (CvkDataTable *self, const char *sql, int64_t number, GError **error);

G_END_DECLS
