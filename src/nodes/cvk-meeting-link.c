// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-meeting-link.h"

#include <string.h>

/* The end of a host's name, and how the path of a meeting begins. */
static const struct
{
  const char *host;
  const char *path;
} services[] = {
  { "zoom.us", "/j/" },     { "zoom.us", "/my/" },     { "zoom.us", "/w/" },
  { "zoom.us", "/s/" },     { "zoom.com", "/j/" },     { "zoom.com", "/my/" },
  { "zoomgov.com", "/j/" }, { "zoom.com.cn", "/j/" },  { "meet.google.com", "/" },
  { "meet.jit.si", "/" },   { "teams.live.com", "/" }, { "teams.microsoft.com", "/l/meetup-join/" },
  { "webex.com", "/" },     { "whereby.com", "/" },    { "gotomeeting.com", "/" },
};

/* @host: with what stands in front of it. */
static gboolean
is_host (const char *host, size_t length, const char *wanted)
{
  size_t wanted_length = strlen (wanted);

  if (length < wanted_length ||
      g_ascii_strncasecmp (host + length - wanted_length, wanted, wanted_length) != 0)
    return FALSE;
  return length == wanted_length || host[length - wanted_length - 1] == '.';
}

static gboolean
is_meeting (const char *link)
{
  const char *host = link + strlen ("https://");
  size_t length = strcspn (host, "/:?#");

  for (size_t i = 0; i < G_N_ELEMENTS (services); i++)
    if (is_host (host, length, services[i].host) &&
        g_str_has_prefix (host + length, services[i].path))
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable) */
static char *
find_in_text (const char *text)
{
  while (text != NULL && (text = strstr (text, "https://")) != NULL)
    {
      size_t length = strcspn (text, " \t\r\n<>\"'),;");

      if (is_meeting (text))
        return g_strndup (text, length);
      text += length;
    }
  return NULL;
}

CvkValue *
cvk_meeting_link_find (const CvkValue *event)
{
  static const char *const fields[] = { "url", "location", "description" };
  const char *conference = cvk_value_lookup_string (event, "conference", NULL);

  if (conference != NULL &&
      (g_str_has_prefix (conference, "https://") || g_str_has_prefix (conference, "http://")))
    return cvk_value_new_string (conference);
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      char *link = find_in_text (cvk_value_lookup_string (event, fields[i], NULL));

      if (link != NULL)
        return cvk_value_take_string (link);
    }
  return cvk_value_new_null ();
}
