// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

#define URI_FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE)

static CvkProblem *
refuse (const char *code, const char *message)
{
  CvkProblem *problem = cvk_problem_new (code, message, NULL);

  cvk_problem_set_field (problem, "url");
  return problem;
}

/* People write addresses as they read them; what no address holds is encoded, and what is encoded
 * already stays as it is. */
static char *
encode_odd (const char *text)
{
  GString *encoded = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isgraph (*p) && strchr ("\"<>\\^`{|}", *p) == NULL)
      g_string_append_c (encoded, *p);
    else
      g_string_append_printf (encoded, "%%%02X", (unsigned char) *p);
  return g_string_free (encoded, FALSE);
}

/* ".." would leave what the connection's address permits, however it is encoded: servers decode
 * it, and GLib has it removed when it takes the address apart. */
static gboolean
has_dots (const char *url)
{
  g_autofree char *path = g_strndup (url, strcspn (url, "?#"));
  g_auto (GStrv) segments = g_strsplit_set (path, "/\\", -1);

  for (size_t i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *segment = g_uri_unescape_string (segments[i], NULL);
      const char *text = segment != NULL ? segment : segments[i];

      if (g_str_equal (text, ".") || g_str_equal (text, "..") || strstr (text, "../") != NULL ||
          strstr (text, "..\\") != NULL)
        return TRUE;
    }
  return FALSE;
}

/* --- The query --- */

static void
append_parameter (GString *url, const char *name, const CvkValue *value)
{
  g_autofree char *escaped_name = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *text = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                                      : cvk_value_to_json (value, CVK_JSON_COMPACT);
  g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);

  g_string_append_printf (url, "%c%s=%s", strchr (url->str, '?') == NULL ? '?' : '&', escaped_name,
                          escaped);
}

static gboolean
is_nothing (const CvkValue *value)
{
  return cvk_value_is_null (value) ||
         (cvk_value_is_string (value) && cvk_value_get_string_length (value) == 0);
}

static void
append_query (GString *url, const CvkValue *query)
{
  for (size_t i = 0; query != NULL && i < cvk_value_get_length (query); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (query, i, &name, &value);
      if (cvk_value_is_array (value))
        for (size_t k = 0; k < cvk_value_get_length (value); k++)
          append_parameter (url, name, cvk_value_get_element (value, k));
      else if (!is_nothing (value))
        append_parameter (url, name, value);
    }
}

char *
cvk_http_node_set_query (const char *url, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *beginning = g_strconcat (escaped, "=", NULL);
  const char *question = strchr (url, '?');
  g_auto (GStrv) parts = g_strsplit (question != NULL ? question + 1 : "", "&", -1);
  g_autoptr (CvkValue) text = cvk_value_new_string (value);
  GString *changed = g_string_new_len (url, question != NULL ? question - url : -1);

  for (size_t i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !g_str_has_prefix (parts[i], beginning))
      g_string_append_printf (changed, "%c%s", strchr (changed->str, '?') == NULL ? '?' : '&',
                              parts[i]);
  append_parameter (changed, name, text);
  return g_string_free (changed, FALSE);
}

/* --- The address --- */

static gboolean
is_absolute (const char *text)
{
  return strstr (text, "://") != NULL && strcspn (text, "/?#") > strcspn (text, ":");
}

static char *
complete (const char *text, CvkConnection *connection, CvkProblem **problem)
{
  const char *base = connection != NULL ? cvk_connection_get_api_url (connection) : "";

  if (is_absolute (text))
    return g_strdup (text);
  if (*base == '\0')
    *problem =
      refuse ("relative-address", N_ ("The address is not whole. Begin it with https://, or "
                                      "choose a connection, whose address it follows."));
  else if (g_str_has_prefix (text, "//"))
    *problem = refuse ("invalid-address", N_ ("What follows the connection’s address cannot begin "
                                              "with two slashes. Remove one."));
  else
    return g_strconcat (base, *text == '/' || *text == '?' || *text == '\0' ? "" : "/", text, NULL);
  return NULL;
}

static gboolean
check (const char *url, CvkConnection *connection, CvkProblem **problem)
{
  g_autoptr (GUri) uri = g_uri_parse (url, URI_FLAGS, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    *problem =
      refuse ("invalid-address", N_ ("This is no valid address. Check how it is written."));
  else if (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https"))
    *problem = refuse ("invalid-address", N_ ("Only addresses that begin with https:// or http:// "
                                              "can be used."));
  else if (g_uri_get_userinfo (uri) != NULL)
    *problem = refuse ("secret-in-address",
                       N_ ("The address must not hold a user name or password. Remove the part in "
                           "front of the @ sign and choose a connection."));
  else if (has_dots (url))
    *problem =
      refuse ("invalid-address", N_ ("The address holds “.” or “..” as a part of its path, "
                                     "which would make it another one."));
  else if (connection != NULL && !cvk_connection_allows_url (connection, url))
    {
      *problem = cvk_problem_new (
        "host-not-allowed",
        N_ ("What the connection “{connection}” signs in with goes to its own "
            "server only, and “{host}” is another one. Use the connection’s "
            "address, or a step without a connection."),
        "connection", cvk_connection_get_name (connection), "host", g_uri_get_host (uri), NULL);
      cvk_problem_set_field (*problem, "url");
    }
  else
    return TRUE;
  return FALSE;
}

char *
cvk_http_node_make_url (CvkValue *settings, CvkConnection *connection, CvkProblem **problem)
{
  g_autofree char *text = g_strstrip (g_strdup (cvk_value_lookup_string (settings, "url", "")));
  g_autofree char *encoded = encode_odd (text);
  g_autofree char *whole = complete (encoded, connection, problem);
  g_autoptr (GString) url = NULL;

  if (whole == NULL)
    return NULL;
  /* A fragment stays with whoever shows the page. */
  url = g_string_new_len (whole, (gssize) strcspn (whole, "#"));
  append_query (url, cvk_value_get_member (settings, "query"));
  if (!check (url->str, connection, problem))
    return NULL;
  return g_string_free (g_steal_pointer (&url), FALSE);
}

/* Where a page that names the next one may lead to: the server that was asked, or whoever writes
 * the pages chooses where this computer asks next, and shows it what a connection signs in with. */
char *
cvk_http_node_resolve (const char *url, const char *reference)
{
  g_autofree char *encoded = encode_odd (reference);
  g_autoptr (GUri) base = g_uri_parse (url, URI_FLAGS, NULL);
  g_autoptr (GUri) next =
    base != NULL ? g_uri_parse_relative (base, encoded, URI_FLAGS, NULL) : NULL;

  if (next == NULL || g_uri_get_host (next) == NULL || g_uri_get_userinfo (next) != NULL ||
      !g_str_equal (g_uri_get_scheme (next), g_uri_get_scheme (base)) ||
      g_ascii_strcasecmp (g_uri_get_host (next), g_uri_get_host (base)) != 0 ||
      g_uri_get_port (next) != g_uri_get_port (base))
    return NULL;
  return g_uri_to_string_partial (next, G_URI_HIDE_FRAGMENT);
}
