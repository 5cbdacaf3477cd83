// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* Everything convokectl prints goes through here: data cannot drive the terminal. */

/* "convokectl: MESSAGE" on standard error. */
void cvk_print_error (const char *message);
/* FILE: line L, column C: node, item, field: message. @file: (nullable) */
char *cvk_problem_dup_line (const CvkProblem *problem, const char *file) G_GNUC_WARN_UNUSED_RESULT;
/* One line each on standard error. */
void cvk_print_problems (GPtrArray *problems, const char *file);
/* A text on standard output, controls replaced, a newline added. */
void cvk_print_line (const char *text);
/* JSON on standard output, in which control characters are escaped, a newline added. */
void cvk_print_json_text (const char *json);
void cvk_print_json (const CvkValue *value);

/* {"node","item","code","message","field"}, null for what is missing. (transfer full) */
CvkValue *cvk_problem_to_failure (const CvkProblem *problem) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_problems_to_failures (GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;
/* Whether one of the problems (warnings apart) is about a connection. */
gboolean cvk_problems_are_about_connections (GPtrArray *problems);

/* Columns that a terminal gives the text. */
unsigned cvk_text_get_width (const char *text);
/* Rows of cells (GPtrArray of GPtrArray of char *) under their titles, columns aligned. */
void cvk_print_table (const char *const *titles, GPtrArray *rows);
/* Items of an output node as a table. */
void cvk_print_items (const CvkValue *items);

G_END_DECLS
