// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkDescriptionRow:
 *
 * What a pipeline is for, in a sentence or two: a row that is as high as its text, where an entry
 * would show the beginning of it. Enter, or leaving it, takes what was written; Escape takes it
 * back. A text that no text view could bear is shown by its beginning and cannot be changed.
 *
 * Signal "applied" (): the user is done with another text; see cvk_description_row_dup_text().
 */
#define CVK_TYPE_DESCRIPTION_ROW (cvk_description_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkDescriptionRow,
                      cvk_description_row,
                      CVK,
                      DESCRIPTION_ROW,
                      AdwPreferencesRow)

/* @text: (nullable) plain text. Emits nothing. */
void cvk_description_row_set_text (CvkDescriptionRow *self, const char *text);
/* (transfer full) */
char *cvk_description_row_dup_text (CvkDescriptionRow *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
