// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-secret-reference.h"

#include <string.h>

#define PREFIX "convoke-secret:"
#define PARTS 4

void
cvk_secret_reference_clear (CvkSecretReference *self)
{
  g_clear_pointer (&self->connector, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->field, g_free);
}

static gboolean
is_part_character (char character)
{
  return g_ascii_isalnum (character) || character == '-' || character == '_';
}

char *
cvk_secret_reference_make (const char *connector,
                           const char *kind,
                           const char *id,
                           const char *field)
{
  const char *parts[PARTS] = { connector, kind, id, field };
  GString *text = g_string_new (PREFIX);

  for (size_t i = 0; i < PARTS; i++)
    {
      if (i > 0)
        g_string_append_c (text, '/');
      for (const char *p = parts[i]; *p != '\0'; p++)
        g_string_append_c (text, is_part_character (*p) ? *p : '_');
    }
  return g_string_free (text, FALSE);
}

/* The length of the reference that @text begins with; 0 when it begins with none. */
static size_t
measure (const char *text, size_t length)
{
  size_t position = strlen (PREFIX);
  size_t in_part = 0;
  unsigned parts = 1;

  if (length < position || memcmp (text, PREFIX, position) != 0)
    return 0;
  for (; position < length; position++)
    {
      if (is_part_character (text[position]))
        in_part++;
      else if (text[position] == '/' && in_part > 0 && parts < PARTS)
        {
          parts++;
          in_part = 0;
        }
      else
        break;
    }
  return parts == PARTS && in_part > 0 ? position : 0;
}

gboolean
cvk_secret_reference_parse (const char *text, CvkSecretReference *reference)
{
  size_t length = strlen (text);
  g_auto (GStrv) parts = NULL;

  if (length == 0 || measure (text, length) != length)
    return FALSE;
  if (reference == NULL)
    return TRUE;
  parts = g_strsplit (text + strlen (PREFIX), "/", PARTS);
  reference->connector = g_strdup (parts[0]);
  reference->kind = g_strdup (parts[1]);
  reference->id = g_strdup (parts[2]);
  reference->field = g_strdup (parts[3]);
  return TRUE;
}

/* Works on a length: texts may hold U+0000. */
static const char *
find (const char *text, size_t length, size_t *found)
{
  while (length > 0)
    {
      const char *start = memmem (text, length, PREFIX, strlen (PREFIX));

      if (start == NULL)
        return NULL;
      length -= start - text;
      *found = measure (start, length);
      if (*found > 0)
        return start;
      text = start + 1;
      length--;
    }
  return NULL;
}

gboolean
cvk_secret_reference_is_in (const char *text)
{
  size_t found;

  return find (text, strlen (text), &found) != NULL;
}

static GString *
mask_length (const char *text, size_t length)
{
  GString *masked = g_string_new (NULL);

  while (TRUE)
    {
      size_t found = 0;
      const char *start = find (text, length, &found);

      if (start == NULL)
        break;
      g_string_append_len (masked, text, start - text);
      g_string_append (masked, CVK_SECRET_REFERENCE_MASK);
      length -= start - text + found;
      text = start + found;
    }
  g_string_append_len (masked, text, length);
  return masked;
}

char *
cvk_secret_reference_mask (const char *text)
{
  return g_string_free (mask_length (text, strlen (text)), FALSE);
}

static CvkValue *
mask_string (const CvkValue *value)
{
  const char *text = cvk_value_get_string (value);
  size_t length = cvk_value_get_string_length (value);
  size_t found;
  GString *masked;
  CvkValue *result;

  if (find (text, length, &found) == NULL)
    return cvk_value_ref (value);
  masked = mask_length (text, length);
  result = cvk_value_new_string_length (masked->str, masked->len);
  g_string_free (masked, TRUE);
  return result;
}

static CvkValue *
mask_array (const CvkValue *value)
{
  g_auto (CvkArrayBuilder) builder = { NULL };
  gboolean is_changed = FALSE;

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      CvkValue *before = cvk_value_get_element (value, i);
      CvkValue *after = cvk_secret_reference_mask_value (before);

      is_changed = is_changed || after != before;
      cvk_array_builder_append (&builder, after);
    }
  return is_changed ? cvk_array_builder_end (&builder) : cvk_value_ref (value);
}

static CvkValue *
mask_object (const CvkValue *value)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  gboolean is_changed = FALSE;

  cvk_object_builder_init_from (&builder, value);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *before;
      g_autoptr (CvkValue) after = NULL;

      cvk_value_get_member_at (value, i, &name, &before);
      after = cvk_secret_reference_mask_value (before);
      if (after == before)
        continue;
      is_changed = TRUE;
      cvk_object_builder_set (&builder, name, g_steal_pointer (&after));
    }
  return is_changed ? cvk_object_builder_end (&builder) : cvk_value_ref (value);
}

/* Values nest no deeper than the JSON reader allows. */
CvkValue *
cvk_secret_reference_mask_value (const CvkValue *value)
{
  switch (cvk_value_get_kind (value))
    {
    case CVK_VALUE_STRING:
      return mask_string (value);
    case CVK_VALUE_ARRAY:
      return mask_array (value);
    case CVK_VALUE_OBJECT:
      return mask_object (value);
    case CVK_VALUE_NULL:
    case CVK_VALUE_BOOLEAN:
    case CVK_VALUE_INTEGER:
    case CVK_VALUE_DOUBLE:
    default:
      return cvk_value_ref (value);
    }
}
