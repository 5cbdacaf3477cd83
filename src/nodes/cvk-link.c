// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-link.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-text.h"

#define MAX_LENGTH 8000
#define MAX_SHOWN 100

static const char *const schemes[] = { "https", "http", "mailto", "zoommtg", NULL };

static gboolean
is_link (const char *link)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (strlen (link) > MAX_LENGTH)
    return FALSE;
  for (const char *p = link; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  uri = g_uri_parse (link, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  scheme = g_uri_get_scheme (uri);
  if (!g_strv_contains (schemes, scheme))
    return FALSE;
  return g_str_equal (scheme, "mailto") ||
         (g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0');
}

gboolean
cvk_link_check (const char *link, CvkProblem **problem)
{
  g_autofree char *visible = NULL;
  g_autofree char *shown = NULL;

  if (is_link (link))
    return TRUE;
  visible = cvk_text_for_terminal (link, FALSE);
  shown = cvk_text_shorten (visible, MAX_SHOWN);
  *problem =
    cvk_problem_new ("invalid-link",
                     N_ ("“{link}” is not opened. Only links that begin with https:, http:, "
                         "mailto: or zoommtg: are."),
                     "link", shown, NULL);
  cvk_problem_set_field (*problem, "link");
  return FALSE;
}
