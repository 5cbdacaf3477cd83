// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "service-fixture.h"

/* What comes of a create whose reply was lost, by what lists show afterwards. */

#define MINUTE (INT64_C (60) * G_USEC_PER_SEC)
/* So long lists have to be without it, and so many are read in that time. */
#define SETTLE_TIME (INT64_C (200) * G_USEC_PER_SEC)
#define N_LISTS 10
#define CREATE                                                                                     \
  "{\"topic\":\"Interview\",\"start_time\":\"2035-03-05T14:00:00\","                               \
  "\"timezone\":\"Europe/Berlin\",\"duration\":45%s}"
#define MEETING                                                                                    \
  "{\"id\":7,\"topic\":\"Interview\",\"start_time\":\"2035-03-05T13:00:00Z\",\"duration\":45,"     \
  "\"join_url\":\"https://zoom.us/j/7\",\"start_url\":\"https://zoom.us/s/7?zak=CANARY\"}"
#define NEW_MEETING                                                                                \
  "{\"id\":8,\"topic\":\"Interview\",\"start_time\":\"2035-03-05T13:00:00Z\",\"duration\":45,"     \
  "\"join_url\":\"https://zoom.us/j/8\"}"
/* Fewer than may be under way together. */
#define N_LOST 4
#define EMPTY "{\"meetings\":[]}"

/* One of a list, made so many seconds after the request. */
static char *
make_listed (int id, const char *topic, const char *start, int duration, int64_t after)
{
  g_autofree char *created =
    cvk_instant_to_utc_string (CVK_FAKE_CLOCK_START + after * G_USEC_PER_SEC);

  return g_strdup_printf ("{\"id\":%d,\"topic\":\"%s\",\"start_time\":\"%s\",\"duration\":%d,"
                          "\"created_at\":\"%s\"}",
                          id, topic, start, duration, created);
}

static void
reply_list (ServiceFixture *fixture, const char *first, const char *second, const char *token)
{
  g_autofree char *body = g_strdup_printf ("{\"next_page_token\":\"%s\",\"meetings\":[%s%s%s]}",
                                           token, first != NULL ? first : "",
                                           second != NULL ? "," : "", second != NULL ? second : "");

  service_fixture_reply (fixture, 200, NULL, body);
}

static void
reply_empty (ServiceFixture *fixture, unsigned count)
{
  for (unsigned i = 0; i < count; i++)
    service_fixture_reply (fixture, 200, NULL, EMPTY);
}

static CvkRun *
run_create (ServiceFixture *fixture, const char *more)
{
  g_autofree char *settings = g_strdup_printf (CREATE, more);

  return service_fixture_run (fixture, "zoom.create-meeting", settings);
}

static void
assert_end (ServiceFixture *fixture, CvkRun *run, CvkRunState state, const char *states)
{
  g_autofree char *found = service_fixture_list_states (fixture);

  g_assert_cmpint (cvk_run_get_state (run), ==, state);
  g_assert_cmpstr (found, ==, states);
  g_assert_true (g_queue_is_empty (&fixture->replies));
}

static unsigned
count_requests (ServiceFixture *fixture, const char *prefix)
{
  unsigned count = 0;

  for (unsigned i = 0; i < fixture->requests->len; i++)
    count += g_str_has_prefix (g_ptr_array_index (fixture->requests, i), prefix);
  return count;
}

/* It is there, at once, after a few looks, or on the second page. */
static void
test_found (gconstpointer data)
{
  unsigned lag = GPOINTER_TO_UINT (data);
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *other = make_listed (5, "Other", "2035-03-05T13:00:00Z", 45, 0);
  g_autofree char *this = make_listed (7, "Interview", "2035-03-05T13:00:00Z", 45, 1);
  g_autofree char *url = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 0, NULL, NULL);
  reply_empty (&fixture, lag);
  reply_list (&fixture, other, NULL, "more");
  reply_list (&fixture, this, other, "");
  service_fixture_reply (&fixture, 200, NULL, MEETING);
  run = run_create (&fixture, "");
  assert_end (&fixture, run, CVK_RUN_SUCCEEDED, "planned sent unknown confirmed");
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, 1);
  url = run_dup_field (run, "join_url");
  g_assert_cmpstr (url, ==, "\"https://zoom.us/j/7\"");
  g_clear_pointer (&url, g_free);
  url = run_dup_field (run, "start_url");
  g_assert_cmpstr (url, ==, "\"convoke-secret:zoom/meeting/7/start_url\"");
  service_fixture_clear (&fixture);
}

