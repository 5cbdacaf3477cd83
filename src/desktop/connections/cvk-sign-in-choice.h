// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "connect/cvk-connectors.h"

G_BEGIN_DECLS

/**
 * CvkSignInChoice:
 *
 * Where to sign in and as which app: the service, the sandbox on this computer or another server;
 * Convoke's own app or the user's; in the browser or by a code.
 *
 * Property "complete": whether one can sign in with what is chosen.
 */
#define CVK_TYPE_SIGN_IN_CHOICE (cvk_sign_in_choice_get_type ())
G_DECLARE_FINAL_TYPE (CvkSignInChoice, cvk_sign_in_choice, CVK, SIGN_IN_CHOICE, AdwBin)

/* Shows what @connector offers, from the beginning. */
void cvk_sign_in_choice_set_connector (CvkSignInChoice *self, const CvkConnector *connector);
gboolean cvk_sign_in_choice_is_complete (CvkSignInChoice *self);
/* For Connect, of the engine's API. (transfer floating) */
GVariant *cvk_sign_in_choice_make_options (CvkSignInChoice *self);
/* Of the user's own app. (nullable): none was given. (transfer none) */
const char *cvk_sign_in_choice_get_secret (CvkSignInChoice *self);
/* The secret is not kept for longer than it is needed. */
void cvk_sign_in_choice_forget_secret (CvkSignInChoice *self);

G_END_DECLS
