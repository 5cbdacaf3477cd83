// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "fault-server.h"
#include "net/cvk-http.h"
#include "support/cvk-fake-clock.h"

#define OBJECT "{\"id\": 91538056781, \"topic\": \"Interview\"}"

/* --- One exchange --- */

typedef struct
{
  CvkHttpResponse *response;
  GError *error;
  gboolean is_done;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  cvk_http_response_free (outcome->response);
  g_clear_error (&outcome->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->response = cvk_http_send_finish (CVK_HTTP (source), result, &outcome->error);
  g_assert_true ((outcome->response != NULL) == (outcome->error == NULL));
  outcome->is_done = TRUE;
}

static void
send_request (CvkHttp *http, const CvkHttpRequest *request, Outcome *outcome)
{
  *outcome = (Outcome){ NULL };
  cvk_http_send_async (http, request, NULL, sent_cb, outcome);
  while (!outcome->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static char *
make_url (const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u/%s", fault_server_get_port (), path);
}

static void
send_path (CvkHttp *http, const char *method, const char *path, Outcome *outcome)
{
  g_autofree char *url = make_url (path);
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  CvkHttpRequest request = { .method = method, .url = url, .budget = 1024 * 1024 };

  if (!g_str_equal (method, "GET") && !g_str_equal (method, "DELETE"))
    {
      request.body = body;
      request.content_type = "application/json";
    }
  send_request (http, &request, outcome);
}

/* Sends a request that marks the end: everything that the server read before it stands in front of
 * its line. Returns how many there were, of @method when it is given. */
static unsigned
count_requests_of (CvkHttp *http, const char *method)
{
  g_auto (Outcome) outcome = { NULL };
  g_autofree char *member =
    method != NULL ? g_strdup_printf ("\"method\": \"%s\"", method) : g_strdup ("");
  unsigned count = 0;

  send_path (http, "GET", "ok?end", &outcome);
  g_assert_no_error (outcome.error);
  while (TRUE)
    {
      g_autofree char *line = fault_server_read_line ();

      if (strstr (line, "/ok?end") != NULL)
        return count;
      count += strstr (line, member) != NULL;
    }
}

static unsigned
count_requests (CvkHttp *http)
{
  return count_requests_of (http, NULL);
}

static void
assert_body (const Outcome *outcome, const char *text)
{
  size_t size;
  const char *data;

  g_assert_no_error (outcome->error);
  data = g_bytes_get_data (outcome->response->body, &size);
  g_assert_cmpmem (data, size, text, strlen (text));
}

/* --- Tests --- */

typedef enum
{
  EXPECT_OBJECT,  /* status 200 and the whole body */
  EXPECT_DAMAGED, /* one whose body strict JSON refuses: nothing else says that it is damaged */
  EXPECT_ERROR,
} Expectation;

typedef struct
{
  const char *path;
  Expectation expectation;
  CvkHttpError code;
} Behaviour;

static const Behaviour behaviours[] = {
  { "ok", EXPECT_OBJECT },
  { "ok-gzip", EXPECT_OBJECT },
  { "ok-chunked", EXPECT_OBJECT },
  { "ok-chunked-gzip", EXPECT_OBJECT },
  { "ok-trailers", EXPECT_OBJECT },
  { "ok-after-informational", EXPECT_OBJECT },
  { "ok-with-cookies", EXPECT_OBJECT },
  { "close-then", EXPECT_OBJECT },
  { "drop-after-headers", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "drop-after-request", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "reset-after-request", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "partial-status", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "partial-headers", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "not-http", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "short-length", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "truncated-chunk", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "no-last-chunk", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "truncated-gzip", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "until-close", EXPECT_DAMAGED },
  { "bad-chunk", EXPECT_DAMAGED },
  { "negative-length", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "two-lengths", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "length-and-chunked", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "bad-gzip", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "huge-header", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "many-headers", EXPECT_ERROR, CVK_HTTP_ERROR_LOST },
  { "endless", EXPECT_ERROR, CVK_HTTP_ERROR_TOO_LARGE },
  { "endless-chunks", EXPECT_ERROR, CVK_HTTP_ERROR_TOO_LARGE },
  { "gzip-bomb", EXPECT_ERROR, CVK_HTTP_ERROR_TOO_LARGE },
};

static size_t
get_peak_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

static void
test_behaviour (gconstpointer data)
{
  static const char *const methods[] = { "GET", "POST", "PATCH", "PUT", "DELETE" };
  const Behaviour *behaviour = data;
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));

  fault_server_forgive_negative_length ();
  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_auto (Outcome) outcome = { NULL };
      unsigned seen;

      send_path (http, methods[i], behaviour->path, &outcome);
      seen = count_requests (http);
      /* drop-after-headers is never read in full, so the server does not count it. */
      g_assert_cmpuint (seen, ==, g_str_equal (behaviour->path, "drop-after-headers") ? 0 : 1);
      switch (behaviour->expectation)
        {
        case EXPECT_OBJECT:
          assert_body (&outcome, OBJECT);
          break;
        case EXPECT_DAMAGED:
          if (outcome.error != NULL)
            g_assert_error (outcome.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST);
          else
            {
              size_t size;
              const char *body = g_bytes_get_data (outcome.response->body, &size);

              g_assert_true (size == 0 || body[size - 1] != '}');
            }
          break;
        case EXPECT_ERROR:
          g_assert_error (outcome.error, CVK_HTTP_ERROR, (int) behaviour->code);
          break;
        }
    }
}

