// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "connect/cvk-connection.h"
#include "connect/cvk-sign-in.h"
#include "engine/cvk-node-operations.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkConnector:
 *
 * A service as its JSON file describes it. Every action becomes a node type whose operations live
 * in cvk-action.c; what a table cannot say is in the connector's quirks. Immutable after loading.
 */
typedef struct _CvkConnector CvkConnector;

#define CVK_CONNECTOR_ERROR (cvk_connector_error_quark ())
GQuark cvk_connector_error_quark (void);

typedef enum
{
  CVK_CONNECTOR_ERROR_DESCRIPTION, /* the file cannot be read; the message names the place */
} CvkConnectorError;

/* The one of that id ("zoom"), built in or the user's own; loaded once. (nullable) (transfer none)
 */
const CvkConnector *cvk_connector_get (const char *id);
/* Adds the connectors that the user has put into "connectors" below @data_directory, untrusted as
 * they are. Before anybody asks for connectors or node types, and before there are threads. */
void cvk_connector_load_own (const char *data_directory);
/* What was wrong with files of that folder, each with file and place. (transfer none) (element-type
 * CvkProblem) */
GPtrArray *cvk_connector_list_faults (void);
/* Whether it comes from that folder. */
gboolean cvk_connector_is_own (const CvkConnector *self);
/* A regular file of bounded size. (transfer full) (nullable) */
GBytes *cvk_connector_read_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable) */
CvkConnector *cvk_connector_new_from_bytes (GBytes *description, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_connector_free (CvkConnector *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkConnector, cvk_connector_free)
/* Ids of all of them, the user's own last; NULL-terminated. (transfer none): until another one is
 * loaded. */
const char *const *cvk_connector_list (void);

const char *cvk_connector_get_id (const CvkConnector *self);
const char *cvk_connector_get_title (const CvkConnector *self);
/* What it is for, a message id; the title when the description does not say. */
const char *cvk_connector_get_help (const CvkConnector *self);
const char *cvk_connector_get_icon (const CvkConnector *self);
/* (nullable) */
const char *cvk_connector_get_family (const CvkConnector *self);
/* Whether a connection of @connector is one that @wanted asks for: that connector, or its family
 * ("language-model"). Every comparison of connectors is this one; the model, which knows no
 * connectors, has cvk_node_types_fits(). */
gboolean cvk_connector_fits (const char *connector, const char *wanted);
/* What people call @wanted, a connector or a family; itself when nobody knows it. A message id for
 * a family. (transfer none) */
const char *cvk_connector_get_wanted_title (const char *wanted);
/* What every request to it has besides, "Accept" and such as "anthropic-version": name, value, ...,
 * NULL. (transfer full) */
GStrv cvk_connector_dup_headers (const CvkConnector *self) G_GNUC_WARN_UNUSED_RESULT;
/* Adds a node type (a CvkNodeOperations) per action, and the one without an action ("zoom"). */
void cvk_connector_register (const CvkConnector *self, CvkNodeTypes *types);

/* Fills in the addresses, scopes and client id for signing in. @facts: cvk-sign-in-facts.h.
 * @server (nullable): another server ("http://127.0.0.1:4000" means URL/oauth/authorize,
 * /oauth/token, /oauth/revoke, /v2); @client_id (nullable): the user's own. The strings stay with
 * @arena. FALSE sets @problem (codes "server-not-allowed", "no-client-id", "incomplete"). */
gboolean cvk_connector_fill_sign_in (const CvkConnector *self,
                                     const CvkValue *facts,
                                     const char *server,
                                     const char *client_id,
                                     GStringChunk *arena,
                                     CvkSignInRequest *request,
                                     CvkProblem **problem);
/* The same for renewing @connection, out of its record, from which @request borrows the details.
 * @self (nullable): the built-in connector of that name, for a connection that was made before its
 * record held everything. FALSE when not even that helps. */
gboolean cvk_connector_fill_reconnect (const CvkConnector *self,
                                       CvkConnection *connection,
                                       GStringChunk *arena,
                                       CvkSignInRequest *request);
/* A way to connect ("auth" of the description, or one of its choices) as the description has it.
 * @choice: (nullable) the id of a choice; NULL: the first. (transfer none) (nullable) */
const CvkValue *cvk_connector_find_way (const CvkConnector *self, const char *choice);
/* "auth" and "api.address" of the description, and the JSON Schema of the details that are asked
 * for in @way. (transfer none); the latter two (nullable) */
CvkValue *cvk_connector_get_auth (const CvkConnector *self);
CvkValue *cvk_connector_get_address (const CvkConnector *self);
CvkValue *cvk_connector_get_details_schema (const CvkConnector *self, const CvkValue *way);
CvkAuthKind cvk_connector_get_way_kind (const CvkValue *way);
/* Whether connecting is signing in and nothing else: there is nothing to choose or to fill in. */
gboolean cvk_connector_is_sign_in (const CvkConnector *self);
/* The path of a cheap read by which one finds out whether @connection works. (nullable) */
const char *cvk_connector_get_check (const CvkConnector *self, CvkConnection *connection);
/* The record of a new connection that is no sign-in, from what the user gave: @answers {"name",
 * "choice","address","user","header","details":{...}}, all optional unless the connector asks for
 * them; @secret (nullable) is only looked at. @now: the wall time. NULL sets @problem, whose field
 * is the one to be mended (or "secret"). (transfer full) (nullable) */
CvkValue *cvk_connector_make_record (const CvkConnector *self,
                                     const CvkValue *answers,
                                     const CvkSecret *secret,
                                     int64_t now,
                                     CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
/* What a person needs to know for bringing an app of their own: {"id","title","scopes":[...],
 * "registration":[sentences],"redirect_uri","has_client_id","device"}; the sentences are message
 * ids. (transfer full) */
CvkValue *cvk_connector_describe (const CvkConnector *self) G_GNUC_WARN_UNUSED_RESULT;
/* What was asked for and not granted to @connection, and the actions that do not work without it:
 * [scopes], and [{"id","title","scopes":[...]}] with titles as message ids. (transfer full) */
CvkValue *cvk_connector_list_missing_scopes (CvkConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_connector_list_missing_actions (CvkConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
/* Scopes asked for, and per action: NULL-terminated, static. */
const char *const *cvk_connector_get_scopes (const CvkConnector *self);
const char *const *cvk_connector_get_action_scopes (const CvkConnector *self, const char *action);

/* How many changes a day the service permits a host: {"day", "hosts", "limit_after"}. (nullable)
 * (transfer none) */
const CvkValue *cvk_connector_get_quota (const CvkConnector *self);
/* Whether what a step of @type does counts against that. */
gboolean cvk_node_type_counts (const CvkNodeType *type);
/* Whether a step of @type (nullable) changes something that is there: what is not set stays as it
 * is. */
gboolean cvk_node_type_is_update (const CvkNodeType *type);
/* What the names of @connection's quotas begin with (engine/cvk-quota.h); the host follows.
 * (transfer full) */
char *cvk_connection_make_quota_prefix (CvkConnection *connection) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
