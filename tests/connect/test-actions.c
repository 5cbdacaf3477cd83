// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "service-fixture.h"

#define MEETING                                                                                    \
  "{\"id\":85746065043,\"topic\":\"Interview\",\"start_time\":\"2026-03-03T13:00:00Z\","           \
  "\"duration\":45,\"timezone\":\"Europe/Berlin\",\"join_url\":\"https://zoom.us/j/85746065043\"," \
  "\"start_url\":\"https://zoom.us/s/85746065043?zak=CANARY\","                                    \
  "\"settings\":{\"waiting_room\":false,\"mute_upon_entry\":true}}"
#define CREATE                                                                                     \
  "{\"topic\":\"Interview\",\"start_time\":\"2026-03-03T14:00:00\","                               \
  "\"timezone\":\"Europe/Berlin\",\"duration\":45}"
#define CREATE_REQUEST                                                                             \
  "POST /v2/users/me/meetings {\"topic\":\"Interview\",\"start_time\":\"2026-03-03T14:00:00\","    \
  "\"timezone\":\"Europe/Berlin\",\"duration\":45}"

static const char *
get_request (ServiceFixture *fixture, unsigned index)
{
  g_assert_cmpuint (index, <, fixture->requests->len);
  return g_ptr_array_index (fixture->requests, index);
}

static void
test_create (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *states = NULL;
  g_autofree char *id = NULL;
  g_autofree char *start_url = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 201, NULL, MEETING);
  run = service_fixture_run (&fixture, "zoom.create-meeting", CREATE);
  g_assert_cmpstr (run_get_code (run), ==, NULL);
  g_assert_cmpuint (run_get_items (run)->len, ==, 1);
  id = run_dup_field (run, "id");
  g_assert_cmpstr (id, ==, "85746065043");
  start_url = run_dup_field (run, "start_url");
  g_assert_cmpstr (start_url, ==, "\"convoke-secret:zoom/meeting/85746065043/start_url\"");
  g_assert_cmpstr (get_request (&fixture, 0), ==, CREATE_REQUEST);
  g_assert_cmpstr (fixture.authorization, ==, "Bearer AT1");
  states = service_fixture_list_states (&fixture);
  g_assert_cmpstr (states, ==, "planned sent confirmed");
  /* The start link never reaches the journal. */
  for (unsigned i = 0; i < cvk_memory_journal_get_records (fixture.journal)->len; i++)
    {
      CvkRecord *record = g_ptr_array_index (cvk_memory_journal_get_records (fixture.journal), i);

      g_assert_true (record->payload == NULL || strstr (record->payload, "CANARY") == NULL);
    }
  service_fixture_clear (&fixture);
}

/* What comes of each reply to a change. Whatever it is, the request is sent once, unless it is
 * certain that nothing happened. */
typedef struct
{
  unsigned status;
  const char *headers;
  const char *body;
  const char *code; /* of the failure; NULL: done */
  const char *states;
} Outcome;

static const Outcome outcomes[] = {
  { 201, NULL, "{\"id\":85746065043}", NULL, "planned sent confirmed" },
  { 201, NULL, "{\"id\":85746065043", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "{\"id\":85746065043,\"id\":1}", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "{\"id\":\"85746065043\"}", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "{\"id\":0}", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "{\"id\":-5}", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "{\"id\":1.5}", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "{\"id\":9223372036854775808}", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "{\"id\":null}", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "{}", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "[]", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, "\"\\u0000\"", "outcome-unknown", "planned sent unknown" },
  { 201, NULL, NULL, "outcome-unknown", "planned sent unknown" },
  { 200, NULL, "{\"id\":85746065043}", "outcome-unknown", "planned sent unknown" },
  { 200, NULL, "<html>Sign in to the network</html>", "outcome-unknown", "planned sent unknown" },
  { 204, NULL, NULL, "outcome-unknown", "planned sent unknown" },
  { 302, "Location: http://127.0.0.1:1/", NULL, "outcome-unknown", "planned sent unknown" },
  { 307, "Location: http://127.0.0.1:1/", NULL, "outcome-unknown", "planned sent unknown" },
  { 408, NULL, NULL, "outcome-unknown", "planned sent unknown" },
  { 500, NULL, NULL, "outcome-unknown", "planned sent unknown" },
  { 502, NULL, "<html>", "outcome-unknown", "planned sent unknown" },
  { 503, NULL, NULL, "outcome-unknown", "planned sent unknown" },
  { 504, NULL, NULL, "outcome-unknown", "planned sent unknown" },
  { 0, NULL, NULL, "outcome-unknown", "planned sent unknown" },
  { 400, NULL, "{\"code\":300,\"message\":\"Validation Failed.\"}", "invalid-field",
    "planned sent refused" },
  { 400, NULL, "<result><code>300</code></result>", "refused", "planned sent refused" },
  { 403, NULL, NULL, "not-permitted", "planned sent refused" },
  { 404, NULL, "{\"code\":1001,\"message\":\"User does not exist: me.\"}", "user-not-found",
    "planned sent refused" },
  { 409, NULL, NULL, "refused", "planned sent refused" },
  { 422, NULL, NULL, "refused", "planned sent refused" },
};

