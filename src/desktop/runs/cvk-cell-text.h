// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* Values of items as people read them in a table. No widgets. */

/* One line of at most some 300 characters: dates with their place ("Tue 1 Dec, 09:00 Berlin";
 * @now, in microseconds, says which year goes without saying), texts without line breaks, lists and
 * objects as JSON; "" for null and for what is not there. @value is nullable. (transfer full) */
char *cvk_cell_text (const CvkValue *value, int64_t now) G_GNUC_WARN_UNUSED_RESULT;
/* The whole value, as it is copied and written to files: a text as it is, else JSON. (transfer
 * full) */
char *cvk_cell_text_full (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;
/* What a click on it opens: a web address, and nothing but http and https. (transfer none)
 * (nullable) */
const char *cvk_cell_text_get_link (const CvkValue *value);
/* The end of a web address, which tells it from others: "…/j/91538056781". (transfer full) */
char *cvk_cell_text_shorten_link (const char *link) G_GNUC_WARN_UNUSED_RESULT;
/* As a field of a CSV file: quoted where RFC 4180 asks for it. */
void cvk_cell_text_append_csv (GString *line, const char *text);

G_END_DECLS
