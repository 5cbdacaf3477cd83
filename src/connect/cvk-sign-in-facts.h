// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "connect/cvk-connectors.h"

G_BEGIN_DECLS

/* What a sign-in goes by, wherever it comes from: the members of an "auth" of type "oauth2"
 * (src/connectors/FORMAT.md), out of the connector's file, out of the details that the user gave
 * when connecting, and out of what the authorization server says of itself, in this order. An
 * object; besides those members it has "client_id" and "port" when the details name them, "api_url"
 * and "allowed_hosts", the "choice", "name" when the user gave one, the details as "given", and
 * where the user said where the service is, "standard_name" for when nobody knows who it is.
 * "scopes" is an array. */

/* Of the way that @answers choose: {"choice","address","name","details":{...}}, nullable: nothing
 * was asked. (transfer full) (nullable): NULL sets @problem, whose field is the one to be
 * mended. */
CvkValue *cvk_sign_in_facts_new (const CvkConnector *connector,
                                 const CvkValue *answers,
                                 CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
/* Of @connection with the details @given anew, an object; the others are as they were. (transfer
 * full) (nullable): NULL sets @problem. */
CvkValue *cvk_sign_in_facts_renew (CvkConnection *connection,
                                   const CvkValue *given,
                                   CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
/* Who can tell what @facts lack (RFC 8414). (nullable): nothing is lacking, or nobody. (transfer
 * none) */
const char *cvk_sign_in_facts_find_teller (const CvkValue *facts);
/* With what @metadata (cvk-server-metadata.h) says besides. (transfer full) */
CvkValue *cvk_sign_in_facts_complete (const CvkValue *facts, const CvkValue *metadata)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whether one can sign in by them: what is needed is there, and no address could hand secrets to
 * whoever listens. NULL: it is so. (transfer full) (nullable) */
CvkProblem *cvk_sign_in_facts_check (const CvkValue *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