/* A reply of any status is handed out as it is: not followed, not answered with credentials. */
static void
test_statuses (void)
{
  static const unsigned statuses[] = { 201, 202, 204, 301, 302, 303, 307, 308, 400, 401, 403,
                                       404, 407, 408, 409, 422, 429, 500, 501, 502, 503, 504 };
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));

  for (size_t i = 0; i < G_N_ELEMENTS (statuses); i++)
    for (unsigned j = 0; j < 2; j++)
      {
        g_auto (Outcome) outcome = { NULL };
        g_autofree char *path = g_strdup_printf ("%u", statuses[i]);

        g_test_message ("%s", path);
        send_path (http, j == 0 ? "POST" : "DELETE", path, &outcome);
        g_assert_no_error (outcome.error);
        g_assert_cmpuint (outcome.response->status, ==, statuses[i]);
        if (statuses[i] == 204)
          assert_body (&outcome, "");
        g_assert_cmpuint (count_requests (http), ==, 1);
      }
}

/* libsoup takes a 421 as a reason to ask once more. */
static void
test_misdirected (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_auto (Outcome) changing = { NULL };
  g_auto (Outcome) reading = { NULL };

  send_path (http, "POST", "421", &changing);
  g_assert_error (changing.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST);
  g_assert_cmpuint (count_requests (http), ==, 1);
  send_path (http, "GET", "421", &reading);
  g_assert_no_error (reading.error);
  g_assert_cmpuint (reading.response->status, ==, 421);
  g_assert_cmpuint (count_requests (http), ==, 2);
}

/* libsoup 3.2 repeats a DELETE or PUT when a kept-alive connection breaks under it. */
static void
test_nothing_sent_twice (void)
{
  static const char *const methods[] = { "POST", "PATCH", "PUT", "DELETE" };
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);

  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));

      for (unsigned round = 0; round < 20; round++)
        {
          g_auto (Outcome) first = { NULL };
          g_auto (Outcome) second = { NULL };

          /* A connection is left behind that breaks at the second request. */
          send_path (http, "GET", "drop-second", &first);
          send_path (http, methods[i], "drop-second", &second);
          g_assert_cmpuint (count_requests_of (http, methods[i]), ==, 1);
        }
    }
}

/* The counter sees what it should: a GET on a connection that breaks is sent again. */
static void
test_reading_sent_again (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_auto (Outcome) first = { NULL };
  g_auto (Outcome) second = { NULL };

  send_path (http, "GET", "drop-second", &first);
  send_path (http, "GET", "drop-second", &second);
  assert_body (&second, OBJECT);
  g_assert_cmpuint (count_requests (http), ==, 3);
}

