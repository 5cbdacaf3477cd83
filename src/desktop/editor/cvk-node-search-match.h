// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkNodeMatcher:
 *
 * Which node types somebody means who types a few words: by title, by what people call it, by help
 * text, and by the names of a service's actions. A service is one entry, whose action is chosen
 * later; its actions are found by their own names only. No widgets.
 */
typedef struct _CvkNodeMatcher CvkNodeMatcher;

typedef struct
{
  const CvkNodeType *type; /* what is added when it is chosen */
  const char *title;       /* translated */
  const char *help;        /* translated */
  const char *group;       /* translated */
  gboolean is_action;      /* of a service: found by its name, not listed */

  /* private: owned words, folded */
  GStrv title_words;
  GStrv group_words;
  GStrv synonyms;
  GStrv help_words;
} CvkNodeEntry;

/* What a node has to have, for a link that waits for it. */
typedef enum
{
  CVK_NODE_FIT_ANY,
  CVK_NODE_FIT_INPUT,  /* takes items */
  CVK_NODE_FIT_OUTPUT, /* puts out items */
  CVK_NODE_FIT_BOTH,
} CvkNodeFit;

/* @types: outlives it. */
CvkNodeMatcher *cvk_node_matcher_new (const CvkNodeTypes *types) G_GNUC_WARN_UNUSED_RESULT;
void cvk_node_matcher_free (CvkNodeMatcher *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkNodeMatcher, cvk_node_matcher_free)

/* Without words everything but actions, by groups; else what has all of them, the best first.
 * (transfer container) (element-type CvkNodeEntry) */
GPtrArray *cvk_node_matcher_find (CvkNodeMatcher *self, const char *query, CvkNodeFit fit)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
