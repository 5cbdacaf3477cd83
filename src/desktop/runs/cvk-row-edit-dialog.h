// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkRowEditDialog:
 *
 * Asks for other values of an item that failed, so that it can be tried again with them.
 *
 * Signal "accepted" (): the user wants it tried again.
 */
#define CVK_TYPE_ROW_EDIT_DIALOG (cvk_row_edit_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CvkRowEditDialog, cvk_row_edit_dialog, CVK, ROW_EDIT_DIALOG, AdwWindow)

/* @parent: (nullable). @item: an object; @reason: why it failed. GTK owns the dialog until it is
 * closed. (transfer none) */
CvkRowEditDialog *cvk_row_edit_dialog_new (GtkWindow *parent, CvkValue *item, const char *reason);

/* The fields that have another value now, an object. What was a text stays one; what was not is
 * read as JSON where it can be. (transfer full) */
CvkValue *cvk_row_edit_dialog_dup_changes (CvkRowEditDialog *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_row_edit_dialog_accept (CvkRowEditDialog *self);

G_END_DECLS
