// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkSignInDialog:
 *
 * "Connect to Zoom": where to sign in, waiting for the browser, the question when another account
 * came back, and what went wrong with a way out. Closing it gives the attempt up. When it has
 * worked it closes by itself: the result is shown where it was asked for.
 *
 * Signals "connected" (const char *id): signed in, and the service was asked whether it works;
 * "failed" (const CvkProblem *problem): only after cvk_sign_in_dialog_begin().
 */
#define CVK_TYPE_SIGN_IN_DIALOG (cvk_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CvkSignInDialog, cvk_sign_in_dialog, CVK, SIGN_IN_DIALOG, AdwWindow)

/* @parent: (nullable); @connector: the id of a built-in one. The dialog is not presented yet. */
CvkSignInDialog *cvk_sign_in_dialog_new (GtkWindow *parent,
                                         CvkEngineClient *client,
                                         const char *connector);
/* Signs in to the sandbox on this computer, without asking where. */
void cvk_sign_in_dialog_use_sandbox (CvkSignInDialog *self);
/* Signs in to @info again, which keeps its id and name. */
void cvk_sign_in_dialog_reconnect (CvkSignInDialog *self, CvkConnectionInfo *info);
/* Begins with what the user has filled in elsewhere: @answers as Connect takes them, a JSON object;
 * @secret: (nullable) of the client. It closes when that fails, or when the user gives up. */
void cvk_sign_in_dialog_begin (CvkSignInDialog *self, const char *answers, const char *secret);

G_END_DECLS
