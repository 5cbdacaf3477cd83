// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "service/cvk-host-connections.h"

G_BEGIN_DECLS

/* What a client gave for a connection that is no sign-in. */
typedef struct
{
  char *connector;    /* its id; empty with @reconnect */
  GBytes *file;       /* nullable: its description, in place of one that is known */
  CvkValue *answers;  /* cvk_connector_make_record() */
  char *reconnect;    /* nullable: name or id of a connection to renew */
  CvkSecret *secret;  /* nullable */
  gboolean memory;    /* kept in memory only */
  gboolean unchecked; /* kept whatever the service says */
} CvkConnectionAnswers;

CvkConnectionAnswers *cvk_connection_answers_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_connection_answers_free (CvkConnectionAnswers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkConnectionAnswers, cvk_connection_answers_free)

/* Asks the service whether it takes what the user gave, then puts the secret into the keyring,
 * asking the user to unlock it, and adds the connection; or renews the one that is named, which
 * keeps its id and its name. Nothing is kept when any of that fails. @answers: (transfer full) */
void cvk_host_connections_give_async (CvkHostConnections *self,
                                      CvkConnectionAnswers *answers,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* NULL sets @problem; its field is the one to be mended, if it is one. (transfer full) (nullable)
 */
CvkConnection *cvk_host_connections_give_finish (CvkHostConnections *self,
                                                 GAsyncResult *result,
                                                 CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
