// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/**
 * CvkConnectionInfo:
 *
 * A connection as the host describes it, with what is known of its health. It stays the same object
 * for as long as the connection is there. Strings are data of a service or a user: text, never
 * markup.
 *
 * Properties, for expressions: "id", "name", "connector".
 * Signal "changed" (): any of it is another.
 */
#define CVK_TYPE_CONNECTION_INFO (cvk_connection_info_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnectionInfo, cvk_connection_info, CVK, CONNECTION_INFO, GObject)

/* The same states as in the API (CheckHealth). */
typedef enum
{
  CVK_CONNECTION_UNKNOWN,
  CVK_CONNECTION_HEALTHY,
  CVK_CONNECTION_REFRESHING,
  CVK_CONNECTION_OFFLINE,
  CVK_CONNECTION_RATE_LIMITED,
  CVK_CONNECTION_KEYRING_LOCKED,
  CVK_CONNECTION_SCOPE_MISSING,
  CVK_CONNECTION_RECONNECT_NEEDED,
  CVK_CONNECTION_ELSEWHERE,
  CVK_CONNECTION_DISABLED,
} CvkConnectionState;

/* The one thing that can be done about a state. */
typedef enum
{
  CVK_CONNECTION_ACTION_NONE,
  CVK_CONNECTION_ACTION_CHECK,
  CVK_CONNECTION_ACTION_WAIT,
  CVK_CONNECTION_ACTION_UNLOCK,
  CVK_CONNECTION_ACTION_RECONNECT,
  CVK_CONNECTION_ACTION_ASK_ADMIN,
} CvkConnectionAction;

/* @description: as ListConnections has it. */
CvkConnectionInfo *cvk_connection_info_new (CvkValue *description) G_GNUC_WARN_UNUSED_RESULT;
/* What the host says now; of the same connection. */
void cvk_connection_info_set_description (CvkConnectionInfo *self, CvkValue *description);
/* @report: as CheckHealth has it. */
void cvk_connection_info_set_report (CvkConnectionInfo *self, CvkValue *report);

/* Texts are never NULL, and empty when not known. (transfer none) */
const char *cvk_connection_info_get_id (CvkConnectionInfo *self);
const char *cvk_connection_info_get_name (CvkConnectionInfo *self);
const char *cvk_connection_info_get_connector (CvkConnectionInfo *self);
/* "oauth2", "bearer", … (ListConnections). */
const char *cvk_connection_info_get_kind (CvkConnectionInfo *self);
/* All of it. (transfer none) */
CvkValue *cvk_connection_info_get_description (CvkConnectionInfo *self);
const char *cvk_connection_info_get_api_url (CvkConnectionInfo *self);
/* Granted ones: [string]. (nullable) */
CvkValue *cvk_connection_info_get_scopes (CvkConnectionInfo *self);
gboolean cvk_connection_info_has_scope (CvkConnectionInfo *self, const char *scope);
/* Whether it lives in the host's memory only. */
gboolean cvk_connection_info_is_in_memory (CvkConnectionInfo *self);
/* Whether it is of the sandbox on this computer. */
gboolean cvk_connection_info_is_sandbox (CvkConnectionInfo *self);

CvkConnectionState cvk_connection_info_get_state (CvkConnectionInfo *self);
CvkConnectionAction cvk_connection_info_get_action (CvkConnectionInfo *self);
/* Why; a warning when it works all the same. (nullable) */
const CvkProblem *cvk_connection_info_get_problem (CvkConnectionInfo *self);
/* Microseconds since 1970, 0 when there is none: when the service was asked last, when the
 * connection worked last, when a limit ends, when the sign-in dies of not being used. */
int64_t cvk_connection_info_get_checked (CvkConnectionInfo *self);
int64_t cvk_connection_info_get_last_success (CvkConnectionInfo *self);
int64_t cvk_connection_info_get_until (CvkConnectionInfo *self);
int64_t cvk_connection_info_get_expires (CvkConnectionInfo *self);

G_END_DECLS
