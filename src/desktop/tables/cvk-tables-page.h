// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkTablesPage:
 *
 * The page Tables: the data tables of the host, one at a time, edited in place. Actions:
 * "tables.new", "tables.add-row", "tables.delete-rows", "tables.add-column", "tables.undo",
 * "tables.paste" (rows of a spreadsheet, below the others), "tables.remove".
 */
#define CVK_TYPE_TABLES_PAGE (cvk_tables_page_get_type ())
G_DECLARE_FINAL_TYPE (CvkTablesPage, cvk_tables_page, CVK, TABLES_PAGE, GtkWidget)

GtkWidget *cvk_tables_page_new (CvkEngineClient *client);

G_END_DECLS
