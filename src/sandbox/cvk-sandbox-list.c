// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "sandbox/cvk-sandbox-meetings.h"

#define DEFAULT_PAGE_SIZE 30
#define MAX_PAGE_SIZE 300
#define TOKEN_LIFETIME (15 * 60)
#define PERIOD (INT64_C (183) * 86400) /* lists by time reach half a year */
#define TOKEN_PARTS 4

typedef enum
{
  LIST_SCHEDULED,
  LIST_LIVE,
  LIST_UPCOMING,
  LIST_PREVIOUS,
} ListType;

typedef struct
{
  ListType type;
  int64_t size;
  int64_t number;
  int64_t from; /* instants; unset are the extremes */
  int64_t to;
  int64_t after; /* sequence of the last meeting of the page before, or -1 */
  unsigned fingerprint;
} ListQuery;

/* Whether @text is a whole number; others count as not given, and are not refused. */
static int64_t
read_number (const char *text, int64_t low, int64_t high, int64_t fallback)
{
  int64_t number;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, INT64_MIN, INT64_MAX, &number, NULL))
    return fallback;
  return number < low ? fallback : MIN (number, high);
}

static ListType
read_type (const char *text)
{
  if (g_strcmp0 (text, "live") == 0)
    return LIST_LIVE;
  if (g_strcmp0 (text, "upcoming") == 0 || g_strcmp0 (text, "upcoming_meetings") == 0)
    return LIST_UPCOMING;
  if (g_strcmp0 (text, "previous_meetings") == 0)
    return LIST_PREVIOUS;
  return LIST_SCHEDULED;
}

static int64_t
read_day (const char *text, const char *zone, int shift, int64_t fallback)
{
  int64_t days;

  if (text == NULL || !cvk_sandbox_parse_date (text, &days))
    return fallback;
  return cvk_sandbox_wall_to_instant (zone, (days + shift) * INT64_C (86400));
}

/* All other parameters must come back unchanged with a page token. */
static unsigned
make_fingerprint (const CvkSandboxRequest *request, const CvkSandboxUser *user)
{
  static const char *const names[] = { "type", "page_size", "from", "to", "timezone", NULL };
  g_autoptr (GString) text = g_string_new (user->id);

  for (const char *const *name = names; *name != NULL; name++)
    {
      const char *value = cvk_sandbox_request_get_parameter (request, *name);

      g_string_append_printf (text, "\n%s", value != NULL ? value : "");
    }
  return g_str_hash (text->str);
}

static unsigned
seal (const ListQuery *query, int64_t sequence, int64_t expires)
{
  g_autofree char *text = g_strdup_printf ("%u:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT,
                                           query->fingerprint, sequence, expires);

  return g_str_hash (text);
}

static char *
make_page_token (const ListQuery *query, int64_t sequence, int64_t now)
{
  int64_t expires = now + TOKEN_LIFETIME;
  g_autofree char *text =
    g_strdup_printf ("%u:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ":%u", query->fingerprint,
                     sequence, expires, seal (query, sequence, expires));

  return g_base64_encode ((const guchar *) text, strlen (text));
}

static gboolean
read_page_token (ListQuery *query, const char *token, int64_t now)
{
  size_t length;
  g_autofree char *text = (char *) g_base64_decode (token, &length);
  g_auto (GStrv) parts = g_strsplit (text, ":", TOKEN_PARTS + 1);
  int64_t fingerprint, sequence, expires, sealed;

  if (g_strv_length (parts) != TOKEN_PARTS ||
      !g_ascii_string_to_signed (parts[0], 10, 0, UINT32_MAX, &fingerprint, NULL) ||
      !g_ascii_string_to_signed (parts[1], 10, 0, INT64_MAX, &sequence, NULL) ||
      !g_ascii_string_to_signed (parts[2], 10, 0, INT64_MAX, &expires, NULL) ||
      !g_ascii_string_to_signed (parts[3], 10, 0, UINT32_MAX, &sealed, NULL))
    return FALSE;
  query->after = sequence;
  return fingerprint == query->fingerprint && expires > now &&
         (unsigned) sealed == seal (query, sequence, expires);
}