/* Whole lists without it for a while, and not less: then it is sent again. */
static void
test_not_there (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  int64_t first_list = 0;
  int64_t again = 0;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 503, NULL, NULL);
  reply_empty (&fixture, N_LISTS);
  service_fixture_reply (&fixture, 201, NULL, NEW_MEETING);
  run = run_create (&fixture, "");
  assert_end (&fixture, run, CVK_RUN_SUCCEEDED, "planned sent unknown planned sent confirmed");
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, 2);
  first_list = g_array_index (fixture.times, int64_t, 1);
  again = g_array_index (fixture.times, int64_t, 1 + N_LISTS);
  g_assert_cmpint (again - first_list, >=, SETTLE_TIME);
  service_fixture_clear (&fixture);
}

/* A list that was not whole counts for nothing. */
static void
test_broken_lists (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *other = make_listed (5, "Other", "2035-03-05T13:00:00Z", 45, 0);
  int64_t first_list = 0;
  int64_t again = 0;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 0, NULL, NULL);
  for (unsigned i = 0; i < 2; i++)
    {
      reply_list (&fixture, other, NULL, "more");
      service_fixture_reply (&fixture, 400, NULL, "{\"code\":300,\"message\":\"No.\"}");
    }
  reply_empty (&fixture, 8);
  service_fixture_reply (&fixture, 201, NULL, NEW_MEETING);
  run = run_create (&fixture, "");
  assert_end (&fixture, run, CVK_RUN_SUCCEEDED, "planned sent unknown planned sent confirmed");
  first_list = g_array_index (fixture.times, int64_t, 5);
  again = g_array_index (fixture.times, int64_t, 13);
  g_assert_cmpint (again - first_list, >=, SETTLE_TIME);
  service_fixture_clear (&fixture);
}

/* A service that says it was done, in whatever words, and whose lists never show it, makes no
 * second meeting. A page of HTML is no word of the service's. */
static void
test_contradiction (void)
{
  static const struct
  {
    unsigned status;
    const char *body;
  } claims[] = { { 201, "{\"id\":" }, { 201, "{}" }, { 200, MEETING }, { 200, "<html>" } };
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  cvk_connection_lift_limits (fixture.connection);
  for (size_t i = 0; i < G_N_ELEMENTS (claims); i++)
    service_fixture_reply (&fixture, claims[i].status, NULL, claims[i].body);
  reply_empty (&fixture, N_LISTS);
  service_fixture_reply (&fixture, 201, NULL, NEW_MEETING);
  run = service_fixture_start (&fixture, "zoom.create-meeting",
                               "{\"topic\":\"Interview {{ item.number }}\","
                               "\"start_time\":\"2035-03-05T14:00:00\","
                               "\"timezone\":\"Europe/Berlin\",\"duration\":45}",
                               G_N_ELEMENTS (claims));
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (cvk_run_get_questions (run)->len, ==, 3);
  g_assert_cmpuint (run_get_items (run)->len, ==, 1);
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, G_N_ELEMENTS (claims) + 1);
  g_assert_true (g_queue_is_empty (&fixture.replies));
  service_fixture_clear (&fixture);
}

/* Where the lists show it, there is one, and it is known. */
static void
test_claim_found (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *this = make_listed (7, "Interview", "2035-03-05T13:00:00Z", 45, 1);

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 201, NULL, "{\"id\":");
  reply_empty (&fixture, 2);
  reply_list (&fixture, this, NULL, "");
  service_fixture_reply (&fixture, 200, NULL, MEETING);
  run = run_create (&fixture, "");
  assert_end (&fixture, run, CVK_RUN_SUCCEEDED, "planned sent unknown confirmed");
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, 1);
  service_fixture_clear (&fixture);
}

typedef struct
{
  const char *name;
  const char *topic;
  const char *start;
  int duration;
  int after;        /* seconds after the request */
  unsigned n_alike; /* how many of it are listed */
} Doubt;

