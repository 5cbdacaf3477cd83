// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-http-node-private.h"
#include "service-fixture.h"

static const char *
get_request (ServiceFixture *fixture, unsigned index)
{
  g_assert_cmpuint (index, <, fixture->requests->len);
  return g_ptr_array_index (fixture->requests, index);
}

/* --- What is asked --- */

typedef struct
{
  const char *settings;
  const char *request; /* nullable: it must not be sent */
  const char *problem; /* then */
  const char *field;
} Asking;

static const Asking askings[] = {
  { "{\"url\":\"/a\"}", "GET /v2/a", NULL, NULL },
  { "{\"url\":\"a/b?c=1\"}", "GET /v2/a/b?c=1", NULL, NULL },
  { "{\"url\":\"/a#fragment\"}", "GET /v2/a", NULL, NULL },
  { "{\"url\":\"/ä b\"}", "GET /v2/%C3%A4%20b", NULL, NULL },
  { "{\"url\":\"/a%2Fb\"}", "GET /v2/a%2Fb", NULL, NULL },
  { "{\"url\":\"/a\",\"query\":{\"q\":\"a b&c=d\",\"n\":7,\"t\":true,\"e\":\"\",\"z\":null,"
    "\"l\":[1,\"x\"]}}",
    "GET /v2/a?q=a%20b%26c%3Dd&n=7&t=true&l=1&l=x", NULL, NULL },
  { "{\"url\":\"/a?x=1\",\"query\":{\"y\":2}}", "GET /v2/a?x=1&y=2", NULL, NULL },
  { "{\"method\":\"POST\",\"url\":\"/a\",\"body\":\"json\",\"json\":{\"n\":9007199254740993}}",
    "POST /v2/a {\"n\":9007199254740993}", NULL, NULL },
  { "{\"method\":\"POST\",\"url\":\"/a\",\"body\":\"json\",\"json\":[1,\"\\\"\"]}",
    "POST /v2/a [1,\"\\\"\"]", NULL, NULL },
  { "{\"method\":\"POST\",\"url\":\"/a\",\"body\":\"form\",\"fields\":{\"a b\":\"c&d\",\"e\":1}}",
    "POST /v2/a a%20b=c%26d&e=1", NULL, NULL },
  { "{\"method\":\"PUT\",\"url\":\"/a\",\"body\":\"text\",\"text\":\"hello\"}", "PUT /v2/a hello",
    NULL, NULL },
  { "{\"method\":\"DELETE\",\"url\":\"/a\"}", "DELETE /v2/a", NULL, NULL },
  { "{\"method\":\"PATCH\",\"url\":\"/a\",\"body\":\"json\",\"json\":{}}", "PATCH /v2/a {}", NULL,
    NULL },
  { "{\"url\":\"https://user:secret@example.com/\"}", NULL, "secret-in-address", "url" },
  { "{\"url\":\"ftp://example.com/\"}", NULL, "invalid-address", "url" },
  { "{\"url\":\"file:///etc/passwd\"}", NULL, "invalid-address", "url" },
  { "{\"url\":\"https://example.com/\"}", NULL, "host-not-allowed", "url" },
  { "{\"url\":\"//example.com/\"}", NULL, "invalid-address", "url" },
  { "{\"url\":\"/a/../b\"}", NULL, "invalid-address", "url" },
  { "{\"url\":\"/a/%2e%2E/b\"}", NULL, "invalid-address", "url" },
  { "{\"url\":\"/a/..%2fb\"}", NULL, "invalid-address", "url" },
  { "{\"url\":\"/a\",\"headers\":{\"Authorization\":\"Bearer x\"}}", NULL, "reserved-header",
    "headers.Authorization" },
  { "{\"url\":\"/a\",\"headers\":{\"COOKIE\":\"x\"}}", NULL, "reserved-header", "headers.COOKIE" },
  { "{\"url\":\"/a\",\"headers\":{\"Host\":\"x\"}}", NULL, "reserved-header", "headers.Host" },
  { "{\"url\":\"/a\",\"headers\":{\"Transfer-Encoding\":\"x\"}}", NULL, "reserved-header",
    "headers.Transfer-Encoding" },
  { "{\"url\":\"/a\",\"headers\":{\"X-A\":\"a\\r\\nX-B: b\"}}", NULL, "invalid-header",
    "headers.X-A" },
  { "{\"url\":\"/a\",\"headers\":{\"X A\":\"a\"}}", NULL, "invalid-header", "headers.X A" },
  { "{\"url\":\"/a\",\"headers\":{\"X-A\":\"ä\"}}", NULL, "invalid-header", "headers.X-A" },
};

