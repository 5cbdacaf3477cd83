// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* A value of any kind as one line that people can type: texts as they are, anything else as JSON.
 */

/* @value is nullable: an empty text. (transfer full) */
char *cvk_loose_text_show (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;
/* What @text means. Where it says what @before (nullable) already says, that value stays, so that
 * the text "3" does not become a number by being looked at. Else what is exactly the JSON of a
 * number or truth value is one ("1.10" and "007" are not), and what reads as a list or an object is
 * that. NULL for an empty text. (transfer full) (nullable) */
CvkValue *cvk_loose_text_read (const char *text, const CvkValue *before) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
