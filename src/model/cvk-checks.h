// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * Everything that can be said about a pipeline without running it. Each problem names node and
 * field, and line and column when the document came from a file. Codes: unknown-type,
 * missing-field, invalid-field, unknown-field (warning), expression-syntax, unknown-reference,
 * not-upstream, type-mismatch, dangling-link, unknown-port, duplicate-link, cycle, unreachable
 * (warning), empty-slot, unknown-slot, unknown-file-slot, wrong-slot, choose-action, absolute-path,
 * no-nodes.
 *
 * And what is allowed but most probably not meant, all warnings: no-start, no-zone, instant-zone,
 * empty-range, no-end, too-many-meetings, weak-passcode, early-entry, no-approval, name-mismatch,
 * split-absent, unsorted, whole-series, not-in-list, plain-braces, secret-as-dots, start-links,
 * start-links-added.
 *
 * Returns: (transfer full) (element-type CvkProblem): errors and warnings in the order of the file.
 */
GPtrArray *cvk_document_check (CvkDocument *document, const CvkNodeTypes *types)
  G_GNUC_WARN_UNUSED_RESULT;

/* Whether @problems holds anything but warnings. */
gboolean cvk_problems_have_errors (GPtrArray *problems);

G_END_DECLS
