// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-action-private.h"
#include "connect/cvk-mail-message.h"
#include "net/cvk-smtp.h"

G_BEGIN_DECLS

/**
 * CvkMailCall:
 *
 * One execution of mail.send. Like http.request it is an action that is made for this one call, so
 * that waiting, trying again, the effect protocol and the questions are those of every other
 * action; only what travels is no HTTP.
 */
typedef struct
{
  CvkAction action; /* first: what sends it gets to here by it */
  CvkConnector connector;
  CvkExecution *execution; /* borrowed: it owns this */
  const char *host;        /* the connection's */
  unsigned port;
  CvkSmtpSecurity security;

  CvkMailAddress *from;
  GPtrArray *to; /* owned CvkMailAddress, as the next three */
  GPtrArray *cc;
  GPtrArray *bcc;
  GPtrArray *reply_to;
  GPtrArray *attachments; /* owned CvkMailAttachment */
  unsigned n_files;       /* of these: the files, which come first; the others are texts */
  char *message_id;
  GBytes *message;
} CvkMailCall;

static inline CvkMailCall *
cvk_mail_call_get (CvkExecution *execution)
{
  return (CvkMailCall *) execution->action;
}

/* --- cvk-mail-node-files.c --- */

/* Reads the files that go along and goes on with @done, or fails the call. */
void cvk_mail_node_load_files (CvkExecution *execution, CvkExecutionDone done);
/* Adds the texts that @settings attach. FALSE sets @problem. */
gboolean cvk_mail_node_add_texts (GPtrArray *attachments,
                                  const CvkValue *settings,
                                  CvkProblem **problem);

/* --- cvk-mail-node-transport.c --- */

/* CvkConnectorQuirks.transmit_async and .transmit_finish. */
void cvk_mail_node_transmit_async (const CvkAction *action,
                                   const CvkCredential *credential,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
CvkReply *cvk_mail_node_transmit_finish (const CvkAction *action, GAsyncResult *result)
  G_GNUC_WARN_UNUSED_RESULT;

/* --- cvk-mail-node-output.c --- */

/* What is sent, as the journal and a rehearsal have it. (transfer full) */
CvkValue *cvk_mail_node_describe (CvkExecution *execution) G_GNUC_WARN_UNUSED_RESULT;
/* Puts out what @reply, the confirmed effect's detail, gives for @item. */
void cvk_mail_node_emit (CvkItem *item, const CvkValue *reply, CvkOutput *output);
/* In a rehearsal: says what would be sent and ends the call. */
void cvk_mail_node_pretend (CvkExecution *execution);

G_END_DECLS
