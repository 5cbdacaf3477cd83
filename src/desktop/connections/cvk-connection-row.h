// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkConnectionRow:
 *
 * A connection on the page of connections: how it is, the one thing to do about it, and, opened,
 * what it may do, where it is used, when it worked last and when it ends.
 */
#define CVK_TYPE_CONNECTION_ROW (cvk_connection_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnectionRow, cvk_connection_row, CVK, CONNECTION_ROW, AdwBin)

GtkWidget *cvk_connection_row_new (CvkEngineClient *client, CvkConnectionInfo *info);
CvkConnectionInfo *cvk_connection_row_get_info (CvkConnectionRow *self);

G_END_DECLS
