// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-retry.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/cvk-random.h"

#define FIRST_BACKOFF (G_USEC_PER_SEC / 2)
#define MAX_BACKOFF (INT64_C (60) * G_USEC_PER_SEC)
#define DAY (INT64_C (24) * 60 * 60 * G_USEC_PER_SEC)
/* A Unix time before this is no time but some other number. */
#define MIN_UNIX_TIME INT64_C (1000000000)

int64_t
cvk_retry_get_backoff (unsigned attempt)
{
  int64_t limit = attempt < 7 ? FIRST_BACKOFF << attempt : MAX_BACKOFF;
  uint64_t random;

  /* Without randomness the longest wait is the careful one. */
  if (!cvk_random_fill (&random, sizeof random, NULL))
    return MIN (limit, MAX_BACKOFF);
  return (int64_t) (random % (uint64_t) MIN (limit, MAX_BACKOFF)) + 1;
}

static gboolean
parse_integer (const char *text, int64_t *number)
{
  return g_ascii_string_to_signed (text, 10, 0, INT64_MAX / G_USEC_PER_SEC, number, NULL);
}

static gboolean
parse_date (const char *text, int64_t *wall)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, utc);

  if (date == NULL)
    date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return FALSE;
  *wall = g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date);
  return TRUE;
}

/* What the server's clock says, brought to ours. */
static int64_t
correct_skew (const CvkHttpResponse *response, int64_t now, int64_t wall)
{
  const char *date = cvk_http_response_get_header (response, "date");
  int64_t server_now;

  if (date == NULL || !parse_date (date, &server_now))
    return wall;
  return now + (wall - server_now);
}

static gboolean
read_headers (const CvkHttpResponse *response, int64_t now, int64_t *until)
{
  const char *after = cvk_http_response_get_header (response, "retry-after");
  const char *reset = cvk_http_response_get_header (response, "x-ratelimit-reset");
  int64_t number;

  if (after != NULL && parse_integer (after, &number))
    *until = now + MIN (number * G_USEC_PER_SEC, CVK_RETRY_MAX_WAIT);
  else if (after != NULL && parse_date (after, &number))
    *until = correct_skew (response, now, number);
  else if (reset != NULL && parse_integer (reset, &number) && number >= MIN_UNIX_TIME)
    *until = correct_skew (response, now, number * G_USEC_PER_SEC);
  else
    return FALSE;
  return *until > now;
}

static gboolean
says_daily (const CvkHttpResponse *response, const char *message)
{
  const char *type = cvk_http_response_get_header (response, "x-ratelimit-type");
  g_autofree char *words = message != NULL ? g_ascii_strdown (message, -1) : g_strdup ("");

  if (type != NULL)
    return g_ascii_strncasecmp (type, "daily", strlen ("daily")) == 0;
  return strstr (words, "daily") != NULL && strstr (words, "per-second") == NULL;
}

void
cvk_retry_read_wait (const CvkHttpResponse *response,
                     const char *message,
                     int64_t now,
                     unsigned attempt,
                     CvkRetryWait *wait)
{
  wait->is_daily = says_daily (response, message);
  wait->is_told = read_headers (response, now, &wait->until);
  if (wait->is_told)
    wait->until = MIN (wait->until, now + CVK_RETRY_MAX_WAIT);
  else if (wait->is_daily)
    /* Zoom's days end at 00:00 UTC. */
    wait->until = (now / DAY + 1) * DAY;
  else
    wait->until = now + G_USEC_PER_SEC + cvk_retry_get_backoff (attempt);
}
