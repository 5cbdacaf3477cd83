// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkTemplatesPage:
 *
 * The page "Templates": pipelines to start from. Using one puts a copy with its data into the
 * library.
 *
 * Signal "open" (GFile *file): the copy, to be opened.
 */
#define CVK_TYPE_TEMPLATES_PAGE (cvk_templates_page_get_type ())
G_DECLARE_FINAL_TYPE (CvkTemplatesPage, cvk_templates_page, CVK, TEMPLATES_PAGE, GtkWidget)

/* @folder: where the templates are; @library: where copies go. */
GtkWidget *cvk_templates_page_new (GFile *folder, GFile *library);
/* Copies go there from now on. */
void cvk_templates_page_set_library (CvkTemplatesPage *self, GFile *library);

G_END_DECLS
