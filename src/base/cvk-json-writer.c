// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-json.h"

#include <string.h>

#include "base/cvk-json-private.h"
#include "base/cvk-value-private.h"

/* A container that is being written; a list of them instead of recursion, because values built in
 * memory may be deeper than what the reader lets in. */
typedef struct
{
  const CvkValue *container;
  size_t next;
} Level;

typedef struct
{
  GString *text;
  gboolean pretty;
  unsigned indent;
  GArray *levels;
} Writer;

void
cvk_json_append_string (GString *json, const char *text, size_t length)
{
  static const char hex[] = "0123456789abcdef";
  const char *end = text + length;

  g_string_append_c (json, '"');
  while (text < end)
    {
      const char *plain = text;
      unsigned char special = 0;

      while (text < end && (unsigned char) *text >= 0x20 && *text != '"' && *text != '\\' &&
             *text != 0x7f)
        text++;
      g_string_append_len (json, plain, text - plain);
      if (text == end)
        break;
      special = (unsigned char) *text++;
      g_string_append_c (json, '\\');
      switch (special)
        {
        case '"':
        case '\\':
          g_string_append_c (json, (char) special);
          break;
        case '\b':
          g_string_append_c (json, 'b');
          break;
        case '\f':
          g_string_append_c (json, 'f');
          break;
        case '\n':
          g_string_append_c (json, 'n');
          break;
        case '\r':
          g_string_append_c (json, 'r');
          break;
        case '\t':
          g_string_append_c (json, 't');
          break;
        default:
          g_string_append (json, "u00");
          g_string_append_c (json, hex[special >> 4]);
          g_string_append_c (json, hex[special & 15]);
          break;
        }
    }
  g_string_append_c (json, '"');
}

static void
append_line (Writer *self)
{
  unsigned spaces = 2 * (self->indent + self->levels->len);

  if (!self->pretty)
    return;
  g_string_append_c (self->text, '\n');
  for (unsigned i = 0; i < spaces; i++)
    g_string_append_c (self->text, ' ');
}

static size_t
get_size (const CvkValue *container)
{
  return container->kind == CVK_VALUE_ARRAY ? cvk_value_as_array (container)->length
                                            : cvk_value_as_object (container)->length;
}

static void
append_value (Writer *self, const CvkValue *value)
{
  char number[CVK_JSON_NUMBER_SPACE];
  Level level = { value, 0 };

  switch (value->kind)
    {
    case CVK_VALUE_BOOLEAN:
      g_string_append (self->text, cvk_value_get_boolean (value) ? "true" : "false");
      break;
    case CVK_VALUE_INTEGER:
      g_string_append_len (
        self->text, number,
        (gssize) cvk_json_format_integer (cvk_value_as_number (value)->integer, number));
      break;
    case CVK_VALUE_DOUBLE:
      g_string_append_len (
        self->text, number,
        (gssize) cvk_json_format_double (cvk_value_as_number (value)->number, number));
      break;
    case CVK_VALUE_STRING:
      cvk_json_append_string (self->text, cvk_value_as_string (value)->text,
                              cvk_value_as_string (value)->length);
      break;
    case CVK_VALUE_ARRAY:
    case CVK_VALUE_OBJECT:
      if (get_size (value) == 0)
        {
          g_string_append (self->text, value->kind == CVK_VALUE_ARRAY ? "[]" : "{}");
          break;
        }
      g_string_append_c (self->text, value->kind == CVK_VALUE_ARRAY ? '[' : '{');
      g_array_append_val (self->levels, level);
      break;
    case CVK_VALUE_NULL:
    default:
      g_string_append (self->text, "null");
      break;
    }
}

static void
append_child (Writer *self, Level *level)
{
  size_t index = level->next++;
  const CvkMember *member = NULL;

  if (index > 0)
    g_string_append_c (self->text, ',');
  append_line (self);
  if (level->container->kind == CVK_VALUE_ARRAY)
    {
      append_value (self, cvk_value_as_array (level->container)->elements[index]);
      return;
    }
  member = &cvk_value_as_object (level->container)->members[index];
  cvk_json_append_string (self->text, member->key, member->key_length);
  g_string_append (self->text, self->pretty ? ": " : ":");
  append_value (self, member->value);
}

void
cvk_value_append_json (const CvkValue *self, CvkJsonStyle style, unsigned indent, GString *text)
{
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (Level));
  Writer writer = { text, style == CVK_JSON_PRETTY, indent, levels };

  g_return_if_fail (self != NULL && text != NULL);

  append_value (&writer, self);
  while (levels->len > 0)
    {
      Level *level = &g_array_index (levels, Level, levels->len - 1);
      gboolean is_array = level->container->kind == CVK_VALUE_ARRAY;

      if (level->next < get_size (level->container))
        {
          append_child (&writer, level);
          continue;
        }
      g_array_set_size (levels, levels->len - 1);
      append_line (&writer);
      g_string_append_c (text, is_array ? ']' : '}');
    }
}

char *
cvk_value_to_json (const CvkValue *self, CvkJsonStyle style)
{
  GString *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_sized_new (256);
  cvk_value_append_json (self, style, 0, text);
  return g_string_free (text, FALSE);
}
