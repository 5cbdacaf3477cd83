// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * The part of JSON Schema (draft 2020-12) that settings, inputs and connectors use: type, enum,
 * const, properties, required, additionalProperties, items, minItems, maxItems, minimum, maximum,
 * minLength, maxLength, pattern, format (date-time, email), oneOf, anyOf, default. Lengths count
 * characters. Hints in "x-…" are passed over.
 */

typedef enum
{
  CVK_SCHEMA_DEFAULT = 0,
  /* Texts that hold an {{ expression }} pass wherever anything else is asked for. */
  CVK_SCHEMA_TEMPLATES = 1 << 0,
} CvkSchemaFlags;

/* Adds a CvkProblem with the dotted path of the field (below @path, nullable) for every deviation.
 * Fields that a closed schema does not have are warnings. With CVK_SCHEMA_TEMPLATES, a null member
 * counts as absent, and what can be brought to its type counts as of that type.
 * Returns: whether there was none but warnings. @problems is nullable. */
gboolean cvk_schema_check (const CvkValue *schema,
                           const CvkValue *value,
                           const char *path,
                           CvkSchemaFlags flags,
                           GPtrArray *problems);

/* Brings an evaluated value to the schema's type where no information is lost: the text of a number
 * or boolean ("45", "true", "yes") becomes one, a number becomes text where text is asked for, an
 * empty text counts as absent for anything but text. Members deep inside are coerced too; a member
 * that becomes absent is left out. The value is checked on the way. Null stands for a value that is
 * absent as a whole. Returns: (transfer full) (nullable); NULL sets @problem with the
 * field. */
CvkValue *cvk_schema_coerce (const CvkValue *schema,
                             const CvkValue *value,
                             const char *path,
                             CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
