// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/gallery/cvk-library.h"

G_BEGIN_DECLS

/**
 * CvkLibraryPage:
 *
 * The page "Pipelines": all pipelines of the library with search and order, what can be done with
 * each, and their last runs. While there is neither a pipeline nor a connection, it welcomes.
 *
 * Signal "open" (GFile *file).
 */
#define CVK_TYPE_LIBRARY_PAGE (cvk_library_page_get_type ())
G_DECLARE_FINAL_TYPE (CvkLibraryPage, cvk_library_page, CVK, LIBRARY_PAGE, GtkWidget)

/* @client: (nullable): without one there are no runs and no welcome. */
GtkWidget *cvk_library_page_new (CvkLibrary *library, CvkEngineClient *client);

G_END_DECLS
