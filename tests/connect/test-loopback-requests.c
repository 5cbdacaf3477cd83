// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "connect/cvk-loopback.h"
#include "cvk-loopback-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

/* Rows of the checklist are named in the paths of the tests (B1 to B18). */

typedef struct
{
  const char *name;
  unsigned status;
  const char *request;
} Row;

#define GET(target) "GET " target " HTTP/1.1\r\nHost: %h\r\n\r\n"
#define GOOD "/callback?code=x&state=" STATE
#define WITH(header) "GET " GOOD " HTTP/1.1\r\nHost: %h\r\n" header "\r\n\r\n"

static const Row refused_rows[] = {
  { "B1/longer-path", 404, GET ("/callback/x?code=x&state=" STATE) },
  { "B1/prefix", 404, GET ("/callbackx?code=x&state=" STATE) },
  { "B1/escaped", 404, GET ("/%63allback?code=x&state=" STATE) },
  { "B1/double-slash", 404, GET ("//callback?code=x&state=" STATE) },
  { "B1/dots", 404, GET ("/a/../callback?code=x&state=" STATE) },
  { "B1/dot", 404, GET ("/./callback?code=x&state=" STATE) },
  { "B1/case", 404, GET ("/Callback?code=x&state=" STATE) },
  { "B1/semicolon", 404, GET ("/callback;a?code=x&state=" STATE) },
  { "B1/slash", 404, GET ("/callback/?code=x&state=" STATE) },
  { "B1/root", 404, GET ("/?code=x&state=" STATE) },
  { "B1/absolute", 400, GET ("http://127.0.0.1/callback?code=x&state=" STATE) },
  { "B1/absolute-foreign", 400, GET ("http://evil.example/callback?code=x&state=" STATE) },
  { "B1/fragment", 400, GET ("/callback?code=x&state=" STATE "#y") },
  { "B1/asterisk", 400, GET ("*") },
  { "B1/done-too-early", 404, GET ("/done") },
  { "B2/post", 405, "POST " GOOD " HTTP/1.1\r\nHost: %h\r\nContent-Length: 0\r\n\r\n" },
  { "B2/head", 405, "HEAD " GOOD " HTTP/1.1\r\nHost: %h\r\n\r\n" },
  { "B2/options", 405, "OPTIONS " GOOD " HTTP/1.1\r\nHost: %h\r\n\r\n" },
  { "B2/put", 405, "PUT " GOOD " HTTP/1.1\r\nHost: %h\r\n\r\n" },
  { "B2/lower-case", 405, "get " GOOD " HTTP/1.1\r\nHost: %h\r\n\r\n" },
  { "B2/body", 400, "POST " GOOD " HTTP/1.1\r\nHost: %h\r\nContent-Length: 3\r\n\r\na=b" },
  { "B3/no-host", 421, "GET " GOOD " HTTP/1.1\r\n\r\n" },
  { "B3/old-without-host", 421, "GET " GOOD " HTTP/1.0\r\n\r\n" },
  { "B3/foreign", 421, "GET " GOOD " HTTP/1.1\r\nHost: evil.example\r\n\r\n" },
  { "B3/no-port", 421, "GET " GOOD " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" },
  { "B3/localhost", 421, "GET " GOOD " HTTP/1.1\r\nHost: localhost\r\n\r\n" },
  { "B3/user", 421, "GET " GOOD " HTTP/1.1\r\nHost: a@%h\r\n\r\n" },
  { "B3/longer", 421, "GET " GOOD " HTTP/1.1\r\nHost: %h.evil.example\r\n\r\n" },
  { "B3/twice", 400, WITH ("Host: evil.example") },
  { "B3/twice-the-same", 400, WITH ("Host: %h") },
  { "B4/origin", 403, WITH ("Origin: https://evil.example") },
  { "B4/origin-null", 403, WITH ("Origin: null") },
  { "B4/origin-longer", 403, WITH ("Origin: http://%h.evil.example") },
  { "B4/mode-cors", 403, WITH ("Sec-Fetch-Mode: cors") },
  { "B4/mode-no-cors", 403, WITH ("Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image") },
  { "B4/frame", 403, WITH ("Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe") },
  { "B4/two-modes", 403, WITH ("Sec-Fetch-Mode: navigate\r\nSec-Fetch-Mode: cors") },
  { "B5/no-state", 400, GET ("/callback?code=x") },
  { "B5/empty-state", 400, GET ("/callback?code=x&state=") },
  { "B5/wrong-state", 400, GET ("/callback?code=x&state=wrong") },
  { "B5/longer-state", 400, GET ("/callback?code=x&state=" STATE "0") },
  { "B5/shorter-state", 400, GET ("/callback?code=x&state=state-0123456789") },
  { "B5/nothing", 400, GET ("/callback") },
  { "B5/error-without-state", 400, GET ("/callback?error=access_denied") },
  { "B5/error-wrong-state", 400, GET ("/callback?error=access_denied&state=wrong") },
  { "B5/state-only", 400, GET ("/callback?state=" STATE) },
  { "B5/empty-code", 400, GET ("/callback?code=&state=" STATE) },
  { "B5/token", 400, GET ("/callback?access_token=x&state=" STATE) },
  { "B5/both", 400, GET ("/callback?code=x&error=access_denied&state=" STATE) },
  { "B7/two-codes", 400, GET ("/callback?code=x&code=y&state=" STATE) },
  { "B7/two-states", 400, GET ("/callback?code=x&state=" STATE "&state=" STATE) },
  { "B7/two-states-escaped", 400, GET ("/callback?code=x&state=" STATE "&st%61te=y") },
  { "B7/two-errors", 400, GET ("/callback?error=x&error=y&state=" STATE) },
  { "B7/two-issuers", 400, GET ("/callback?code=x&iss=a&iss=a&state=" STATE) },
  { "B13/favicon", 404, GET ("/favicon.ico") },
  { "B13/nul-in-code", 400, GET ("/callback?code=%00abc&state=" STATE) },
  { "B13/line-in-code", 400, GET ("/callback?code=a%0d%0ab&state=" STATE) },
  { "B13/no-utf-8", 400, GET ("/callback?code=%ff&state=" STATE) },
  { "B13/broken-escape", 400, GET ("/callback?code=%4&state=" STATE) },
  { "B13/no-version", 400, "GET " GOOD "\r\nHost: %h\r\n\r\n" },
  { "B13/version", 400, "GET " GOOD " HTTP/2.0\r\nHost: %h\r\n\r\n" },
  { "B13/spaces", 400, "GET  " GOOD " HTTP/1.1\r\nHost: %h\r\n\r\n" },
  { "B13/bare-newline", 400, "GET " GOOD " HTTP/1.1\nHost: %h\r\n\r\n" },
  { "B13/bare-return", 400, "GET " GOOD " HTTP/1.1\r\nA: b\rc\r\nHost: %h\r\n\r\n" },
  { "B13/folded", 400, "GET " GOOD " HTTP/1.1\r\nA: b\r\n c: d\r\nHost: %h\r\n\r\n" },
  { "B13/space-before-colon", 400, "GET " GOOD " HTTP/1.1\r\nHost : %h\r\n\r\n" },
  { "B13/no-colon", 400, "GET " GOOD " HTTP/1.1\r\nHost\r\n\r\n" },
  { "B13/chunked", 400, WITH ("Transfer-Encoding: chunked") },
  { "B13/empty-head", 400, "\r\n\r\n" },
  { "B13/tls", 400, "\x16\x03\x01\x02\r\n\r\n" },
};

