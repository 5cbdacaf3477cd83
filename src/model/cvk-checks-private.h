// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-json.h"
#include "model/cvk-checks.h"
#include "model/cvk-template.h"

G_BEGIN_DECLS

#define CVK_CHECKS_NONE G_MAXUINT

/* An expression that is a whole setting, and what the setting asks for. */
typedef struct
{
  unsigned node;
  char *field;
  CvkTemplate *text;
  CvkValue *schema; /* borrowed */
} CvkCheckedExpression;

/* A place in the settings of node @from that reads node @to. */
typedef struct
{
  unsigned from, to;
  char *field;
} CvkCheckedReference;

/* One check of one document. Nodes and links are known by their numbers in the file; neighbours lie
 * in flat arrays, so that a hundred thousand links are a few passes over memory. */
typedef struct
{
  CvkDocument *document;
  const CvkNodeTypes *types;
  GPtrArray *nodes;               /* borrowed CvkNode */
  GPtrArray *links;               /* borrowed CvkLink */
  GHashTable *node_index;         /* borrowed id to number */
  const CvkNodeType **node_types; /* NULL where the type is not known */
  gboolean *reads_item;           /* whether an expression of the node reads its input */

  GArray *entries;         /* what was found, with its order */
  GArray *expressions;     /* CvkCheckedExpression */
  GArray *references;      /* CvkCheckedReference */
  GHashTable *referenced;  /* set of from and to */
  GHashTable *input_names; /* names of the run's inputs */
  GHashTable *suggestions; /* unknown name to the one that was meant */

  /* Sound links only: those into node n are in_links[in_start[n]] up to in_start[n + 1]. */
  unsigned *in_start, *in_links;
  unsigned *out_start, *out_links;
  unsigned *link_source, *link_target; /* CVK_CHECKS_NONE when the link dangles */

  unsigned *order;    /* nodes, each behind all that lead to it */
  unsigned n_ordered; /* the rest is on a cycle or behind one */

  CvkJson *placed_json; /* settings of placed_node, for looking up lines */
  unsigned placed_node;
} CvkChecks;

/* Take @problem, set its place and keep it. @field of the problem tells the line. */
void cvk_checks_take_node_problem (CvkChecks *self, unsigned node, CvkProblem *problem);
void cvk_checks_take_link_problem (CvkChecks *self, unsigned link, CvkProblem *problem);
/* The node that was probably meant; nullable, borrowed. */
const char *cvk_checks_suggest_node (CvkChecks *self, const char *id);

/* Expressions, references and file names in a node's settings. */
void cvk_checks_scan_settings (CvkChecks *self, unsigned node);
/* NULL when the path may stand in a pipeline file: relative, and not out of its folder. */
CvkProblem *cvk_checks_describe_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* What they mean for the graph. */
void cvk_checks_references (CvkChecks *self);
void cvk_checks_expression_types (CvkChecks *self);

/* Links, cycles, nodes that nothing reaches. Fills the graph. */
void cvk_checks_links (CvkChecks *self);
void cvk_checks_order (CvkChecks *self);
void cvk_checks_cycles (CvkChecks *self);
void cvk_checks_reach (CvkChecks *self);
/* The only node that leads to @node, when its items come from the usual port. */
unsigned cvk_checks_get_only_source (CvkChecks *self, unsigned node);

/* What nodes run: whether it is there, sound, and fits. */
void cvk_checks_pipelines (CvkChecks *self);

/* What is allowed and most probably not meant; needs the graph. */
void cvk_checks_advise (CvkChecks *self);

G_END_DECLS
