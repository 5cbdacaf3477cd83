// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-outline-index.h"

G_BEGIN_DECLS

/**
 * CvkOutlineRow:
 *
 * A step in the list of steps: tile, name, what it is and how it went, and what it is linked to.
 */
#define CVK_TYPE_OUTLINE_ROW (cvk_outline_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkOutlineRow, cvk_outline_row, CVK, OUTLINE_ROW, GtkWidget)

GtkWidget *cvk_outline_row_new (void);

/* Shows the step, as it is now. The list's own widget around the row gets the words for screen
 * readers. */
void cvk_outline_row_show (CvkOutlineRow *self,
                           CvkSession *session,
                           CvkOutlineIndex *index,
                           const char *id);

G_END_DECLS