static const Doubt doubts[] = {
  { "two-alike", "Interview", "2035-03-05T13:00:00Z", 45, 1, 2 },
  { "made-before", "Interview", "2035-03-05T13:00:00Z", 45, -3600, 1 },
};

/* What could be it and could be another one is left to a person. */
static void
test_doubt (gconstpointer data)
{
  const Doubt *doubt = data;
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *first =
    make_listed (7, doubt->topic, doubt->start, doubt->duration, doubt->after);
  g_autofree char *second =
    make_listed (9, doubt->topic, doubt->start, doubt->duration, doubt->after);

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 0, NULL, NULL);
  reply_list (&fixture, first, doubt->n_alike > 1 ? second : NULL, "");
  run = run_create (&fixture, "");
  assert_end (&fixture, run, CVK_RUN_WAITING, "planned sent unknown");
  g_assert_cmpuint (cvk_run_get_questions (run)->len, ==, 1);
  service_fixture_clear (&fixture);
}

static const Doubt others[] = {
  { "other-topic", "Interviews", "2035-03-05T13:00:00Z", 45, 1, 1 },
  { "other-start", "Interview", "2035-03-05T14:00:00Z", 45, 1, 1 },
  { "other-duration", "Interview", "2035-03-05T13:00:00Z", 30, 1, 1 },
};

/* What is not like it is not it. */
static void
test_other (gconstpointer data)
{
  const Doubt *other = data;
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *listed = make_listed (7, other->topic, other->start, other->duration, 1);

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 0, NULL, NULL);
  for (unsigned i = 0; i < N_LISTS; i++)
    reply_list (&fixture, listed, NULL, "");
  service_fixture_reply (&fixture, 201, NULL, NEW_MEETING);
  run = run_create (&fixture, "");
  assert_end (&fixture, run, CVK_RUN_SUCCEEDED, "planned sent unknown planned sent confirmed");
  service_fixture_clear (&fixture);
}

/* What came of an equal request is not it either. */
static void
test_claimed (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *settings = g_strdup_printf (CREATE, "");
  g_autofree char *listed = make_listed (7, "Interview", "2035-03-05T13:00:00Z", 45, 1);

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 201, NULL, MEETING);
  service_fixture_reply (&fixture, 0, NULL, NULL);
  for (unsigned i = 0; i < N_LISTS; i++)
    reply_list (&fixture, listed, NULL, "");
  service_fixture_reply (&fixture, 201, NULL, NEW_MEETING);
  run = service_fixture_start (&fixture, "zoom.create-meeting", settings, 2);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (run_get_items (run)->len, ==, 2);
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, 3);
  g_assert_true (g_queue_is_empty (&fixture.replies));
  service_fixture_clear (&fixture);
}

/* However many replies were lost, one list is read for all of them. */
static void
test_shared (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (GString) listed = g_string_new (NULL);

  service_fixture_init (&fixture);
  cvk_connection_lift_limits (fixture.connection);
  for (int i = 0; i < N_LOST; i++)
    {
      g_autofree char *topic = g_strdup_printf ("Interview %d", i);
      g_autofree char *meeting = make_listed (7 + i, topic, "2035-03-05T13:00:00Z", 45, 1);

      service_fixture_reply (&fixture, 0, NULL, NULL);
      g_string_append_printf (listed, "%s%s", i > 0 ? "," : "", meeting);
    }
  reply_list (&fixture, listed->str, NULL, "");
  for (int i = 0; i < N_LOST; i++)
    service_fixture_reply (&fixture, 200, NULL, MEETING);
  run = service_fixture_start (&fixture, "zoom.create-meeting",
                               "{\"topic\":\"Interview {{ item.number }}\","
                               "\"start_time\":\"2035-03-05T14:00:00\","
                               "\"timezone\":\"Europe/Berlin\",\"duration\":45}",
                               N_LOST);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (run_get_items (run)->len, ==, N_LOST);
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, N_LOST);
  g_assert_cmpuint (count_requests (&fixture, "GET /v2/users"), ==, 1);
  g_assert_true (g_queue_is_empty (&fixture.replies));
  service_fixture_clear (&fixture);
}

