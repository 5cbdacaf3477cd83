// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/**
 * CvkSandboxJournal:
 *
 * What happened, for whoever holds the control socket: every effect on meetings, and the requests
 * with their bodies where that was asked for.
 */
CvkSandboxJournal *cvk_sandbox_journal_new (CvkSandboxState *state, CvkSandboxClock *clock)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_journal_free (CvkSandboxJournal *self);
gboolean cvk_sandbox_journal_load (CvkSandboxJournal *self, GError **error);

void cvk_sandbox_journal_add_effect (CvkSandboxJournal *self,
                                     const CvkSandboxRequest *request,
                                     int64_t meeting_id);
void cvk_sandbox_journal_add_request (CvkSandboxJournal *self, const CvkSandboxRequest *request);
/* Keeps the headers and bodies of requests from now on. */
void cvk_sandbox_journal_set_bodies (CvkSandboxJournal *self, gboolean bodies);
void cvk_sandbox_journal_clear (CvkSandboxJournal *self);

/* (transfer none): of CvkValue, oldest first. */
GPtrArray *cvk_sandbox_journal_get_effects (CvkSandboxJournal *self);
GPtrArray *cvk_sandbox_journal_get_requests (CvkSandboxJournal *self);

G_END_DECLS
