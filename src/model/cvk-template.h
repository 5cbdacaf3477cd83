// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkTemplate:
 *
 * A text of a pipeline's settings, taken apart once: literal text and {{ expressions }}. A plain
 * path (item.a.b[0], nodes["read-csv"].x, inputs.x, run.now) or a string literal is understood
 * here; anything else is JavaScript for convoke-script, of which only the nodes it names are known.
 * Immutable, reference counted.
 */
typedef struct _CvkTemplate CvkTemplate;

typedef enum
{
  CVK_PATH_ROOT_ITEM,
  CVK_PATH_ROOT_NODES, /* node_id says which */
  CVK_PATH_ROOT_INPUTS,
  CVK_PATH_ROOT_RUN,
} CvkPathRoot;

/* One step of a path: a member when @name is set, else an element. */
typedef struct
{
  char *name;
  int64_t index;
} CvkPathStep;

typedef enum
{
  CVK_SEGMENT_TEXT,
  CVK_SEGMENT_PATH,
  CVK_SEGMENT_SCRIPT,
} CvkSegmentKind;

typedef struct
{
  CvkSegmentKind kind;
  char *text;         /* TEXT: the text; else the source of the expression, trimmed */
  CvkPathRoot root;   /* PATH */
  char *node_id;      /* PATH with root NODES */
  CvkPathStep *steps; /* PATH */
  size_t n_steps;
  GStrv nodes;        /* SCRIPT: ids of the nodes it names, each once */
  gboolean all_nodes; /* SCRIPT: it may read any node: nodes[expression] */
  unsigned offset;    /* of the opening braces in the text, in bytes */
} CvkSegment;

/* Returns: (transfer full) (nullable); problems: "expression-syntax". */
CvkTemplate *cvk_template_parse (const char *text, CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
CvkTemplate *cvk_template_ref (CvkTemplate *self);
void cvk_template_unref (CvkTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkTemplate, cvk_template_unref)

/* TRUE for a text without any expression. */
gboolean cvk_template_is_constant (const CvkTemplate *self);
/* TRUE when the whole text is one path or script, whose value then keeps its type. A string literal
 * in braces, as in {{ "{{" }}, is literal text. */
gboolean cvk_template_is_single (const CvkTemplate *self);
const CvkSegment *cvk_template_get_segments (const CvkTemplate *self, size_t *count);

/* @text with the references to node @id, in paths and scripts, changed to @new_id. (transfer full)
 * (nullable): NULL when it has none. */
char *cvk_template_rename_node (const char *text, const char *id, const char *new_id)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
