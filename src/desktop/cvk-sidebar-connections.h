// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/cvk-sidebar-row.h"

G_BEGIN_DECLS

/**
 * CvkSidebarConnections:
 *
 * Shows the worst state of all connections in a row of the sidebar, as long as it is there.
 */
#define CVK_TYPE_SIDEBAR_CONNECTIONS (cvk_sidebar_connections_get_type ())
G_DECLARE_FINAL_TYPE (CvkSidebarConnections,
                      cvk_sidebar_connections,
                      CVK,
                      SIDEBAR_CONNECTIONS,
                      GObject)

/* @row: outlives it. @connections: of CvkConnectionInfo. */
CvkSidebarConnections *cvk_sidebar_connections_new (CvkSidebarRow *row, GListModel *connections)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
