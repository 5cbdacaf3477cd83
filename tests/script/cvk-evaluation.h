// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-script-host.h"

G_BEGIN_DECLS

/* What the tests of expressions and scripts share. */

/* On the system's clock, with the convoke-script of this build. Processes of hosts that are gone
 * have ended when it returns. */
CvkScriptHost *cvk_evaluation_host_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* A request with a run of 2026-03-03T13:00:00Z and the inputs {"city": "Ulm", "list": [1]}; @scopes
 * are JSON texts, ended by NULL. */
CvkScriptRequest *cvk_evaluation_request_new (CvkScriptKind kind,
                                              const char *source,
                                              const char *const *scopes) G_GNUC_WARN_UNUSED_RESULT;
void cvk_evaluation_request_free (CvkScriptRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkScriptRequest, cvk_evaluation_request_free)

/* Evaluates and waits. (element-type CvkScriptResult) */
GPtrArray *cvk_evaluation_run (CvkScriptHost *host, const CvkScriptRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;
/* One scope's result as JSON, or the code of its problem with "!" in front. */
char *cvk_evaluation_describe (const CvkScriptResult *result) G_GNUC_WARN_UNUSED_RESULT;
/* All in one: evaluates @source for @scope alone. */
char *cvk_evaluation_of (CvkScriptHost *host,
                         CvkScriptKind kind,
                         const char *source,
                         const char *scope) G_GNUC_WARN_UNUSED_RESULT;

/* The processes that are this one's children and run convoke-script. (element-type int) */
GArray *cvk_evaluation_list_processes (void) G_GNUC_WARN_UNUSED_RESULT;
/* Waits until there are some, or none. */
void cvk_evaluation_await_processes (gboolean some);

G_END_DECLS
