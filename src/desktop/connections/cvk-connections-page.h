// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkConnectionsPage:
 *
 * The accounts that are signed in, service by service, with what can be done to each; and the way
 * to the first one when there is none.
 */
#define CVK_TYPE_CONNECTIONS_PAGE (cvk_connections_page_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnectionsPage, cvk_connections_page, CVK, CONNECTIONS_PAGE, GtkWidget)

GtkWidget *cvk_connections_page_new (CvkEngineClient *client);

G_END_DECLS
