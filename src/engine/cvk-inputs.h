// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "base/cvk-problem.h"
#include "model/cvk-document.h"

G_BEGIN_DECLS

/* Brings what a run was given to the types that the document's input nodes ask for, and fills in
 * defaults. @given (nullable): object of name and value; a text is read as the field's type.
 * Problems ("missing-input", "invalid-input", "unknown-input") are added to @problems, with the
 * input's name as field; without @problems, what does not fit is left out. (transfer full): an
 * object. */
CvkValue *cvk_inputs_complete (CvkDocument *document, const CvkValue *given, GPtrArray *problems)
  G_GNUC_WARN_UNUSED_RESULT;
/* The same for one item that comes to the input @node of a sub-pipeline: its other fields stay.
 * (transfer full) (nullable): NULL with @problem set. */
CvkValue *cvk_inputs_complete_item (const CvkNode *node,
                                    const CvkValue *given,
                                    CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
