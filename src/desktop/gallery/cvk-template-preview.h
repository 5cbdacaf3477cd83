// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "model/cvk-template-item.h"

G_BEGIN_DECLS

/**
 * CvkTemplatePreview:
 *
 * A template before one takes it: its picture, what it does, what one needs, the files that come
 * with it and its steps. Nothing is copied or run.
 *
 * Signal "use" (): the user wants a copy; the window is closed then.
 */
#define CVK_TYPE_TEMPLATE_PREVIEW (cvk_template_preview_get_type ())
G_DECLARE_FINAL_TYPE (CvkTemplatePreview, cvk_template_preview, CVK, TEMPLATE_PREVIEW, AdwWindow)

/* @parent: (nullable) */
CvkTemplatePreview *cvk_template_preview_new (CvkTemplateItem *item, GtkWindow *parent);

CvkTemplateItem *cvk_template_preview_get_item (CvkTemplatePreview *self);

G_END_DECLS
