// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/**
 * CvkSandboxServer:
 *
 * HTTP on 127.0.0.1. Hands requests to cvk_sandbox_answer(), and sends replies when their changes
 * are on disk and the latency has passed, or damaged when a fault asks for it.
 */
typedef struct _CvkSandboxServer CvkSandboxServer;

/* @port 0 lets the system choose. Sets the origin of @sandbox. (transfer full) (nullable) */
CvkSandboxServer *cvk_sandbox_server_new (CvkSandbox *sandbox, unsigned port, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_server_free (CvkSandboxServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxServer, cvk_sandbox_server_free)

G_END_DECLS
