// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/**
 * CvkSandboxControl:
 *
 * Orders to the sandbox, as JSON lines on a Unix socket that only its owner can open. CONTROL.md
 * describes them. There is no way to give orders over HTTP.
 */
typedef struct _CvkSandboxControl CvkSandboxControl;

/* Returns: (transfer full) (nullable) */
CvkSandboxControl *cvk_sandbox_control_new (CvkSandbox *sandbox, const char *path, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Removes the socket. */
void cvk_sandbox_control_free (CvkSandboxControl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxControl, cvk_sandbox_control_free)

G_END_DECLS