static void
assert_url (CvkRun *run, const char *path)
{
  g_autofree char *url = run_dup_field (run, "url");
  g_autofree char *end = g_strconcat (path, "\"", NULL);

  if (!g_str_has_suffix (url, end))
    g_error ("%s was asked in place of %s", url, path);
}

static void
test_asking (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (askings); i++)
    {
      const Asking *asking = &askings[i];
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;

      service_fixture_init (&fixture);
      g_test_message ("%s", asking->settings);
      if (asking->request != NULL)
        service_fixture_reply (&fixture, 200, NULL, "{}");
      run = service_fixture_run (&fixture, "http.request", asking->settings);
      g_assert_cmpstr (run_get_code (run), ==, asking->problem);
      g_assert_cmpstr (asking->problem != NULL ? run_get_field (run) : NULL, ==, asking->field);
      g_assert_cmpuint (fixture.requests->len, ==, asking->request != NULL);
      /* The server decodes what comes to it. */
      if (asking->request != NULL && strchr (asking->request, '%') != NULL &&
          g_str_has_prefix (asking->request, "GET"))
        assert_url (run, strchr (asking->request, '/'));
      else if (asking->request != NULL)
        g_assert_cmpstr (get_request (&fixture, 0), ==, asking->request);
      service_fixture_clear (&fixture);
    }
}

/* Where nobody gave the address in a connection, nothing near this computer is reached, and what a
 * connection signs in with is shown to nobody. */
static void
test_unconnected (void)
{
  ServiceFixture fixture;
  g_autofree char *settings = NULL;
  g_autoptr (CvkRun) refused = NULL;
  g_autoptr (CvkRun) relative = NULL;

  service_fixture_init (&fixture);
  fixture.is_unconnected = TRUE;
  settings = g_strdup_printf ("{\"url\":\"http://127.0.0.1:%u/a\"}", fixture.port);
  refused = service_fixture_run (&fixture, "http.request", settings);
  g_assert_cmpstr (run_get_code (refused), ==, "address-not-public");
  relative = service_fixture_run (&fixture, "http.request", "{\"url\":\"/a\"}");
  g_assert_cmpstr (run_get_code (relative), ==, "relative-address");
  g_assert_cmpuint (fixture.requests->len, ==, 0);
  service_fixture_clear (&fixture);
}

static void
test_headers (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 200, "X-Two: 2\nSet-Cookie: a=secret", "{\"a\":1}");
  run = service_fixture_run (&fixture, "http.request",
                             "{\"method\":\"POST\",\"url\":\"/a\",\"body\":\"text\",\"text\":\"x\","
                             "\"headers\":{\"X-One\":\" 1 \",\"Content-Type\":\"text/x-y\","
                             "\"Accept\":\"application/vnd.a+json\"}}");
  g_assert_cmpstr (run_get_code (run), ==, NULL);
  g_assert_nonnull (strstr (fixture.headers, "X-One: 1\n"));
  g_assert_nonnull (strstr (fixture.headers, "Content-Type: text/x-y\n"));
  g_assert_nonnull (strstr (fixture.headers, "Accept: application/vnd.a+json\n"));
  g_assert_cmpstr (fixture.authorization, ==, "Bearer AT1");
  {
    g_autofree char *status = run_dup_field (run, "status");
    g_autofree char *headers = run_dup_field (run, "headers");
    g_autofree char *body = run_dup_field (run, "body");

    g_assert_cmpstr (status, ==, "200");
    g_assert_nonnull (strstr (headers, "\"x-two\":\"2\""));
    g_assert_null (strstr (headers, "secret"));
    g_assert_cmpstr (body, ==, "{\"a\":1}");
  }
  service_fixture_clear (&fixture);
}

/* --- What comes of each answer --- */

typedef struct
{
  const char *settings; /* besides method and url */
  unsigned status;
  const char *headers;
  const char *body;
  const char *read_code;   /* nullable: it worked */
  const char *change_code; /* nullable: it worked */
  const char *output;      /* nullable: "body", when it worked */
} Answer;

