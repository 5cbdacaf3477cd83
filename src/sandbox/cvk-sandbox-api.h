// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/* Answers what is below /v2. (transfer full) */
CvkSandboxReply *cvk_sandbox_api_answer (CvkSandbox *sandbox, const CvkSandboxRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