static void
test_outcome (gconstpointer data)
{
  const Outcome *outcome = data;
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *states = NULL;

  service_fixture_init (&fixture);
  /* It may not look what came of it. */
  service_fixture_connect (&fixture, "meeting:read:list_meetings");
  service_fixture_reply (&fixture, outcome->status, outcome->headers, outcome->body);
  run = service_fixture_run (&fixture, "zoom.create-meeting", CREATE);
  g_assert_cmpstr (run_get_code (run), ==, outcome->code);
  states = service_fixture_list_states (&fixture);
  g_assert_cmpstr (states, ==, outcome->states);
  g_assert_cmpuint (fixture.requests->len, ==, 1);
  g_assert_cmpint (cvk_run_get_state (run), ==,
                   outcome->code == NULL                            ? CVK_RUN_SUCCEEDED
                   : g_str_equal (outcome->code, "outcome-unknown") ? CVK_RUN_WAITING
                                                                    : CVK_RUN_FAILED);
  service_fixture_clear (&fixture);
}

/* A 401 has not been carried out: one new token, one more request. */
static void
test_rejected_token (void)
{
  for (unsigned i = 0; i < 2; i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;
      g_autofree char *states = NULL;

      service_fixture_init (&fixture);
      service_fixture_reply (&fixture, 401, NULL,
                             "{\"code\":124,\"message\":\"Access token is expired.\"}");
      if (i == 0)
        service_fixture_reply (&fixture, 201, NULL, MEETING);
      else
        service_fixture_reply (&fixture, 401, NULL,
                               "{\"code\":124,\"message\":\"Access token is expired.\"}");
      run = service_fixture_run (&fixture, "zoom.create-meeting", CREATE);
      g_assert_cmpstr (run_get_code (run), ==, i == 0 ? NULL : "reconnect");
      g_assert_cmpuint (fixture.requests->len, ==, 2);
      g_assert_cmpuint (fixture.n_tokens, ==, 2);
      g_assert_cmpstr (fixture.authorization, ==, "Bearer AT2");
      states = service_fixture_list_states (&fixture);
      g_assert_cmpstr (states, ==, i == 0 ? "planned sent confirmed" : "planned sent refused");
      service_fixture_clear (&fixture);
    }
}

/* Waits as told, and goes on; while it waits nothing counts as sent. */
static void
test_limited (void)
{
  static const struct
  {
    const char *headers;
    const char *body;
    int64_t wait; /* seconds at least; -1: the item fails */
    const char *code;
  } rows[] = {
    { "Retry-After: 7", NULL, 7, NULL },
    { "Retry-After: Sun, 01 Mar 2026 12:00:30 GMT\nDate: Sun, 01 Mar 2026 12:00:00 GMT", NULL, 25,
      NULL },
    { "X-RateLimit-Type: QPS", "{\"code\":429,\"message\":\"per-second\"}", 1, NULL },
    { NULL, NULL, 1, NULL },
    { "Retry-After: 2026-03-02T00:00:00Z\nX-RateLimit-Type: Daily-limit", NULL, -1, "daily-limit" },
    { "Retry-After: 3600", NULL, -1, "rate-limit" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;
      g_autofree char *states = NULL;
      int64_t before;
      int64_t waited;

      service_fixture_init (&fixture);
      service_fixture_reply (&fixture, 429, rows[i].headers, rows[i].body);
      if (rows[i].wait >= 0)
        service_fixture_reply (&fixture, 201, NULL, MEETING);
      before = cvk_clock_get_wall (CVK_CLOCK (fixture.clock));
      run = service_fixture_run (&fixture, "zoom.create-meeting", CREATE);
      waited = cvk_clock_get_wall (CVK_CLOCK (fixture.clock)) - before;
      g_test_message ("%zu: %" G_GINT64_FORMAT " ms", i, waited / 1000);
      g_assert_cmpstr (run_get_code (run), ==, rows[i].code);
      states = service_fixture_list_states (&fixture);
      g_assert_cmpstr (states, ==,
                       rows[i].wait >= 0 ? "planned sent planned sent confirmed"
                                         : "planned sent refused");
      g_assert_cmpint (waited, >=, rows[i].wait * G_USEC_PER_SEC);
      g_assert_cmpint (waited, <, 60 * G_USEC_PER_SEC);
      service_fixture_clear (&fixture);
    }
}

/* Stopped while it waits as told: nothing was done, and nothing is left to ask about. */
static void
test_stopped_while_waiting (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *states = NULL;
  int64_t before;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 429, "Retry-After: 600", NULL);
  before = cvk_clock_get_wall (CVK_CLOCK (fixture.clock));
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 0);
  while (states == NULL || !g_str_equal (states, "planned sent planned"))
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (states);
      states = service_fixture_list_states (&fixture);
    }
  cvk_run_cancel (run);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_CANCELLED);
  g_assert_cmpint (cvk_clock_get_wall (CVK_CLOCK (fixture.clock)) - before, <, 60 * G_USEC_PER_SEC);
  g_free (states);
  states = service_fixture_list_states (&fixture);
  g_assert_cmpstr (states, ==, "planned sent planned abandoned");
  service_fixture_clear (&fixture);
}

