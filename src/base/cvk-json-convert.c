// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json-private.h"
#include "base/cvk-value-private.h"

/* A power of two. Rows of a table have the same names: each is made once and shared. */
#define NAME_CACHE 64

typedef struct
{
  GRefString *key;
  uint32_t hash;
  uint32_t length;
} Name;

typedef struct
{
  const CvkJson *json;
  CvkJsonFlags flags;
  GError **error;
  GPtrArray *values; /* elements of the open arrays */
  GArray *members;   /* CvkMember of the open objects */
  Name names[NAME_CACHE];
} Conversion;

static CvkValue *convert (Conversion *self, uint32_t index);

static unsigned
read_hex (const char *digits)
{
  unsigned unit = 0;

  for (unsigned i = 0; i < 4; i++)
    unit = unit << 4 | (unsigned) g_ascii_xdigit_value (digits[i]);
  return unit;
}

static char
get_escaped (char letter)
{
  switch (letter)
    {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
    }
}

/* @source is at "\u", and @end behind it at least by the closing quotation mark. */
static gboolean
unescape_unicode (const char **source, const char *end, char **target)
{
  unsigned unit = read_hex (*source + 2);
  gunichar character = unit;

  *source += 6;
  if (unit >= 0xd800 && unit < 0xe000)
    {
      unsigned low = 0;

      if (unit >= 0xdc00 || end - *source < 6 || (*source)[0] != '\\' || (*source)[1] != 'u')
        return FALSE;
      low = read_hex (*source + 2);
      if (low < 0xdc00 || low > 0xdfff)
        return FALSE;
      character = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      *source += 6;
    }
  *target += g_unichar_to_utf8 (character, *target);
  return TRUE;
}

ssize_t
cvk_json_unescape (const char *source, size_t length, char *target, size_t *at)
{
  const char *read = source + 1;
  const char *end = source + length - 1;
  char *write = target;

  while (read < end)
    {
      const char *escape = memchr (read, '\\', (size_t) (end - read));
      size_t plain = (size_t) ((escape == NULL ? end : escape) - read);

      memcpy (write, read, plain);
      write += plain;
      read += plain;
      if (escape == NULL)
        break;
      if (read[1] == 'u')
        {
          if (!unescape_unicode (&read, end, &write))
            {
              *at = (size_t) (escape - source);
              return -1;
            }
          continue;
        }
      *write++ = get_escaped (read[1]);
      read += 2;
    }
  return write - target;
}

static gboolean
fail (Conversion *self, size_t offset, CvkJsonError code, const char *message)
{
  cvk_json_set_error_at (self->json, offset, self->error, code, message);
  return FALSE;
}

/* Writes to @target, which has room for the token; FALSE for what is no text. */
static gboolean
unescape_token (Conversion *self, const CvkJsonToken *token, char *target, size_t *length)
{
  size_t at = 0;
  ssize_t written =
    cvk_json_unescape (self->json->text + token->offset, token->length, target, &at);

  if (written < 0)
    return fail (self, token->offset + at, CVK_JSON_ERROR_ENCODING,
                 _ ("This escape is one half of a surrogate pair, which is no character."));
  if ((self->flags & CVK_JSON_STRICT) != 0 && memchr (target, '\0', (size_t) written) != NULL)
    return fail (self, token->offset, CVK_JSON_ERROR_NUL_CHARACTER,
                 _ ("The text contains the character U+0000, which is not allowed here."));
  *length = (size_t) written;
  return TRUE;
}

static CvkValue *
convert_string (Conversion *self, const CvkJsonToken *token)
{
  char *text = NULL;
  size_t length = 0;
  g_autoptr (CvkValue) value = NULL;

  if (!token->escaped)
    return cvk_value_new_string_length (self->json->text + token->offset + 1, token->length - 2);
  value = cvk_value_new_string_space (token->length, &text);
  if (!unescape_token (self, token, text, &length))
    return NULL;
  return cvk_value_shorten_string (g_steal_pointer (&value), length);
}

static CvkValue *
convert_number (Conversion *self, const CvkJsonToken *token)
{
  const char *source = self->json->text + token->offset;
  int64_t integer = 0;
  double number = 0;

  if (token->kind == CVK_VALUE_INTEGER)
    {
      /* The sign of a negative zero is worth keeping, and only a double has it. */
      if (token->length == 2 && source[0] == '-' && source[1] == '0')
        return cvk_value_new_double (-0.0);
      if (cvk_json_read_integer (source, token->length, &integer))
        return cvk_value_new_integer (integer);
      fail (self, token->offset, CVK_JSON_ERROR_NUMBER_RANGE,
            _ ("This integer does not fit into 64 bits. Write it as text, in quotation marks."));
      return NULL;
    }
  if (cvk_json_read_double (source, token->length, &number))
    return cvk_value_new_double (number);
  fail (self, token->offset, CVK_JSON_ERROR_NUMBER_RANGE,
        _ ("This number is too large. Write it as text, in quotation marks."));
  return NULL;
}

