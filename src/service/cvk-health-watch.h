// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-health-monitor.h"

G_BEGIN_DECLS

/**
 * CvkHealthWatch:
 *
 * When connections are looked at without anybody asking: as soon as the service stays, after sleep
 * and when the network is back, when a limit ends or a keyring was unlocked, before they are
 * needed, and once a day. Each time only after a random moment, because all connections of all
 * computers in a building wake together. Asks the user nothing.
 */
#define CVK_TYPE_HEALTH_WATCH (cvk_health_watch_get_type ())
G_DECLARE_FINAL_TYPE (CvkHealthWatch, cvk_health_watch, CVK, HEALTH_WATCH, GObject)

CvkHealthWatch *cvk_health_watch_new (CvkHost *host,
                                      CvkHostConnections *connections,
                                      CvkHealthMonitor *monitor) G_GNUC_WARN_UNUSED_RESULT;

/* Looks at all connections and keeps doing so, or stops it. @bus (nullable): where the keyring
 * tells that it was unlocked. */
void cvk_health_watch_start (CvkHealthWatch *self, GDBusConnection *bus);
void cvk_health_watch_stop (CvkHealthWatch *self);
/* The computer has slept: somebody knows it before the watch does. */
void cvk_health_watch_wake (CvkHealthWatch *self);
/* @connection is going to be needed at @wall (microseconds since 1970): it is looked at a quarter
 * of an hour earlier, or now when that has passed, whether the watch was started or not. The host
 * stays until then. */
void cvk_health_watch_expect (CvkHealthWatch *self, CvkConnection *connection, int64_t wall);

G_END_DECLS
