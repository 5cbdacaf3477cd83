// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkTableModel:
 *
 * The rows of one data table as a list, of which only windows are read: as far as a view asks for
 * rows. A row that has not come yet has no fields. What is changed is asked of the host, and the
 * windows are read again then; a table may have a hundred thousand rows.
 *
 * Signals: "changed" (): rows came or are others; "failed" (a sentence): a change was not made.
 */
#define CVK_TYPE_TABLE_ROW (cvk_table_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkTableRow, cvk_table_row, CVK, TABLE_ROW, GObject)

/* The number that the host knows it by; 0 until it has come. */
int64_t cvk_table_row_get_number (CvkTableRow *self);
/* What stands in a column, as text. Signal "changed" () when that is another. (transfer full) */
char *cvk_table_row_dup_text (CvkTableRow *self, const char *column) G_GNUC_WARN_UNUSED_RESULT;

#define CVK_TYPE_TABLE_MODEL (cvk_table_model_get_type ())
G_DECLARE_FINAL_TYPE (CvkTableModel, cvk_table_model, CVK, TABLE_MODEL, GObject)

CvkTableModel *cvk_table_model_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;
/* @table: (nullable): none */
void cvk_table_model_show (CvkTableModel *self, const char *table);
const char *cvk_table_model_get_table (CvkTableModel *self);
/* Only rows with this text in a field. */
void cvk_table_model_search (CvkTableModel *self, const char *text);
gboolean cvk_table_model_is_searching (CvkTableModel *self);
/* There is no row to show, and that is known. */
gboolean cvk_table_model_is_empty (CvkTableModel *self);
/* Reads what is shown again. */
void cvk_table_model_reload (CvkTableModel *self);
/* A change of ChangeTable (app.convoke.Convoke.Engine.xml). Takes @change. */
void cvk_table_model_change (CvkTableModel *self, CvkValue *change);

G_END_DECLS
