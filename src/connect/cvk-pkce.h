// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-secret.h"

G_BEGIN_DECLS

/* 32 random bytes as 43 characters (RFC 7636, section 4.1). (transfer full) (nullable) */
CvkSecret *cvk_pkce_create_verifier (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The S256 challenge (section 4.2), 43 characters. (transfer full) */
char *cvk_pkce_make_challenge (const CvkSecret *verifier) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
