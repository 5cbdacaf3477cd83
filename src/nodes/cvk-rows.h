// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "engine/cvk-item.h"

G_BEGIN_DECLS

/* Condition rows: [{field, operator, value}], all or any of which must hold. A field is the name
 * (or dotted path) of one of the item's fields; where the file has an expression instead, its value
 * is compared. @raw_rows are the rows as the file has them, @rows as they were evaluated.
 * FALSE with @problem set when a row cannot be judged. */
gboolean cvk_rows_match (const CvkItem *item,
                         const CvkValue *raw_rows,
                         const CvkValue *rows,
                         const char *match,
                         CvkProblem **problem);

/* A field by name or path; "item.name" means the same as "name". (nullable) (transfer none) */
CvkValue *cvk_rows_get_field (const CvkItem *item, const char *field);

/* What @object, a row or settings with a "field", compares: that field of the item where the file
 * (@raw_object) has a name, and the value of the expression otherwise. (nullable) (transfer none)
 */
CvkValue *cvk_rows_get_operand (const CvkItem *item,
                                const CvkValue *raw_object,
                                const CvkValue *object);

G_END_DECLS