static void
test_refused (CvkLoopbackBench *self, gconstpointer data)
{
  for (size_t i = 0; i < G_N_ELEMENTS (refused_rows); i++)
    {
      const Row *row = &refused_rows[i];
      g_autofree char *answer = cvk_loopback_bench_exchange (self, row->request);

      if (cvk_loopback_bench_get_status (answer) != row->status)
        g_error ("%s: %.40s", row->name, answer);
    }
  g_test_message ("%zu requests refused", G_N_ELEMENTS (refused_rows));
  cvk_loopback_bench_assert_goes_on (self);
}

static const Row accepted_rows[] = {
  { "plain", 303, GET (GOOD) },
  { "order", 303, GET ("/callback?state=" STATE "&code=x") },
  { "unknown-parameters", 303, GET ("/callback?a&b=&=c&&code=x&session_state=1&state=" STATE) },
  { "issuer-unasked", 303, GET ("/callback?code=x&iss=https%3A%2F%2Fzoom.us&state=" STATE) },
  { "old", 303, "GET " GOOD " HTTP/1.0\r\nHost: %h\r\n\r\n" },
  { "navigation", 303,
    WITH ("Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Site: cross-site\r\n"
          "Sec-Fetch-User: ?1\r\nUpgrade-Insecure-Requests: 1") },
  { "own-origin", 303, WITH ("Origin: http://%h") },
  { "spaces-around-values", 303, "GET " GOOD " HTTP/1.1\r\nhost: \t %h \t\r\n\r\n" },
  { "latin-1-header", 303, WITH ("X-Name: J\xf6rg") },
};