static void
test_not_sent (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_autofree char *tls =
    g_strdup_printf ("https://127.0.0.1:%u/ok", fault_server_get_dropping_port ());
  const char *urls[] = { "http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://name.invalid/",
                         tls };

  for (size_t i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_auto (Outcome) outcome = { NULL };
      CvkHttpRequest request = { .method = "POST", .url = urls[i] };

      g_test_message ("%s", urls[i]);
      send_request (http, &request, &outcome);
      g_assert_error (outcome.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_NOT_SENT);
    }
}

/* Accepted and reset at once: whether the request was written depends on the moment, but it is
 * never taken for an answer. */
static void
test_reset_on_accept (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_autofree char *url =
    g_strdup_printf ("http://127.0.0.1:%u/", fault_server_get_dropping_port ());

  for (unsigned i = 0; i < 50; i++)
    {
      g_auto (Outcome) outcome = { NULL };
      CvkHttpRequest request = { .method = "POST", .url = url };

      send_request (http, &request, &outcome);
      g_assert_true (g_error_matches (outcome.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST) ||
                     g_error_matches (outcome.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_NOT_SENT));
    }
}

static void
test_cancel (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));

  for (unsigned i = 0; i < 2; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_auto (Outcome) outcome = { NULL };
      g_autofree char *url = make_url ("stall");
      CvkHttpRequest request = { .method = "GET", .url = url };

      if (i == 0)
        g_cancellable_cancel (cancellable);
      cvk_http_send_async (http, &request, cancellable, sent_cb, &outcome);
      if (i == 1)
        {
          fault_server_wait_for ("/stall");
          g_cancellable_cancel (cancellable);
        }
      while (!outcome.is_done)
        g_main_context_iteration (NULL, TRUE);
      g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_invalid (void)
{
  static const struct
  {
    const char *url;
    const char *method;
    const char *name;
    const char *value;
    const char *content_type;
  } rows[] = {
    { "file:///etc/passwd", "GET" },
    { "/v2/users/me", "GET" },
    { "", "GET" },
    { "http:///path", "GET" },
    { "http://user:word@127.0.0.1/", "GET" },
    { "http://127.0.0.1/a b", "GET" },
    { "http://127.0.0.1/a\r\nX: y", "GET" },
    { "http://127.0.0.1/\xc3\xa9", "GET" },
    { "http://127.0.0.1%00.example/", "GET" },
    { "http://127.0.0.1:99999/", "GET" },
    { "http://127.0.0.1/", "get" },
    { "http://127.0.0.1/", "GET\r\nX: y" },
    { "http://127.0.0.1/", "GET", "X-Name", "a\r\nEvil: b" },
    { "http://127.0.0.1/", "GET", "X-Name", "a\nb" },
    { "http://127.0.0.1/", "GET", "X-Name", "\xc3\xa9" },
    { "http://127.0.0.1/", "GET", "X-Name:", "a" },
    { "http://127.0.0.1/", "GET", "", "a" },
    { "http://127.0.0.1/", "GET", "X-Name", "a", "text/plain\r\nX: y" },
  };
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_autoptr (CvkSecret) secret = cvk_secret_new ("a\r\nb", -1);
  g_auto (Outcome) outcome = { NULL };
  g_autofree char *url = make_url ("ok");
  CvkHttpRequest with_secret = { .method = "GET", .url = url, .bearer = secret };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Outcome) refused = { NULL };
      const char *headers[] = { rows[i].name, rows[i].value, NULL };
      CvkHttpRequest request = { .method = rows[i].method,
                                 .url = rows[i].url,
                                 .content_type = rows[i].content_type,
                                 .headers = headers };

      g_test_message ("%zu", i);
      send_request (http, &request, &refused);
      g_assert_error (refused.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID);
    }
  send_request (http, &with_secret, &outcome);
  g_assert_error (outcome.error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID);
  g_assert_cmpuint (count_requests (http), ==, 0);
}

