// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/**
 * CvkRow:
 *
 * One item of a run as it is shown: what came out, or what went in and why nothing came out. A row
 * is there before its item is: it waits for the page that holds it. Secrets are dots already.
 *
 * Signal "changed" (): the item has come, or is another now.
 */
#define CVK_TYPE_ROW (cvk_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkRow, cvk_row, CVK, ROW, GObject)

CvkRow *cvk_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @description: an element of the engine's GetRows, with secrets masked. */
void cvk_row_fill (CvkRow *self, const CvkValue *description);

gboolean cvk_row_is_loaded (CvkRow *self);
/* Of large values in its item only the beginning is there. */
gboolean cvk_row_is_shortened (CvkRow *self);
/* From 1; 0 until it is loaded. */
int64_t cvk_row_get_number (CvkRow *self);
/* In a sub-pipeline: the number of the item that it ran for, from 1; 0: there is none. */
int64_t cvk_row_get_round (CvkRow *self);
/* An object; NULL until it is loaded, and when the failure is of no item. (nullable) */
CvkValue *cvk_row_get_item (CvkRow *self);
/* Why nothing came out. (nullable) */
CvkProblem *cvk_row_get_problem (CvkRow *self);
/* Whether it failed as an item, and trying it again can do nothing twice. */
gboolean cvk_row_can_be_edited (CvkRow *self);

G_END_DECLS
