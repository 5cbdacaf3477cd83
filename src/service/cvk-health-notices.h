// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-health-monitor.h"
#include "service/cvk-notifier.h"
#include "service/cvk-sign-ins.h"

G_BEGIN_DECLS

/**
 * CvkHealthNotices:
 *
 * What a user hears about connections without asking: that one will stop working, or has, until the
 * user does something. Once, also across starts of the service, and not again until it was well in
 * between; withdrawn when it is. Being offline or asked to wait is nobody's business. The buttons
 * do what they say.
 */
#define CVK_TYPE_HEALTH_NOTICES (cvk_health_notices_get_type ())
G_DECLARE_FINAL_TYPE (CvkHealthNotices, cvk_health_notices, CVK, HEALTH_NOTICES, GObject)

CvkHealthNotices *cvk_health_notices_new (CvkHost *host,
                                          CvkHostConnections *connections,
                                          CvkHealthMonitor *monitor,
                                          CvkSignIns *sign_ins,
                                          CvkNotifier *notifier) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