static gboolean
convert_name (Conversion *self, const CvkJsonToken *token, CvkMember *member)
{
  const char *text = self->json->text + token->offset + 1;
  size_t length = token->length - 2;
  g_autofree char *unescaped = NULL;
  Name *name = NULL;

  if (token->escaped)
    {
      unescaped = g_malloc (token->length);
      if (!unescape_token (self, token, unescaped, &length))
        return FALSE;
      text = unescaped;
    }
  member->hash = cvk_value_hash_bytes (text, length);
  member->key_length = (uint32_t) length;
  name = &self->names[member->hash & (NAME_CACHE - 1)];
  if (name->key == NULL || name->hash != member->hash || name->length != length ||
      memcmp (name->key, text, length) != 0)
    {
      g_clear_pointer (&name->key, g_ref_string_release);
      *name =
        (Name){ g_ref_string_new_len (text, (gssize) length), member->hash, (uint32_t) length };
    }
  member->key = g_ref_string_acquire (name->key);
  return TRUE;
}

static CvkValue *
convert_array (Conversion *self, uint32_t index)
{
  uint32_t end = index + self->json->tokens[index].skip;
  unsigned first = self->values->len;
  CvkValue *array = NULL;

  for (uint32_t i = index + 1; i < end; i += self->json->tokens[i].skip)
    {
      CvkValue *element = convert (self, i);

      if (element == NULL)
        return NULL;
      g_ptr_array_add (self->values, element);
    }
  array = cvk_value_new_array ((CvkValue *const *) self->values->pdata + first,
                               self->values->len - first);
  /* The references went to the array. */
  self->values->len = first;
  return array;
}

static void
fail_duplicate (Conversion *self, uint32_t index, uint32_t duplicate)
{
  uint32_t name = index + 1;

  while (duplicate-- > 0)
    name += 1 + self->json->tokens[name + 1].skip;
  fail (self, self->json->tokens[name].offset, CVK_JSON_ERROR_DUPLICATE_MEMBER,
        _ ("This name stands twice in the same object. Remove one of the two."));
}

static CvkValue *
convert_object (Conversion *self, uint32_t index)
{
  const CvkJsonToken *tokens = self->json->tokens;
  uint32_t end = index + tokens[index].skip;
  unsigned first = self->members->len;
  uint32_t count = 0;
  uint32_t duplicate = 0;
  g_autoptr (CvkValue) object = NULL;

  for (uint32_t i = index + 1; i < end; i += 1 + tokens[i + 1].skip, count++)
    {
      CvkMember member = { NULL };

      member.value = convert (self, i + 1);
      if (member.value == NULL)
        return NULL;
      if (!convert_name (self, &tokens[i], &member))
        {
          cvk_value_unref (member.value);
          return NULL;
        }
      g_array_append_val (self->members, member);
    }
  object =
    cvk_value_take_members (&g_array_index (self->members, CvkMember, first), count, &duplicate);
  g_array_set_size (self->members, first);
  if (duplicate < count && (self->flags & CVK_JSON_STRICT) != 0)
    {
      fail_duplicate (self, index, duplicate);
      return NULL;
    }
  return g_steal_pointer (&object);
}

/* Recursion is bounded by the reader's limit, CVK_JSON_MAX_DEPTH. */
static CvkValue *
convert (Conversion *self, uint32_t index)
{
  const CvkJsonToken *token = &self->json->tokens[index];

  switch ((CvkValueKind) token->kind)
    {
    case CVK_VALUE_BOOLEAN:
      return cvk_value_new_boolean (self->json->text[token->offset] == 't');
    case CVK_VALUE_INTEGER:
    case CVK_VALUE_DOUBLE:
      return convert_number (self, token);
    case CVK_VALUE_STRING:
      return convert_string (self, token);
    case CVK_VALUE_ARRAY:
      return convert_array (self, index);
    case CVK_VALUE_OBJECT:
      return convert_object (self, index);
    case CVK_VALUE_NULL:
    default:
      return cvk_value_new_null ();
    }
}

static void
clear_conversion (Conversion *self)
{
  for (unsigned i = 0; i < self->members->len; i++)
    {
      CvkMember *member = &g_array_index (self->members, CvkMember, i);

      g_ref_string_release (member->key);
      cvk_value_unref (member->value);
    }
  for (unsigned i = 0; i < NAME_CACHE; i++)
    g_clear_pointer (&self->names[i].key, g_ref_string_release);
  g_array_unref (self->members);
  g_ptr_array_unref (self->values);
}

CvkValue *
cvk_json_cursor_to_value (CvkJsonCursor self, CvkJsonFlags flags, GError **error)
{
  Conversion conversion = { .json = self.json, .flags = flags, .error = error };
  CvkValue *value = NULL;

  g_return_val_if_fail (self.json != NULL && self.index < self.json->count, NULL);

  conversion.values = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  conversion.members = g_array_new (FALSE, FALSE, sizeof (CvkMember));
  value = convert (&conversion, self.index);
  clear_conversion (&conversion);
  return value;
}

CvkValue *
cvk_value_from_json (const char *text, gssize length, CvkJsonFlags flags, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkJson) json = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  bytes = g_bytes_new_static (text, length < 0 ? strlen (text) : (size_t) length);
  json = cvk_json_parse (bytes, 0, 0, error);
  if (json == NULL)
    return NULL;
  return cvk_json_cursor_to_value (cvk_json_get_root (json), flags, error);
}
