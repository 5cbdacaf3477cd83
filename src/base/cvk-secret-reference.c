// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-secret-reference.h"

#include <string.h>

#define PREFIX "convoke-secret:"
#define PARTS 4
/* What is shorter is no token, and would be found in other texts. */
#define MIN_TOKEN 16

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

/* What stands for each reference: dots, or what @secrets (nullable) has for it. */
static GString *
rewrite_length (const char *text, size_t length, GHashTable *secrets)
{
  GString *rewritten = g_string_new (NULL);

  while (TRUE)
    {
      size_t found = 0;
      const char *start = find (text, length, &found);
      g_autofree char *reference = NULL;
      const CvkSecret *secret = NULL;

      if (start == NULL)
        break;
      reference = g_strndup (start, found);
      g_string_append_len (rewritten, text, start - text);
      secret = secrets != NULL ? g_hash_table_lookup (secrets, reference) : NULL;
      g_string_append (rewritten, secret != NULL    ? cvk_secret_peek (secret)
                                  : secrets != NULL ? reference
                                                    : CVK_SECRET_REFERENCE_MASK);
      length -= start - text + found;
      text = start + found;
    }
  g_string_append_len (rewritten, text, length);
  return rewritten;
}

char *
cvk_secret_reference_mask (const char *text)
{
  return g_string_free (rewrite_length (text, strlen (text), NULL), FALSE);
}

/* --- Values --- */

/* What becomes of a text. (transfer full): @value itself when nothing does */
typedef CvkValue *(*Rewriter) (const CvkValue *value, gpointer user_data);

static CvkValue *rewrite (const CvkValue *value, Rewriter rewriter, gpointer user_data);

static CvkValue *
rewrite_array (const CvkValue *value, Rewriter rewriter, gpointer user_data)
{
  g_auto (CvkArrayBuilder) builder = { NULL };
  gboolean is_changed = FALSE;

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      CvkValue *before = cvk_value_get_element (value, i);
      CvkValue *after = rewrite (before, rewriter, user_data);

      is_changed = is_changed || after != before;
      cvk_array_builder_append (&builder, after);
    }
  return is_changed ? cvk_array_builder_end (&builder) : cvk_value_ref (value);
}

static CvkValue *
rewrite_object (const CvkValue *value, Rewriter rewriter, gpointer user_data)
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
      after = rewrite (before, rewriter, user_data);
      if (after == before)
        continue;
      is_changed = TRUE;
      cvk_object_builder_set (&builder, name, g_steal_pointer (&after));
    }
  return is_changed ? cvk_object_builder_end (&builder) : cvk_value_ref (value);
}

/* Values nest no deeper than the JSON reader allows. */
static CvkValue *
rewrite (const CvkValue *value, Rewriter rewriter, gpointer user_data)
{
  switch (cvk_value_get_kind (value))
    {
    case CVK_VALUE_STRING:
      return rewriter (value, user_data);
    case CVK_VALUE_ARRAY:
      return rewrite_array (value, rewriter, user_data);
    case CVK_VALUE_OBJECT:
      return rewrite_object (value, rewriter, user_data);
    case CVK_VALUE_NULL:
    case CVK_VALUE_BOOLEAN:
    case CVK_VALUE_INTEGER:
    case CVK_VALUE_DOUBLE:
    default:
      return cvk_value_ref (value);
    }
}

static CvkValue *
rewrite_text (const CvkValue *value, gpointer secrets)
{
  const char *text = cvk_value_get_string (value);
  size_t length = cvk_value_get_string_length (value);
  size_t found;
  GString *rewritten;
  CvkValue *result;

  if (find (text, length, &found) == NULL)
    return cvk_value_ref (value);
  rewritten = rewrite_length (text, length, secrets);
  result = cvk_value_new_string_length (rewritten->str, rewritten->len);
  g_string_free (rewritten, TRUE);
  return result;
}

CvkValue *
cvk_secret_reference_mask_value (const CvkValue *value)
{
  return rewrite (value, rewrite_text, NULL);
}

CvkValue *
cvk_secret_reference_replace_value (const CvkValue *value, GHashTable *secrets)
{
  return rewrite (value, rewrite_text, secrets);
}

typedef struct
{
  GHashTable *found;
  const char *field; /* nullable */
} Collection;

static CvkValue *
collect_text (const CvkValue *value, gpointer user_data)
{
  Collection *self = user_data;
  const char *text = cvk_value_get_string (value);
  size_t length = cvk_value_get_string_length (value);
  size_t found = 0;
  const char *start;

  while ((start = find (text, length, &found)) != NULL)
    {
      g_autofree char *reference = g_strndup (start, found);

      if (self->field == NULL || g_str_equal (strrchr (reference, '/') + 1, self->field))
        g_hash_table_add (self->found, g_steal_pointer (&reference));
      length -= start - text + found;
      text = start + found;
    }
  return cvk_value_ref (value);
}

GHashTable *
cvk_secret_reference_collect (const CvkValue *value, const char *field)
{
  Collection self = {
    .found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .field = field,
  };

  cvk_value_unref (rewrite (value, collect_text, &self));
  return self.found;
}

/* --- Hiding --- */

static const char *
get_token (const CvkSecret *secret)
{
  const char *equals = strrchr (cvk_secret_peek (secret), '=');

  return equals != NULL && strlen (equals + 1) >= MIN_TOKEN ? equals + 1 : NULL;
}

static CvkValue *
hide_in_text (const CvkValue *value, gpointer secrets)
{
  const char *text = cvk_value_get_string (value);
  g_autoptr (GString) hidden = NULL;
  GHashTableIter iter;
  gpointer reference;
  gpointer secret;

  g_hash_table_iter_init (&iter, secrets);
  while (g_hash_table_iter_next (&iter, &reference, &secret))
    {
      const char *token = get_token (secret);

      if (strstr (text, token != NULL ? token : cvk_secret_peek (secret)) == NULL)
        continue;
      if (hidden == NULL)
        hidden = g_string_new (text);
      g_string_replace (hidden, cvk_secret_peek (secret), reference, 0);
      if (token != NULL)
        g_string_replace (hidden, token, reference, 0);
    }
  return hidden != NULL ? cvk_value_new_string (hidden->str) : cvk_value_ref (value);
}

CvkValue *
cvk_secret_reference_hide_value (const CvkValue *value, GHashTable *secrets)
{
  return rewrite (value, hide_in_text, secrets);
}
