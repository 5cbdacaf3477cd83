// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* Finds the rows of the table in the setting "table" that meet "rows" and "match", as the step
 * Filter judges: a page at a time, between which the main loop turns. Where all conditions must
 * hold and one asks for a value of the key column, only that row is read.
 * (transfer full) (nullable) (element-type CvkValue): {"number", "fields"} each; NULL with
 * @problem. */
void cvk_table_rows_find_async (CvkCall *call, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cvk_table_rows_find_finish (CvkCall *call, GAsyncResult *result, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

/* Why a change was not made, for people; knows the place in the settings. (transfer full) */
CvkProblem *cvk_table_rows_explain (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether there are tables here; fails @call otherwise, and is gone. */
gboolean cvk_table_rows_check (CvkCall *call);

G_END_DECLS