static const Answer answers[] = {
  { "", 200, NULL, "{\"a\":1}", NULL, NULL, "{\"a\":1}" },
  { "", 201, NULL, "[1]", NULL, NULL, "[1]" },
  { "", 200, NULL, "", NULL, NULL, "null" },
  { "", 204, NULL, NULL, NULL, NULL, "null" },
  { "", 200, NULL, "\xef\xbb\xbf{}", NULL, NULL, "{}" },
  { "", 200, NULL, "<html>", "damaged-reply", "outcome-unknown", NULL },
  { "", 200, NULL, "{\"a\":1", "damaged-reply", "outcome-unknown", NULL },
  { "", 200, NULL, "{\"a\":1,\"a\":2}", "damaged-reply", "outcome-unknown", NULL },
  { "", 200, NULL, "{\"a\":1e999}", "damaged-reply", "outcome-unknown", NULL },
  { "", 200, NULL, "\xff\xfe{\x00", "damaged-reply", "outcome-unknown", NULL },
  { ",\"response\":\"text\"", 200, NULL, "<html>", NULL, NULL, "\"<html>\"" },
  { ",\"response\":\"text\"", 200, NULL, "\xe4", "damaged-reply", "outcome-unknown", NULL },
  { ",\"success\":[404]", 404, NULL, "{}", NULL, NULL, "{}" },
  { ",\"success\":[201]", 200, NULL, "{}", "redirect", "outcome-unknown", NULL },
  { "", 301, "Location: https://evil.example/", "{}", "redirect", "outcome-unknown", NULL },
  { "", 307, "Location: /elsewhere", "{}", "redirect", "outcome-unknown", NULL },
  { "", 400, NULL, "{\"message\":\"no\"}", "http-status", "http-status", NULL },
  { "", 403, NULL, NULL, "http-status", "http-status", NULL },
  { "", 404, NULL, NULL, "not-found", "not-found", NULL },
};

static void
test_answers (void)
{
  static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
  unsigned count = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (answers); i++)
    for (size_t k = 0; k < G_N_ELEMENTS (methods); k++, count++)
      {
        const Answer *answer = &answers[i];
        const char *code = k == 0 ? answer->read_code : answer->change_code;
        g_autofree char *settings =
          g_strdup_printf ("{\"method\":\"%s\",\"url\":\"/a\"%s}", methods[k], answer->settings);
        ServiceFixture fixture;
        g_autoptr (CvkRun) run = NULL;

        service_fixture_init (&fixture);
        service_fixture_reply (&fixture, answer->status, answer->headers, answer->body);
        run = service_fixture_run (&fixture, "http.request", settings);
        if (g_strcmp0 (run_get_code (run), code) != 0)
          g_error ("%s, status %u: %s", settings, answer->status, run_get_code (run));
        g_assert_cmpuint (fixture.requests->len, ==, 1);
        if (answer->output != NULL && code == NULL)
          {
            g_autofree char *body = run_dup_field (run, "body");

            g_assert_cmpstr (body, ==, answer->output);
          }
        service_fixture_clear (&fixture);
      }
  g_print ("# figure: answers to an HTTP request: %u, each asked once and classified\n", count);
}

/* A read that was lost is asked again; a change is not, unless the step says that it may be. */
static void
test_lost (void)
{
  static const struct
  {
    const char *settings;
    unsigned n_requests; /* of a lost one and an answered one */
    const char *code;
    const char *states;
  } cases[] = {
    { "{\"url\":\"/a\"}", 2, NULL, "" },
    { "{\"method\":\"POST\",\"url\":\"/a\"}", 1, "outcome-unknown", "planned sent unknown" },
    { "{\"method\":\"PUT\",\"url\":\"/a\"}", 1, "outcome-unknown", "planned sent unknown" },
    { "{\"method\":\"DELETE\",\"url\":\"/a\"}", 1, "outcome-unknown", "planned sent unknown" },
    { "{\"method\":\"PUT\",\"url\":\"/a\",\"repeatable\":true}", 2, NULL,
      "planned sent confirmed" },
    { "{\"method\":\"POST\",\"url\":\"/a\",\"idempotency_header\":\"Idempotency-Key\"}", 2, NULL,
      "planned sent confirmed" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;
      g_autofree char *states = NULL;

      service_fixture_init (&fixture);
      service_fixture_reply (&fixture, 0, NULL, NULL);
      if (cases[i].n_requests > 1)
        service_fixture_reply (&fixture, 200, NULL, "{}");
      run = service_fixture_run (&fixture, "http.request", cases[i].settings);
      g_assert_cmpstr (run_get_code (run), ==, cases[i].code);
      g_assert_cmpuint (fixture.requests->len, ==, cases[i].n_requests);
      states = service_fixture_list_states (&fixture);
      g_assert_cmpstr (states, ==, cases[i].states);
      if (strstr (cases[i].settings, "idempotency") != NULL)
        g_assert_nonnull (strstr (fixture.headers, "Idempotency-Key: "));
      service_fixture_clear (&fixture);
    }
}

/* What was lost has deleted it already. */
static void
test_deleted_twice (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 0, NULL, NULL);
  service_fixture_reply (&fixture, 404, NULL, NULL);
  run = service_fixture_run (&fixture, "http.request",
                             "{\"method\":\"DELETE\",\"url\":\"/a\",\"repeatable\":true}");
  g_assert_cmpstr (run_get_code (run), ==, NULL);
  g_assert_cmpuint (fixture.requests->len, ==, 2);
  service_fixture_clear (&fixture);
}

