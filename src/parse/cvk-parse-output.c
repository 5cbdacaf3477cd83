// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-parse-output.h"

#include <math.h>
#include <string.h>

#include "base/cvk-parse-protocol.h"

/* Lines are handed over in heaps of about this size. */
#define HEAP_SIZE (64 * 1024)

struct _CvkParseOutput
{
  CvkParseWriteFunction write;
  gpointer user_data;
  size_t limit;
  size_t written;
  GString *heap; /* whole lines */
  GString *line; /* the one that is being written */
  gboolean is_full;
  gboolean has_ended;
  gboolean has_failed;
};

CvkParseOutput *
cvk_parse_output_new (CvkParseWriteFunction write, gpointer user_data, size_t limit)
{
  CvkParseOutput *self = g_new0 (CvkParseOutput, 1);

  self->write = write;
  self->user_data = user_data;
  self->limit = limit;
  self->heap = g_string_sized_new (HEAP_SIZE);
  self->line = g_string_new (NULL);
  return self;
}

void
cvk_parse_output_free (CvkParseOutput *self)
{
  g_string_free (self->heap, TRUE);
  g_string_free (self->line, TRUE);
  g_free (self);
}

/* --- Lines --- */

void
cvk_parse_output_flush (CvkParseOutput *self)
{
  if (self->heap->len > 0)
    self->write (self->heap->str, self->heap->len, self->user_data);
  g_string_truncate (self->heap, 0);
}

void
cvk_parse_output_begin_line (CvkParseOutput *self)
{
  g_string_assign (self->line, "{");
}

void
cvk_parse_output_drop_line (CvkParseOutput *self)
{
  g_string_truncate (self->line, 0);
}

void
cvk_parse_output_end_line (CvkParseOutput *self)
{
  g_string_append (self->line, "}\n");
  if (self->has_ended || self->is_full || self->line->len > self->limit - self->written)
    {
      self->is_full = TRUE;
      return;
    }
  self->written += self->line->len;
  g_string_append_len (self->heap, self->line->str, (gssize) self->line->len);
  if (self->heap->len >= HEAP_SIZE)
    cvk_parse_output_flush (self);
}

gboolean
cvk_parse_output_is_full (const CvkParseOutput *self)
{
  return self->is_full;
}

/* --- Values --- */

static void
append_quoted (GString *json, const char *text, size_t length)
{
  g_string_append_c (json, '"');
  for (size_t i = 0; i < length; i++)
    {
      unsigned char character = (unsigned char) text[i];

      if (character == '"' || character == '\\')
        g_string_append_c (json, '\\');
      if (character < 0x20)
        g_string_append_printf (json, "\\u%04x", character);
      else
        g_string_append_c (json, (char) character);
    }
  g_string_append_c (json, '"');
}

/* A comma, unless it is the first here; and the name. */
static void
begin_value (CvkParseOutput *self, const char *name)
{
  GString *line = self->line;

  if (line->len > 0 && strchr ("{[", line->str[line->len - 1]) == NULL)
    g_string_append_c (line, ',');
  if (name == NULL)
    return;
  append_quoted (line, name, strlen (name));
  g_string_append_c (line, ':');
}

void
cvk_parse_output_begin_object (CvkParseOutput *self, const char *name)
{
  begin_value (self, name);
  g_string_append_c (self->line, '{');
}

void
cvk_parse_output_end_object (CvkParseOutput *self)
{
  g_string_append_c (self->line, '}');
}

void
cvk_parse_output_begin_array (CvkParseOutput *self, const char *name)
{
  begin_value (self, name);
  g_string_append_c (self->line, '[');
}

void
cvk_parse_output_end_array (CvkParseOutput *self)
{
  g_string_append_c (self->line, ']');
}

void
cvk_parse_output_string (CvkParseOutput *self, const char *name, const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return;
  begin_value (self, name);
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  append_quoted (self->line, text, strlen (text));
}

void
cvk_parse_output_integer (CvkParseOutput *self, const char *name, gint64 value)
{
  begin_value (self, name);
  g_string_append_printf (self->line, "%" G_GINT64_FORMAT, value);
}

void
cvk_parse_output_double (CvkParseOutput *self, const char *name, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  begin_value (self, name);
  /* JSON knows no infinity. */
  g_string_append (self->line,
                   isfinite (value) ? g_ascii_dtostr (buffer, sizeof buffer, value) : "null");
}

void
cvk_parse_output_boolean (CvkParseOutput *self, const char *name, gboolean value)
{
  begin_value (self, name);
  g_string_append (self->line, value ? "true" : "false");
}

/* --- The end --- */

static void
end_with_line (CvkParseOutput *self)
{
  g_string_append (self->line, "}\n");
  g_string_append_len (self->heap, self->line->str, (gssize) self->line->len);
  self->has_ended = TRUE;
  cvk_parse_output_flush (self);
}

void
cvk_parse_output_done (CvkParseOutput *self)
{
  if (self->has_ended)
    return;
  cvk_parse_output_begin_line (self);
  cvk_parse_output_boolean (self, "done", TRUE);
  end_with_line (self);
}

void
cvk_parse_output_fail (CvkParseOutput *self, const char *code, const char *reason)
{
  if (self->has_ended)
    return;
  cvk_parse_output_begin_line (self);
  cvk_parse_output_string (self, "failed", code);
  cvk_parse_output_string (self, "reason", reason);
  end_with_line (self);
  self->has_failed = TRUE;
}

gboolean
cvk_parse_output_has_failed (const CvkParseOutput *self)
{
  return self->has_failed;
}
