// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * Whether a setting has a meaning beside what is set otherwise. A schema says so by "x-requires":
 * {"field": the path of another setting, "values": those of it that are right}; without values it
 * has to be set. What is absent counts as its default; a null among the values says that absent is
 * right too.
 */
typedef enum
{
  CVK_FIELD_NEED_UNKNOWN, /* of an expression, and where absent means what the service has */
  CVK_FIELD_NEED_YES,
  CVK_FIELD_NEED_NO,
} CvkFieldNeed;

/* Whether the rule of @schema is about a setting in @scope_schema; FALSE without a rule. */
gboolean cvk_field_need_has_rule (const CvkValue *schema, const CvkValue *scope_schema);
/* @schema: with a rule. @scope: the values that its path begins at. @scope_schema: theirs. */
CvkFieldNeed cvk_field_need_find (const CvkValue *schema,
                                  const CvkValue *scope_schema,
                                  const CvkValue *scope);

G_END_DECLS