/* --- Pages --- */

typedef struct
{
  const char *settings;
  const char *replies[8]; /* headers and body in turn, NULL for no headers, ended by two NULLs */
  const char *last;       /* the last request */
  unsigned n_items;
  const char *code;
} Paging;

static const Paging pagings[] = {
  { "\"split\":true", { NULL, "[1,2,3]" }, "GET /v2/a", 3, NULL },
  { "\"list\":\"d.l\"", { NULL, "{\"d\":{\"l\":[{\"x\":1},{\"x\":2}]}}" }, "GET /v2/a", 2, NULL },
  { "\"list\":\"d\"", { NULL, "{\"d\":{}}" }, "GET /v2/a", 0, "no-list" },
  { "\"split\":true", { NULL, "[]" }, "GET /v2/a", 0, NULL },
  { "\"paging\":\"link\",\"split\":true",
    { "Link: <?page=2>; rel=\"next\", <?page=9>; rel=last", "[1,2]", NULL, "[3]" },
    "GET /v2/a?page=2",
    3,
    NULL },
  { "\"paging\":\"link\",\"split\":true",
    { "Link: <https://evil.example/>; rel=next", "[1,2]" },
    "GET /v2/a",
    0,
    "foreign-page" },
  { "\"paging\":\"link\",\"split\":true",
    { "Link: </v2/a>; rel=next", "[1,2]" },
    "GET /v2/a",
    0,
    "paging-loop" },
  { "\"paging\":\"next\",\"next\":\"n\",\"list\":\"l\"",
    { NULL, "{\"l\":[1],\"n\":\"/v2/a?c=2\"}", NULL, "{\"l\":[2],\"n\":null}" },
    "GET /v2/a?c=2",
    2,
    NULL },
  { "\"paging\":\"next\",\"next\":\"n\",\"list\":\"l\",\"page_parameter\":\"t\"",
    { NULL, "{\"l\":[1],\"n\":\"a&b\"}", NULL, "{\"l\":[2],\"n\":7}", NULL, "{\"l\":[3]}" },
    "GET /v2/a?t=7",
    3,
    NULL },
  { "\"paging\":\"next\",\"next\":\"n\",\"list\":\"l\",\"page_parameter\":\"t\"",
    { NULL, "{\"l\":[1],\"n\":\"x\"}", NULL, "{\"l\":[2],\"n\":\"x\"}" },
    "GET /v2/a?t=x",
    0,
    "paging-loop" },
  { "\"paging\":\"page\",\"split\":true",
    { NULL, "[1,2]", NULL, "[3]", NULL, "[]" },
    "GET /v2/a?page=3",
    3,
    NULL },
  { "\"paging\":\"page\",\"split\":true",
    { NULL, "[1,2]", NULL, "[1,2]" },
    "GET /v2/a?page=2",
    0,
    "paging-loop" },
  { "\"paging\":\"offset\",\"split\":true,\"page_parameter\":\"skip\"",
    { NULL, "[1,2]", NULL, "[3]", NULL, "[]" },
    "GET /v2/a?skip=3",
    3,
    NULL },
  { "\"paging\":\"page\",\"split\":true,\"limit\":3",
    { NULL, "[1,2]", NULL, "[3,4]" },
    "GET /v2/a?page=2",
    3,
    NULL },
  { "\"paging\":\"page\",\"split\":true,\"max_pages\":2",
    { NULL, "[1,2]", NULL, "[3,4]" },
    "GET /v2/a?page=2",
    0,
    "too-many-pages" },
  { "\"paging\":\"page\",\"list\":\"l\",\"query\":{\"page\":5,\"q\":1}",
    { NULL, "{\"l\":[1]}", NULL, "{\"l\":[]}" },
    "GET /v2/a?q=1&page=2",
    1,
    NULL },
};

