// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "service-fixture.h"

#define ID "\"meeting_id\":\"https://us02web.zoom.us/j/85746065043?pwd=x\""
#define BEFORE                                                                                     \
  "{\"id\":85746065043,\"topic\":\"Old\",\"start_time\":\"2026-03-03T13:00:00Z\",\"duration\":45," \
  "\"start_url\":\"https://zoom.us/s/1?zak=CANARY\",\"settings\":{\"waiting_room\":false}}"
#define GONE "{\"code\":3001,\"message\":\"Meeting does not exist: 85746065043.\"}"

static void
assert_request (ServiceFixture *fixture, unsigned index, const char *text)
{
  g_assert_cmpuint (index, <, fixture->requests->len);
  g_assert_cmpstr (g_ptr_array_index (fixture->requests, index), ==, text);
}

static void
assert_field (CvkRun *run, const char *path, const char *json)
{
  g_autofree char *value = run_dup_field (run, path);

  g_assert_cmpstr (value, ==, json);
}

static void
assert_states (ServiceFixture *fixture, const char *states)
{
  g_autofree char *found = service_fixture_list_states (fixture);

  g_assert_cmpstr (found, ==, states);
}

static void
assert_warning (CvkRun *run, const char *code)
{
  GPtrArray *warnings = cvk_run_get_warnings (run);

  g_assert_cmpuint (warnings->len, ==, code != NULL ? 1 : 0);
  if (code != NULL)
    g_assert_cmpstr (cvk_problem_get_code (g_ptr_array_index (warnings, 0)), ==, code);
}

/* --- Lists --- */

static void
test_list_pages (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 200, NULL,
                         "{\"next_page_token\":\"a/b\",\"meetings\":[{\"id\":1},{\"id\":2}]}");
  service_fixture_reply (&fixture, 200, NULL, "{\"next_page_token\":\"c\",\"meetings\":[]}");
  service_fixture_reply (&fixture, 200, NULL,
                         "{\"next_page_token\":\"\",\"meetings\":[{\"id\":3}]}");
  run = service_fixture_run (&fixture, "zoom.list-meetings",
                             "{\"type\":\"upcoming\",\"from\":\"2026-03-01\",\"to\":\"2026-03-31\","
                             "\"timezone\":\"Europe/Berlin\"}");
  g_assert_cmpstr (run_get_code (run), ==, NULL);
  g_assert_cmpuint (run_get_items (run)->len, ==, 3);
  assert_request (&fixture, 0,
                  "GET /v2/users/me/meetings?type=upcoming&from=2026-03-01&to=2026-03-31"
                  "&timezone=Europe%2FBerlin&page_size=300");
  assert_request (&fixture, 1,
                  "GET /v2/users/me/meetings?type=upcoming&from=2026-03-01&to=2026-03-31"
                  "&timezone=Europe%2FBerlin&page_size=300&next_page_token=a%2Fb");
  service_fixture_clear (&fixture);
}

static void
test_list_limit (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 200, NULL,
                         "{\"next_page_token\":\"a\",\"meetings\":[{\"id\":1},{\"id\":2}]}");
  run = service_fixture_run (&fixture, "zoom.list-meetings",
                             "{\"user_id\":\"ada@example.com\",\"page_size\":\"2\",\"limit\":1}");
  g_assert_cmpuint (run_get_items (run)->len, ==, 1);
  assert_request (&fixture, 0, "GET /v2/users/ada@example.com/meetings?page_size=2");
  service_fixture_clear (&fixture);
}

/* A token that repeats would go on for ever. */
static void
test_list_loop (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  for (unsigned i = 0; i < 3; i++)
    service_fixture_reply (&fixture, 200, NULL,
                           i == 1 ? "{\"next_page_token\":\"b\",\"meetings\":[{\"id\":1}]}"
                                  : "{\"next_page_token\":\"a\",\"meetings\":[{\"id\":1}]}");
  run = service_fixture_run (&fixture, "zoom.list-meetings", "{}");
  g_assert_cmpstr (run_get_code (run), ==, "paging-loop");
  g_assert_cmpuint (run_get_items (run)->len, ==, 0);
  service_fixture_clear (&fixture);
}

/* A token that has expired: once more from the start, and not more than once. */
static void
test_list_expired (void)
{
  for (unsigned i = 0; i < 2; i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;

      service_fixture_init (&fixture);
      for (unsigned j = 0; j <= i; j++)
        {
          service_fixture_reply (&fixture, 200, NULL,
                                 "{\"next_page_token\":\"a\",\"meetings\":[{\"id\":1}]}");
          service_fixture_reply (&fixture, 400, NULL,
                                 "{\"code\":300,\"message\":\"The next page token is invalid or "
                                 "expired.\"}");
        }
      if (i == 0)
        service_fixture_reply (&fixture, 200, NULL,
                               "{\"next_page_token\":\"\",\"meetings\":[{\"id\":1}]}");
      run = service_fixture_run (&fixture, "zoom.list-meetings", "{}");
      g_assert_cmpstr (run_get_code (run), ==, i == 0 ? NULL : "page-token-expired");
      g_assert_cmpuint (run_get_items (run)->len, ==, i == 0 ? 1 : 0);
      service_fixture_clear (&fixture);
    }
}

