// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-health-monitor.h"
#include "service/cvk-host-runs.h"
#include "service/cvk-notifier.h"
#include "service/cvk-questions.h"
#include "service/cvk-sign-ins.h"

G_BEGIN_DECLS

/**
 * CvkTray:
 *
 * The engine in the panels of the session: an icon that is the worst of all connections, a menu
 * from which everything can be done, and a line for the Background portal, which desktops without
 * such panels show. It only mirrors what is so; what people must not miss is a notification. There
 * is no icon before there is something to tell.
 *
 * Signals: "notify::is-shown"; "quit": the user wants the engine to end.
 */
#define CVK_TYPE_TRAY (cvk_tray_get_type ())
G_DECLARE_FINAL_TYPE (CvkTray, cvk_tray, CVK, TRAY, GObject)

/* What the tray shows, what its menu does it to, and how it says that it could not; kept. */
typedef struct
{
  CvkHost *host;
  CvkHostConnections *connections;
  CvkHostRuns *runs;
  CvkQuestions *questions;
  CvkHealthMonitor *health;
  CvkSignIns *sign_ins;
  CvkNotifier *notifier;
} CvkTraySubjects;

CvkTray *cvk_tray_new (GDBusConnection *bus, const CvkTraySubjects *subjects)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whether a panel shows the icon: nobody may hide a window into one that does not. */
gboolean cvk_tray_is_shown (CvkTray *self);

G_END_DECLS
