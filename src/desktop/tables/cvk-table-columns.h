// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What people do to the columns of a data table: as changes of ChangeTable
 * (app.convoke.Convoke.Engine.xml), and as menus. @table: (nullable): as ListTables has it. */

/* (transfer full) */
GStrv cvk_table_columns_list (const CvkValue *table) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): no column tells its rows apart. */
const char *cvk_table_columns_get_key (const CvkValue *table);

/* (transfer full) */
CvkValue *cvk_table_columns_add (const CvkValue *table, const char *name) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_table_columns_rename (const CvkValue *table, const char *column, const char *name)
  G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_table_columns_remove (const CvkValue *table, const char *column)
  G_GNUC_WARN_UNUSED_RESULT;
/* @column: (nullable) */
CvkValue *cvk_table_columns_set_key (const CvkValue *table, const char *column)
  G_GNUC_WARN_UNUSED_RESULT;

/* What there is for all columns: tables.add-column, tables.rename-column, tables.delete-column and
 * tables.key, each with a column's name where it needs one. The menus stay, and their entries
 * follow the table: GTK keeps a page for each submenu, also when another takes its place. */
typedef struct
{
  GMenu *menu;     /* owned; the other three lie in it */
  GMenu *renames;  /* owned */
  GMenu *removals; /* owned */
  GMenu *keys;     /* owned */
} CvkTableColumnMenus;

void cvk_table_column_menus_init (CvkTableColumnMenus *self);
void cvk_table_column_menus_clear (CvkTableColumnMenus *self);
void cvk_table_column_menus_follow (CvkTableColumnMenus *self, const CvkValue *table);
/* For the header of one. (transfer full) */
GMenuModel *cvk_table_columns_make_column_menu (const char *column) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