/* --- Updates --- */

static void
test_update (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 200, NULL, BEFORE);
  service_fixture_reply (&fixture, 204, NULL, NULL);
  service_fixture_reply (&fixture, 200, NULL,
                         "{\"id\":85746065043,\"topic\":\"New\",\"start_time\":"
                         "\"2026-03-04T14:00:00Z\",\"duration\":45,\"settings\":"
                         "{\"waiting_room\":true}}");
  run = service_fixture_run (&fixture, "zoom.update-meeting",
                             "{" ID ",\"topic\":\"New\",\"start_time\":\"2026-03-04T15:00\","
                             "\"timezone\":\"Europe/Berlin\",\"settings\":{\"waiting_room\":\"yes\""
                             "}}");
  g_assert_cmpstr (run_get_code (run), ==, NULL);
  assert_request (&fixture, 0, "GET /v2/meetings/85746065043");
  assert_request (&fixture, 1,
                  "PATCH /v2/meetings/85746065043 {\"topic\":\"New\",\"start_time\":"
                  "\"2026-03-04T15:00:00\",\"timezone\":\"Europe/Berlin\",\"settings\":"
                  "{\"waiting_room\":true}}");
  assert_request (&fixture, 2, "GET /v2/meetings/85746065043");
  assert_field (run, "topic", "\"New\"");
  assert_field (run, "changed",
                "[{\"field\":\"topic\",\"from\":\"Old\",\"to\":\"New\"},"
                "{\"field\":\"start_time\",\"from\":\"2026-03-03T13:00:00Z\",\"to\":"
                "\"2026-03-04T14:00:00Z\"},"
                "{\"field\":\"settings.waiting_room\",\"from\":false,\"to\":true}]");
  assert_field (run, "unchanged", "[]");
  assert_warning (run, NULL);
  assert_states (&fixture, "planned sent confirmed");
  service_fixture_clear (&fixture);
}

/* Zoom answers 204 and leaves something as it was. */
static void
test_update_ignored (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 200, NULL, BEFORE);
  service_fixture_reply (&fixture, 204, NULL, NULL);
  service_fixture_reply (&fixture, 200, NULL, BEFORE);
  run = service_fixture_run (&fixture, "zoom.update-meeting",
                             "{" ID ",\"occurrence_id\":\"1772542800000\",\"duration\":60,"
                             "\"start_time\":\"2026-03-03T13:00:00Z\"}");
  assert_request (&fixture, 1,
                  "PATCH /v2/meetings/85746065043?occurrence_id=1772542800000 {\"duration\":60,"
                  "\"start_time\":\"2026-03-03T13:00:00Z\"}");
  assert_field (run, "changed", "[]");
  assert_field (run, "unchanged", "[\"duration\"]");
  assert_warning (run, "not-changed");
  service_fixture_clear (&fixture);
}

/* The reply is lost: what is there now tells. Absolute values may be sent once more. */
static void
test_update_lost (void)
{
  for (unsigned i = 0; i < 2; i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;

      service_fixture_init (&fixture);
      service_fixture_reply (&fixture, 200, NULL, BEFORE);
      service_fixture_reply (&fixture, 0, NULL, NULL);
      service_fixture_reply (&fixture, 200, NULL,
                             i == 0 ? "{\"id\":85746065043,\"topic\":\"New\"}" : BEFORE);
      if (i == 1)
        {
          service_fixture_reply (&fixture, 204, NULL, NULL);
          service_fixture_reply (&fixture, 200, NULL, "{\"id\":85746065043,\"topic\":\"New\"}");
        }
      run = service_fixture_run (&fixture, "zoom.update-meeting", "{" ID ",\"topic\":\"New\"}");
      g_assert_cmpstr (run_get_code (run), ==, NULL);
      g_assert_cmpuint (fixture.requests->len, ==, i == 0 ? 3 : 5);
      assert_states (&fixture, i == 0 ? "planned sent unknown confirmed"
                                      : "planned sent unknown sent confirmed");
      service_fixture_clear (&fixture);
    }
}

static void
test_update_unreadable (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_connect (&fixture, "meeting:read:meeting");
  service_fixture_reply (&fixture, 204, NULL, NULL);
  run = service_fixture_run (&fixture, "zoom.update-meeting", "{" ID ",\"topic\":\"New\"}");
  g_assert_cmpstr (run_get_code (run), ==, NULL);
  assert_field (run, "id", "85746065043");
  assert_warning (run, "not-read-back");
  g_assert_cmpuint (fixture.requests->len, ==, 1);
  service_fixture_clear (&fixture);
}

