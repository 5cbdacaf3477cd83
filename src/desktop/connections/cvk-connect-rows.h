// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* The rows of a form for connecting. Each knows which field it fills in, and a detail also the
 * schema that it is read by. Titles and help are as they are shown, escaped where GTK takes them
 * for markup. All of them: (transfer floating). */

/* @help, @standard: (nullable) for its tooltip, and what stands there at first. @is_needed: nothing
 * can be connected while it is empty. */
GtkWidget *cvk_connect_row_new_text (const char *field,
                                     const char *title,
                                     const char *help,
                                     const char *standard,
                                     gboolean is_needed);
/* For the member @name of @schema, the details of a connector. @before: (nullable) its value now.
 */
GtkWidget *cvk_connect_row_new_detail (const CvkValue *schema,
                                       const char *name,
                                       const CvkValue *before);
/* For the secret that @way asks for, the field "secret". */
GtkWidget *cvk_connect_row_new_secret (const CvkValue *way);
/* Where to get what @way asks for, step by step. (nullable): it does not say. */
GtkWidget *cvk_connect_row_new_steps (const CvkValue *way);

/* (transfer none) */
const char *cvk_connect_row_get_field (GtkWidget *row);
gboolean cvk_connect_row_is_detail (GtkWidget *row);
/* Whether it is needed and still empty. */
gboolean cvk_connect_row_is_missing (GtkWidget *row);
/* What was filled in, of the type that the schema asks for as far as the text is one. (transfer
 * full) (nullable): nothing. */
CvkValue *cvk_connect_row_read (GtkWidget *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
