// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text in parts of at most @size characters, cut where it hurts least: behind a paragraph, a line,
 * a sentence, a word, as long as the part does not become shorter than half of that. Nothing is
 * left out but white space at the cuts; an empty text is one empty part. @text is UTF-8. (transfer
 * full) (element-type utf8) */
GPtrArray *cvk_text_split (const char *text, size_t size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
