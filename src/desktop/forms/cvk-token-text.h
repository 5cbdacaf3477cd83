// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-upstream.h"
#include "model/cvk-template.h"

G_BEGIN_DECLS

/**
 * A text of the settings as people see it: literal text, and tokens in place of {{ expressions }}.
 */
typedef struct
{
  char *source;     /* as the text has it, braces included */
  char *expression; /* what is between the braces, trimmed; NULL for literal text */
} CvkTokenPart;

/* (transfer full) (element-type CvkTokenPart) in order; put together, the sources are @text. What
 * begins like an expression and does not end is literal text. */
GPtrArray *cvk_token_text_split (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* What a token says: the field in words ("Start"), with the node in front when it is not the one
 * before ("Read interviews › Start"); the beginning of the code for JavaScript. Sets @is_known
 * (nullable) to FALSE when the expression names what is not there, or is broken.
 * @upstream: nullable, nothing is looked up then. (transfer full) */
char *cvk_token_text_dup_label (CvkUpstream *upstream, const char *expression, gboolean *is_known)
  G_GNUC_WARN_UNUSED_RESULT;

/* The path of a token as it is parsed; NULL when it is none. Owned by @parsed, which the caller
 * frees. (transfer none) (nullable) */
const CvkSegment *cvk_token_text_parse_path (const char *expression, CvkTemplate **parsed);

G_END_DECLS
