// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "hostile-server.h"
#include "lying-http.h"
#include "memory-peak.h"
#include "service-fixture.h"

/* Every behaviour of a server against every action: the class of what is said in the end, within
 * the deadline, with little memory, and nothing sent twice. "--every N" plays one cell of N, which
 * is best prime to the number of actions. */

/* What a behaviour may cost at its peak: a budget of 8 MiB for a body, twice while it is read. */
#define MAX_GROWTH (16 * 1024)
/* The node's time, in seconds of a clock that runs ahead while nothing happens. */
#define TIMEOUT 10

typedef struct
{
  const char *name;
  const char *type;
  const char *settings;
  const char *method; /* that must not be sent twice; NULL for reading */
} Action;

#define START "\"topic\":\"Interview\",\"start_time\":\"2026-03-03T14:00:00\",\"timezone\":\"UTC\""

static const Action actions[] = {
  { "HTTP get", "http.request", "{\"url\":\"/a\"}", NULL },
  { "HTTP list", "http.request", "{\"url\":\"/a\",\"list\":\"meetings\",\"paging\":\"link\"}",
    NULL },
  { "HTTP create", "http.request",
    "{\"method\":\"POST\",\"url\":\"/a\",\"body\":\"json\",\"json\":{\"a\":1}}", "POST" },
  { "HTTP update", "http.request",
    "{\"method\":\"PATCH\",\"url\":\"/a\",\"body\":\"json\",\"json\":{\"a\":1}}", "PATCH" },
  { "HTTP delete", "http.request", "{\"method\":\"DELETE\",\"url\":\"/a\"}", "DELETE" },
  { "Zoom get", "zoom.get-meeting", "{\"meeting_id\":91538056781}", NULL },
  { "Zoom list", "zoom.list-meetings", "{}", NULL },
  { "Zoom create", "zoom.create-meeting", "{" START "}", "POST" },
  { "Zoom update", "zoom.update-meeting", "{\"meeting_id\":91538056781,\"topic\":\"B\"}", "PATCH" },
  { "Zoom delete", "zoom.delete-meeting", "{\"meeting_id\":91538056781}", "DELETE" },
};

static unsigned every = 23;

/* --- One cell --- */

static void
connect_to (ServiceFixture *fixture, const HostileServer *server)
{
  g_autofree char *api = g_strdup_printf (
    "%s://127.0.0.1:%u", server->behaviour->is_tls ? "https" : "http", server->port);

  fixture->api = api;
  service_fixture_connect (fixture, NULL);
  fixture->api = NULL;
}

/* What the journal says of a change; what the failure says of a read. */
static char
classify (ServiceFixture *fixture, const Action *action, CvkRun *run)
{
  /* For what only reads it is all one whether it was asked; it has no answer. */
  static const char *const lost[] = { "connection-lost",
                                      "reply-too-large",
                                      "service-failed",
                                      "foreign-reply",
                                      "deadline",
                                      "not-reached",
                                      NULL };
  g_autofree char *states = service_fixture_list_states (fixture);
  const char *code = run_get_code (run);
  const char *state = strrchr (states, ' ');

  g_test_message ("%s: %s, %s", action->name, code, states);
  if (code == NULL)
    return 'd';
  /* When the time was up, nothing of a change was on its way. */
  if (action->method != NULL && (g_str_equal (code, "not-reached") || *states == '\0' ||
                                 g_str_has_suffix (states, "abandoned")))
    return 'n';
  if (action->method != NULL)
    return state != NULL && g_str_equal (state + 1, "unknown") ? 'u' : 'r';
  if (g_str_equal (code, "damaged-reply") && g_str_has_prefix (action->type, "zoom"))
    return 'u';
  return g_strv_contains (lost, code) ? 'u' : 'r';
}

/* What has to come of it. */
static const char *
find_cell (const HostileBehaviour *behaviour, size_t index)
{
  const char *cells = index < 5 ? behaviour->http : behaviour->zoom;

  for (size_t i = 0; i < index % 5; i++)
    {
      cells = strchr (cells, ' ');
      g_assert_nonnull (cells);
      cells++;
    }
  return cells;
}

/* What was sent to the server more than once and may have happened more than once. A server that
 * says 401 or 429 did nothing. Zoom's PATCH carries all it sets, and its DELETE names one meeting:
 * they are sent again on purpose, since twice is the same as once (RFC 9110, section 9.2.2). A
 * meeting is made again when Zoom's whole list, read long enough after, has none; but whoever gives
 * such a list here has answered the request with success too, and is not believed. */
static unsigned
count_duplicates (const HostileBehaviour *behaviour, const Action *action, unsigned n_sent)
{
  gboolean is_zoom = g_str_has_prefix (action->name, "Zoom");

  if (n_sent < 2 || strstr (behaviour->name, "429") != NULL ||
      strstr (behaviour->name, "401") != NULL)
    return 0;
  if (is_zoom && !g_str_equal (action->method, "POST"))
    return 0;
  return n_sent - 1;
}

typedef struct
{
  char class;
  unsigned n_sent; /* of a change */
  int64_t time;    /* on the clock */
  size_t growth;   /* KiB */
} Result;

