// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* The limits as those see them who are about to send, on a clock that the test moves. */

#include "config.h"

#include "base/cvk-json.h"
#include "net/cvk-rate-limits.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define LIMITS                                                                                     \
  "{\"plans\":[{\"name\":\"free\",\"classes\":{\"light\":{\"second\":4},"                          \
  "\"medium\":{\"second\":2}}}]}"

typedef struct
{
  CvkFakeClock *clock;
  CvkRateLimits *limits;
  CvkValue *table;
  CvkRateRequest request;
} Fixture;

/* One who asks for a ticket. */
typedef struct
{
  Fixture *fixture;
  GCancellable *cancellable;
  CvkRateTicket *ticket;
  gboolean is_renewed;
  GError *error;
  CvkRateWaitReason reason; /* why it waits, as it was told */
  int64_t until;
  unsigned n_told;
} Caller;

static void
fixture_init (Fixture *self)
{
  self->clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  self->limits = cvk_rate_limits_new (CVK_CLOCK (self->clock));
  self->table = cvk_value_from_json (LIMITS, -1, CVK_JSON_STRICT, NULL);
  self->request = (CvkRateRequest){
    .origin = "https://api.example.org",
    .account = "sam",
    .class = "medium",
    .limits = self->table,
    .max_wait = 600 * SECOND,
  };
}

static void
fixture_clear (Fixture *self)
{
  cvk_drain_main_context ();
  g_assert_finalize_object (self->limits);
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (self->clock), ==, 0);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->table, cvk_value_unref);
}

static void
told_cb (CvkRateWaitReason reason, int64_t until, gpointer user_data)
{
  Caller *caller = user_data;

  caller->reason = reason;
  caller->until = until;
  caller->n_told++;
}

static void
acquired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Caller *caller = user_data;

  caller->ticket =
    cvk_rate_limits_acquire_finish (CVK_RATE_LIMITS (source), result, &caller->error);
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Caller *caller = user_data;

  caller->is_renewed =
    cvk_rate_limits_renew_finish (CVK_RATE_LIMITS (source), result, &caller->error);
}

static void
ask (Caller *caller, Fixture *fixture)
{
  CvkRateRequest request = fixture->request;

  request.on_wait = told_cb;
  request.wait_data = caller;
  caller->fixture = fixture;
  cvk_rate_limits_acquire_async (fixture->limits, &request, caller->cancellable, acquired_cb,
                                 caller);
  cvk_drain_main_context ();
}

static void
renew (Caller *caller)
{
  CvkRateRequest request = caller->fixture->request;

  request.on_wait = told_cb;
  request.wait_data = caller;
  caller->is_renewed = FALSE;
  cvk_rate_limits_renew_async (caller->fixture->limits, caller->ticket, &request,
                               caller->cancellable, renewed_cb, caller);
  cvk_drain_main_context ();
}

static void
give_back (Caller *caller, CvkRateOutcome outcome)
{
  cvk_rate_limits_observe (caller->fixture->limits, caller->ticket, outcome, NULL, NULL);
  cvk_rate_limits_release (caller->fixture->limits, g_steal_pointer (&caller->ticket));
  cvk_drain_main_context ();
}

static void
advance (Fixture *fixture, int64_t time)
{
  cvk_fake_clock_advance (fixture->clock, time);
  cvk_drain_main_context ();
}

