// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-loopback-request.h"

#include <string.h>

#define ORIGIN_SCHEME "http://"

typedef struct
{
  const char *authority;
  unsigned hosts;
  gboolean is_foreign_host;
  gboolean is_foreign_site;
  gboolean has_body;
} Fields;

/* Lines end with CR LF and hold no other control characters than tabs. */
static gboolean
is_clean (const char *head, size_t length)
{
  for (size_t i = 0; i < length; i++)
    {
      unsigned char byte = (unsigned char) head[i];

      if (byte == '\r'   ? i + 1 == length || head[i + 1] != '\n'
          : byte == '\n' ? i == 0 || head[i - 1] != '\r'
                         : (byte < 0x20 && byte != '\t') || byte == 0x7f)
        return FALSE;
    }
  return TRUE;
}

/* Cuts off the line at *@rest. */
static char *
take_line (char **rest)
{
  char *line = *rest;
  char *end = strstr (line, "\r\n");

  *end = '\0';
  *rest = end + 2;
  return line;
}

static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_own_origin (const char *origin, const char *authority)
{
  return g_str_has_prefix (origin, ORIGIN_SCHEME) &&
         g_str_equal (origin + strlen (ORIGIN_SCHEME), authority);
}

static void
read_field (Fields *fields, const char *name, const char *value)
{
  if (g_ascii_strcasecmp (name, "Host") == 0)
    {
      fields->hosts++;
      fields->is_foreign_host |= !g_str_equal (value, fields->authority);
    }
  else if (g_ascii_strcasecmp (name, "Origin") == 0)
    fields->is_foreign_site |= !is_own_origin (value, fields->authority);
  /* Fetch metadata: what an image, a script or a form of another page would send. */
  else if (g_ascii_strcasecmp (name, "Sec-Fetch-Mode") == 0)
    fields->is_foreign_site |= !g_str_equal (value, "navigate");
  else if (g_ascii_strcasecmp (name, "Sec-Fetch-Dest") == 0)
    fields->is_foreign_site |= !g_str_equal (value, "document");
  else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
    fields->has_body = TRUE;
  else if (g_ascii_strcasecmp (name, "Content-Length") == 0)
    fields->has_body |= !g_str_equal (value, "0");
}

static gboolean
read_fields (Fields *fields, char *rest)
{
  for (char *line = take_line (&rest); *line != '\0'; line = take_line (&rest))
    {
      char *colon = strchr (line, ':');

      if (colon == NULL)
        return FALSE;
      *colon = '\0';
      /* Refuses folded lines, and spaces in front of the colon. */
      if (!is_token (line))
        return FALSE;
      read_field (fields, line, g_strstrip (colon + 1));
    }
  return TRUE;
}

/* Cuts "METHOD target HTTP/1.1" in three. */
static gboolean
split_request_line (char *line, char **method, char **target)
{
  char *version = NULL;

  *method = line;
  *target = strchr (line, ' ');
  if (*target == NULL)
    return FALSE;
  *(*target)++ = '\0';
  version = strchr (*target, ' ');
  if (version == NULL)
    return FALSE;
  *version++ = '\0';
  if (!is_token (*method) ||
      (!g_str_equal (version, "HTTP/1.1") && !g_str_equal (version, "HTTP/1.0")))
    return FALSE;
  for (const char *p = *target; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || *p == '#')
      return FALSE;
  /* Not the form with a host in it, which is for proxies. */
  return **target == '/';
}

unsigned
cvk_loopback_request_parse (char *head,
                            size_t length,
                            const char *authority,
                            const char *callback_path,
                            CvkLoopbackRequest *request)
{
  Fields fields = { .authority = authority };
  char *rest = head;
  char *method;
  char *target;

  if (!is_clean (head, length) || !split_request_line (take_line (&rest), &method, &target) ||
      !read_fields (&fields, rest) || fields.hosts > 1 || fields.has_body)
    return 400;
  /* Another name for this address: a page of another site is asking (DNS rebinding). */
  if (fields.hosts == 0 || fields.is_foreign_host)
    return 421;
  if (!g_str_equal (method, "GET"))
    return 405;

  request->query = strchr (target, '?');
  if (request->query != NULL)
    *request->query++ = '\0';
  if (g_str_equal (target, callback_path))
    request->target = CVK_LOOPBACK_TARGET_CALLBACK;
  else if (g_str_equal (target, CVK_LOOPBACK_DONE_PATH))
    request->target = CVK_LOOPBACK_TARGET_DONE;
  else
    return 404;
  return fields.is_foreign_site ? 403 : 200;
}
