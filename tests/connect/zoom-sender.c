// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Sends what it is told to, with none of the checks that an action makes before it sends: reads
 * {"action","settings"} from each line of standard input, sends it to the API address given as the
 * first argument with the access token given as the second, and writes {"status","body"}. */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-action-private.h"
#include "support/cvk-await.h"

static void
print_response (const CvkHttpResponse *response, const GError *error)
{
  g_autoptr (CvkValue) value = NULL;
  g_autofree char *json = NULL;
  size_t size;
  const char *body;

  if (response == NULL)
    g_error ("%s", error->message);
  body = g_bytes_get_data (response->body, &size);
  value = cvk_value_new_object ("status", cvk_value_new_integer (response->status), "body",
                                cvk_value_new_string_length (body != NULL ? body : "", size), NULL);
  json = cvk_value_to_json (value, CVK_JSON_COMPACT);
  puts (json);
  fflush (stdout);
}

static void
send_line (CvkHttp *http, const char *api_url, CvkSecret *token, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) order = cvk_value_from_json (line, -1, CVK_JSON_STRICT, &error);
  const char *id = cvk_value_lookup_string (order, "action", "");
  const CvkAction *action = cvk_connector_get_action (cvk_connector_get ("zoom"), id);
  g_auto (CvkActionRequest) request = { NULL };
  CvkProblem *problem = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GBytes) body = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) sent = NULL;
  g_autoptr (CvkHttpResponse) response = NULL;
  CvkHttpRequest exchange;

  if (action == NULL || !cvk_action_build_request (action, cvk_value_get_member (order, "settings"),
                                                   &request, &problem))
    g_error ("This cannot be sent: %s", line);
  url = g_strconcat (api_url, request.path, NULL);
  if (request.body != NULL)
    {
      char *json = cvk_value_to_json (request.body, CVK_JSON_COMPACT);

      body = g_bytes_new_take (json, strlen (json));
    }
  exchange = (CvkHttpRequest){ .method = action->method,
                               .url = url,
                               .content_type = body != NULL ? "application/json" : NULL,
                               .body = body,
                               .bearer = token,
                               .headers = (const char *[]){ "Accept", "application/json", NULL } };
  cvk_http_send_async (http, &exchange, NULL, cvk_await_result_cb, &result);
  sent = cvk_await_result (&result);
  response = cvk_http_send_finish (http, sent, &error);
  print_response (response, error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (CvkClock) clock = cvk_system_clock_new ();
  g_autoptr (CvkHttp) http = cvk_http_new (clock);
  g_autoptr (CvkSecret) token = NULL;
  char *line = NULL;
  size_t size = 0;

  if (argc != 3)
    return 2;
  token = cvk_secret_new (argv[2], -1);
  while (getline (&line, &size, stdin) > 0)
    send_line (http, argv[1], token, line);
  free (line);
  return 0;
}