/* More equal ones wait for it than may be under way: that leaves it room to be looked for. */
static void
test_many_equal (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *settings = g_strdup_printf (CREATE, "");
  g_autofree char *listed = make_listed (7, "Interview", "2035-03-05T13:00:00Z", 45, 1);
  unsigned count = 0;

  service_fixture_init (&fixture);
  count = cvk_connection_get_concurrency (fixture.connection) + 1;
  service_fixture_reply (&fixture, 0, NULL, NULL);
  reply_list (&fixture, listed, NULL, "");
  service_fixture_reply (&fixture, 200, NULL, MEETING);
  for (unsigned i = 1; i < count; i++)
    service_fixture_reply (&fixture, 201, NULL, NEW_MEETING);
  run = service_fixture_start (&fixture, "zoom.create-meeting", settings, count);
  service_fixture_finish (&fixture, run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (run_get_items (run)->len, ==, count);
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, count);
  service_fixture_clear (&fixture);
}

/* No list shows these, so it is not even looked. */
static void
test_not_listed (gconstpointer data)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 0, NULL, NULL);
  run = service_fixture_run (&fixture, "zoom.create-meeting", data);
  assert_end (&fixture, run, CVK_RUN_WAITING, "planned sent unknown");
  g_assert_cmpuint (fixture.requests->len, ==, 1);
  service_fixture_clear (&fixture);
}

/* The list forgets what is over. */
static void
test_start_passed (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *start = cvk_instant_to_utc_string (CVK_FAKE_CLOCK_START + MINUTE / 2);
  g_autofree char *settings =
    g_strdup_printf ("{\"topic\":\"Soon\",\"start_time\":\"%s\",\"duration\":45}", start);

  service_fixture_init (&fixture);
  service_fixture_reply (&fixture, 0, NULL, NULL);
  reply_empty (&fixture, 4);
  run = service_fixture_run (&fixture, "zoom.create-meeting", settings);
  assert_end (&fixture, run, CVK_RUN_WAITING, "planned sent unknown");
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, 1);
  service_fixture_clear (&fixture);
}

/* Ten minutes without a list: whoever looks may have changed it by then. */
static void
test_outage (void)
{
  ServiceFixture fixture;
  g_autoptr (CvkRun) run = NULL;
  int64_t begun = 0;

  service_fixture_init (&fixture);
  begun = cvk_clock_get_monotonic (CVK_CLOCK (fixture.clock));
  service_fixture_reply (&fixture, 0, NULL, NULL);
  fixture.status_after = 400;
  run = run_create (&fixture, "");
  assert_end (&fixture, run, CVK_RUN_WAITING, "planned sent unknown");
  g_assert_cmpint (cvk_clock_get_monotonic (CVK_CLOCK (fixture.clock)) - begun, >=, 10 * MINUTE);
  g_assert_cmpuint (count_requests (&fixture, "POST /v2/users"), ==, 1);
  service_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/reconcile/found/at-once", GUINT_TO_POINTER (0), test_found);
  g_test_add_data_func ("/reconcile/found/late", GUINT_TO_POINTER (3), test_found);
  g_test_add_func ("/reconcile/not-there", test_not_there);
  g_test_add_func ("/reconcile/broken-lists", test_broken_lists);
  g_test_add_func ("/reconcile/claimed", test_claimed);
  g_test_add_func ("/reconcile/shared", test_shared);
  g_test_add_func ("/reconcile/many-equal", test_many_equal);
  g_test_add_data_func ("/reconcile/instant", "{\"topic\":\"Now\",\"type\":1}", test_not_listed);
  g_test_add_data_func ("/reconcile/other-host",
                        "{\"topic\":\"Theirs\",\"start_time\":\"2035-03-05T13:00:00Z\","
                        "\"schedule_for\":\"other@example.com\"}",
                        test_not_listed);
  g_test_add_func ("/reconcile/start-passed", test_start_passed);
  g_test_add_func ("/reconcile/outage", test_outage);
  g_test_add_func ("/reconcile/claim-found", test_claim_found);
  g_test_add_func ("/reconcile/contradiction", test_contradiction);
  for (size_t i = 0; i < G_N_ELEMENTS (doubts); i++)
    {
      g_autofree char *name = g_strconcat ("/reconcile/", doubts[i].name, NULL);

      g_test_add_data_func (name, &doubts[i], test_doubt);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *name = g_strconcat ("/reconcile/", others[i].name, NULL);

      g_test_add_data_func (name, &others[i], test_other);
    }
  return g_test_run ();
}
