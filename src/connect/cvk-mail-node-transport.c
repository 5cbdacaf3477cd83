// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-mail-node-private.h"

/* A server may look through a message before it takes it. */
#define DEFAULT_DEADLINE (240 * G_USEC_PER_SEC)

/* --- Sending --- */

static void
add_recipients (GStrvBuilder *recipients, GPtrArray *addresses)
{
  for (unsigned i = 0; i < addresses->len; i++)
    g_strv_builder_add (recipients, ((CvkMailAddress *) g_ptr_array_index (addresses, i))->address);
}

void
cvk_mail_node_transmit_async (const CvkAction *action,
                              const CvkCredential *credential,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  CvkMailCall *self = (CvkMailCall *) action;
  const CvkNode *node = cvk_step_get_node (cvk_call_get_step (self->execution->call));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) recipients = NULL;
  CvkSmtpRequest request = {
    .host = self->host,
    .port = self->port,
    .security = self->security,
    .sender = self->from->address,
    .message = self->message,
    .is_partial = cvk_value_lookup_boolean (self->execution->settings, "partial", FALSE),
    .deadline = node->timeout > 0 ? node->timeout * G_USEC_PER_SEC : DEFAULT_DEADLINE,
  };

  add_recipients (builder, self->to);
  add_recipients (builder, self->cc);
  add_recipients (builder, self->bcc);
  recipients = g_strv_builder_end (builder);
  request.recipients = (const char *const *) recipients;
  if (credential != NULL && credential->kind == CVK_AUTH_KIND_PASSWORD)
    {
      request.user = credential->user;
      request.password = credential->secret;
    }
  cvk_smtp_deliver_async (&request, callback, user_data);
}

/* --- What came of it --- */

static CvkReply *
make_accepted_reply (CvkMailCall *self, const CvkSmtpResult *result)
{
  CvkStep *step = cvk_call_get_step (self->execution->call);
  CvkReply *reply = cvk_reply_new (CVK_REPLY_DONE, NULL);
  g_auto (CvkArrayBuilder) refused = { NULL };

  cvk_array_builder_init (&refused);
  for (unsigned i = 0; i < result->refused->len; i++)
    {
      const CvkSmtpRefusal *refusal = g_ptr_array_index (result->refused, i);

      cvk_step_warn (step,
                     cvk_problem_new ("recipient-refused",
                                      N_ ("The message was not sent to {address}: the mail "
                                          "server said “{text}”. The others got it."),
                                      "address", refusal->address, "text", refusal->text, NULL));
      cvk_array_builder_append (
        &refused, cvk_value_new_object ("address", cvk_value_new_string (refusal->address),
                                        "message", cvk_value_new_string (refusal->text), NULL));
    }
  reply->value = cvk_value_new_object ("message_id", cvk_value_new_string (self->message_id),
                                       "refused", cvk_array_builder_end (&refused), NULL);
  return reply;
}

/* The server has said no: to a recipient, or to all of it. */
static CvkProblem *
describe_refusal (const CvkMailCall *self, const CvkSmtpResult *result)
{
  g_autofree char *status = g_strdup_printf ("%u", result->status);

  if (result->refused->len > 0)
    {
      const CvkSmtpRefusal *refusal = g_ptr_array_index (result->refused, 0);
      CvkProblem *problem = cvk_problem_new (
        "recipient-refused",
        N_ ("{host} does not take mail for {address}: “{text}”. Nothing was sent. "
            "Correct the address and run what failed again."),
        "host", self->host, "address", refusal->address, "text", refusal->text, NULL);

      cvk_problem_set_field (problem, "to");
      return problem;
    }
  return cvk_problem_new ("mail-refused",
                          N_ ("{host} did not take the message: “{text}” ({status}). Nothing was "
                              "sent."),
                          "host", self->host, "text", result->text, "status", status, NULL);
}

static CvkProblem *
describe_later (const CvkMailCall *self, const CvkSmtpResult *result)
{
  g_autofree char *status = g_strdup_printf ("%u", result->status);

  return cvk_problem_new ("mail-later",
                          N_ ("{host} does not take the message now: “{text}” ({status}). Nothing "
                              "was sent. Run what failed again later."),
                          "host", self->host, "text", result->text, "status", status, NULL);
}

static CvkReply *
make_not_sent_reply (CvkMailCall *self, const CvkSmtpResult *result)
{
  CvkReply *reply;

  if (result->outcome == CVK_SMTP_UNSAFE)
    return cvk_reply_new (
      CVK_REPLY_REFUSED,
      cvk_problem_new ("mail-unsafe",
                       N_ ("The connection to {host} is not safe ({text}), so nothing was sent. "
                           "Check the server and the security of the connection."),
                       "host", self->host, "text", result->text, NULL));
  if (result->outcome == CVK_SMTP_LATER)
    {
      reply = cvk_reply_new (CVK_REPLY_NOT_SENT, describe_later (self, result));
      reply->is_answered = TRUE;
      return reply;
    }
  return cvk_reply_new (CVK_REPLY_NOT_SENT,
                        cvk_problem_new ("not-reached",
                                         N_ ("{host} was not reached: {text}. Nothing was sent. "
                                             "Run what failed again later."),
                                         "host", self->host, "text", result->text, NULL));
}

CvkReply *
cvk_mail_node_transmit_finish (const CvkAction *action, GAsyncResult *async_result)
{
  CvkMailCall *self = (CvkMailCall *) action;
  g_autoptr (CvkSmtpResult) result = cvk_smtp_deliver_finish (async_result);
  g_autofree char *reason = NULL;

  switch (result->outcome)
    {
    case CVK_SMTP_ACCEPTED:
      return make_accepted_reply (self, result);
    case CVK_SMTP_REFUSED:
      return cvk_reply_new (CVK_REPLY_REFUSED, describe_refusal (self, result));
    case CVK_SMTP_LOGIN_REFUSED:
      return cvk_reply_new (CVK_REPLY_UNAUTHORIZED, describe_refusal (self, result));
    case CVK_SMTP_UNKNOWN:
      /* Translators: a host and what went wrong. */
      reason = g_strdup_printf (_ ("%s had all of the message when the connection was lost (%s)."),
                                self->host, result->text);
      return cvk_reply_new_unknown (action, "connection-lost", reason, NULL);
    case CVK_SMTP_NOT_REACHED:
    case CVK_SMTP_UNSAFE:
    case CVK_SMTP_LATER:
    default:
      return make_not_sent_reply (self, result);
    }
}
