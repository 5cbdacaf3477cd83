// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-upstream.h"

G_BEGIN_DECLS

/**
 * What an expression of a node can read: the fields of the nodes upstream, the inputs of the run,
 * and the run itself, with the values that the last run or pinned data gave.
 *
 * Fields are known from the schema of a type's output, from the settings that name fields (hint
 * "x-adds" in their schema: "value", the text is the name; "keys", the names of its members;
 * "names", the "name" of each element), and from the values themselves.
 */
typedef struct
{
  char *group;      /* title of the node, or another heading */
  char *title;      /* of the field, in words */
  char *expression; /* without braces: item.topic */
  CvkValue *schema; /* nullable: nothing is known */
  CvkValue *sample; /* nullable: there was no run */
} CvkVariable;

/* The first item that the node @id put out lately; NULL when there is none.
 * (transfer full) (nullable) */
typedef CvkValue *(*CvkSampleFunc) (const char *id, gpointer user_data);

/* (transfer full) (element-type CvkVariable), nearest node first. */
GPtrArray *cvk_variables_list (CvkUpstream *upstream, CvkSampleFunc sample, gpointer user_data)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whether the value may become what @schema asks for; TRUE when one of them says nothing. */
gboolean cvk_variable_fits (const CvkVariable *self, const CvkValue *schema);

/* What @expression, a path, gives by the samples; NULL when nothing is known of it.
 * (transfer full) (nullable) */
CvkValue *cvk_variables_evaluate (CvkUpstream *upstream,
                                  const char *expression,
                                  CvkSampleFunc sample,
                                  gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* @text with the values in place of its expressions; NULL when it has none, or when one of them is
 * not known. (transfer full) (nullable) */
char *cvk_variables_dup_preview (CvkUpstream *upstream,
                                 const char *text,
                                 CvkSampleFunc sample,
                                 gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* @value as a line: texts as they are, anything else as JSON. (transfer full) */
char *cvk_variables_dup_line (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