/* What arrives at the server is what was asked for, the bearer in its place. */
static void
test_request_on_the_wire (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_autoptr (CvkSecret) bearer = cvk_secret_new ("CANARYAT", -1);
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"topic\":1}", 11);
  g_auto (Outcome) outcome = { NULL };
  g_autofree char *url = make_url ("ok?x=a%2Fb");
  g_autofree char *line = NULL;
  const char *headers[] = { "Accept", "application/json", NULL };
  CvkHttpRequest request = { .method = "POST",
                             .url = url,
                             .content_type = "application/json",
                             .body = body,
                             .bearer = bearer,
                             .headers = headers };

  send_request (http, &request, &outcome);
  assert_body (&outcome, OBJECT);
  g_assert_cmpstr (cvk_http_response_get_header (outcome.response, "x-one"), ==, "a, b");
  g_assert_null (cvk_http_response_get_header (outcome.response, "x-two"));
  line = fault_server_read_line ();
  g_assert_nonnull (strstr (line, "\"method\": \"POST\""));
  g_assert_nonnull (strstr (line, "\"/ok?x=a%2Fb\""));
  g_assert_nonnull (strstr (line, "[\"Authorization\", \"Bearer CANARYAT\"]"));
  g_assert_nonnull (strstr (line, "[\"Accept\", \"application/json\"]"));
  g_assert_nonnull (strstr (line, "[\"Content-Type\", \"application/json\"]"));
  g_assert_nonnull (strstr (line, "\"body\": \"{\\\"topic\\\":1}\""));
  g_assert_null (strstr (line, "Cookie"));
}

/* No cookie is kept: what one reply sets, no request carries. */
static void
test_no_cookies (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));

  for (unsigned i = 0; i < 2; i++)
    {
      g_auto (Outcome) outcome = { NULL };
      g_autofree char *line = NULL;

      send_path (http, "GET", "ok-with-cookies", &outcome);
      assert_body (&outcome, OBJECT);
      line = fault_server_read_line ();
      g_assert_null (strstr (line, "\"Cookie\""));
    }
}

static void
test_memory (void)
{
  static const char *const paths[] = { "gzip-bomb", "endless", "endless-chunks", "huge-header",
                                       "many-headers" };
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_auto (Outcome) warm = { NULL };
  size_t before;

  send_path (http, "GET", "ok-gzip", &warm);
  before = get_peak_memory ();
  for (size_t i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_auto (Outcome) outcome = { NULL };

      send_path (http, "GET", paths[i], &outcome);
      g_assert_nonnull (outcome.error);
    }
  g_test_message ("peak %zu KiB above the start", get_peak_memory () - before);
  g_assert_cmpuint (get_peak_memory () - before, <=, 16 * 1024);
  g_assert_cmpuint (count_requests (http), ==, G_N_ELEMENTS (paths) + 1);
}

/* More at once than libsoup's default of two. */
static void
test_many_at_once (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = make_url ("stall");
  Outcome outcomes[32] = { { NULL } };

  for (size_t i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      CvkHttpRequest request = { .method = "POST", .url = url };

      cvk_http_send_async (http, &request, cancellable, sent_cb, &outcomes[i]);
    }
  /* None is answered, so all of them must be on their way together. */
  for (size_t i = 0; i < G_N_ELEMENTS (outcomes); i++)
    fault_server_wait_for ("/stall");
  g_cancellable_cancel (cancellable);
  for (size_t i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      while (!outcomes[i].is_done)
        g_main_context_iteration (NULL, TRUE);
      g_assert_error (outcomes[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      outcome_clear (&outcomes[i]);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (behaviours); i++)
    {
      g_autofree char *path = g_strconcat ("/http/behaviour/", behaviours[i].path, NULL);

      g_test_add_data_func (path, &behaviours[i], test_behaviour);
    }
  g_test_add_func ("/http/statuses", test_statuses);
  g_test_add_func ("/http/misdirected", test_misdirected);
  g_test_add_func ("/http/nothing-sent-twice", test_nothing_sent_twice);
  g_test_add_func ("/http/reading-sent-again", test_reading_sent_again);
  g_test_add_func ("/http/not-sent", test_not_sent);
  g_test_add_func ("/http/reset-on-accept", test_reset_on_accept);
  g_test_add_func ("/http/cancel", test_cancel);
  g_test_add_func ("/http/invalid", test_invalid);
  g_test_add_func ("/http/request-on-the-wire", test_request_on_the_wire);
  g_test_add_func ("/http/no-cookies", test_no_cookies);
  g_test_add_func ("/http/memory", test_memory);
  g_test_add_func ("/http/many-at-once", test_many_at_once);

  fault_server_start ();
  status = g_test_run ();
  fault_server_stop ();
  return status;
}