static void
test_accepted (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (accepted_rows); i++)
    {
      const Row *row = &accepted_rows[i];
      CvkLoopbackBench self = { 0 };
      g_autofree char *answer = NULL;

      cvk_loopback_bench_start (&self, NULL, FALSE);
      answer = cvk_loopback_bench_exchange (&self, row->request);
      if (cvk_loopback_bench_get_status (answer) != row->status)
        g_error ("%s: %.40s", row->name, answer);
      cvk_loopback_bench_assert_code (&self, "x");
      cvk_loopback_bench_tear_down (&self, NULL);
    }
}

static void
test_decoded_code (CvkLoopbackBench *self, gconstpointer data)
{
  g_assert_cmpuint (cvk_loopback_bench_get (self, "/callback?code=a%2Fb+c%2B%7E&state=" STATE), ==,
                    303);
  cvk_loopback_bench_assert_code (self, "a/b c+~");
}

typedef struct
{
  const char *query;
  CvkAuthError code;
  const char *part; /* of the message */
} ErrorRow;

static const ErrorRow error_rows[] = {
  { "error=access_denied", CVK_AUTH_ERROR_DECLINED, "declined" },
  { "error=access_denied&error_description=nope", CVK_AUTH_ERROR_DECLINED, "declined" },
  { "error=invalid_request", CVK_AUTH_ERROR_REFUSED, "invalid_request" },
  { "error=unauthorized_client", CVK_AUTH_ERROR_REFUSED, "unauthorized_client" },
  { "error=unsupported_response_type", CVK_AUTH_ERROR_REFUSED, "unsupported_response_type" },
  { "error=invalid_scope", CVK_AUTH_ERROR_REFUSED, "invalid_scope" },
  { "error=server_error", CVK_AUTH_ERROR_OFFLINE, "later" },
  { "error=temporarily_unavailable", CVK_AUTH_ERROR_OFFLINE, "later" },
  { "error=something_new", CVK_AUTH_ERROR_REFUSED, "something_new" },
  { "error=", CVK_AUTH_ERROR_REFUSED, "without saying why" },
  { "error=&code=", CVK_AUTH_ERROR_REFUSED, "without saying why" },
  { "error=x&error_description=Say+%22hi%22", CVK_AUTH_ERROR_REFUSED, "Say \"hi\"" },
  { "error=x&error_description=%E2%80%AEabc", CVK_AUTH_ERROR_REFUSED,
    "\xef\xbf\xbd"
    "abc" },
  { "error=x&error_uri=file%3A%2F%2F%2Fetc%2Fpasswd", CVK_AUTH_ERROR_REFUSED, "x" },
};

static void
test_errors (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (error_rows); i++)
    {
      const ErrorRow *row = &error_rows[i];
      CvkLoopbackBench self = { 0 };
      g_autofree char *target = g_strdup_printf ("/callback?state=" STATE "&%s", row->query);
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkSecret) code = NULL;

      cvk_loopback_bench_start (&self, NULL, FALSE);
      g_assert_cmpuint (cvk_loopback_bench_get (&self, target), ==, 303);
      code = cvk_loopback_bench_take_code (&self, &error);
      g_assert_null (code);
      g_test_message ("%s: %s", row->query, error->message);
      g_assert_error (error, CVK_AUTH_ERROR, (int) row->code);
      g_assert_nonnull (strstr (error->message, row->part));
      g_assert_null (strstr (error->message, "passwd"));
      cvk_loopback_bench_tear_down (&self, NULL);
    }
}