static void
test_in_order (void)
{
  Fixture fixture;
  Caller callers[5] = { { 0 } };

  fixture_init (&fixture);
  for (unsigned i = 0; i < 5; i++)
    ask (&callers[i], &fixture);
  g_assert_nonnull (callers[1].ticket);
  g_assert_null (callers[2].ticket);
  g_assert_cmpint (callers[2].reason, ==, CVK_RATE_WAIT_TURN);
  advance (&fixture, 100 * SECOND);
  g_assert_null (callers[2].ticket);
  give_back (&callers[0], CVK_RATE_OUTCOME_ANSWERED);
  advance (&fixture, SECOND - 1);
  g_assert_null (callers[2].ticket);
  advance (&fixture, 1);
  g_assert_nonnull (callers[2].ticket);
  g_assert_null (callers[3].ticket);
  /* What was not sent costs nothing. */
  give_back (&callers[1], CVK_RATE_OUTCOME_NOTHING);
  g_assert_nonnull (callers[3].ticket);
  g_assert_null (callers[4].ticket);
  give_back (&callers[2], CVK_RATE_OUTCOME_ANSWERED);
  give_back (&callers[3], CVK_RATE_OUTCOME_ANSWERED);
  advance (&fixture, SECOND);
  give_back (&callers[4], CVK_RATE_OUTCOME_ANSWERED);
  fixture_clear (&fixture);
}

/* Another class, another account or another server has tickets of its own. */
static void
test_apart (void)
{
  Fixture fixture;
  Caller callers[6] = { { 0 } };

  fixture_init (&fixture);
  ask (&callers[0], &fixture);
  ask (&callers[1], &fixture);
  fixture.request.class = "light";
  ask (&callers[2], &fixture);
  fixture.request.class = "medium";
  fixture.request.account = "kim";
  ask (&callers[3], &fixture);
  fixture.request.account = "sam";
  fixture.request.origin = "https://other.example.org";
  ask (&callers[4], &fixture);
  fixture.request.class = NULL;
  ask (&callers[5], &fixture);
  for (unsigned i = 0; i < 6; i++)
    give_back (&callers[i], CVK_RATE_OUTCOME_ANSWERED);
  fixture_clear (&fixture);
}

static void
test_lanes (void)
{
  Fixture fixture;
  Caller callers[4] = { { 0 } };

  fixture_init (&fixture);
  fixture.request.class = "light";
  fixture.request.lane = "delete sam";
  ask (&callers[0], &fixture);
  ask (&callers[1], &fixture);
  fixture.request.lane = "delete kim";
  ask (&callers[2], &fixture);
  fixture.request.lane = NULL;
  ask (&callers[3], &fixture);
  g_assert_nonnull (callers[0].ticket);
  g_assert_null (callers[1].ticket);
  g_assert_nonnull (callers[2].ticket);
  g_assert_nonnull (callers[3].ticket);
  give_back (&callers[0], CVK_RATE_OUTCOME_ANSWERED);
  g_assert_nonnull (callers[1].ticket);
  for (unsigned i = 1; i < 4; i++)
    give_back (&callers[i], CVK_RATE_OUTCOME_ANSWERED);
  fixture_clear (&fixture);
}

