// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-mail-node-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-call-action.h"

/* Mail servers permit few connections of one account at a time. */
#define CONCURRENCY 2

extern CvkNodeOperations cvk_node_mail_send;

/* --- One call --- */

static void
mail_call_free (gpointer data)
{
  CvkMailCall *self = data;

  cvk_call_action_clear (&self->action, &self->connector);
  g_clear_pointer (&self->from, cvk_mail_address_free);
  g_clear_pointer (&self->to, g_ptr_array_unref);
  g_clear_pointer (&self->cc, g_ptr_array_unref);
  g_clear_pointer (&self->bcc, g_ptr_array_unref);
  g_clear_pointer (&self->reply_to, g_ptr_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_free (self->message_id);
  g_free (self);
}

static CvkMailCall *
mail_call_new (CvkCall *call)
{
  static const CvkConnectorQuirks quirks = {
    .transmit_async = cvk_mail_node_transmit_async,
    .transmit_finish = cvk_mail_node_transmit_finish,
  };
  CvkMailCall *self = g_new0 (CvkMailCall, 1);
  CvkAction *action = &self->action;

  cvk_call_action_init (action, &self->connector, call, "smtp",
                        cvk_value_new_object ("kind", cvk_value_new_string ("send"), NULL),
                        &quirks);
  action->method = "SEND";
  action->concurrency = CONCURRENCY;
  action->on_unknown = CVK_ON_UNKNOWN_PARK;
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_mail_attachment_free);
  return self;
}

/* --- Addresses --- */

/* Addresses of a text, or of a list of texts. (transfer full) (nullable) */
static GPtrArray *
read_addresses (const CvkValue *settings, const char *field, CvkProblem **problem)
{
  CvkValue *value = cvk_value_get_member (settings, field);
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *addresses;

  if (value != NULL && cvk_value_is_string (value))
    g_string_append (text, cvk_value_get_string (value));
  for (size_t i = 0;
       value != NULL && cvk_value_is_array (value) && i < cvk_value_get_length (value); i++)
    {
      CvkValue *element = cvk_value_get_element (value, i);
      g_autofree char *json = NULL;

      if (cvk_value_is_string (element))
        {
          g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", cvk_value_get_string (element));
          continue;
        }
      json = cvk_value_to_json (element, CVK_JSON_COMPACT);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", json);
    }
  addresses = cvk_mail_address_parse (text->str, problem);
  if (addresses == NULL)
    cvk_problem_set_field (*problem, field);
  return addresses;
}

static CvkProblem *
make_from_problem (void)
{
  CvkProblem *problem = cvk_problem_new (
    "missing-sender",
    N_ ("It is not clear whom the message is from: the connection’s user name is no e-mail "
        "address. Put one address into “From”."),
    NULL);

  cvk_problem_set_field (problem, "from");
  return problem;
}

static gboolean
find_sender (CvkMailCall *self,
             const CvkValue *settings,
             CvkConnection *connection,
             CvkProblem **problem)
{
  const char *user = cvk_connection_get_user (connection);
  const char *text = cvk_value_lookup_string (settings, "from", "");
  g_autoptr (GPtrArray) addresses = NULL;

  if (*text == '\0')
    text = user != NULL ? user : "";
  addresses = cvk_mail_address_parse (text, problem);
  if (addresses == NULL || addresses->len != 1)
    {
      g_clear_pointer (problem, cvk_problem_unref);
      *problem = make_from_problem ();
      return FALSE;
    }
  self->from = g_ptr_array_steal_index (addresses, 0);
  return TRUE;
}

static gboolean
find_addresses (CvkMailCall *self,
                const CvkValue *settings,
                CvkConnection *connection,
                CvkProblem **problem)
{
  if (!find_sender (self, settings, connection, problem) ||
      (self->to = read_addresses (settings, "to", problem)) == NULL ||
      (self->cc = read_addresses (settings, "cc", problem)) == NULL ||
      (self->bcc = read_addresses (settings, "bcc", problem)) == NULL ||
      (self->reply_to = read_addresses (settings, "reply_to", problem)) == NULL)
    return FALSE;
  if (self->to->len + self->cc->len + self->bcc->len > 0)
    return TRUE;
  *problem = cvk_problem_new ("missing-recipient",
                              N_ ("The message has no recipient. Put an address into “To”."), NULL);
  cvk_problem_set_field (*problem, "to");
  return FALSE;
}

/* --- The server --- */

static gboolean
is_this_computer (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") ||
         g_str_equal (host, "localhost");
}

static gboolean
find_server (CvkMailCall *self, CvkConnection *connection, CvkProblem **problem)
{
  CvkValue *details = cvk_connection_get_details (connection);

  self->host = cvk_value_lookup_string (details, "host", "");
  self->port = (unsigned) cvk_value_lookup_integer (details, "port", 0);
  self->connector.title = self->host;
  if (cvk_smtp_security_from_string (cvk_value_lookup_string (details, "security", "tls"),
                                     &self->security) &&
      *self->host != '\0' && (self->security != CVK_SMTP_NONE || is_this_computer (self->host)))
    return TRUE;
  *problem = cvk_problem_new ("mail-unsafe",
                              N_ ("The connection would send its password to {host} for everybody "
                                  "on the way to read. Reconnect it with TLS or STARTTLS."),
                              "host", self->host, NULL);
  return FALSE;
}

/* --- The message --- */

