// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-mail-address.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"

/* RFC 5321, section 4.5.3.1. */
#define MAX_LOCAL_PART 64
#define MAX_ADDRESS 254
#define MAX_SHOWN 80

void
cvk_mail_address_free (CvkMailAddress *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

char *
cvk_mail_address_to_text (const CvkMailAddress *self)
{
  return self->name != NULL ? g_strdup_printf ("%s <%s>", self->name, self->address)
                            : g_strdup (self->address);
}

static CvkProblem *
make_problem (const char *part)
{
  g_autofree char *visible = cvk_text_for_terminal (part, FALSE);
  g_autofree char *shown = cvk_text_shorten (g_strstrip (visible), MAX_SHOWN);

  return cvk_problem_new ("invalid-address",
                          N_ ("“{text}” is no e-mail address. Write addresses as "
                              "name@example.com or Name <name@example.com>, with commas between "
                              "them; put a name that holds a comma into quotation marks."),
                          "text", shown, NULL);
}

/* --- The address itself --- */

/* dot-atom of RFC 5322, section 3.2.3. */
static gboolean
is_local_part (const char *text, size_t length)
{
  if (length == 0 || length > MAX_LOCAL_PART || text[0] == '.' || text[length - 1] == '.')
    return FALSE;
  for (size_t i = 0; i < length; i++)
    {
      if (text[i] == '.' ? text[i + 1] == '.'
                         : !g_ascii_isalnum (text[i]) &&
                             (text[i] == '\0' || strchr ("!#$%&'*+-/=?^_`{|}~", text[i]) == NULL))
        return FALSE;
    }
  return TRUE;
}

/* Letters, digits and hyphens, in two labels at least or as "localhost". */
static gboolean
is_domain (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", -1);

  if (labels[0] == NULL || (labels[1] == NULL && !g_str_equal (text, "localhost")))
    return FALSE;
  for (size_t i = 0; labels[i] != NULL; i++)
    {
      size_t length = strlen (labels[i]);

      if (length == 0 || length > 63 || labels[i][0] == '-' || labels[i][length - 1] == '-')
        return FALSE;
      for (const char *p = labels[i]; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && *p != '-')
          return FALSE;
    }
  return TRUE;
}

/* As mail servers take it. (transfer full) (nullable) */
static char *
read_address (const char *text)
{
  const char *at = strrchr (text, '@');
  g_autofree char *domain = NULL;
  char *address;

  if (at == NULL || !is_local_part (text, (size_t) (at - text)))
    return NULL;
  domain = g_hostname_to_ascii (at + 1);
  if (domain == NULL || !is_domain (domain))
    return NULL;
  address = g_strdup_printf ("%.*s@%s", (int) (at - text), text, domain);
  if (strlen (address) > MAX_ADDRESS)
    g_clear_pointer (&address, g_free);
  return address;
}

/* --- One mailbox --- */

/* A phrase with or without quotation marks. FALSE: it is neither. */
static gboolean
read_name (char *text, char **name)
{
  size_t length;
  g_autoptr (GString) plain = g_string_new (NULL);

  g_strstrip (text);
  length = strlen (text);
  if (text[0] != '"')
    {
      if (strpbrk (text, "<>\"") != NULL)
        return FALSE;
      *name = length > 0 ? g_strdup (text) : NULL;
      return TRUE;
    }
  if (length < 2 || text[length - 1] != '"')
    return FALSE;
  for (size_t i = 1; i < length - 1; i++)
    {
      if (text[i] == '"')
        return FALSE;
      if (text[i] == '\\' && ++i == length - 1)
        return FALSE;
      g_string_append_c (plain, text[i]);
    }
  *name = plain->len > 0 ? g_strdup (plain->str) : NULL;
  return TRUE;
}

static CvkMailAddress *
read_mailbox (const char *part)
{
  g_autofree char *text = g_strstrip (g_strdup (part));
  size_t length = strlen (text);
  char *open = length > 0 && text[length - 1] == '>' ? strrchr (text, '<') : NULL;
  g_autoptr (CvkMailAddress) self = g_new0 (CvkMailAddress, 1);

  if (open != NULL)
    {
      text[length - 1] = '\0';
      *open = '\0';
      if (!read_name (text, &self->name))
        return NULL;
      self->address = read_address (g_strstrip (open + 1));
    }
  else
    self->address = read_address (text);
  return self->address != NULL ? g_steal_pointer (&self) : NULL;
}

/* --- The list --- */

/* Where the first mailbox ends: at a separator that stands in no quotation marks. */
static size_t
find_end (const char *text)
{
  gboolean is_quoted = FALSE;

  for (size_t i = 0; text[i] != '\0'; i++)
    {
      if (is_quoted && text[i] == '\\' && text[i + 1] != '\0')
        i++;
      else if (text[i] == '"')
        is_quoted = !is_quoted;
      else if (!is_quoted && (text[i] == ',' || text[i] == ';'))
        return i;
    }
  return strlen (text);
}

static gboolean
has_controls (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

GPtrArray *
cvk_mail_address_parse (const char *text, CvkProblem **problem)
{
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_mail_address_free);
  g_autofree char *rest = g_strstrip (g_strdup (text));
  const char *next = rest;

  /* A line break in a header begins another one. */
  if (has_controls (rest))
    {
      *problem = make_problem (rest);
      return NULL;
    }
  while (*next != '\0')
    {
      size_t length = find_end (next);
      g_autofree char *part = g_strndup (next, length);
      CvkMailAddress *address = read_mailbox (part);

      if (address == NULL)
        {
          *problem = make_problem (*g_strstrip (part) != '\0' ? part : rest);
          return NULL;
        }
      g_ptr_array_add (list, address);
      next += length;
      /* One separator at the end is how people leave a field. */
      if (*next != '\0')
        next++;
      while (*next == ' ')
        next++;
    }
  return g_steal_pointer (&list);
}
