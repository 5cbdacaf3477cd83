// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox-oauth.h"

G_BEGIN_DECLS

/**
 * The pages a person sees in the browser. No script, nothing from elsewhere.
 */

/* @action is where the form goes, @ticket the token against forgery, which it sends back. */
CvkSandboxReply *cvk_sandbox_page_new_consent (CvkSandbox *sandbox,
                                               const CvkSandboxAuthorization *authorization,
                                               const char *action,
                                               const char *ticket) G_GNUC_WARN_UNUSED_RESULT;
/* Where a device's code is entered; @user_code: (nullable): what stands there already. */
CvkSandboxReply *cvk_sandbox_page_new_device (const char *user_code, gboolean is_wrong)
  G_GNUC_WARN_UNUSED_RESULT;
/* Where nothing is left to do. */
CvkSandboxReply *cvk_sandbox_page_new_note (const char *title, const char *text)
  G_GNUC_WARN_UNUSED_RESULT;
/* What Zoom shows when it cannot send the user back to the client. */
CvkSandboxReply *cvk_sandbox_page_new_refusal (int code, const char *message)
  G_GNUC_WARN_UNUSED_RESULT;
/* Headers of every page. @redirect_uri (nullable) is where the form may lead to. */
void cvk_sandbox_page_add_headers (CvkSandboxReply *reply, const char *redirect_uri);

G_END_DECLS
