// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkRunQuota:
 *
 * What one of a pipeline's connections may still change today, and which nodes use that up. No
 * widgets.
 */
typedef struct
{
  char *name;        /* of the connection; data */
  CvkValue *value;   /* what the engine's GetQuota says */
  GHashTable *nodes; /* ids of nodes: a set */
} CvkRunQuota;

/* Asks the engine about each connection that fills a slot of the session's pipeline now and counts
 * its changes. */
void cvk_run_quotas_load_async (CvkSession *session,
                                CvkEngineClient *client,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Of those that have a limit; what could not be asked is left out. (transfer full) (element-type
 * CvkRunQuota) */
GPtrArray *cvk_run_quotas_load_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

gboolean cvk_run_quota_has_room (const CvkRunQuota *self, unsigned needed);
/* "This makes 120 changes with “Ana”; 80 of 100 are left today. …"; @now: microseconds since 1970.
 * (transfer full) */
char *cvk_run_quota_explain (const CvkRunQuota *self, unsigned needed, int64_t now)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
