// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-action-private.h"

G_BEGIN_DECLS

/**
 * CvkReconcile:
 *
 * Finds out what came of a request that made something and whose reply nobody has: lists what is
 * there, and looks for what was asked for, made in the time after it was sent, and not the result
 * of another request. What is found is read whole. What is not there counts as not made only when
 * whole lists have been without it for a while, because lists lag. Where neither can be said, a
 * person has to.
 *
 * The description's "reconcile" says how (FORMAT.md).
 */
typedef struct _CvkReconcile CvkReconcile;

typedef enum
{
  CVK_RECONCILE_FOUND,
  CVK_RECONCILE_NOT_THERE, /* it may be sent again */
  CVK_RECONCILE_OPEN,      /* nobody can say */
} CvkReconcileResult;

typedef struct
{
  int64_t first_sent; /* wall */
  int64_t last_sent;  /* wall */
  gboolean is_past;   /* an earlier process sent it: the service has had its time */
} CvkReconcileTimes;

typedef void (*CvkReconcileDone) (CvkExecution *execution,
                                  CvkReconcileResult result,
                                  CvkValue *found,
                                  gpointer user_data);

/* Whether it can be found out at all. */
gboolean cvk_reconcile_is_possible (CvkExecution *execution);
/* Hangs on @execution, and is gone after @done. @found (transfer none) is what the service shows of
 * it. Stops with OPEN when the user cancels the run. */
void cvk_reconcile_start (CvkExecution *execution,
                          const CvkReconcileTimes *times,
                          CvkReconcileDone done,
                          gpointer user_data);
/* For an execution that ends before. */
void cvk_reconcile_free (CvkReconcile *self);

/* --- cvk-reconcile-match.c --- */

/* Whether @listed is like what @execution asked for. */
gboolean cvk_reconcile_matches (CvkExecution *execution, const CvkValue *listed);
/* Whether the service made it at @since (wall) or later, as far as it says. */
gboolean cvk_reconcile_is_since (CvkExecution *execution, const CvkValue *listed, int64_t since);
/* Whether a list shows such a thing at all. */
gboolean cvk_reconcile_is_listed (CvkExecution *execution);
/* Whether the service may have taken it off the list by itself at @now (wall). */
gboolean cvk_reconcile_is_over (CvkExecution *execution, int64_t now);

G_END_DECLS
