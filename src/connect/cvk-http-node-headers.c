// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <string.h>

#include "base/cvk-i18n.h"

static gboolean
is_one_of (const char *name, const char *const *names)
{
  for (size_t i = 0; names[i] != NULL; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
cvk_http_node_is_reserved_header (const char *name)
{
  static const char *const credentials[] = { "Authorization", "Proxy-Authorization", "Cookie",
                                             NULL };
  /* They say where a message ends, whom it is for and what becomes of the connection (RFC 9110,
   * sections 7.6.1 and 7.2; RFC 9112, section 6). */
  static const char *const framing[] = { "Host",
                                         "Content-Length",
                                         "Transfer-Encoding",
                                         "Connection",
                                         "Keep-Alive",
                                         "Proxy-Connection",
                                         "TE",
                                         "Trailer",
                                         "Upgrade",
                                         "Expect",
                                         "Proxy-Authenticate",
                                         NULL };

  return is_one_of (name, credentials) || is_one_of (name, framing);
}

gboolean
cvk_http_node_is_secret_header (const char *name)
{
  static const char *const words[] = { "api-key", "apikey",   "api_key", "token",
                                       "secret",  "password", "auth",    "session" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return g_str_has_suffix (lower, "-key") && strstr (lower, "idempotency") == NULL;
}

/* RFC 9110, section 5.6.2 */
static gboolean
is_token (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
      return FALSE;
  return *text != '\0';
}

static gboolean
is_printable (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p) && *p != '\t')
      return FALSE;
  return TRUE;
}

static CvkProblem *
check_header (const char *name, const char *value)
{
  g_autofree char *field = g_strconcat ("headers.", name, NULL);
  CvkProblem *problem = NULL;

  if (!is_token (name))
    problem = cvk_problem_new ("invalid-header",
                               N_ ("“{name}” cannot be the name of a header. Names have letters, "
                                   "digits and hyphens."),
                               "name", name, NULL);
  else if (cvk_http_node_is_reserved_header (name))
    problem = cvk_problem_new (
      "reserved-header",
      N_ ("The header “{name}” is not set in a step. What a service wants to know you by belongs "
          "into a connection; the rest is set by itself."),
      "name", name, NULL);
  else if (!is_printable (value))
    problem = cvk_problem_new ("invalid-header",
                               N_ ("The header “{name}” holds a character that cannot be sent: a "
                                   "header has one line and no letters with accents."),
                               "name", name, NULL);
  if (problem != NULL)
    cvk_problem_set_field (problem, field);
  return problem;
}

/* Spaces around a value are no part of it (RFC 9110, section 5.5); ends of lines are no spaces.
 * (transfer full) */
static char *
dup_trimmed (const char *value)
{
  size_t length;

  value += strspn (value, " \t");
  length = strlen (value);
  while (length > 0 && strchr (" \t", value[length - 1]) != NULL)
    length--;
  return g_strndup (value, length);
}

static gboolean
take_header (GPtrArray *headers,
             CvkActionRequest *request,
             const char *name,
             const char *value,
             CvkProblem **problem)
{
  char *text = dup_trimmed (value);

  *problem = check_header (name, text);
  if (*problem != NULL)
    {
      g_free (text);
      return FALSE;
    }
  /* A message has one type of content, and only one with content. */
  if (g_ascii_strcasecmp (name, "Content-Type") == 0)
    {
      g_free (request->content_type);
      request->content_type = text;
      return TRUE;
    }
  g_ptr_array_add (headers, g_strdup (name));
  g_ptr_array_add (headers, text);
  return TRUE;
}

static gboolean
has_header (GPtrArray *headers, const char *name)
{
  for (unsigned i = 0; i < headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (headers, i), name) == 0)
      return TRUE;
  return FALSE;
}

gboolean
cvk_http_node_fill_headers (CvkValue *settings,
                            const char *idempotency_key,
                            CvkActionRequest *request,
                            CvkProblem **problem)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func (g_free);
  CvkValue *given = cvk_value_get_member (settings, "headers");
  const char *response = cvk_value_lookup_string (settings, "response", "json");
  const char *key_name = cvk_value_lookup_string (settings, "idempotency_header", "");

  for (size_t i = 0; given != NULL && i < cvk_value_get_length (given); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (given, i, &name, &value);
      if (cvk_value_is_string (value) &&
          !take_header (headers, request, name, cvk_value_get_string (value), problem))
        return FALSE;
    }
  if (*key_name != '\0' && idempotency_key != NULL && !has_header (headers, key_name) &&
      !take_header (headers, request, key_name, idempotency_key, problem))
    {
      cvk_problem_set_field (*problem, "idempotency_header");
      return FALSE;
    }
  if (!has_header (headers, "Accept"))
    {
      g_ptr_array_add (headers, g_strdup ("Accept"));
      g_ptr_array_add (headers,
                       g_strdup (g_str_equal (response, "json") ? "application/json" : "*/*"));
    }
  g_ptr_array_add (headers, NULL);
  request->headers = (GStrv) g_ptr_array_free (g_steal_pointer (&headers), FALSE);
  return TRUE;
}
