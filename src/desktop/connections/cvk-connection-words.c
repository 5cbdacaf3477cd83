// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connection-words.h"

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "connect/cvk-connectors.h"

typedef struct
{
  const char *words;
  const char *class;
  unsigned rank;
} State;

static const State states[] = {
  [CVK_CONNECTION_UNKNOWN] = { N_ ("Not checked yet"), "dim-label", 1 },
  [CVK_CONNECTION_HEALTHY] = { N_ ("Healthy"), "success", 0 },
  [CVK_CONNECTION_REFRESHING] = { N_ ("Renewing the sign-in"), "success", 0 },
  [CVK_CONNECTION_OFFLINE] = { N_ ("Offline"), "warning", 3 },
  [CVK_CONNECTION_RATE_LIMITED] = { N_ ("Rate limit exceeded"), "warning", 2 },
  [CVK_CONNECTION_KEYRING_LOCKED] = { N_ ("Keyring locked"), "warning", 4 },
  [CVK_CONNECTION_SCOPE_MISSING] = { N_ ("Permission denied"), "warning", 5 },
  [CVK_CONNECTION_RECONNECT_NEEDED] = { N_ ("Connection lost"), "error", 6 },
  [CVK_CONNECTION_ELSEWHERE] = { N_ ("Connected elsewhere"), "error", 6 },
  [CVK_CONNECTION_DISABLED] = { N_ ("Disabled by an administrator"), "error", 6 },
};

const char *
cvk_connection_words_state (CvkConnectionState state)
{
  return _ (states[state].words);
}

const char *
cvk_connection_words_class (CvkConnectionState state)
{
  return states[state].class;
}

unsigned
cvk_connection_words_rank (CvkConnectionState state)
{
  return states[state].rank;
}

const char *
cvk_connection_words_button (CvkConnectionAction action)
{
  switch (action)
    {
    case CVK_CONNECTION_ACTION_CHECK:
      return _ ("Check Now");
    case CVK_CONNECTION_ACTION_UNLOCK:
      return _ ("Unlock");
    case CVK_CONNECTION_ACTION_RECONNECT:
    case CVK_CONNECTION_ACTION_ASK_ADMIN:
      return _ ("Reconnect");
    case CVK_CONNECTION_ACTION_WAIT:
    case CVK_CONNECTION_ACTION_NONE:
    default:
      return NULL;
    }
}

const char *
cvk_connection_words_button_action (CvkConnectionAction action)
{
  switch (action)
    {
    case CVK_CONNECTION_ACTION_CHECK:
      return "connection.check";
    case CVK_CONNECTION_ACTION_UNLOCK:
      return "connection.unlock";
    case CVK_CONNECTION_ACTION_RECONNECT:
    case CVK_CONNECTION_ACTION_ASK_ADMIN:
      return "connection.reconnect";
    case CVK_CONNECTION_ACTION_WAIT:
    case CVK_CONNECTION_ACTION_NONE:
    default:
      return NULL;
    }
}

const char *
cvk_connection_words_advice (CvkConnectionState state)
{
  switch (state)
    {
    case CVK_CONNECTION_RECONNECT_NEEDED:
      return _ ("Re-authorize it by clicking Reconnect. Your pipelines stay as they are.");
    case CVK_CONNECTION_ELSEWHERE:
      return _ ("Click Reconnect to use it here again. The other sign-in then ends.");
    case CVK_CONNECTION_DISABLED:
      return _ ("Ask the administrator to allow Convoke, then click Reconnect.");
    case CVK_CONNECTION_SCOPE_MISSING:
      return _ ("Ensure that all required scopes are granted: click Reconnect.");
    case CVK_CONNECTION_RATE_LIMITED:
      return _ ("Nothing has to be done: Convoke waits and goes on by itself.");
    case CVK_CONNECTION_KEYRING_LOCKED:
      return _ ("The sign-in is kept in your keyring. Unlock it to go on.");
    case CVK_CONNECTION_OFFLINE:
      return _ ("Check your network. Convoke tries again by itself.");
    case CVK_CONNECTION_UNKNOWN:
    case CVK_CONNECTION_HEALTHY:
    case CVK_CONNECTION_REFRESHING:
    default:
      return NULL;
    }
}

