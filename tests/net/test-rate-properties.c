// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Two things that must hold whatever happens: nobody is asked before the moment that the service
 * has named, and no second of the service's sees more requests than it permits. Each is counted by
 * somebody who knows nothing of how the limits are kept, and each has a mistake that has to be
 * found.
 *
 * The numbers of the command line say how often: 429s, then requests. */

#include "config.h"

#include "base/cvk-json.h"
#include "net/cvk-rate-limits.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)

static unsigned n_refusals = 500;
static unsigned n_requests = 5000;

/* --- Never earlier than told --- */

typedef enum
{
  FORM_SECONDS,
  FORM_FRACTION,
  FORM_IMF,
  FORM_RFC850,
  FORM_ASCTIME,
  FORM_ISO,
  FORM_ISO_OFFSET,
  FORM_RESET,
  N_FORMS
} Form;

static char *
write_form (Form form, int64_t server_now, int64_t seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (server_now / SECOND + seconds);
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (g_test_rand_int_range (-11, 12) * 3600);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (date, zone);
  g_autofree char *weekday = NULL;
  g_autofree char *time = NULL;

  switch (form)
    {
    case FORM_SECONDS:
      return g_strdup_printf ("%d", (int) seconds);
    case FORM_FRACTION:
      return g_strdup_printf ("%d.5", (int) seconds);
    case FORM_IMF:
      return g_date_time_format (date, "%a, %d %b %Y %H:%M:%S GMT");
    case FORM_RFC850:
      return g_date_time_format (date, "%A, %d-%b-%y %H:%M:%S GMT");
    case FORM_ASCTIME:
      /* The space that %e fills up with is none of ASCII's. */
      weekday = g_date_time_format (date, "%a %b");
      time = g_date_time_format (date, "%H:%M:%S %Y");
      return g_strdup_printf ("%s %2d %s", weekday, g_date_time_get_day_of_month (date), time);
    case FORM_ISO:
      return g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
    case FORM_ISO_OFFSET:
      return g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");
    case FORM_RESET:
    case N_FORMS:
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, g_date_time_to_unix (date));
    }
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (cvk_rate_limits_renew_finish (CVK_RATE_LIMITS (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* One 429 of @form; whether the request went again before the service's own clock showed the moment
 * that it had named. With @is_deaf the header is not read, as by a reader that does not know it. */
static gboolean
is_early (Form form, gboolean is_deaf)
{
  g_autoptr (CvkFakeClock) clock =
    cvk_fake_clock_new (CVK_FAKE_CLOCK_START + g_test_rand_int_range (0, 86400 * 300) * SECOND);
  g_autoptr (CvkRateLimits) limits = cvk_rate_limits_new (CVK_CLOCK (clock));
  gboolean is_absolute = form >= FORM_IMF;
  int64_t skew = is_absolute ? g_test_rand_int_range (-86400, 86400) * SECOND : 0;
  int64_t start = cvk_clock_get_wall (CVK_CLOCK (clock)) + g_test_rand_int_range (0, 1000000);
  int64_t seconds = g_test_rand_int_range (4, 25 * 60 * 60 - 1);
  int64_t server_start;
  int64_t told;
  g_autofree char *value = NULL;
  g_autofree char *date = NULL;
  g_autoptr (GDateTime) server_date = NULL;
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GAsyncResult) result = NULL;
  CvkHttpResponse response = { .status = 429, .headers = headers };
  CvkRateRequest request = { .origin = "o", .account = "a", .max_wait = 26 * 3600 * SECOND };
  CvkRateTicket *ticket;
  CvkRetryWait wait;
  gboolean is_renewed = FALSE;

  cvk_fake_clock_set_wall (clock, start);
  server_start = start + skew;
  server_date = g_date_time_new_from_unix_utc (server_start / SECOND);
  date = g_date_time_format (server_date, "%a, %d %b %Y %H:%M:%S GMT");
  value = write_form (form, server_start, seconds);
  told = is_absolute ? (server_start / SECOND + seconds) * SECOND : server_start + seconds * SECOND;
  if (!is_deaf)
    g_hash_table_insert (
      headers, (char *) (form == FORM_RESET ? "x-ratelimit-reset" : "retry-after"), value);
  g_hash_table_insert (headers, (char *) "date", date);

  cvk_rate_limits_acquire_async (limits, &request, NULL, cvk_await_result_cb, &result);
  cvk_drain_main_context ();
  ticket = cvk_rate_limits_acquire_finish (limits, result, NULL);
  cvk_retry_read_wait (&response, NULL, start, 1, &wait);
  cvk_rate_limits_observe (limits, ticket, CVK_RATE_OUTCOME_ANSWERED, &response, &wait);
  cvk_rate_limits_renew_async (limits, ticket, &request, NULL, renewed_cb, &is_renewed);
  while (!is_renewed)
    {
      g_assert_true (cvk_fake_clock_advance_to_next (clock));
      cvk_drain_main_context ();
    }
  cvk_rate_limits_release (limits, ticket);
  cvk_drain_main_context ();
  return cvk_clock_get_wall (CVK_CLOCK (clock)) + skew < told;
}

static void
test_honoured (void)
{
  unsigned n_early = 0;

  for (unsigned i = 0; i < n_refusals; i++)
    n_early += is_early (i % N_FORMS, FALSE);
  g_print ("# figure: 429s honoured: %u of %u\n", n_refusals - n_early, n_refusals);
  g_assert_cmpuint (n_early, ==, 0);
}

/* The same for somebody who does not know one of the forms. */
static void
test_deaf_to_one (void)
{
  for (Form deaf = 0; deaf < N_FORMS; deaf++)
    {
      unsigned n_early = 0;

      for (unsigned i = 0; i < 10 * N_FORMS; i++)
        n_early += is_early (i % N_FORMS, i % N_FORMS == deaf);
      g_assert_cmpuint (n_early, >, 0);
    }
}

/* --- Never more than permitted --- */

typedef struct
{
  CvkFakeClock *clock;
  CvkRateLimits *limits;
  CvkRateRequest request;
  unsigned limit;      /* that the service keeps */
  int64_t latency;     /* at most, each way */
  int64_t *arrivals;   /* the last ones at the service, as a ring of @limit */
  unsigned n_arrivals; /* in all */
  unsigned n_wanted;
  unsigned n_asked;
  unsigned n_over; /* that came within one second of as many as are permitted */
  unsigned n_open;
} Simulation;

/* A request on its way. */
typedef struct
{
  Simulation *simulation;
  CvkRateTicket *ticket;
} Flight;

static void ask (Simulation *self);

static gboolean
replied_cb (gpointer user_data)
{
  g_autofree Flight *flight = user_data;
  Simulation *self = flight->simulation;

  cvk_rate_limits_observe (self->limits, flight->ticket, CVK_RATE_OUTCOME_ANSWERED, NULL, NULL);
  cvk_rate_limits_release (self->limits, flight->ticket);
  self->n_open--;
  ask (self);
  return G_SOURCE_REMOVE;
}

static gboolean
arrived_cb (gpointer user_data)
{
  Flight *flight = user_data;
  Simulation *self = flight->simulation;
  int64_t now = cvk_clock_get_monotonic (CVK_CLOCK (self->clock));
  int64_t *slot = &self->arrivals[self->n_arrivals % self->limit];

  if (self->n_arrivals >= self->limit && now - *slot < SECOND)
    self->n_over++;
  *slot = now;
  self->n_arrivals++;
  cvk_clock_add_timeout (CVK_CLOCK (self->clock), g_test_rand_int_range (0, (int) self->latency),
                         replied_cb, flight, NULL);
  return G_SOURCE_REMOVE;
}

static void
may_send_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Simulation *self = user_data;
  Flight *flight = g_new0 (Flight, 1);

  flight->simulation = self;
  flight->ticket = cvk_rate_limits_acquire_finish (CVK_RATE_LIMITS (source), result, NULL);
  g_assert_nonnull (flight->ticket);
  cvk_clock_add_timeout (CVK_CLOCK (self->clock), g_test_rand_int_range (0, (int) self->latency),
                         arrived_cb, flight, NULL);
}

static void
ask (Simulation *self)
{
  if (self->n_asked == self->n_wanted)
    return;
  self->n_asked++;
  self->n_open++;
  cvk_rate_limits_acquire_async (self->limits, &self->request, NULL, may_send_cb, self);
}

/* How many of @count requests came when as many as @limit had within the second before, while
 * @kept were thought to be permitted. */
static unsigned
simulate (unsigned count, unsigned limit, unsigned kept, int64_t latency)
{
  g_autofree char *limits =
    g_strdup_printf ("{\"plans\":[{\"classes\":{\"light\":{\"second\":%u}}}]}", kept);
  g_autoptr (CvkValue) table = cvk_value_from_json (limits, -1, CVK_JSON_STRICT, NULL);
  Simulation self = { .limit = limit, .latency = latency, .n_wanted = count };

  self.clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  self.limits = cvk_rate_limits_new (CVK_CLOCK (self.clock));
  self.arrivals = g_new0 (int64_t, limit);
  self.request = (CvkRateRequest){
    .origin = "o", .account = "a", .class = "light", .limits = table, .max_wait = 3600 * SECOND
  };
  for (unsigned i = 0; i < 2 * kept + 3; i++)
    ask (&self);
  cvk_drain_main_context ();
  while (self.n_open > 0)
    {
      g_assert_true (cvk_fake_clock_advance_to_next (self.clock));
      cvk_drain_main_context ();
    }
  g_assert_cmpuint (self.n_arrivals, ==, count);
  g_clear_object (&self.limits);
  g_clear_object (&self.clock);
  g_free (self.arrivals);
  return self.n_over;
}

static void
test_never_above (void)
{
  static const unsigned limits[] = { 1, 2, 4, 10, 20, 30, 40, 60, 80 };
  static const int64_t latencies[] = { 1000, 50000, 900000 };
  unsigned n_runs = G_N_ELEMENTS (limits) * G_N_ELEMENTS (latencies);
  unsigned n_over = 0;
  unsigned count = n_requests / n_runs + 1;

  for (size_t i = 0; i < G_N_ELEMENTS (limits); i++)
    for (size_t k = 0; k < G_N_ELEMENTS (latencies); k++)
      n_over += simulate (count, limits[i], limits[i], latencies[k]);
  g_print ("# figure: requests above the limit of their class: %u of %u\n", n_over, count * n_runs);
  g_assert_cmpuint (n_over, ==, 0);
}

static void
test_twice_as_many (void)
{
  g_assert_cmpuint (simulate (400, 2, 4, 50000), >, 0);
  g_assert_cmpuint (simulate (400, 80, 160, 50000), >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (argc > 2)
    {
      n_refusals = (unsigned) atoi (argv[1]);
      n_requests = (unsigned) atoi (argv[2]);
    }
  g_test_add_func ("/rate-properties/honoured", test_honoured);
  g_test_add_func ("/rate-properties/deaf-to-one", test_deaf_to_one);
  g_test_add_func ("/rate-properties/never-above", test_never_above);
  g_test_add_func ("/rate-properties/twice-as-many", test_twice_as_many);
  return g_test_run ();
}