/* More equal requests than turns: each waits for the one before it, which has to wait itself. */
static void
test_equal_requests (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 429, "Retry-After: 2", NULL);
  service_fixture_reply (&fixture, 401, NULL, "{\"code\":124,\"message\":\"Expired.\"}");
  for (unsigned i = 0; i < 20; i++)
    service_fixture_reply (&fixture, 201, NULL, MEETING);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 20);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (run_get_items (run)->len, ==, 20);
  g_assert_cmpuint (fixture.requests->len, ==, 22);
  service_fixture_clear (&fixture);
}

/* After an unknown outcome an equal request would make it undecidable which of them a meeting in
 * the list is. */
static void
test_equal_after_unknown (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  GPtrArray *failures;
  unsigned n_held = 0;

  service_fixture_init (&fixture);
  service_fixture_connect (&fixture, "meeting:read:list_meetings");
  service_fixture_reply (&fixture, 0, NULL, NULL);
  run = service_fixture_start (&fixture, "zoom.create-meeting", CREATE, 12);
  service_fixture_finish (&fixture, run);
  failures = cvk_run_get_failures (run);
  for (unsigned i = 0; i < failures->len; i++)
    n_held +=
      g_str_equal (cvk_problem_get_code (g_ptr_array_index (failures, i)), "equal-unresolved");
  g_assert_cmpuint (failures->len, ==, 12);
  g_assert_cmpuint (n_held, ==, 11);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (fixture.requests->len, ==, 1);
  service_fixture_clear (&fixture);
}

/* Nobody listens: nothing was sent, so it is tried again, and at last given up cleanly. */
static void
test_not_reached (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) first = NULL;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *states = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 200, NULL, MEETING);
  first = service_fixture_run (&fixture, "zoom.get-meeting", "{\"meeting_id\":\"85746065043\"}");
  g_assert_cmpstr (run_get_code (first), ==, NULL);
  soup_server_disconnect (fixture.server);
  run = service_fixture_run (&fixture, "zoom.create-meeting", CREATE);
  g_assert_cmpstr (run_get_code (run), ==, "not-reached");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  g_assert_cmpuint (fixture.requests->len, ==, 0);
  states = service_fixture_list_states (&fixture);
  g_assert_true (g_str_has_suffix (states, "sent planned abandoned"));
  service_fixture_clear (&fixture);
}

