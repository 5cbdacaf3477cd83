// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-refresh-marker.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"
#include "connect/cvk-auth-error.h"

static const char *const words[] = {
  [CVK_REFRESH_MARKER_SENDING] = "sending",
  [CVK_REFRESH_MARKER_LOST] = "lost",
};

GBytes *
cvk_refresh_marker_write (CvkRefreshMarker state, int64_t generation, int64_t wall)
{
  g_autofree char *since = cvk_instant_to_utc_string (wall);
  char *text;

  g_return_val_if_fail (state != CVK_REFRESH_MARKER_NONE, NULL);

  text = g_strdup_printf ("%" G_GINT64_FORMAT " %s %s\n", generation, words[state], since);
  return g_bytes_new_take (text, strlen (text));
}

CvkRefreshMarker
cvk_refresh_marker_read (GBytes *content, int64_t generation)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  int64_t number;

  if (content == NULL)
    return CVK_REFRESH_MARKER_NONE;
  text = g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  parts = g_strsplit (text, " ", 3);
  if (g_strv_length (parts) != 3 ||
      !g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT64, &number, NULL) ||
      number != generation)
    return CVK_REFRESH_MARKER_NONE;
  if (g_str_equal (parts[1], words[CVK_REFRESH_MARKER_SENDING]))
    return CVK_REFRESH_MARKER_SENDING;
  return g_str_equal (parts[1], words[CVK_REFRESH_MARKER_LOST]) ? CVK_REFRESH_MARKER_LOST
                                                                : CVK_REFRESH_MARKER_NONE;
}

void
cvk_refresh_marker_explain (CvkRefreshMarker state, GError *refusal)
{
  /* The others say more than we know. */
  if (state == CVK_REFRESH_MARKER_NONE ||
      !g_error_matches (refusal, CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT))
    return;
  g_free (refusal->message);
  if (state == CVK_REFRESH_MARKER_SENDING)
    refusal->message =
      g_strdup (_ ("Convoke or the computer stopped just while the sign-in was being renewed, so "
                   "the service has retired it. Sign in again."));
  else
    refusal->message =
      g_strdup (_ ("The network failed just while the sign-in was being renewed, so the service "
                   "has retired it. Sign in again."));
}
