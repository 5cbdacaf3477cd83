// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"
#include "desktop/forms/cvk-token-view.h"

G_BEGIN_DECLS

/* A CvkTokenView inside of a field for a value of any kind, see cvk-loose-text.h. */

GtkWidget *cvk_loose_view_new (CvkField *field) G_GNUC_WARN_UNUSED_RESULT;
/* Nullable: an empty text. */
void cvk_loose_view_set_value (GtkWidget *view, const CvkValue *value);
/* NULL for an empty text. (transfer full) (nullable) */
CvkValue *cvk_loose_view_dup_value (GtkWidget *view) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