/* A read is asked again after any failure. */
static void
test_read_again (void)
{
  static const struct
  {
    unsigned status;
    const char *body;
  } rows[] = {
    { 0, NULL },       { 500, NULL },         { 503, "<html>" }, { 200, "{\"id\":" },
    { 200, "<html>" }, { 200, "{\"id\":0}" }, { 302, NULL },     { 200, NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;
      g_autofree char *states = NULL;

      service_fixture_init (&fixture);
      service_fixture_reply (&fixture, rows[i].status, NULL, rows[i].body);
      service_fixture_reply (&fixture, 200, NULL, MEETING);
      run = service_fixture_run (&fixture, "zoom.get-meeting",
                                 "{\"meeting_id\":\"857 4606 5043\",\"occurrence_id\":\"1&2\","
                                 "\"show_previous_occurrences\":true}");
      g_assert_cmpstr (run_get_code (run), ==, NULL);
      g_assert_cmpuint (fixture.requests->len, ==, 2);
      g_assert_cmpstr (get_request (&fixture, 1), ==,
                       "GET /v2/meetings/85746065043?occurrence_id=1%262"
                       "&show_previous_occurrences=true");
      states = service_fixture_list_states (&fixture);
      g_assert_cmpstr (states, ==, "");
      service_fixture_clear (&fixture);
    }
}

static void
test_read_gives_up (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  fixture.status_after = 502;
  run = service_fixture_run (&fixture, "zoom.get-user", "{}");
  /* Five, and then one now and then for as long as one waits. */
  g_assert_cmpuint (fixture.requests->len, >, 6);
  g_assert_cmpuint (fixture.requests->len, <, 40);
  g_assert_cmpstr (run_get_code (run), ==, "service-failed");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  {
    g_autofree char *message =
      cvk_problem_dup_message (g_ptr_array_index (cvk_run_get_failures (run), 0));

    g_assert_nonnull (strstr (message, "[v=2.0;rid=WEB_1]"));
  }
  service_fixture_clear (&fixture);
}

/* The bytes of a header need not be text, nor few. */
static void
test_hostile_reference (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *many = g_strnfill (2000, 'x');
  g_autofree char *header = g_strdup_printf ("x-zm-trackingid: \xff\xfe\x1b[31m%s", many);
  g_autofree char *message = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 403, header, NULL);
  run = service_fixture_run (&fixture, "zoom.get-user", "{}");
  g_assert_cmpstr (run_get_code (run), ==, "not-permitted");
  message = cvk_problem_dup_message (g_ptr_array_index (cvk_run_get_failures (run), 0));
  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_cmpuint (strlen (message), <, 400);
  service_fixture_clear (&fixture);
}

static void
test_missing_scope (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_connect (&fixture, "meeting:write:meeting");
  run = service_fixture_run (&fixture, "zoom.create-meeting", CREATE);
  g_assert_cmpstr (run_get_code (run), ==, "scope-missing");
  g_assert_cmpuint (fixture.requests->len, ==, 0);
  service_fixture_clear (&fixture);
}

static void
test_checked_before (void)
{
  static const struct
  {
    const char *type;
    const char *settings;
    const char *code;
    const char *field;
  } rows[] = {
    { "zoom.create-meeting", "{\"start_time\":\"2026-03-01T11:59:59Z\"}", "start-in-past",
      "start_time" },
    { "zoom.create-meeting", "{\"start_time\":\"{{ run.started }}\"}", "start-in-past",
      "start_time" },
    { "zoom.get-meeting", "{\"meeting_id\":\"{{ run.id }}\"}", "invalid-meeting-id", "meeting_id" },
    { "zoom.update-meeting", "{\"meeting_id\":\"857 4606 5043\"}", "nothing-to-change", NULL },
    { "zoom.create-meeting",
      "{\"agenda\":\"Start: convoke-secret:zoom/meeting/85746065043/start_url\"}",
      "secret-in-settings", "agenda" },
    { "zoom.get-user", "{\"user_id\":\"..\"}", "invalid-field", "user_id" },
    { "zoom.get-user", "{\"user_id\":\"a/b\"}", "invalid-field", "user_id" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;

      service_fixture_init (&fixture);
      run = service_fixture_run (&fixture, rows[i].type, rows[i].settings);
      g_assert_cmpstr (run_get_code (run), ==, rows[i].code);
      g_assert_cmpstr (run_get_field (run), ==, rows[i].field);
      g_assert_cmpuint (fixture.requests->len, ==, 0);
      service_fixture_clear (&fixture);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/actions/create", test_create);
  for (size_t i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/actions/outcome/%zu", i);

      g_test_add_data_func (path, &outcomes[i], test_outcome);
    }
  g_test_add_func ("/actions/rejected-token", test_rejected_token);
  g_test_add_func ("/actions/limited", test_limited);
  g_test_add_func ("/actions/stopped-while-waiting", test_stopped_while_waiting);
  g_test_add_func ("/actions/equal-requests", test_equal_requests);
  g_test_add_func ("/actions/equal-after-unknown", test_equal_after_unknown);
  g_test_add_func ("/actions/not-reached", test_not_reached);
  g_test_add_func ("/actions/read-again", test_read_again);
  g_test_add_func ("/actions/read-gives-up", test_read_gives_up);
  g_test_add_func ("/actions/hostile-reference", test_hostile_reference);
  g_test_add_func ("/actions/missing-scope", test_missing_scope);
  g_test_add_func ("/actions/checked-before", test_checked_before);
  return g_test_run ();
}
