// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-schema.h"

G_BEGIN_DECLS

/* As deep as a schema may nest; deeper parts of a value are not looked at. */
#define CVK_SCHEMA_MAX_DEPTH 64

/* The set of types that a schema allows: bits 1 << CvkValueKind. An integer fits where a number is
 * asked for, and all fits where the schema names no type. */
unsigned cvk_schema_get_types (const CvkValue *schema);
/* Whether a value as it is has one of @types. */
gboolean cvk_schema_types_match (unsigned types, const CvkValue *value);
/* Whether the text is to be expanded when it holds an expression ("x-template" is not false). */
gboolean cvk_schema_is_template (const CvkValue *schema);
/* The schema of a member: from "properties", else from "additionalProperties", nullable. */
CvkValue *cvk_schema_get_member (const CvkValue *schema, const char *name);
/* "a.b" of "a" and "b"; @path may be NULL. */
char *cvk_schema_join (const char *path, const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *cvk_schema_join_index (const char *path, size_t index) G_GNUC_WARN_UNUSED_RESULT;
/* The checks of cvk_schema_check() that need no look at members. NULL when all is well. */
CvkProblem *cvk_schema_check_flat (const CvkValue *schema, const CvkValue *value, const char *path)
  G_GNUC_WARN_UNUSED_RESULT;
CvkProblem *cvk_schema_describe_type (unsigned types, const CvkValue *value, const char *path)
  G_GNUC_WARN_UNUSED_RESULT;
CvkProblem *cvk_schema_describe_missing (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* A warning: the field is not among @properties (nullable). */
CvkProblem *cvk_schema_describe_unknown (const CvkValue *properties,
                                         const char *name,
                                         const char *field) G_GNUC_WARN_UNUSED_RESULT;

/* A text, number or boolean as one of @types; the same value when it has one already. NULL when
 * that loses something. */
CvkValue *cvk_schema_convert (unsigned types, const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

/* The name among @names (an object's members) that @name was probably meant to be; nullable. */
const char *cvk_schema_suggest (const CvkValue *names, const char *name);
/* Number of edits (insert, delete, change, swap) between two names; at most @limit + 1. */
unsigned cvk_edit_distance (const char *a, const char *b, unsigned limit);

G_END_DECLS
