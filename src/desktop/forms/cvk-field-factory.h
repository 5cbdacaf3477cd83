// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/* Which class of CvkField shows a setting: by "x-widget", else "x-three-state", "enum", "format"
 * and "type". Never fails: what nothing else fits is shown as JSON. A class is registered by its
 * line in the table of the .c file. */
GType cvk_field_factory_choose (const CvkValue *schema);

/* A field for the setting at @path (dotted). Floating, as widgets are. */
CvkField *cvk_field_factory_new (CvkFieldContext *context,
                                 const char *path,
                                 const CvkValue *schema,
                                 gboolean is_required) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
