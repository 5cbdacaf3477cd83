// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <string.h>

static const char *
skip_space (const char *p)
{
  while (*p == ' ' || *p == '\t')
    p++;
  return p;
}

/* A token or a quoted string (RFC 9110, sections 5.6.2 and 5.6.4). (transfer full) */
static char *
read_value (const char **p)
{
  GString *value = g_string_new (NULL);
  const char *at = *p;

  if (*at != '"')
    {
      size_t length = strcspn (at, ";, \t");

      g_string_append_len (value, at, (gssize) length);
      *p = at + length;
      return g_string_free (value, FALSE);
    }
  for (at++; *at != '\0' && *at != '"'; at++)
    {
      if (*at == '\\' && at[1] != '\0')
        at++;
      g_string_append_c (value, *at);
    }
  *p = *at == '"' ? at + 1 : at;
  return g_string_free (value, FALSE);
}

/* The parameters behind a target, up to the comma. Whether the first "rel" among them names
 * @relation; all others of that name count for nothing (RFC 8288, section 3.3). */
static gboolean
read_parameters (const char **p, const char *relation)
{
  gboolean has_rel = FALSE;
  gboolean fits = FALSE;

  while (*(*p = skip_space (*p)) == ';')
    {
      const char *name = *p = skip_space (*p + 1);
      size_t length = strcspn (name, "=;, \t");
      g_autofree char *value = NULL;

      *p = skip_space (name + length);
      if (**p == '=')
        {
          *p = skip_space (*p + 1);
          value = read_value (p);
        }
      if (length == 3 && g_ascii_strncasecmp (name, "rel", 3) == 0 && !has_rel && value != NULL)
        {
          g_auto (GStrv) relations = g_strsplit (value, " ", -1);

          has_rel = TRUE;
          for (size_t i = 0; relations[i] != NULL; i++)
            fits = fits || g_ascii_strcasecmp (relations[i], relation) == 0;
        }
    }
  return fits;
}

char *
cvk_http_link_find (const char *header, const char *relation)
{
  const char *p = header != NULL ? header : "";

  while (*(p = skip_space (p)) != '\0')
    {
      const char *end;
      g_autofree char *target = NULL;

      if (*p == ',')
        {
          p++;
          continue;
        }
      end = *p == '<' ? strchr (p, '>') : NULL;
      if (end == NULL)
        return NULL;
      target = g_strndup (p + 1, (size_t) (end - p) - 1);
      p = end + 1;
      if (read_parameters (&p, relation))
        return g_steal_pointer (&target);
      /* What is no parameter is passed over to the next link. */
      p += strcspn (p, ",");
    }
  return NULL;
}
