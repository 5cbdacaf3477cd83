// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-json.h"
#include "base/cvk-secret.h"

G_BEGIN_DECLS

/* Takes secrets out of a JSON text without making a CvkValue of it, which could not be wiped. */

/* The whole text as an object without duplicate names and U+0000; @json keeps no copy of @text,
 * which must outlive it. NULL for anything else. (transfer full) */
CvkJson *cvk_token_json_parse (const char *text, size_t length) G_GNUC_WARN_UNUSED_RESULT;
/* The member @name when it is a string of visible ASCII characters, at least one. */
CvkSecret *cvk_token_json_get_secret (CvkJson *json, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* The member @name when it is a string, which is not secret. (transfer full) (nullable) */
char *cvk_token_json_get_string (CvkJson *json, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE when there is no such member, or it is no integer that fits. */
gboolean cvk_token_json_get_integer (CvkJson *json, const char *name, int64_t *integer);
gboolean cvk_token_json_has (CvkJson *json, const char *name);

G_END_DECLS