static void
test_update_missing (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 404, NULL, GONE);
  run = service_fixture_run (&fixture, "zoom.update-meeting", "{" ID ",\"topic\":\"New\"}");
  g_assert_cmpstr (run_get_code (run), ==, "meeting-not-found");
  g_assert_cmpstr (run_get_field (run), ==, "meeting_id");
  assert_states (&fixture, "");
  service_fixture_clear (&fixture);
}

/* --- Deleting --- */

static void
test_delete (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 204, NULL, NULL);
  run = service_fixture_run (&fixture, "zoom.delete-meeting",
                             "{" ID ",\"occurrence_id\":\"7\",\"schedule_for_reminder\":false,"
                             "\"cancel_meeting_reminder\":true,\"ignore_missing\":false}");
  g_assert_cmpstr (run_get_code (run), ==, NULL);
  assert_request (&fixture, 0,
                  "DELETE /v2/meetings/85746065043?occurrence_id=7&schedule_for_reminder=false"
                  "&cancel_meeting_reminder=true");
  assert_field (run, "deleted", "true");
  assert_field (run, "already_gone", NULL);
  assert_states (&fixture, "planned sent confirmed");
  service_fixture_clear (&fixture);
}

static void
test_delete_missing (void)
{
  for (unsigned i = 0; i < 2; i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;

      service_fixture_init (&fixture);
      /* Nobody asks whether it is a series. */
      cvk_connection_lift_limits (fixture.connection);
      service_fixture_reply (&fixture, 404, NULL, GONE);
      run = service_fixture_run (&fixture, "zoom.delete-meeting",
                                 i == 0 ? "{" ID "}" : "{" ID ",\"ignore_missing\":true}");
      g_assert_cmpstr (run_get_code (run), ==, i == 0 ? "meeting-not-found" : NULL);
      assert_field (run, "already_gone", i == 0 ? NULL : "true");
      assert_states (&fixture, i == 0 ? "planned sent refused" : "planned sent confirmed");
      service_fixture_clear (&fixture);
    }
}

/* After a reply that was lost, "it is not there" is our own work. */
static void
test_delete_lost (void)
{
  static const struct
  {
    unsigned status;
    const char *body;
    const char *code;
    const char *states;
  } rows[] = {
    { 404, GONE, NULL, "planned sent confirmed" },
    { 204, NULL, NULL, "planned sent confirmed" },
    { 400, "{\"code\":3018,\"message\":\"Not allowed to delete PMI.\"}", "personal-meeting",
      "planned sent refused" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ServiceFixture fixture;
      g_autoptr (CvkRun) run = NULL;

      service_fixture_init (&fixture);
      /* Nobody asks whether it is a series. */
      cvk_connection_lift_limits (fixture.connection);
      service_fixture_reply (&fixture, i % 2 == 0 ? 0 : 502, NULL, NULL);
      service_fixture_reply (&fixture, rows[i].status, NULL, rows[i].body);
      run = service_fixture_run (&fixture, "zoom.delete-meeting", "{" ID "}");
      g_assert_cmpstr (run_get_code (run), ==, rows[i].code);
      assert_field (run, "already_gone", NULL);
      assert_states (&fixture, rows[i].states);
      service_fixture_clear (&fixture);
    }
}

static void
test_get_user (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (
    &fixture, 200, NULL,
    "{\"id\":\"mKV7t\",\"email\":\"ada@example.com\",\"host_key\":\"123456\"}");
  run = service_fixture_run (&fixture, "zoom.get-user", "{}");
  assert_request (&fixture, 0, "GET /v2/users/me");
  assert_field (run, "email", "\"ada@example.com\"");
  assert_field (run, "host_key", "\"convoke-secret:zoom/user/mKV7t/host_key\"");
  service_fixture_clear (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoom/list/pages", test_list_pages);
  g_test_add_func ("/zoom/list/limit", test_list_limit);
  g_test_add_func ("/zoom/list/loop", test_list_loop);
  g_test_add_func ("/zoom/list/expired", test_list_expired);
  g_test_add_func ("/zoom/update/done", test_update);
  g_test_add_func ("/zoom/update/ignored", test_update_ignored);
  g_test_add_func ("/zoom/update/lost", test_update_lost);
  g_test_add_func ("/zoom/update/unreadable", test_update_unreadable);
  g_test_add_func ("/zoom/update/missing", test_update_missing);
  g_test_add_func ("/zoom/delete/done", test_delete);
  g_test_add_func ("/zoom/delete/missing", test_delete_missing);
  g_test_add_func ("/zoom/delete/lost", test_delete_lost);
  g_test_add_func ("/zoom/get-user", test_get_user);
  return g_test_run ();
}
