// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkConnectionList:
 *
 * The host's connections as a GListModel of CvkConnectionInfo, which follows them. When the host
 * leaves, what was known last stays. Belongs to a CvkEngineClient.
 *
 * Signal "changed" (): anything of any connection is another, or what get_error() says is.
 */
#define CVK_TYPE_CONNECTION_LIST (cvk_connection_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnectionList, cvk_connection_list, CVK, CONNECTION_LIST, GObject)

/* @client: not kept alive. */
CvkConnectionList *cvk_connection_list_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;
/* The client is going. */
void cvk_connection_list_detach (CvkConnectionList *self);

/* Reads everything again; starts a host when there is none. */
void cvk_connection_list_reload (CvkConnectionList *self);
/* Whether it has been read once. */
gboolean cvk_connection_list_is_loaded (CvkConnectionList *self);
/* Why the last attempt to read it failed. (nullable) (transfer none) */
const char *cvk_connection_list_get_error (CvkConnectionList *self);
/* By id. (nullable) (transfer none) */
CvkConnectionInfo *cvk_connection_list_find (CvkConnectionList *self, const char *id);

G_END_DECLS
