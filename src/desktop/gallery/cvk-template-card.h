// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "model/cvk-template-item.h"

G_BEGIN_DECLS

/**
 * CvkTemplateCard:
 *
 * One template in the gallery: a picture of it, what it does, what one needs, and buttons.
 *
 * Signals "use" () and "preview" ().
 */
#define CVK_TYPE_TEMPLATE_CARD (cvk_template_card_get_type ())
G_DECLARE_FINAL_TYPE (CvkTemplateCard, cvk_template_card, CVK, TEMPLATE_CARD, GtkWidget)

GtkWidget *cvk_template_card_new (CvkTemplateItem *item);

CvkTemplateItem *cvk_template_card_get_item (CvkTemplateCard *self);

G_END_DECLS