/* Whoever waits for whatever reason leaves at once when it is cancelled, without the clock. */
static void
test_cancel (void)
{
  Fixture fixture;
  Caller callers[3] = { { 0 } };
  Caller other = { .cancellable = g_cancellable_new () };

  fixture_init (&fixture);
  ask (&callers[0], &fixture);
  ask (&callers[1], &fixture);
  ask (&other, &fixture);
  ask (&callers[2], &fixture);
  g_cancellable_cancel (other.cancellable);
  cvk_drain_main_context ();
  g_assert_error (other.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&other.error);
  ask (&other, &fixture);
  g_assert_error (other.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  give_back (&callers[0], CVK_RATE_OUTCOME_NOTHING);
  g_assert_nonnull (callers[2].ticket);
  give_back (&callers[1], CVK_RATE_OUTCOME_ANSWERED);
  give_back (&callers[2], CVK_RATE_OUTCOME_ANSWERED);
  g_clear_error (&other.error);
  g_clear_object (&other.cancellable);
  fixture_clear (&fixture);
}

static void
hold (Caller *caller, int64_t seconds)
{
  int64_t now = cvk_clock_get_wall (CVK_CLOCK (caller->fixture->clock));
  CvkRetryWait wait = { .until = now + seconds * SECOND, .is_told = TRUE };

  cvk_rate_limits_observe (caller->fixture->limits, caller->ticket, CVK_RATE_OUTCOME_ANSWERED, NULL,
                           &wait);
  cvk_drain_main_context ();
}

static void
test_told (void)
{
  Fixture fixture;
  Caller first = { 0 };
  Caller second = { 0 };
  Caller hasty = { 0 };

  fixture_init (&fixture);
  ask (&first, &fixture);
  hold (&first, 30);
  ask (&second, &fixture);
  g_assert_null (second.ticket);
  g_assert_cmpint (second.reason, ==, CVK_RATE_WAIT_TOLD);
  g_assert_cmpint (second.until, ==, CVK_FAKE_CLOCK_START + 30 * SECOND);
  /* Who would not wait for so long hears it now. */
  fixture.request.max_wait = 29 * SECOND;
  ask (&hasty, &fixture);
  g_assert_error (hasty.error, CVK_RATE_ERROR, CVK_RATE_ERROR_LIMITED);
  g_clear_error (&hasty.error);
  fixture.request.max_wait = 600 * SECOND;
  renew (&first);
  advance (&fixture, 30 * SECOND - 1);
  g_assert_false (first.is_renewed);
  g_assert_null (second.ticket);
  advance (&fixture, 1);
  g_assert_true (first.is_renewed);
  g_assert_nonnull (second.ticket);
  /* The same for those who are in line already. */
  ask (&hasty, &fixture);
  g_assert_null (hasty.error);
  hold (&first, 601);
  g_assert_error (hasty.error, CVK_RATE_ERROR, CVK_RATE_ERROR_LIMITED);
  g_clear_error (&hasty.error);
  give_back (&first, CVK_RATE_OUTCOME_ANSWERED);
  give_back (&second, CVK_RATE_OUTCOME_ANSWERED);
  fixture_clear (&fixture);
}

/* A ticket that is renewed passes those who have none, but not its own second. */
static void
test_renew_passes (void)
{
  Fixture fixture;
  Caller callers[4] = { { 0 } };

  fixture_init (&fixture);
  for (unsigned i = 0; i < 4; i++)
    ask (&callers[i], &fixture);
  cvk_rate_limits_observe (fixture.limits, callers[0].ticket, CVK_RATE_OUTCOME_ANSWERED, NULL,
                           NULL);
  give_back (&callers[1], CVK_RATE_OUTCOME_ANSWERED);
  renew (&callers[0]);
  advance (&fixture, SECOND - 1);
  g_assert_false (callers[0].is_renewed);
  advance (&fixture, 1);
  g_assert_true (callers[0].is_renewed);
  g_assert_nonnull (callers[2].ticket);
  g_assert_null (callers[3].ticket);
  give_back (&callers[0], CVK_RATE_OUTCOME_ANSWERED);
  give_back (&callers[2], CVK_RATE_OUTCOME_ANSWERED);
  advance (&fixture, SECOND);
  give_back (&callers[3], CVK_RATE_OUTCOME_ANSWERED);
  fixture_clear (&fixture);
}

/* Five failures: those who wait stay, one probe goes, and when it is answered, all do. */
static void
test_away (void)
{
  Fixture fixture;
  Caller callers[8] = { { 0 } };
  unsigned n_tickets = 0;

  fixture_init (&fixture);
  fixture.request.class = NULL;
  for (unsigned i = 0; i < 5; i++)
    ask (&callers[i], &fixture);
  for (unsigned i = 0; i < 5; i++)
    give_back (&callers[i], CVK_RATE_OUTCOME_FAILED);
  g_assert_true (cvk_rate_limits_is_away (fixture.limits, fixture.request.origin));
  for (unsigned i = 0; i < 8; i++)
    {
      ask (&callers[i], &fixture);
      g_assert_null (callers[i].ticket);
      g_assert_cmpint (callers[i].reason, ==, CVK_RATE_WAIT_AWAY);
      g_assert_cmpint (callers[i].until, >=, CVK_FAKE_CLOCK_START + 24 * SECOND);
      g_assert_cmpint (callers[i].until, <=, CVK_FAKE_CLOCK_START + 36 * SECOND);
    }
  advance (&fixture, 36 * SECOND);
  for (unsigned i = 0; i < 8; i++)
    n_tickets += callers[i].ticket != NULL;
  g_assert_cmpuint (n_tickets, ==, 1);
  give_back (&callers[0], CVK_RATE_OUTCOME_FAILED);
  advance (&fixture, 36 * SECOND);
  g_assert_nonnull (callers[1].ticket);
  g_assert_null (callers[2].ticket);
  give_back (&callers[1], CVK_RATE_OUTCOME_ANSWERED);
  g_assert_false (cvk_rate_limits_is_away (fixture.limits, fixture.request.origin));
  for (unsigned i = 2; i < 8; i++)
    give_back (&callers[i], CVK_RATE_OUTCOME_ANSWERED);
  fixture_clear (&fixture);
}

/* Nobody waits for ever. */
static void
test_away_for_long (void)
{
  Fixture fixture;
  Caller callers[5] = { { 0 } };

  fixture_init (&fixture);
  fixture.request.class = NULL;
  for (unsigned i = 0; i < 5; i++)
    ask (&callers[i], &fixture);
  for (unsigned i = 0; i < 5; i++)
    give_back (&callers[i], CVK_RATE_OUTCOME_FAILED);
  fixture.request.max_wait = 20 * SECOND;
  ask (&callers[0], &fixture);
  advance (&fixture, 20 * SECOND);
  g_assert_error (callers[0].error, CVK_RATE_ERROR, CVK_RATE_ERROR_AWAY);
  g_clear_error (&callers[0].error);
  fixture_clear (&fixture);
}

static void
test_retries (void)
{
  Fixture fixture;
  Caller caller = { 0 };
  unsigned n_retries = 0;

  fixture_init (&fixture);
  fixture.request.class = NULL;
  for (unsigned i = 0; i < 40; i++)
    {
      ask (&caller, &fixture);
      give_back (&caller, CVK_RATE_OUTCOME_ANSWERED);
    }
  while (cvk_rate_limits_take_retry (fixture.limits, fixture.request.origin))
    n_retries++;
  g_assert_cmpuint (n_retries, ==, 9);
  fixture_clear (&fixture);
}

/* The header of a plan that permits more lets those go who wait. */
static void
test_learns (void)
{
  Fixture fixture;
  Caller callers[4] = { { 0 } };
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  CvkHttpResponse response = { .status = 200, .headers = headers };

  g_hash_table_insert (headers, (char *) "x-ratelimit-type", (char *) "QPS");
  g_hash_table_insert (headers, (char *) "x-ratelimit-limit", (char *) "20");
  fixture_init (&fixture);
  for (unsigned i = 0; i < 4; i++)
    ask (&callers[i], &fixture);
  g_assert_null (callers[3].ticket);
  cvk_rate_limits_observe (fixture.limits, callers[0].ticket, CVK_RATE_OUTCOME_ANSWERED, &response,
                           NULL);
  cvk_drain_main_context ();
  for (unsigned i = 0; i < 4; i++)
    give_back (&callers[i], CVK_RATE_OUTCOME_ANSWERED);
  fixture_clear (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-limits/in-order", test_in_order);
  g_test_add_func ("/rate-limits/apart", test_apart);
  g_test_add_func ("/rate-limits/lanes", test_lanes);
  g_test_add_func ("/rate-limits/cancel", test_cancel);
  g_test_add_func ("/rate-limits/told", test_told);
  g_test_add_func ("/rate-limits/renew-passes", test_renew_passes);
  g_test_add_func ("/rate-limits/away", test_away);
  g_test_add_func ("/rate-limits/away-for-long", test_away_for_long);
  g_test_add_func ("/rate-limits/retries", test_retries);
  g_test_add_func ("/rate-limits/learns", test_learns);
  return g_test_run ();
}
