// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-smtp.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"

#define CONNECT_SECONDS 10L
/* How long one answer may take; the last one is what RFC 5321, section 4.5.3.2.6, gives most. */
#define ANSWER_SECONDS 240L
/* What is kept of a server's words. */
#define MAX_TEXT 500
/* Who we are, as RFC 5321, section 4.1.3, has it for those without a name: a computer's own name
 * would stand in the headers of every message. */
#define OWN_NAME "%5B127.0.0.1%5D"

gboolean
cvk_smtp_security_from_string (const char *text, CvkSmtpSecurity *security)
{
  static const char *const names[] = { "tls", "starttls", "none" };

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        *security = (CvkSmtpSecurity) i;
        return TRUE;
      }
  return FALSE;
}

unsigned
cvk_smtp_security_get_port (CvkSmtpSecurity security)
{
  static const unsigned ports[] = { 465, 587, 25 };

  return ports[security];
}

/* --- What came of it --- */

static void
refusal_free (gpointer data)
{
  CvkSmtpRefusal *self = data;

  g_free (self->address);
  g_free (self->text);
  g_free (self);
}

void
cvk_smtp_result_free (CvkSmtpResult *self)
{
  g_free (self->text);
  g_ptr_array_unref (self->refused);
  g_free (self);
}

/* --- One delivery, in its thread --- */

typedef struct
{
  char *url;
  char *authorities;
  char *sender;
  GStrv recipients;
  char *user;
  CvkSecret *password;
  GBytes *message;
  CvkSmtpSecurity security;
  gboolean is_partial;
  long deadline; /* milliseconds */

  /* How far it is. */
  int socket;
  size_t n_read;
  gboolean is_complete; /* all of the message has been handed over: its end may be on its way */
  unsigned n_named;     /* recipients that the server was told */
  gboolean is_naming;   /* what comes next is about the last of them */
  gboolean is_leaving;  /* it is over: what comes next is a farewell */
  unsigned status;      /* of the last answer; since the end of the message, when that was sent */
  GString *text;        /* and its words */
  gboolean is_answer_over;
  GPtrArray *refused; /* owned CvkSmtpRefusal */
} Delivery;

static void
delivery_free (Delivery *self)
{
  g_free (self->url);
  g_free (self->authorities);
  g_free (self->sender);
  g_strfreev (self->recipients);
  g_free (self->user);
  g_clear_pointer (&self->password, cvk_secret_unref);
  g_bytes_unref (self->message);
  g_string_free (self->text, TRUE);
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  g_free (self);
}

static size_t
read_cb (char *buffer, size_t size, size_t count, void *user_data)
{
  Delivery *self = user_data;
  size_t length;
  const char *data = g_bytes_get_data (self->message, &length);
  size_t n = MIN (size * count, length - self->n_read);

  memcpy (buffer, data + self->n_read, n);
  self->n_read += n;
  /* Nobody asks again after the last byte: the end of the message follows it by itself. */
  if (self->n_read == length)
    {
      self->is_complete = TRUE;
      self->status = 0;
      g_string_truncate (self->text, 0);
    }
  return n;
}

/* One line of an answer: "250-SIZE", the last one with a space behind the number. */
static void
hear (Delivery *self, const char *line, size_t length)
{
  unsigned status = 0;
  g_autofree char *words = NULL;

  if (length < 3 || !g_ascii_isdigit (line[0]) || !g_ascii_isdigit (line[1]) ||
      !g_ascii_isdigit (line[2]))
    return;
  for (unsigned i = 0; i < 3; i++)
    status = status * 10 + (unsigned) g_ascii_digit_value (line[i]);
  if (self->is_answer_over)
    g_string_truncate (self->text, 0);
  words = g_utf8_make_valid (line + MIN (length, 4), (gssize) (length - MIN (length, 4)));
  g_strstrip (words);
  if (self->text->len < MAX_TEXT)
    g_string_append_printf (self->text, "%s%s", self->text->len > 0 ? " " : "", words);
  self->status = status;
  self->is_answer_over = length == 3 || line[3] != '-';
  if (self->is_answer_over && self->is_naming)
    {
      self->is_naming = FALSE;
      if (status >= 400 && self->n_named <= g_strv_length (self->recipients))
        {
          CvkSmtpRefusal *refusal = g_new0 (CvkSmtpRefusal, 1);

          refusal->address = g_strdup (self->recipients[self->n_named - 1]);
          refusal->status = status;
          refusal->text = cvk_text_shorten (self->text->str, MAX_TEXT);
          g_ptr_array_add (self->refused, refusal);
        }
    }
}

static gboolean
is_command (const char *data, size_t size, const char *command)
{
  size_t length = strlen (command);

  return size >= length && memcmp (data, command, length) == 0;
}

/* Nothing that is said to the server is kept: a password is part of it. */
static int
dialogue_cb (CURL *curl, curl_infotype type, char *data, size_t size, void *user_data)
{
  Delivery *self = user_data;

  if (type == CURLINFO_HEADER_OUT && is_command (data, size, "RCPT TO:"))
    {
      self->n_named++;
      self->is_naming = TRUE;
    }
  else if (type == CURLINFO_HEADER_OUT && is_command (data, size, "QUIT"))
    self->is_leaving = TRUE;
  else if (type == CURLINFO_HEADER_IN && !self->is_leaving)
    hear (self, data, size);
  return 0;
}

static int
connected_cb (void *user_data, curl_socket_t descriptor, curlsocktype purpose)
{
  Delivery *self = user_data;

  self->socket = descriptor;
  return CURL_SOCKOPT_OK;
}

