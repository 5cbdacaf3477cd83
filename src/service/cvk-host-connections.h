// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "connect/cvk-connectors.h"
#include "service/cvk-home-sandbox.h"
#include "service/cvk-host.h"

G_BEGIN_DECLS

/**
 * CvkHostConnections:
 *
 * The signed-in accounts of a data directory: loaded from the store when first asked for, found by
 * name or id, added by signing in, removed. Names are the accounts' e-mails, made unique.
 *
 * Signals: "changed"; "loaded", once, when the list is there.
 */
#define CVK_TYPE_HOST_CONNECTIONS (cvk_host_connections_get_type ())
G_DECLARE_FINAL_TYPE (CvkHostConnections, cvk_host_connections, CVK, HOST_CONNECTIONS, GObject)

CvkHostConnections *cvk_host_connections_new (CvkHost *host) G_GNUC_WARN_UNUSED_RESULT;

/* Starts the data directory's sandbox too when a connection lives in it. Everything below that
 * needs the list may only be called after this has finished once. */
void cvk_host_connections_load_async (CvkHostConnections *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cvk_host_connections_load_finish (CvkHostConnections *self,
                                           GAsyncResult *result,
                                           GError **error);

gboolean cvk_host_connections_is_loaded (CvkHostConnections *self);

/* (transfer none) */
CvkHomeSandbox *cvk_host_connections_get_sandbox (CvkHostConnections *self);
/* (transfer none) (element-type CvkConnection) */
GPtrArray *cvk_host_connections_list (CvkHostConnections *self);
/* By name or id. (transfer none) (nullable) */
CvkConnection *cvk_host_connections_find (CvkHostConnections *self, const char *name);
/* One with that item of the token store. (transfer none) (nullable) */
CvkConnection *cvk_host_connections_find_item (CvkHostConnections *self, const char *item);
/* The API's array. (transfer full) */
CvkValue *cvk_host_connections_to_value (CvkHostConnections *self) G_GNUC_WARN_UNUSED_RESULT;

/* Gives @connection a name of its own and keeps it; in the store too unless it is in memory only.
 */
void cvk_host_connections_add_async (CvkHostConnections *self,
                                     CvkConnection *connection,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean cvk_host_connections_add_finish (CvkHostConnections *self,
                                          GAsyncResult *result,
                                          GError **error);
/* Calls it @name from now on. What stands against that; NULL: nothing. (transfer full) (nullable)
 */
CvkProblem *cvk_host_connections_rename (CvkHostConnections *self,
                                         CvkConnection *connection,
                                         const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* Forgets @connection and its secret, in any case when it is already gone from the keyring. With
 * CVK_REMOVE_LATER what is left to do is done in the background (cvk-tombstones.h). */
void cvk_host_connections_remove_async (CvkHostConnections *self,
                                        CvkConnection *connection,
                                        CvkRemovalMode mode,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
/* As cvk_connection_remove_finish(). @removal: (nullable) */
gboolean cvk_host_connections_remove_finish (CvkHostConnections *self,
                                             GAsyncResult *result,
                                             CvkRemoval *removal,
                                             GError **error);

/* What the API says of one connection. (transfer full) */
CvkValue *cvk_connection_describe (CvkConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
/* Whether its refresh token is in memory only. */
gboolean cvk_connection_is_in_memory (CvkConnection *connection);
/* Whether its service is the sandbox of this data directory. */
gboolean cvk_connection_is_of_sandbox (CvkConnection *connection);
/* The problem for a person behind an error of signing in or of a connection. */
CvkProblem *cvk_problem_new_from_auth_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
