// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "model/cvk-document.h"

G_BEGIN_DECLS

/**
 * CvkTemplatePicture:
 *
 * A pipeline as a small picture: its cards, links and notes as they lie on the canvas, in the
 * colours that the canvas has. Decoration: what it shows is said beside it.
 */
#define CVK_TYPE_TEMPLATE_PICTURE (cvk_template_picture_get_type ())
G_DECLARE_FINAL_TYPE (CvkTemplatePicture, cvk_template_picture, CVK, TEMPLATE_PICTURE, GtkWidget)

GtkWidget *cvk_template_picture_new (void);
/* @document: (nullable) */
void cvk_template_picture_set_document (CvkTemplatePicture *self, CvkDocument *document);

G_END_DECLS
