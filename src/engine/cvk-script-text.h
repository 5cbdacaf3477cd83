// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-script-protocol.h"
#include "engine/cvk-script-host.h"

G_BEGIN_DECLS

/* Values, requests and results in the texts that base/cvk-script-protocol.h describes. */

/* Whether @value (nullable) holds an integer that JavaScript's numbers cannot. */
gboolean cvk_script_needs_tags (const CvkValue *value);
void cvk_script_append_value (GString *text, const CvkValue *value, gboolean tagged);

/* A BEGIN frame's text without its first byte. (transfer full) */
char *cvk_script_request_to_text (const CvkScriptRequest *request) G_GNUC_WARN_UNUSED_RESULT;

/* Appends a SCOPE frame's payload. */
void cvk_script_append_scope (GString *payload, uint64_t index, const CvkValue *scope);

/* From the text of a SYNTAX or PROBLEM frame, which a stranger wrote. (transfer full) */
CvkProblem *cvk_script_problem_from_text (CvkScriptKind kind,
                                          CvkScriptFrame frame,
                                          const char *text,
                                          size_t length,
                                          size_t memory_limit) G_GNUC_WARN_UNUSED_RESULT;
CvkProblem *cvk_script_memory_problem (size_t memory_limit) G_GNUC_WARN_UNUSED_RESULT;
CvkProblem *cvk_script_time_problem (int64_t time_limit) G_GNUC_WARN_UNUSED_RESULT;
CvkProblem *cvk_script_ended_problem (void) G_GNUC_WARN_UNUSED_RESULT;
CvkProblem *cvk_script_unavailable_problem (const char *reason) G_GNUC_WARN_UNUSED_RESULT;
CvkProblem *cvk_script_broken_text_problem (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
