// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkBackgroundStatus:
 *
 * The one line that desktops without tray icons show beside an application that works in the
 * background: SetStatus of org.freedesktop.portal.Background. Where there is no such portal, or it
 * does not want us (it takes only sandboxed applications), nothing is shown and nothing is asked
 * again.
 */
#define CVK_TYPE_BACKGROUND_STATUS (cvk_background_status_get_type ())
G_DECLARE_FINAL_TYPE (CvkBackgroundStatus, cvk_background_status, CVK, BACKGROUND_STATUS, GObject)

CvkBackgroundStatus *cvk_background_status_new (GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;
/* @message: less than 96 bytes. */
void cvk_background_status_set (CvkBackgroundStatus *self, const char *message);

G_END_DECLS