static void
test_paging (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (pagings); i++)
    {
      const Paging *paging = &pagings[i];
      g_autofree char *settings = g_strdup_printf ("{\"url\":\"/a\",%s}", paging->settings);
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;

      service_fixture_init (&fixture);
      g_test_message ("%s", settings);
      for (size_t k = 0; k < G_N_ELEMENTS (paging->replies) && paging->replies[k + 1] != NULL;
           k += 2)
        service_fixture_reply (&fixture, 200, paging->replies[k], paging->replies[k + 1]);
      run = service_fixture_run (&fixture, "http.request", settings);
      g_assert_cmpstr (run_get_code (run), ==, paging->code);
      g_assert_cmpuint (run_get_items (run)->len, ==, paging->n_items);
      g_assert_cmpstr (get_request (&fixture, fixture.requests->len - 1), ==, paging->last);
      service_fixture_clear (&fixture);
    }
}

static void
test_links (void)
{
  static const struct
  {
    const char *header;
    const char *next; /* nullable */
  } cases[] = {
    { NULL, NULL },
    { "", NULL },
    { "<a>; rel=next", "a" },
    { "<a>;rel=\"next\"", "a" },
    { "<a>; rel=\"prev next\"", "a" },
    { "<a>; REL=NEXT", "a" },
    { "<a,b;c>; rel=next", "a,b;c" },
    { "<a>; title=\"x, <b>; rel=next\"; rel=prev", NULL },
    { "<a>; title=\"\\\"\"; rel=next", "a" },
    { "<a>; rel=prev; rel=next", NULL },
    { "<a>; rel=prev, <b>; rel=next", "b" },
    { ",, <b> ; rel = next ,", "b" },
    { "<a>", NULL },
    { "<a; rel=next", NULL },
    { "a; rel=next", NULL },
    { "<>; rel=next", "" },
    { "<a>; rel=\"next", "a" },
    { "<a> garbage, <b>; rel=next", "b" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *next = cvk_http_link_find (cases[i].header, "next");

      g_test_message ("%s", cases[i].header);
      g_assert_cmpstr (next, ==, cases[i].next);
    }
}

/* --- Files --- */

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("convoke-http-XXXXXX", NULL);
  g_autofree char *pipeline = g_build_filename (folder, "p.convoke", NULL);
  g_autofree char *sent = g_build_filename (folder, "a \"b\".csv", NULL);
  g_autofree char *saved = g_build_filename (folder, "answer.bin", NULL);
  g_autofree char *content = NULL;
  ServiceFixture fixture;

  g_assert_true (g_file_set_contents (sent, "x;y\n", -1, NULL));
  service_fixture_init (&fixture);
  fixture.path = pipeline;
  {
    g_autoptr (CvkRun) run = NULL;

    service_fixture_reply (&fixture, 200, NULL, "{}");
    run = service_fixture_run (&fixture, "http.request",
                               "{\"method\":\"POST\",\"url\":\"/a\",\"body\":\"multipart\","
                               "\"fields\":{\"f\":\"v\"},\"files\":{\"up\":\"a \\\"b\\\".csv\"}}");
    g_assert_cmpstr (run_get_code (run), ==, NULL);
    g_assert_nonnull (strstr (get_request (&fixture, 0),
                              "Content-Disposition: form-data; name=\"f\"\r\n\r\nv\r\n--convoke-"));
    g_assert_nonnull (strstr (get_request (&fixture, 0),
                              "name=\"up\"; filename=\"a %22b%22.csv\"\r\nContent-Type: text/csv"
                              "\r\n\r\nx;y\n\r\n--convoke-"));
    g_assert_nonnull (
      strstr (fixture.headers, "Content-Type: multipart/form-data; boundary=convoke-"));
  }
  {
    g_autoptr (CvkRun) run = NULL;

    service_fixture_reply (&fixture, 200, NULL, "any\x01thing");
    run = service_fixture_run (
      &fixture, "http.request",
      "{\"method\":\"PUT\",\"url\":\"/a\",\"body\":\"file\",\"body_file\":\"a \\\"b\\\".csv\","
      "\"response\":\"file\",\"file\":\"answer.bin\"}");
    g_assert_cmpstr (run_get_code (run), ==, NULL);
    g_assert_cmpstr (get_request (&fixture, 0), ==, "PUT /v2/a x;y\n");
    g_assert_nonnull (strstr (fixture.headers, "Content-Type: text/csv\n"));
    g_assert_true (g_file_get_contents (saved, &content, NULL, NULL));
    g_assert_cmpstr (content, ==, "any\x01thing");
  }
  {
    g_autoptr (CvkRun) run = NULL;
    g_autofree char *after = NULL;

    /* What is refused replaces nothing. */
    service_fixture_reply (&fixture, 404, NULL, "not this");
    run = service_fixture_run (&fixture, "http.request",
                               "{\"url\":\"/a\",\"response\":\"file\",\"file\":\"answer.bin\"}");
    g_assert_cmpstr (run_get_code (run), ==, "not-found");
    g_assert_true (g_file_get_contents (saved, &after, NULL, NULL));
    g_assert_cmpstr (after, ==, content);
  }
  {
    g_autoptr (CvkRun) run = service_fixture_run (
      &fixture, "http.request",
      "{\"method\":\"PUT\",\"url\":\"/a\",\"body\":\"file\",\"body_file\":\"absent\"}");

    g_assert_cmpstr (run_get_code (run), ==, "file");
    g_assert_cmpstr (run_get_field (run), ==, "body_file");
    g_assert_cmpuint (fixture.requests->len, ==, 0);
  }
  service_fixture_clear (&fixture);
  g_unlink (sent);
  g_unlink (saved);
  g_rmdir (folder);
}

