// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text with control characters, bidirectional overrides and invalid UTF-8 replaced by visible
 * stand-ins, so that data cannot drive a terminal. Tabs and newlines are kept when
 * @keep_newlines. (transfer full) */
char *cvk_text_for_terminal (const char *text, gboolean keep_newlines) G_GNUC_WARN_UNUSED_RESULT;
/* Shortens to at most @max_characters, with an ellipsis. (transfer full) */
char *cvk_text_shorten (const char *text, size_t max_characters) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @text is an id: [a-z0-9][a-z0-9-]*. */
gboolean cvk_text_is_id (const char *text);
/* Replaces the field; TRUE when it changed. */
gboolean cvk_set_string (char **field, const char *text);

G_END_DECLS
