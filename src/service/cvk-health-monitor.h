// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-health-state.h"
#include "service/cvk-host-connections.h"

G_BEGIN_DECLS

/**
 * CvkHealthMonitor:
 *
 * How every connection is: kept up to date by the connections themselves, and by asking their
 * services. When to ask is decided elsewhere (cvk-health-watch.h). What was last known is kept for
 * the next start.
 *
 * Signals: "changed" (CvkConnection *): its report is another.
 */
#define CVK_TYPE_HEALTH_MONITOR (cvk_health_monitor_get_type ())
G_DECLARE_FINAL_TYPE (CvkHealthMonitor, cvk_health_monitor, CVK, HEALTH_MONITOR, GObject)

CvkHealthMonitor *cvk_health_monitor_new (CvkHost *host, CvkHostConnections *connections)
  G_GNUC_WARN_UNUSED_RESULT;

/* What is known. (transfer none) (nullable): NULL when @connection is none of the host's, or they
 * have not been loaded yet. Good until the next "changed". */
const CvkHealthReport *cvk_health_monitor_get (CvkHealthMonitor *self, CvkConnection *connection);
/* {"id","name","connector","state","problem","action","checked","last_success","until"} as the API
 * has it; NULL as above. (transfer full) */
CvkValue *cvk_health_monitor_describe (CvkHealthMonitor *self, CvkConnection *connection)
  G_GNUC_WARN_UNUSED_RESULT;

/* Asks the service of @connection now. Callers at the same time share one question. The answer is
 * in the report. Asks the user nothing. */
void cvk_health_monitor_check_async (CvkHealthMonitor *self,
                                     CvkConnection *connection,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void cvk_health_monitor_check_finish (CvkHealthMonitor *self, GAsyncResult *result);
/* The user has said so: asks the user to unlock the keyring, once, then checks. */
void cvk_health_monitor_unlock_async (CvkHealthMonitor *self,
                                      CvkConnection *connection,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cvk_health_monitor_unlock_finish (CvkHealthMonitor *self,
                                           GAsyncResult *result,
                                           GError **error);

G_END_DECLS
