// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-webhook-head.h"

#include <string.h>

#include "base/cvk-secret.h"

#define MAX_HEADERS 100

static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-.^_`|~", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_printable (const char *text)
{
  for (; *text != '\0'; text++)
    if ((unsigned char) *text < 0x20 && *text != '\t')
      return FALSE;
  return TRUE;
}

/* FALSE: 400. A header that is there twice is refused, whichever it is. */
static gboolean
add_header (GHashTable *headers, char *line)
{
  char *colon = strchr (line, ':');
  g_autofree char *name = NULL;

  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  if (!is_token (line) || !is_printable (colon + 1) || g_hash_table_size (headers) >= MAX_HEADERS)
    return FALSE;
  name = g_ascii_strdown (line, -1);
  if (g_hash_table_contains (headers, name))
    return FALSE;
  g_hash_table_insert (headers, g_steal_pointer (&name), g_strdup (g_strstrip (colon + 1)));
  return TRUE;
}

static unsigned
read_request_line (CvkWebhookHead *self, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", -1);

  if (g_strv_length (parts) != 3 ||
      (!g_str_equal (parts[2], "HTTP/1.1") && !g_str_equal (parts[2], "HTTP/1.0")) ||
      parts[1][0] != '/' || !is_printable (line))
    return 400;
  if (!g_str_equal (parts[0], "POST"))
    return 405;
  self->target = g_strdup (parts[1]);
  return 0;
}

static unsigned
read_length (CvkWebhookHead *self)
{
  const char *text = g_hash_table_lookup (self->headers, "content-length");
  guint64 length = 0;

  if (g_hash_table_contains (self->headers, "transfer-encoding") ||
      g_hash_table_contains (self->headers, "content-encoding"))
    return 501;
  if (text == NULL)
    return 411;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &length, NULL))
    return 400;
  if (length > CVK_WEBHOOK_MAX_BODY)
    return 413;
  self->length = (size_t) length;
  return 0;
}

static unsigned
check_type (const CvkWebhookHead *self)
{
  const char *type = g_hash_table_lookup (self->headers, "content-type");
  g_auto (GStrv) parts = g_strsplit (type != NULL ? type : "", ";", 2);

  return parts[0] != NULL && g_ascii_strcasecmp (g_strstrip (parts[0]), "application/json") == 0
           ? 0
           : 415;
}

static unsigned
read_head (CvkWebhookHead *self, const char *text, size_t length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = NULL;
  unsigned status = 400;

  /* A NUL, or a line end of another kind, is read differently by different readers. */
  if (strlen (copy) != length || !g_str_has_suffix (copy, "\r\n\r\n"))
    return 400;
  copy[length - 4] = '\0';
  lines = g_strsplit (copy, "\r\n", -1);
  for (size_t i = 0; lines[i] != NULL; i++)
    if (strpbrk (lines[i], "\r\n") != NULL)
      return 400;
  if (lines[0] == NULL || (status = read_request_line (self, lines[0])) != 0)
    return status;
  for (size_t i = 1; lines[i] != NULL; i++)
    if (!add_header (self->headers, lines[i]))
      return 400;
  status = read_length (self);
  return status != 0 ? status : check_type (self);
}

CvkWebhookHead *
cvk_webhook_head_parse (const char *text, size_t length, unsigned *status)
{
  g_autoptr (CvkWebhookHead) self = g_new0 (CvkWebhookHead, 1);

  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  *status = read_head (self, text, length);
  return *status == 0 ? g_steal_pointer (&self) : NULL;
}

void
cvk_webhook_head_free (CvkWebhookHead *self)
{
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_free (self->target);
  g_free (self);
}

unsigned
cvk_webhook_head_check (const CvkWebhookHead *self, const char *path, const char *const *hosts)
{
  const char *host = g_hash_table_lookup (self->headers, "host");
  g_autofree char *lower = host != NULL ? g_ascii_strdown (host, -1) : NULL;

  if (lower == NULL || !g_strv_contains (hosts, lower) ||
      g_hash_table_contains (self->headers, "origin"))
    return 403;
  return cvk_text_equal_constant_time (self->target, path) ? 0 : 404;
}
