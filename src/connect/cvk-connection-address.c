// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <string.h>

#include "connect/cvk-connection-private.h"

/* NULL for what is no plain http or https address: user information is refused, so that no text
 * shows one host and means another. */
GUri *
cvk_connection_parse_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  for (const char *p = url; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || *p == '\\')
      return NULL;
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_host (uri) == NULL ||
      *g_uri_get_host (uri) == '\0')
    return NULL;
  if (!g_str_equal (g_uri_get_scheme (uri), "https") &&
      !g_str_equal (g_uri_get_scheme (uri), "http"))
    return NULL;
  return g_steal_pointer (&uri);
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;
  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

static gboolean
is_same_origin (GUri *a, GUri *b)
{
  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b)) &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         get_port (a) == get_port (b);
}

gboolean
cvk_connection_is_safe_url (const char *url)
{
  g_autoptr (GUri) uri = cvk_connection_parse_url (url);

  return uri != NULL && (g_str_equal (g_uri_get_scheme (uri), "https") ||
                         g_str_equal (g_uri_get_host (uri), "127.0.0.1") ||
                         g_str_equal (g_uri_get_host (uri), "::1"));
}

gboolean
cvk_connection_allows_url (CvkConnection *self, const char *url)
{
  g_autoptr (GUri) api = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (CVK_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (url != NULL, FALSE);

  api = cvk_connection_parse_url (self->api_url);
  uri = cvk_connection_parse_url (url);
  return api != NULL && uri != NULL && is_same_origin (api, uri);
}

char *
cvk_connection_dup_origin (CvkConnection *self)
{
  g_autoptr (GUri) api = NULL;

  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  api = cvk_connection_parse_url (self->api_url);
  /* What is no address is not sent to either; a name for it will do. */
  if (api == NULL)
    return g_strdup (self->api_url);
  return g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (api), g_uri_get_host (api),
                          get_port (api));
}

/* "zoom.us" allows zoom.us and api.zoom.us, not evilzoom.us. */
gboolean
cvk_connection_is_allowed_host (const char *host, const char *const *allowed_hosts)
{
  size_t length = strlen (host);

  for (size_t i = 0; allowed_hosts != NULL && allowed_hosts[i] != NULL; i++)
    {
      size_t suffix = strlen (allowed_hosts[i]);

      if (suffix == 0 || suffix > length ||
          g_ascii_strcasecmp (host + length - suffix, allowed_hosts[i]) != 0)
        continue;
      if (suffix == length || host[length - suffix - 1] == '.')
        return TRUE;
    }
  return FALSE;
}

char *
cvk_connection_choose_api_url (const char *current,
                               const char *offered,
                               const char *const *allowed_hosts)
{
  g_autoptr (GUri) api = cvk_connection_parse_url (current);
  g_autoptr (GUri) uri = offered != NULL ? cvk_connection_parse_url (offered) : NULL;
  g_autoptr (GUri) chosen = NULL;
  const char *path;

  if (api == NULL || uri == NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL)
    return g_strdup (current);
  path = g_uri_get_path (uri);
  if (*path != '\0' && !g_str_equal (path, "/") && !g_str_equal (path, g_uri_get_path (api)))
    return g_strdup (current);
  if (!is_same_origin (api, uri) &&
      !(g_str_equal (g_uri_get_scheme (uri), "https") && get_port (uri) == 443 &&
        cvk_connection_is_allowed_host (g_uri_get_host (uri), allowed_hosts)))
    return g_strdup (current);

  chosen = g_uri_build (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                        g_uri_get_port (uri), g_uri_get_path (api), NULL, NULL);
  return g_uri_to_string (chosen);
}