/* --- Times --- */

char *
cvk_connection_words_ago (int64_t time, int64_t now)
{
  int64_t minutes = MAX (now - time, 0) / (60 * G_USEC_PER_SEC);

  if (minutes < 1)
    return g_strdup (_ ("A moment ago"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", (unsigned long) minutes),
                            (int) minutes);
  return cvk_local_moment (time, now);
}

/* --- Sentences --- */

static char *
make_checked_line (const char *state, int64_t checked, int64_t now)
{
  int64_t minutes = MAX (now - checked, 0) / (60 * G_USEC_PER_SEC);
  g_autofree char *date = NULL;

  if (minutes < 1)
    /* Translators: a state, such as “Healthy”. */
    return g_strdup_printf (_ ("%s · checked just now"), state);
  if (minutes < 60)
    return g_strdup_printf (
      /* Translators: a state, such as “Healthy”, and a number. */
      ngettext ("%s · checked %d minute ago", "%s · checked %d minutes ago",
                (unsigned long) minutes),
      state, (int) minutes);
  date = cvk_local_moment (checked, now);
  /* Translators: a state, such as “Healthy”, and “today at 14:02” or “on 3 March 2026”. */
  return g_strdup_printf (_ ("%s · checked %s"), state, date);
}

char *
cvk_connection_words_line (CvkConnectionInfo *info, int64_t now)
{
  CvkConnectionState state = cvk_connection_info_get_state (info);
  const char *words = cvk_connection_words_state (state);
  int64_t until = cvk_connection_info_get_until (info);
  int64_t checked = cvk_connection_info_get_checked (info);

  if (state == CVK_CONNECTION_RATE_LIMITED && until > now)
    {
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (until / G_USEC_PER_SEC);
      g_autofree char *time = date != NULL ? cvk_local_time (date) : g_strdup ("");

      /* Translators: a state, such as “Rate limit exceeded”, and a time of day. */
      return g_strdup_printf (_ ("%s · goes on by itself at %s"), words, time);
    }
  if (checked == 0)
    return g_strdup (words);
  return make_checked_line (words, checked, now);
}

char *
cvk_connection_words_lines (CvkConnectionInfo *info, int64_t now)
{
  g_autofree char *line = cvk_connection_words_line (info, now);

  if (!cvk_connection_info_is_sandbox (info))
    return g_steal_pointer (&line);
  return g_strconcat (_ ("Sandbox: no real meetings"), "\n", line, NULL);
}

char *
cvk_connection_words_reason (CvkConnectionInfo *info)
{
  const CvkProblem *problem = cvk_connection_info_get_problem (info);

  return problem != NULL ? cvk_local_problem (problem) : NULL;
}

char *
cvk_connection_words_place (CvkConnectionInfo *info)
{
  const char *id = cvk_connection_info_get_connector (info);
  const CvkConnector *connector = cvk_connector_get (id);

  if (cvk_connection_info_is_sandbox (info))
    return g_strdup (_ ("Sandbox on this computer"));
  return g_strdup (connector != NULL ? cvk_connector_get_title (connector) : id);
}

char *
cvk_connection_words_server (CvkConnectionInfo *info)
{
  g_autoptr (GUri) uri =
    g_uri_parse (cvk_connection_info_get_api_url (info), G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  int port = uri != NULL ? g_uri_get_port (uri) : -1;

  if (host == NULL)
    return g_strdup (cvk_connection_info_get_api_url (info));
  return port > 0 ? g_strdup_printf ("%s:%d", host, port) : g_strdup (host);
}
