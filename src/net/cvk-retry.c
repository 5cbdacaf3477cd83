// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-retry.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "base/cvk-random.h"

#define FIRST_BACKOFF (G_USEC_PER_SEC / 2)
#define MAX_BACKOFF (INT64_C (60) * G_USEC_PER_SEC)
#define DAY (INT64_C (24) * 60 * 60 * G_USEC_PER_SEC)
/* A Unix time before this is no time but some other number. */
#define MIN_UNIX_TIME INT64_C (1000000000)
/* More seconds than that are cut off, before they overflow. */
#define LONGEST_NUMBER 1e12

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

/* Seconds, also as a fraction, which is more than the standard allows; rounded up. FALSE: it is no
 * number. What no number of seconds can be (infinite, not a number) is negative. */
static gboolean
parse_seconds (const char *text, int64_t *seconds)
{
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0')
    return FALSE;
  if (!isfinite (number) || number < 0)
    *seconds = -1;
  else
    *seconds = (int64_t) ceil (MIN (number, LONGEST_NUMBER));
  return TRUE;
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

/* What the server's clock says, brought to ours. A Date has whole seconds, cut off, so the result
 * is too late by less than one. */
static int64_t
correct_skew (const CvkHttpResponse *response, int64_t now, int64_t wall)
{
  const char *date = cvk_http_response_get_header (response, "date");
  int64_t server_now;

  if (date == NULL || !parse_date (date, &server_now))
    return wall;
  return now + (wall - server_now);
}

/* Zoom's days end at 00:00 UTC, by its own clock. */
static int64_t
find_midnight (const CvkHttpResponse *response, int64_t now)
{
  const char *date = cvk_http_response_get_header (response, "date");
  int64_t server_now;

  if (date == NULL || !parse_date (date, &server_now))
    server_now = now;
  /* A clock may also stand before 1970. */
  return now + DAY - (server_now % DAY + DAY) % DAY;
}

/* FALSE: it says nothing. A time in the past, or none at all, is @until @now. */
static gboolean
read_retry_after (const CvkHttpResponse *response, int64_t now, CvkRetryWait *wait)
{
  const char *text = cvk_http_response_get_header (response, "retry-after");
  int64_t number;

  if (text == NULL)
    return FALSE;
  wait->until = now;
  if (parse_seconds (text, &number))
    {
      wait->is_odd = number < 0;
      wait->until = now + MAX (number, 0) * G_USEC_PER_SEC;
    }
  else if (parse_date (text, &number))
    wait->until = correct_skew (response, now, number);
  else
    wait->is_odd = TRUE;
  return !wait->is_odd;
}

static gboolean
read_reset (const CvkHttpResponse *response, int64_t now, CvkRetryWait *wait)
{
  const char *text = cvk_http_response_get_header (response, "x-ratelimit-reset");
  int64_t number;

  if (text == NULL || !parse_seconds (text, &number) || number < MIN_UNIX_TIME)
    return FALSE;
  wait->until = correct_skew (response, now, number * G_USEC_PER_SEC);
  return TRUE;
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
  *wait = (CvkRetryWait){ .is_daily = says_daily (response, message) };
  wait->is_told = read_retry_after (response, now, wait) || read_reset (response, now, wait);
  if (wait->until > now + CVK_RETRY_MAX_WAIT)
    {
      wait->until = now + CVK_RETRY_MAX_WAIT;
      wait->is_odd = TRUE;
    }
  if (wait->is_told && wait->until > now)
    return;
  /* Nothing, or a moment that is over: at once would be the same again. */
  wait->is_told = FALSE;
  wait->until = wait->is_daily ? find_midnight (response, now)
                               : now + G_USEC_PER_SEC + cvk_retry_get_backoff (attempt);
}
