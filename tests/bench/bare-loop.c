// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The baseline of the create benchmark: the same POST requests from a bare libsoup loop.
 *
 *     bare-loop URL TOKEN-FILE COUNT CONCURRENCY
 *
 * prints how many milliseconds they took. The body is what the benchmark's pipeline sends. */

typedef struct
{
  SoupSession *session;
  GMainLoop *loop;
  const char *url;
  char *authorization;
  unsigned next;
  unsigned done;
  unsigned count;
} Bench;

static void send_next (Bench *bench);

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (object), result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body =
    soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);

  if (body == NULL || soup_message_get_status (message) != 201)
    {
      fprintf (stderr, "bare-loop: status %u, %s\n", soup_message_get_status (message),
               error != NULL ? error->message : "no meeting");
      exit (1);
    }
  bench->done++;
  if (bench->done == bench->count)
    g_main_loop_quit (bench->loop);
  else
    send_next (bench);
}

static void
send_next (Bench *bench)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) body = NULL;
  SoupMessageHeaders *headers = NULL;
  char *text = NULL;

  if (bench->next == bench->count)
    return;
  text =
    g_strdup_printf ("{\"topic\":\"Meeting %u\",\"type\":2,\"start_time\":\"2035-01-01T10:00:00\","
                     "\"timezone\":\"Europe/Berlin\",\"duration\":45}",
                     bench->next++);
  body = g_bytes_new_take (text, strlen (text));
  message = soup_message_new ("POST", bench->url);
  headers = soup_message_get_request_headers (message);
  soup_message_headers_append (headers, "Authorization", bench->authorization);
  soup_message_headers_append (headers, "Accept", "application/json");
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_and_read_async (bench->session, message, G_PRIORITY_DEFAULT, NULL, answered_cb,
                                    bench);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  g_autofree char *token = NULL;
  unsigned concurrency = 0;
  int64_t start = 0;

  if (argc != 5 || !g_file_get_contents (argv[2], &token, NULL, NULL))
    return 2;
  bench.url = argv[1];
  bench.count = (unsigned) atoi (argv[3]);
  concurrency = (unsigned) atoi (argv[4]);
  bench.authorization = g_strconcat ("Bearer ", g_strstrip (token), NULL);
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.session = soup_session_new_with_options ("max-conns", 64, "max-conns-per-host", 64, NULL);

  start = g_get_monotonic_time ();
  for (unsigned i = 0; i < concurrency; i++)
    send_next (&bench);
  g_main_loop_run (bench.loop);
  printf ("%.1f\n", (double) (g_get_monotonic_time () - start) / 1000);

  g_object_unref (bench.session);
  g_main_loop_unref (bench.loop);
  g_free (bench.authorization);
  return 0;
}
