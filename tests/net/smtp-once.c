// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Delivers one message and says what came of it.
 *
 * Usage: smtp-once PORT SECURITY DEADLINE-MS PARTIAL AUTHORITIES PASSWORD RECIPIENT... <MESSAGE */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/cvk-smtp.h"
#include "support/cvk-await.h"

static const char *const outcomes[] = { "accepted", "not-reached", "unsafe", "login-refused",
                                        "later",    "refused",     "unknown" };

static GBytes *
read_message (void)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();

  g_output_stream_splice (output, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

int
main (int argc, char **argv)
{
  g_autoptr (GBytes) message = read_message ();
  g_autoptr (CvkSecret) password = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (CvkSmtpResult) result = NULL;
  GAsyncResult *pending = NULL;
  CvkSmtpRequest request = { .host = "127.0.0.1", .sender = "ada@example.com" };

  g_assert_cmpint (argc, >, 7);
  password = cvk_secret_new (argv[6], -1);
  request.port = (unsigned) atoi (argv[1]);
  g_assert_true (cvk_smtp_security_from_string (argv[2], &request.security));
  request.deadline = atoi (argv[3]) * INT64_C (1000);
  request.is_partial = *argv[4] == '1';
  request.authorities = *argv[5] != '\0' ? argv[5] : NULL;
  request.user = "ada@example.com";
  request.password = password;
  request.recipients = (const char *const *) argv + 7;
  request.message = message;

  cvk_smtp_deliver_async (&request, cvk_await_result_cb, &pending);
  done = cvk_await_result (&pending);
  result = cvk_smtp_deliver_finish (done);
  g_print ("%s %u %s\n", outcomes[result->outcome], result->status, result->text);
  for (unsigned i = 0; i < result->refused->len; i++)
    {
      const CvkSmtpRefusal *refusal = g_ptr_array_index (result->refused, i);

      g_print ("%s %u %s\n", refusal->address, refusal->status, refusal->text);
    }
  return 0;
}
