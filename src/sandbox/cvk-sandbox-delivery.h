// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <libsoup/soup.h>

#include "sandbox/cvk-sandbox-faults.h"
#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/* Sends @reply (transfer full) as the answer to @message once everything it tells is on disk and
 * the latency has passed, the way @fault (nullable) wants it. */
void cvk_sandbox_deliver (CvkSandbox *sandbox,
                          SoupServerMessage *message,
                          CvkSandboxReply *reply,
                          const CvkSandboxFault *fault);

G_END_DECLS
