// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "service/cvk-status-row.h"

G_BEGIN_DECLS

/**
 * CvkStatusMenu:
 *
 * A menu as com.canonical.dbusmenu, for the panels that show the tray icon. It is given all rows
 * each time any of them changes, and tells the panels the difference when the main loop is idle:
 * rows that only look different by ItemsPropertiesUpdated, which keeps an open menu open; rows that
 * came, went or moved by LayoutUpdated. A row's number follows from its key for as long as the
 * process lives; panels keep numbers.
 *
 * Signals: "activated" (the row's action): the user has clicked a row.
 */
#define CVK_TYPE_STATUS_MENU (cvk_status_menu_get_type ())
G_DECLARE_FINAL_TYPE (CvkStatusMenu, cvk_status_menu, CVK, STATUS_MENU, GObject)

CvkStatusMenu *cvk_status_menu_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_status_menu_export (CvkStatusMenu *self,
                                 GDBusConnection *bus,
                                 const char *path,
                                 GError **error);
/* @root: (transfer full): its children are the menu. */
void cvk_status_menu_take_rows (CvkStatusMenu *self, CvkStatusRow *root);

G_END_DECLS
