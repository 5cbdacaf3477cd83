// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What a text is searched for: the setting "fields" of ai.extract, a list of {"name", "type",
 * "title", "required", "choices"}, or a JSON Schema in its place. */

/* The form that a model is asked for. Every field is there, and null where the text says nothing.
 * (transfer full) */
CvkValue *cvk_ai_fields_make_schema (const CvkValue *fields) G_GNUC_WARN_UNUSED_RESULT;

/* Brings what a model has answered to the types of the fields; what is null is left out of what is
 * checked, and null again in what comes out. Dates are read out of their words, as seen at @now in
 * @zone, and have "_certain", "_reason" and "_words" beside them. NULL sets @problem. (transfer
 * full) (nullable) */
CvkValue *cvk_ai_fields_read (const CvkValue *fields,
                              const CvkValue *object,
                              int64_t now,
                              const char *zone,
                              CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

/* What can be said of the settings: fields or a schema, names that come once, a zone for dates, a
 * schema that means something. Adds to @problems. */
void cvk_ai_fields_check (const CvkValue *settings, GPtrArray *problems);
/* Whether @schema, which comes from a file, is one of an object that can be checked against
 * (model/cvk-schema.h). */
gboolean cvk_ai_fields_is_schema (const CvkValue *schema);

G_END_DECLS
