// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics-lines.h"

#include <string.h>

/* Of one property; beyond that it is no calendar that anybody made. */
#define MAX_PARAMETERS 64

void
cvk_ics_lines_init (CvkIcsLines *self, const char *data, size_t length)
{
  *self = (CvkIcsLines){ .data = data, .length = length };
  self->line = g_string_new (NULL);
  /* A byte order mark. */
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    self->position = 3;
}

void
cvk_ics_lines_clear (CvkIcsLines *self)
{
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
  self->line = NULL;
}

/* Appends the text up to the next line feed, and goes behind that. */
static void
take_line (CvkIcsLines *self, size_t from)
{
  const char *start = self->data + from;
  size_t left = self->length - from;
  const char *end = memchr (start, '\n', left);
  size_t length = end != NULL ? (size_t) (end - start) : left;
  size_t before = self->line->len;
  size_t room = CVK_ICS_MAX_LINE - before;

  self->position = from + length + (end != NULL ? 1 : 0);
  self->n_read++;
  if (length > 0 && start[length - 1] == '\r')
    length--;
  self->was_cut = self->was_cut || length > room;
  g_string_append_len (self->line, start, (gssize) MIN (length, room));
  for (char *zero = self->line->str + before;
       (zero = memchr (zero, '\0', self->line->str + self->line->len - zero)) != NULL;)
    *zero = ' ';
}

gboolean
cvk_ics_lines_next (CvkIcsLines *self)
{
  if (self->position >= self->length)
    return FALSE;
  self->start = self->position;
  self->number = self->n_read + 1;
  self->was_cut = FALSE;
  g_string_truncate (self->line, 0);
  take_line (self, self->position);
  while (self->position < self->length &&
         (self->data[self->position] == ' ' || self->data[self->position] == '\t'))
    take_line (self, self->position + 1);
  return TRUE;
}

gboolean
cvk_ics_lines_has_name (const CvkIcsLines *self, const char *name, const char **value)
{
  const char *line = self->line->str;
  size_t length = strlen (name);

  if (g_ascii_strncasecmp (line, name, length) != 0 || line[length] != ':')
    return FALSE;
  if (value != NULL)
    *value = line + length + 1;
  return TRUE;
}

gboolean
cvk_ics_lines_is (const CvkIcsLines *self, const char *name, const char *value)
{
  const char *own = NULL;
  size_t length = strlen (value);

  if (!cvk_ics_lines_has_name (self, name, &own) || g_ascii_strncasecmp (own, value, length) != 0)
    return FALSE;
  return own[length + strspn (own + length, " \t")] == '\0';
}

/* --- Properties --- */

/* The end of a parameter's value; quotes hide what would end it. */
static const char *
skip_value (const char *text)
{
  gboolean is_quoted = FALSE;

  for (; *text != '\0' && (is_quoted || (*text != ';' && *text != ':' && *text != ',')); text++)
    if (*text == '"')
      is_quoted = !is_quoted;
  return text;
}

/* RFC 6868: ^n, ^^ and ^' stand for what quoted text cannot hold. */
static char *
dup_parameter (const char *start, const char *end)
{
  GString *text = g_string_new (NULL);

  for (; start < end; start++)
    {
      if (*start == '"')
        continue;
      if (*start != '^' || start + 1 == end || strchr ("n^'", start[1]) == NULL)
        {
          g_string_append_c (text, *start);
          continue;
        }
      start++;
      g_string_append_c (text, *start == 'n' ? '\n' : *start == '^' ? '^' : '"');
    }
  return g_string_free (text, FALSE);
}

static gboolean
take_parameter (CvkIcsProperty *self, const char **text)
{
  const char *start = *text + 1;
  const char *equals = start + strcspn (start, "=;:");
  const char *end = NULL;

  if (*equals != '=' || self->names->len >= MAX_PARAMETERS)
    return FALSE;
  end = skip_value (equals + 1);
  g_ptr_array_add (self->names, g_ascii_strup (start, equals - start));
  g_ptr_array_add (self->values, dup_parameter (equals + 1, end));
  while (*end == ',')
    end = skip_value (end + 1);
  *text = end;
  return TRUE;
}

gboolean
cvk_ics_property_init (CvkIcsProperty *self, const char *line)
{
  const char *text = line + strcspn (line, ";:");

  *self = (CvkIcsProperty){ .name = g_ascii_strup (line, text - line) };
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
  while (*text == ';')
    if (!take_parameter (self, &text))
      return FALSE;
  if (*text != ':' || *self->name == '\0')
    return FALSE;
  self->value = text + 1;
  return TRUE;
}

void
cvk_ics_property_clear (CvkIcsProperty *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);
}

const char *
cvk_ics_property_get (const CvkIcsProperty *self, const char *name)
{
  for (unsigned i = 0; i < self->names->len; i++)
    if (g_str_equal (self->names->pdata[i], name))
      return self->values->pdata[i];
  return NULL;
}

char *
cvk_ics_unescape (const char *value)
{
  GString *text = g_string_sized_new (strlen (value));

  for (; *value != '\0'; value++)
    {
      if (*value != '\\' || value[1] == '\0')
        {
          g_string_append_c (text, *value);
          continue;
        }
      value++;
      g_string_append_c (text, *value == 'n' || *value == 'N' ? '\n' : *value);
    }
  return g_string_free (text, FALSE);
}