/* A control character in a header could begin another one. */
static gboolean
check_subject (const CvkValue *settings, CvkProblem **problem)
{
  const char *subject = cvk_value_lookup_string (settings, "subject", "");

  for (const char *p = subject; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      {
        *problem = cvk_problem_new ("invalid-subject",
                                    N_ ("The subject holds a line break or another character that "
                                        "a subject cannot have. Put it into the text."),
                                    NULL);
        cvk_problem_set_field (*problem, "subject");
        return FALSE;
      }
  return TRUE;
}

/* The same for the same item of the same run, so that who gets it twice after all can see it. */
static char *
make_message_id (CvkCall *call, const char *sender)
{
  g_autofree char *key = cvk_call_make_key (call);

  return g_strdup_printf ("%.32s%s", key, strrchr (sender, '@'));
}

static GBytes *
write_message (CvkExecution *self, const CvkValue *settings, GPtrArray *attachments)
{
  CvkMailCall *call = cvk_mail_call_get (self);
  CvkClock *clock = cvk_step_get_clock (cvk_call_get_step (self->call));
  CvkMailParts parts = {
    .from = call->from,
    .to = call->to,
    .cc = call->cc,
    .reply_to = call->reply_to,
    .subject = cvk_value_lookup_string (settings, "subject", ""),
    .message_id = call->message_id,
    .date = cvk_clock_get_wall (clock),
    .text = cvk_value_lookup_string (settings, "text", NULL),
    .html = cvk_value_lookup_string (settings, "html", NULL),
    .attachments = attachments,
  };

  return cvk_mail_message_write (&parts);
}

static void
compose (CvkExecution *self)
{
  CvkMailCall *call = cvk_mail_call_get (self);
  g_autofree char *json = NULL;

  call->message = write_message (self, self->settings, call->attachments);
  self->request.body = cvk_mail_node_describe (self);
  json = cvk_value_to_json (self->request.body, CVK_JSON_COMPACT);
  self->request.match_key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}

/* The same message with real start links, for the wire. */
static gboolean
fill_in (CvkExecution *self, CvkValue *settings, CvkActionRequest *request, CvkProblem **problem)
{
  CvkMailCall *call = cvk_mail_call_get (self);
  g_autoptr (GPtrArray) attachments =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_mail_attachment_free);

  for (unsigned i = 0; i < call->n_files; i++)
    {
      const CvkMailAttachment *file = g_ptr_array_index (call->attachments, i);

      g_ptr_array_add (attachments,
                       cvk_mail_attachment_new (file->name, file->data, file->is_text));
    }
  if (!cvk_mail_node_add_texts (attachments, settings, problem))
    return FALSE;
  g_bytes_unref (call->message);
  call->message = write_message (self, settings, attachments);
  request->url = g_strdup (self->request.url);
  return TRUE;
}

/* --- Running --- */

/* Everything but what needs the files. NULL: the call has failed. */
static CvkExecution *
begin (CvkCall *call)
{
  CvkValue *settings = cvk_call_get_settings (call);
  CvkConnection *connection = CVK_CONNECTION (cvk_step_get_connection (cvk_call_get_step (call)));
  CvkMailCall *self = mail_call_new (call);
  CvkExecution *execution = cvk_execution_new (call, &self->action, settings);
  CvkProblem *problem = cvk_action_find_secret (settings, TRUE);
  unsigned port;

  self->execution = execution;
  execution->action_free = mail_call_free;
  if (problem != NULL || !find_server (self, connection, &problem))
    {
      cvk_call_fail (call, problem);
      return NULL;
    }
  port = self->port != 0 ? self->port : cvk_smtp_security_get_port (self->security);
  execution->request.url = g_strdup_printf (
    "%s://%s:%u", self->security == CVK_SMTP_TLS ? "smtps" : "smtp", self->host, port);
  if (cvk_call_holds_guess (call, settings))
    return execution;
  if (!find_addresses (self, settings, connection, &problem) || !check_subject (settings, &problem))
    {
      cvk_call_fail (call, problem);
      return NULL;
    }
  self->message_id = make_message_id (call, self->from->address);
  return execution;
}

static void
emit (CvkExecution *self)
{
  cvk_mail_node_emit (cvk_call_get_item (self->call), self->reply->value,
                      cvk_call_get_output (self->call));
  cvk_call_succeed (self->call);
}

static void
send_message (CvkExecution *self)
{
  compose (self);
  self->emit = emit;
  self->fill_in = fill_in;
  cvk_execution_start_change (self);
}

static void
start (CvkCall *call)
{
  CvkExecution *self = begin (call);

  if (self != NULL)
    cvk_mail_node_load_files (self, send_message);
}

static gboolean
look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  if (effect == NULL)
    return FALSE;
  cvk_mail_node_emit (item, effect->detail, output);
  return TRUE;
}

static void
rehearse_message (CvkExecution *self)
{
  compose (self);
  cvk_mail_node_pretend (self);
}

/* What is made of guesses is shown as far as it is known. */
static void
rehearse (CvkCall *call)
{
  CvkExecution *self = begin (call);

  if (self == NULL)
    return;
  if (cvk_call_holds_guess (call, self->settings))
    cvk_mail_node_pretend (self);
  else
    cvk_mail_node_load_files (self, rehearse_message);
}

static unsigned
get_concurrency (CvkStep *step)
{
  return CONCURRENCY;
}

CvkNodeOperations cvk_node_mail_send = {
  .start = start,
  .rehearse = rehearse,
  .look = look,
  .get_concurrency = get_concurrency,
};
