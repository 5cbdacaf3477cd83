// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/**
 * CvkSandboxDevices:
 *
 * Signing in by a code (RFC 8628), as Zoom has it: the code lives 900 seconds, and who asks for the
 * outcome more often than every five seconds is told to slow down. Forgotten by a restart.
 */
CvkSandboxDevices *cvk_sandbox_devices_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_devices_free (CvkSandboxDevices *self);
/* Seconds between two questions, for codes that are given out from now on. */
void cvk_sandbox_devices_set_interval (CvkSandboxDevices *self, int64_t interval);

/* POST /oauth/devicecode: parameters in the address, as Zoom reads them, or in a form. */
CvkSandboxReply *cvk_sandbox_devices_authorize (CvkSandbox *sandbox,
                                                const CvkSandboxRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;
/* /oauth_device: where the user enters the code, and allows or declines. */
CvkSandboxReply *cvk_sandbox_devices_show (CvkSandbox *sandbox, const CvkSandboxRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;
/* What has become of @device_code (nullable): the code to redeem (transfer full), or NULL and the
 * refusal's name. */
char *cvk_sandbox_devices_take (CvkSandbox *sandbox,
                                const char *client_id,
                                const char *device_code,
                                const char **refusal) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