static gboolean
read_query (const CvkSandboxRequest *request,
            const CvkSandboxUser *user,
            int64_t now,
            ListQuery *query)
{
  const char *zone = cvk_sandbox_request_get_parameter (request, "timezone");
  const char *token = cvk_sandbox_request_get_parameter (request, "next_page_token");

  if (zone == NULL || !cvk_sandbox_zone_is_known (zone))
    zone = user->time_zone;
  query->type = read_type (cvk_sandbox_request_get_parameter (request, "type"));
  query->size = read_number (cvk_sandbox_request_get_parameter (request, "page_size"), 1,
                             MAX_PAGE_SIZE, DEFAULT_PAGE_SIZE);
  query->number =
    read_number (cvk_sandbox_request_get_parameter (request, "page_number"), 1, INT32_MAX, 1);
  query->from = read_day (cvk_sandbox_request_get_parameter (request, "from"), zone, 0, INT64_MIN);
  query->to = read_day (cvk_sandbox_request_get_parameter (request, "to"), zone, 1, INT64_MAX);
  query->after = -1;
  query->fingerprint = make_fingerprint (request, user);
  return token == NULL || *token == '\0' || read_page_token (query, token, now);
}

static gboolean
is_listed (const CvkSandboxMeeting *meeting, const ListQuery *query, int64_t now)
{
  int64_t end = cvk_sandbox_meeting_get_end (meeting);

  switch (query->type)
    {
    case LIST_LIVE:
      return meeting->started;
    case LIST_UPCOMING:
      return end > now &&
             (meeting->type == CVK_SANDBOX_NO_FIXED_TIME || meeting->start <= now + PERIOD);
    case LIST_PREVIOUS:
      return end <= now && end > now - PERIOD;
    case LIST_SCHEDULED:
    default:
      return cvk_sandbox_meeting_get_expiry (meeting) > now;
    }
}

static gboolean
is_wanted (const CvkSandboxMeeting *meeting,
           const ListQuery *query,
           const CvkSandboxUser *user,
           int64_t now)
{
  if (meeting->host != user || meeting->visible > now || meeting->type == CVK_SANDBOX_INSTANT ||
      meeting->type == CVK_SANDBOX_SCREEN_SHARE ||
      !is_listed (meeting, query, now / G_USEC_PER_SEC))
    return FALSE;
  if (query->from == INT64_MIN && query->to == INT64_MAX)
    return TRUE;
  return cvk_sandbox_meeting_has_time (meeting) && meeting->start >= query->from &&
         meeting->start < query->to;
}

CvkSandboxReply *
cvk_sandbox_list_meetings (CvkSandbox *sandbox,
                           const CvkSandboxRequest *request,
                           CvkSandboxUser *user)
{
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);
  GPtrArray *all = cvk_sandbox_meetings_get_all (sandbox);
  const CvkSandboxMeeting *last = NULL;
  ListQuery query;
  int64_t total = 0, shown = 0, rest = 0, skip;
  g_autoptr (CvkValue) reply = NULL;
  CvkArrayBuilder builder;

  if (!read_query (request, user, now / G_USEC_PER_SEC, &query))
    return cvk_sandbox_reply_new_error (request, 400, 300,
                                        "The next page token is either invalid or expired.", NULL);
  skip = query.after >= 0 ? 0 : (query.number - 1) * query.size;
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < all->len; i++)
    {
      const CvkSandboxMeeting *meeting = g_ptr_array_index (all, i);

      if (!is_wanted (meeting, &query, user, now))
        continue;
      total++;
      if (meeting->sequence <= query.after || total <= skip)
        continue;
      if (shown == query.size)
        {
          rest++;
          continue;
        }
      cvk_array_builder_append (&builder,
                                cvk_sandbox_meeting_describe_thin (meeting, now / G_USEC_PER_SEC));
      last = meeting;
      shown++;
    }
  reply = cvk_value_new_object (
    "page_count", cvk_value_new_integer ((total + query.size - 1) / query.size), "page_number",
    cvk_value_new_integer (query.number), "page_size", cvk_value_new_integer (query.size),
    "total_records", cvk_value_new_integer (total), "next_page_token",
    rest > 0
      ? cvk_value_take_string (make_page_token (&query, last->sequence, now / G_USEC_PER_SEC))
      : cvk_value_new_string (""),
    "meetings", cvk_array_builder_end (&builder), NULL);
  return cvk_sandbox_reply_new_json (200, reply);
}
