// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "model/cvk-document.h"

G_BEGIN_DECLS

/* Brings what a run was given to the types that the document's input nodes ask for, and fills in
 * defaults. @given (nullable): object of name and value; a text is read as the field's type.
 * Problems ("missing-input", "invalid-input", "unknown-input") are added to @problems, with the
 * input's name as field. (transfer full): an object. */
CvkValue *cvk_inputs_complete (CvkDocument *document, const CvkValue *given, GPtrArray *problems)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