static Result
play (const HostileBehaviour *behaviour, const Action *action, CvkHttp *(*make_http) (CvkClock *) )
{
  ServiceFixture fixture;
  HostileServer server;
  g_autoptr (CvkRun) run = NULL;
  Result result = { 0 };
  size_t before;

  service_fixture_init (&fixture);
  if (make_http != NULL)
    {
      g_object_unref (fixture.http);
      fixture.http = make_http (CVK_CLOCK (fixture.clock));
    }
  hostile_server_init (&server, CVK_CLOCK (fixture.clock), behaviour);
  connect_to (&fixture, &server);
  fixture.timeout = TIMEOUT;
  result.time = -cvk_clock_get_monotonic (CVK_CLOCK (fixture.clock));
  before = memory_peak_begin ();
  run = service_fixture_run (&fixture, action->type, action->settings);
  result.growth = memory_peak_end (before);
  result.time += cvk_clock_get_monotonic (CVK_CLOCK (fixture.clock));
  result.class = classify (&fixture, action, run);
  if (action->method != NULL)
    result.n_sent = hostile_server_count (&server, action->method);
  hostile_server_clear (&server);
  service_fixture_clear (&fixture);
  return result;
}

/* What is wrong with it; NULL: nothing. @expected: the letters of its cell. (transfer full) */
static char *
judge (const HostileBehaviour *behaviour, const Action *action, const char *expected, Result result)
{
  if (strchr (expected, result.class) == NULL)
    return g_strdup_printf ("%s, %s: “%c” in place of “%s”", behaviour->name, action->name,
                            result.class, expected);
  if (count_duplicates (behaviour, action, result.n_sent) > 0)
    return g_strdup_printf ("%s, %s: sent %u times", behaviour->name, action->name, result.n_sent);
  /* A change has a minute in the HTTP layer, and what is looked for afterwards ten. */
  if (result.time > (int64_t) 15 * 60 * G_USEC_PER_SEC)
    return g_strdup_printf ("%s, %s: took %d s", behaviour->name, action->name,
                            (int) (result.time / G_USEC_PER_SEC));
  if (result.growth > MAX_GROWTH)
    return g_strdup_printf ("%s, %s: took %zu KiB of memory", behaviour->name, action->name,
                            result.growth);
  return NULL;
}

/* --- All of them --- */

typedef struct
{
  unsigned n_cells;
  unsigned n_wrong;
  unsigned n_duplicates;
  size_t growth;
} Tally;

static void
play_cell (const HostileBehaviour *behaviour, size_t index, Tally *tally)
{
  const char *cell = find_cell (behaviour, index);
  g_autofree char *expected = g_strndup (cell, strcspn (cell, " "));
  Result result = play (behaviour, &actions[index], NULL);
  g_autofree char *wrong = judge (behaviour, &actions[index], expected, result);

  tally->n_cells++;
  tally->n_wrong += wrong != NULL;
  tally->n_duplicates += count_duplicates (behaviour, &actions[index], result.n_sent);
  tally->growth = MAX (tally->growth, result.growth);
  if (wrong != NULL)
    g_printerr ("%s\n", wrong);
}

static void
play_all (const HostileBehaviour *behaviours, size_t n_behaviours, unsigned *number, Tally *tally)
{
  for (size_t i = 0; i < n_behaviours; i++)
    for (size_t k = 0; k < G_N_ELEMENTS (actions); k++)
      if ((*number)++ % every == 0)
        play_cell (&behaviours[i], k, tally);
}

static void
test_matrix (void)
{
  unsigned number = 0;
  Tally tally = { 0 };

  play_all (hostile_transports, n_hostile_transports, &number, &tally);
  play_all (hostile_replies, n_hostile_replies, &number, &tally);
  g_print (
    "# figure: hostile server: %zu behaviours x %zu actions, %u played: %u in another class, "
    "over the deadline or over 16 MiB, %u duplicates; at most %zu KiB\n",
    n_hostile_transports + n_hostile_replies, G_N_ELEMENTS (actions), tally.n_cells, tally.n_wrong,
    tally.n_duplicates, tally.growth);
  g_assert_cmpuint (tally.n_wrong, ==, 0);
  g_assert_cmpuint (tally.n_duplicates, ==, 0);
}

/* An HTTP layer that takes what was lost for what was never sent: the matrix sees the class that is
 * wrong, and that the change is sent again. */
static void
test_control (void)
{
  const HostileBehaviour closed = { .name = "closed after the request", .end = HOSTILE_CLOSE };
  Result honest = play (&closed, &actions[2], NULL);
  Result lying = play (&closed, &actions[2], lying_http_new);
  g_autofree char *nothing = judge (&closed, &actions[2], "u", honest);
  g_autofree char *wrong = judge (&closed, &actions[2], "u", lying);
  const char class[] = { lying.class, '\0' };
  g_autofree char *twice = judge (&closed, &actions[2], class, lying);

  g_assert_null (nothing);
  g_assert_nonnull (wrong);
  g_assert_cmpuint (honest.n_sent, ==, 1);
  g_assert_cmpuint (lying.n_sent, >, 1);
  g_assert_nonnull (strstr (twice, "sent"));
  g_print ("# figure: hostile server, control: a wrong class is found, and %u duplicates of it\n",
           lying.n_sent - 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (argc > 2 && g_str_equal (argv[1], "--every"))
    every = (unsigned) atoi (argv[2]);
  g_test_add_func ("/hostile-server/control", test_control);
  g_test_add_func ("/hostile-server/matrix", test_matrix);
  return g_test_run ();
}
