// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host.h"

G_BEGIN_DECLS

/**
 * CvkPrivateSandbox:
 *
 * A convoke-sandbox of one run's own, signed in to without browser, bus or keyring: it is started
 * with a control socket in a folder that only this user can enter, gives out an authorization code
 * there, and the code is redeemed as any other. It ends with this object, or with the host; what
 * was made in it stays in the data directory until it is forgotten, so that the run can be taken up
 * again.
 */
#define CVK_TYPE_PRIVATE_SANDBOX (cvk_private_sandbox_get_type ())
G_DECLARE_FINAL_TYPE (CvkPrivateSandbox, cvk_private_sandbox, CVK, PRIVATE_SANDBOX, GObject)

CvkPrivateSandbox *cvk_private_sandbox_new (CvkHost *host, const char *run)
  G_GNUC_WARN_UNUSED_RESULT;
/* The run has ended for good. */
void cvk_private_sandbox_forget (CvkHost *host, const char *run);
void cvk_private_sandbox_start_async (CvkPrivateSandbox *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* (transfer full) (nullable) */
CvkConnection *cvk_private_sandbox_start_finish (CvkPrivateSandbox *self,
                                                 GAsyncResult *result,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
