// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-activation-info.h"
#include "desktop/client/cvk-engine-client.h"
#include "desktop/gallery/cvk-library-item.h"

G_BEGIN_DECLS

/**
 * CvkLibraryRow:
 *
 * One pipeline in the library: its name, what it is about or what is wrong with it, its last and
 * its next run, a switch when it could run by itself, and a menu of what can be done with it. It
 * shows the item that it was made with.
 *
 * Signal "deed" (const char *name): "open", "rename", "duplicate", "delete", "activate" or
 * "deactivate" was chosen.
 */
#define CVK_TYPE_LIBRARY_ROW (cvk_library_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkLibraryRow, cvk_library_row, CVK, LIBRARY_ROW, AdwActionRow)

GtkWidget *cvk_library_row_new (CvkLibraryItem *item);

CvkLibraryItem *cvk_library_row_get_item (CvkLibraryRow *self);
/* @info: (nullable): NULL while it does not run by itself. @client: whom to ask for more. */
void cvk_library_row_set_activation (CvkLibraryRow *self,
                                     CvkActivationInfo *info,
                                     CvkEngineClient *client);
/* Why the switch did not do what was wanted, a sentence; NULL takes it away. The switch goes back.
 */
void cvk_library_row_set_refusal (CvkLibraryRow *self, const char *text);

G_END_DECLS
