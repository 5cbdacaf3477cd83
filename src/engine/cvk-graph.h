// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-engine-private.h"

G_BEGIN_DECLS

/* The steps of a run and the links between them, by number. */
typedef struct
{
  CvkNodeIndex source;
  CvkNodeIndex target;
  unsigned source_port;
  unsigned target_port;
} CvkGraphLink;

/* Makes a step for every node and resolves the links. Anything that cannot run is added to
 * @problems. (transfer full) */
CvkGraph *cvk_graph_new (CvkRun *run, CvkDocument *document, GPtrArray *problems)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_graph_free (CvkGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkGraph, cvk_graph_free)

unsigned cvk_graph_get_n_steps (const CvkGraph *self);
CvkStep *cvk_graph_get_step (const CvkGraph *self, CvkNodeIndex index);
GHashTable *cvk_graph_get_indices (const CvkGraph *self);

/* What leads to a step, in the order of the file (element-type CvkGraphLink), and the steps that
 * its own links lead to (element-type CvkNodeIndex), one for each link. (transfer none) */
const GArray *cvk_graph_get_incoming (const CvkGraph *self, CvkNodeIndex index);
const GArray *cvk_graph_get_outgoing (const CvkGraph *self, CvkNodeIndex index);
/* All steps, each after those that lead to it; fewer when there is a circle. (transfer full)
 * (element-type CvkNodeIndex) */
GArray *cvk_graph_dup_order (const CvkGraph *self) G_GNUC_WARN_UNUSED_RESULT;

/* Copies to @step's inputs what its links bring, in the order of the file; once, and not when it
 * has got its inputs already. */
void cvk_graph_collect_inputs (const CvkGraph *self, CvkStep *step);
/* Tells the steps behind @step that it has ended; adds those that can begin now to @ready. */
void cvk_graph_step_ended (const CvkGraph *self, CvkStep *step, GQueue *ready);
/* Whether every step in front of @step was left out. */
gboolean cvk_graph_is_cut_off (const CvkGraph *self, CvkStep *step);

G_END_DECLS
