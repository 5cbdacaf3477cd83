// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/runs/cvk-row-page.h"
#include "desktop/runs/cvk-row.h"

G_BEGIN_DECLS

/**
 * CvkRowList:
 *
 * The rows at a port of a run as a GListModel of CvkRow, as many as there are: only what somebody
 * looks at is fetched, a page at a time, and only the pages looked at last are kept. While one
 * scrolls past, pages that have not been asked for yet give way to newer ones.
 *
 * Signals: "loaded" (): a page has come; "total-changed" ().
 */
#define CVK_TYPE_ROW_LIST (cvk_row_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkRowList, cvk_row_list, CVK, ROW_LIST, GObject)

#define CVK_ROW_LIST_PAGE_SIZE 200
#define CVK_ROW_LIST_MAX_PAGES 16

CvkRowList *cvk_row_list_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;

/* What is shown from now on; NULL: nothing. @query is copied. */
void cvk_row_list_set_query (CvkRowList *self, const CvkRowQuery *query);
/* (transfer none) (nullable) */
const CvkRowQuery *cvk_row_list_get_query (CvkRowList *self);
/* The run has gone on: looks for more rows, and again at those that are on the screen. */
void cvk_row_list_refresh (CvkRowList *self);

/* Calls @deed with @widget, which is kept, once @rows (element-type CvkRow, of this list) are
 * whole, and at once when they are: half a document is never copied and never tried again. When
 * large values do not come, @widget beeps. */
typedef void (*CvkRowListDeed) (GtkWidget *widget);
void cvk_row_list_with_whole (CvkRowList *self,
                              GPtrArray *rows,
                              GtkWidget *widget,
                              CvkRowListDeed deed);

/* Whether the first page has not come yet. */
gboolean cvk_row_list_is_loading (CvkRowList *self);
/* For those who measure: pages that were asked of the engine, and pages that are kept. */
unsigned cvk_row_list_get_n_requests (CvkRowList *self);
unsigned cvk_row_list_get_n_pages (CvkRowList *self);

G_END_DECLS
