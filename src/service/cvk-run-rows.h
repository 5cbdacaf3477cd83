// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

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

/* What is asked for, as the API's GetRows describes it; all borrowed. */
typedef struct
{
  CvkNodeIndex node;
  const char *inside; /* nullable: the path of a node in the sub-pipeline that @node runs */
  const char *port;
  unsigned offset;
  unsigned count;
  const char *sort;
  const char *filter;
} CvkRunRowsQuery;

/* One page, as the API's GetRows describes it; empty for a port that is not there. @holder keeps
 * the run and @self, and is kept. */
void cvk_run_rows_query_async (CvkRunRows *self,
                               GObject *holder,
                               const CvkRunRowsQuery *query,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Does not fail. (transfer full) */
CvkValue *cvk_run_rows_query_finish (GAsyncResult *result, unsigned *total)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
