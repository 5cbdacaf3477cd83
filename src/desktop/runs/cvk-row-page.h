// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/* Which rows of which run, in which order; the texts are never NULL. */
typedef struct
{
  char *run;
  char *node;
  char *port;
  char *sort;        /* as the API's GetRows takes it; "" for the order of arrival */
  char *filter;      /* "" for all */
  gboolean is_whole; /* large values too, which the engine else shows the beginnings of */
} CvkRowQuery;

CvkRowQuery *cvk_row_query_new (const char *run, const char *node, const char *port)
  G_GNUC_WARN_UNUSED_RESULT;
CvkRowQuery *cvk_row_query_copy (const CvkRowQuery *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_row_query_free (CvkRowQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkRowQuery, cvk_row_query_free)

/* Asks the engine for some rows and reads the answer in a thread, so that a page of large items
 * costs the main loop nothing; secrets in it become dots. */
void cvk_row_page_load_async (CvkEngineClient *client,
                              const CvkRowQuery *query,
                              unsigned offset,
                              unsigned count,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* An array as GetRows has it; @total: how many rows there are in all. (transfer full) (nullable) */
CvkValue *cvk_row_page_load_finish (GAsyncResult *result, unsigned *total, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
