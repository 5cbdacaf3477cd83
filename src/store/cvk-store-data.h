// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "store/cvk-store.h"

G_BEGIN_DECLS

/* Data tables (engine/cvk-tables.h) as people are shown them. Reading and changing them otherwise
 * goes through CvkTables. */

/* A JSON array of {"name", "columns": [...], "key": column or null, "rows": how many, "undo":
 * whether there is something to take back}, by name. Ends in cvk_store_text_finish(). */
void cvk_store_list_data_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data);

#define CVK_STORE_DATA_WINDOW 500

/* Some of the rows of a table; borrowed until the call returns. */
typedef struct
{
  const char *table;
  const char *search; /* nullable: only rows with this text in a field */
  unsigned offset;    /* among those */
  unsigned count;     /* at most CVK_STORE_DATA_WINDOW */
} CvkDataWindow;

/* {"rows": [{"number", "fields"}], "count": how many there are in all}. Ends in
 * cvk_store_text_finish(). */
void cvk_store_load_data_async (CvkStore *self,
                                const CvkDataWindow *window,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

G_END_DECLS