static void
set_options (CURL *curl, Delivery *self, struct curl_slist *recipients)
{
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (curl, CURLOPT_URL, self->url);
  curl_easy_setopt (curl, CURLOPT_USE_SSL,
                    (long) (self->security == CVK_SMTP_NONE ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (self->authorities != NULL)
    curl_easy_setopt (curl, CURLOPT_CAINFO, self->authorities);
  if (self->user != NULL && self->password != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_USERNAME, self->user);
      curl_easy_setopt (curl, CURLOPT_PASSWORD, cvk_secret_peek (self->password));
    }
  curl_easy_setopt (curl, CURLOPT_MAIL_FROM, self->sender);
  curl_easy_setopt (curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt (curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, self->is_partial ? 1L : 0L);
  curl_easy_setopt (curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t) g_bytes_get_size (self->message));
  curl_easy_setopt (curl, CURLOPT_READFUNCTION, read_cb);
  curl_easy_setopt (curl, CURLOPT_READDATA, self);
  curl_easy_setopt (curl, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt (curl, CURLOPT_DEBUGFUNCTION, dialogue_cb);
  curl_easy_setopt (curl, CURLOPT_DEBUGDATA, self);
  curl_easy_setopt (curl, CURLOPT_SOCKOPTFUNCTION, connected_cb);
  curl_easy_setopt (curl, CURLOPT_SOCKOPTDATA, self);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
  curl_easy_setopt (curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, ANSWER_SECONDS);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, self->deadline);
}

static gboolean
is_unsafe (CURLcode code)
{
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_USE_SSL_FAILED ||
         code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR;
}

/* An answer counts for what it was given to: a "354" or a "250" to something else says nothing
 * about the message. */
static CvkSmtpOutcome
judge (const Delivery *self, CURLcode code)
{
  if (code == CURLE_OK)
    return CVK_SMTP_ACCEPTED;
  if (is_unsafe (code))
    return CVK_SMTP_UNSAFE;
  if (self->status >= 400 && self->status < 500)
    return CVK_SMTP_LATER;
  if (code == CURLE_LOGIN_DENIED)
    return CVK_SMTP_LOGIN_REFUSED;
  if (self->status >= 500)
    return CVK_SMTP_REFUSED;
  return self->is_complete ? CVK_SMTP_UNKNOWN : CVK_SMTP_NOT_REACHED;
}

static CvkSmtpResult *
make_result (Delivery *self, CURLcode code)
{
  CvkSmtpResult *result = g_new0 (CvkSmtpResult, 1);
  gboolean has_spoken = self->status >= 400 || code == CURLE_OK;
  g_autofree char *words = NULL;

  result->outcome = judge (self, code);
  result->status = has_spoken ? self->status : 0;
  words = cvk_text_for_terminal (has_spoken ? self->text->str : curl_easy_strerror (code), FALSE);
  result->text = cvk_text_shorten (words, MAX_TEXT);
  result->refused = g_steal_pointer (&self->refused);
  return result;
}

static void
deliver_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Delivery *self = task_data;
  struct curl_slist *recipients = NULL;
  CURL *curl = curl_easy_init ();
  CURLcode code;

  for (size_t i = 0; self->recipients[i] != NULL; i++)
    recipients = curl_slist_append (recipients, self->recipients[i]);
  set_options (curl, self, recipients);
  code = curl_easy_perform (curl);
  g_task_return_pointer (task, make_result (self, code), (GDestroyNotify) cvk_smtp_result_free);
  /* libcurl waits for an answer to its farewell, and a server that gave none before gives none now.
   */
  if (code == CURLE_OPERATION_TIMEDOUT && self->socket >= 0)
    shutdown (self->socket, SHUT_RDWR);
  curl_easy_cleanup (curl);
  curl_slist_free_all (recipients);
  cvk_wipe_traces ();
}

static char *
make_url (const CvkSmtpRequest *request)
{
  unsigned port =
    request->port != 0 ? request->port : cvk_smtp_security_get_port (request->security);
  gboolean is_numeric = strchr (request->host, ':') != NULL;

  return g_strdup_printf ("%s://%s%s%s:%u/%s", request->security == CVK_SMTP_TLS ? "smtps" : "smtp",
                          is_numeric ? "[" : "", request->host, is_numeric ? "]" : "", port,
                          OWN_NAME);
}

/* Before the first thread that uses it; libcurl counts on that. */
static void
prepare_library (void)
{
  static gsize is_ready = 0;

  if (g_once_init_enter (&is_ready))
    {
      curl_global_init (CURL_GLOBAL_ALL);
      g_once_init_leave (&is_ready, 1);
    }
}

void
cvk_smtp_deliver_async (const CvkSmtpRequest *request,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Delivery *self = g_new0 (Delivery, 1);

  prepare_library ();
  self->url = make_url (request);
  self->authorities = g_strdup (request->authorities);
  self->sender = g_strdup (request->sender);
  self->recipients = g_strdupv ((GStrv) request->recipients);
  self->user = g_strdup (request->user);
  self->password = request->password != NULL ? cvk_secret_ref (request->password) : NULL;
  self->message = g_bytes_ref (request->message);
  self->security = request->security;
  self->is_partial = request->is_partial;
  self->deadline = (long) (request->deadline / 1000);
  self->text = g_string_new (NULL);
  self->is_answer_over = TRUE;
  self->socket = -1;
  self->refused = g_ptr_array_new_with_free_func (refusal_free);
  g_task_set_source_tag (task, cvk_smtp_deliver_async);
  g_task_set_task_data (task, self, (GDestroyNotify) delivery_free);
  g_task_run_in_thread (task, deliver_in_thread);
}

CvkSmtpResult *
cvk_smtp_deliver_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
