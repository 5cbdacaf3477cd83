// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* What the stores that stand on libsecret have in common: how an item is called, and what an error
 * means. Any thread. */

/* (transfer none) */
const SecretSchema *cvk_secret_item_get_schema (void);
/* The attributes by which a connection's item is found. Everybody may read them. (transfer full) */
GHashTable *cvk_secret_item_make_attributes (const char *connection) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @error says that there is nobody to ask, as opposed to somebody who fails. */
gboolean cvk_secret_item_is_service_missing (const GError *error);
/* The CVK_TOKEN_STORE_ERROR behind @error. (transfer full) */
GError *cvk_secret_item_translate_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
GError *cvk_secret_item_new_locked_error (void) G_GNUC_WARN_UNUSED_RESULT;
GError *cvk_secret_item_new_absent_error (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