/* --- Rehearsing --- */

static void
test_rehearsal (void)
{
  static const struct
  {
    const char *settings;
    const char *kind; /* nullable: it is read */
  } cases[] = {
    { "{\"url\":\"/a\"}", NULL },
    { "{\"method\":\"HEAD\",\"url\":\"/a\"}", NULL },
    { "{\"method\":\"POST\",\"url\":\"/a\",\"body\":\"json\",\"json\":{\"t\":1}}", "send" },
    { "{\"method\":\"PUT\",\"url\":\"/a\"}", "update" },
    { "{\"method\":\"PATCH\",\"url\":\"/a\"}", "update" },
    { "{\"method\":\"DELETE\",\"url\":\"/a\"}", "delete" },
    { "{\"url\":\"/a\",\"response\":\"file\",\"file\":\"x\"}", "write" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;
      GPtrArray *effects;

      service_fixture_init (&fixture);
      fixture.rehearses = TRUE;
      fixture.path = "/nowhere/p.convoke";
      if (cases[i].kind == NULL)
        service_fixture_reply (&fixture, 200, NULL, "{}");
      run = service_fixture_run (&fixture, "http.request", cases[i].settings);
      g_assert_cmpstr (run_get_code (run), ==, NULL);
      effects = cvk_plan_get_effects (cvk_run_get_plan (run));
      g_assert_cmpuint (effects->len, ==, cases[i].kind != NULL);
      g_assert_cmpuint (fixture.requests->len, ==, cases[i].kind == NULL);
      if (cases[i].kind != NULL)
        g_assert_cmpstr (((CvkPlannedEffect *) g_ptr_array_index (effects, 0))->kind, ==,
                         cases[i].kind);
      service_fixture_clear (&fixture);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-node/asking", test_asking);
  g_test_add_func ("/http-node/unconnected", test_unconnected);
  g_test_add_func ("/http-node/headers", test_headers);
  g_test_add_func ("/http-node/answers", test_answers);
  g_test_add_func ("/http-node/lost", test_lost);
  g_test_add_func ("/http-node/deleted-twice", test_deleted_twice);
  g_test_add_func ("/http-node/paging", test_paging);
  g_test_add_func ("/http-node/links", test_links);
  g_test_add_func ("/http-node/files", test_files);
  g_test_add_func ("/http-node/rehearsal", test_rehearsal);
  return g_test_run ();
}
