// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/cvk-page-header.h"
#include "desktop/tables/cvk-table-columns.h"
#include "desktop/tables/cvk-table-grid.h"
#include "desktop/tables/cvk-tables-page.h"

G_BEGIN_DECLS

struct _CvkTablesPage
{
  GtkWidget parent_instance;

  CvkEngineClient *client; /* owned */
  CvkTableModel *model;    /* owned */
  CvkValue *tables;        /* owned, nullable: as the host lists them */
  GtkWidget *box;
  CvkPageHeader *header;
  GtkDropDown *chooser;
  GtkWidget *search;
  GtkStack *stack;
  CvkTableGrid *grid;
  char *wanted;    /* nullable: the table to show once it is listed */
  CvkValue *shown; /* owned, nullable: the table in the grid, as the host lists it */
  CvkTableColumnMenus menus;
  GCancellable *files; /* owned: of what is read from and written to files */
  gboolean is_updating;
};

/* The table that is chosen, as the host lists it. (transfer none) (nullable) */
CvkValue *cvk_tables_page_get_table (CvkTablesPage *self);

/* --- cvk-tables-page-deeds.c: what one does to tables, as actions --- */

void cvk_tables_page_install_deeds (GtkWidgetClass *widget_class);
void cvk_tables_page_show_problem (CvkTablesPage *self, const char *message);
/* @column: empty: none. */
void cvk_tables_page_choose_key (CvkTablesPage *self, const char *column);

/* The rows of a CSV file into the table that is shown, which is made of it when there is none yet,
 * and the other way. */
void cvk_tables_page_import (CvkTablesPage *self, GFile *file);
void cvk_tables_page_export (CvkTablesPage *self, GFile *file);

G_END_DECLS