static void
test_long_description (CvkLoopbackBench *self, gconstpointer data)
{
  g_autofree char *many = g_strnfill (3000, 'a');
  g_autofree char *target = g_strdup_printf (
    "/callback?state=" STATE "&error=x&error_description=%%3Cspan+size%%3D%%221000000000%%22%%3E"
    "%%3Cscript%%3E%s",
    many);
  g_autofree char *pattern = cvk_loopback_bench_make_get (target);
  g_autofree char *answer = cvk_loopback_bench_exchange (self, pattern);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) code = cvk_loopback_bench_take_code (self, &error);

  g_assert_null (code);
  g_assert_cmpuint (g_utf8_strlen (error->message, -1), <, 500);
  g_assert_null (strstr (answer, "script"));
  g_assert_null (strstr (answer, "aaa"));
}

#define ISSUER "https://zoom.us"
#define ISS "&iss=https%3A%2F%2F"

typedef struct
{
  const char *request;
  unsigned status_needed; /* of a server that always sends it */
  unsigned status;        /* of one that did not say so */
} IssuerRow;

/* Each in an attempt of its own; what is refused does not end it. */
static void
check_issuer (const IssuerRow *row, gboolean is_needed)
{
  CvkLoopbackBench self = { 0 };
  g_autofree char *answer = NULL;
  unsigned expected = is_needed ? row->status_needed : row->status;

  cvk_loopback_bench_start (&self, ISSUER, is_needed);
  answer = cvk_loopback_bench_exchange (&self, row->request);
  g_assert_cmpuint (cvk_loopback_bench_get_status (answer), ==, expected);
  if (expected != 303)
    {
      g_assert_cmpuint (cvk_loopback_bench_get (&self, GOOD ISS "zoom.us"), ==, 303);
      cvk_loopback_bench_assert_code (&self, "x");
    }
  cvk_loopback_bench_tear_down (&self, NULL);
}

static void
test_issuer (void)
{
  static const IssuerRow rows[] = {
    { GET (GOOD), 400, 303 },
    { GET (GOOD ISS "evil.example"), 400, 400 },
    { GET (GOOD ISS "zoom.us%2F"), 400, 400 },
    { GET (GOOD "&iss="), 400, 400 },
    { GET (GOOD ISS "zoom.us"), 303, 303 },
    { GET ("/callback?error=access_denied&state=" STATE), 400, 303 },
    { GET ("/callback?error=access_denied&state=" STATE ISS "evil.example"), 400, 400 },
    { GET ("/callback?error=access_denied&state=" STATE ISS "zoom.us"), 303, 303 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      check_issuer (&rows[i], TRUE);
      check_issuer (&rows[i], FALSE);
    }
}

static void
test_pages (CvkLoopbackBench *self, gconstpointer data)
{
  for (size_t i = 0; i < G_N_ELEMENTS (refused_rows); i++)
    {
      g_autofree char *answer = cvk_loopback_bench_exchange (self, refused_rows[i].request);

      cvk_loopback_bench_assert_harmless (answer);
    }
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/loopback-requests/" path, CvkLoopbackBench, NULL,                          \
              cvk_loopback_bench_set_up, function, cvk_loopback_bench_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("B1-B7/refused", test_refused);
  g_test_add_func ("/connect/loopback-requests/accepted", test_accepted);
  ADD ("decoded-code", test_decoded_code);
  g_test_add_func ("/connect/loopback-requests/B9/errors", test_errors);
  ADD ("B10/long-description", test_long_description);
  g_test_add_func ("/connect/loopback-requests/B11/issuer", test_issuer);
  ADD ("B14/pages", test_pages);
  return g_test_run ();
}
