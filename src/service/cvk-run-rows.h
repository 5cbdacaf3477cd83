// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-run.h"

G_BEGIN_DECLS

/**
 * CvkRunRows:
 *
 * The items of a run as rows that people scroll through: pages of the same list come one after
 * another, so the last few lists are kept in their order.
 */
typedef struct _CvkRunRows CvkRunRows;

/* @run is borrowed and outlives it. */
CvkRunRows *cvk_run_rows_new (CvkRun *run) G_GNUC_WARN_UNUSED_RESULT;
void cvk_run_rows_free (CvkRunRows *self);

/* One page, as the API's GetRows describes it; empty for a port that is not there. (transfer full)
 */
CvkValue *cvk_run_rows_query (CvkRunRows *self,
                              CvkNodeIndex node,
                              const char *port,
                              unsigned offset,
                              unsigned count,
                              const char *sort,
                              const char *filter,
                              unsigned *total) G_GNUC_WARN_UNUSED_RESULT;
/* How many lists were put in order since it was made. */
unsigned cvk_run_rows_get_n_ordered (CvkRunRows *self);

G_END_DECLS
