// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json-private.h"

#define PLACE_STEP 4096

typedef struct
{
  unsigned line;
  unsigned column;
  char *sentence; /* owned: the message without the place */
} CvkJsonErrorPrivate;

static void
cvk_json_error_private_init (CvkJsonErrorPrivate *place)
{
}

static void
cvk_json_error_private_copy (const CvkJsonErrorPrivate *source, CvkJsonErrorPrivate *target)
{
  target->line = source->line;
  target->column = source->column;
  target->sentence = g_strdup (source->sentence);
}

static void
cvk_json_error_private_clear (CvkJsonErrorPrivate *place)
{
  g_free (place->sentence);
}

G_DEFINE_EXTENDED_ERROR (CvkJsonError, cvk_json_error)

gboolean
cvk_json_error_get_place (const GError *error,
                          unsigned *line,
                          unsigned *column,
                          const char **sentence)
{
  const CvkJsonErrorPrivate *place = NULL;

  if (error == NULL || error->domain != CVK_JSON_ERROR)
    return FALSE;
  place = cvk_json_error_get_private (error);
  if (place->line == 0)
    return FALSE;
  *line = place->line;
  *column = place->column;
  *sentence = place->sentence;
  return TRUE;
}

CvkJson *
cvk_json_parse (GBytes *source, unsigned max_depth, size_t max_size, GError **error)
{
  g_autoptr (CvkJson) self = NULL;

  g_return_val_if_fail (source != NULL, NULL);

  max_depth = max_depth == 0 ? CVK_JSON_MAX_DEPTH : MIN (max_depth, CVK_JSON_MAX_DEPTH);
  max_size = max_size == 0 ? CVK_JSON_MAX_SIZE : MIN (max_size, CVK_JSON_MAX_SIZE);
  if (g_bytes_get_size (source) > max_size)
    {
      g_autofree char *limit = g_format_size_full (max_size, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, CVK_JSON_ERROR, CVK_JSON_ERROR_TOO_LARGE,
                   _ ("The text is larger than %s, which is the most that is read."), limit);
      return NULL;
    }

  self = g_new0 (CvkJson, 1);
  self->ref_count = 1;
  self->bytes = g_bytes_ref (source);
  self->text = g_bytes_get_data (source, &self->length);
  if (self->text == NULL)
    self->text = "";
  if (self->length >= 3 && memcmp (self->text, "\xef\xbb\xbf", 3) == 0)
    self->start = 3;
  if (!cvk_json_index (self, max_depth, error))
    return NULL;
  return g_steal_pointer (&self);
}

CvkJson *
cvk_json_ref (CvkJson *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
cvk_json_unref (CvkJson *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_bytes_unref (self->bytes);
  g_free (self->tokens);
  g_free ((gpointer) self->places);
  g_free (self);
}

static void
count_places (const CvkJson *self, size_t start, size_t end, CvkJsonPlace *place)
{
  for (size_t i = start; i < end; i++)
    {
      /* The line ends of all systems: LF, CR LF and CR. */
      if (self->text[i] == '\n' ||
          (self->text[i] == '\r' && (i + 1 == self->length || self->text[i + 1] != '\n')))
        {
          place->line++;
          place->column = 1;
        }
      else if ((self->text[i] & 0xc0) != 0x80)
        place->column++;
    }
}

/* Whoever asks for the places of everything in a large text shall not count it from the start each
 * time: every PLACE_STEP bytes the place is noted once. */
static const CvkJsonPlace *
get_places (CvkJson *self)
{
  if (g_once_init_enter (&self->places))
    {
      size_t count = (self->length - self->start) / PLACE_STEP + 1;
      CvkJsonPlace *places = g_new (CvkJsonPlace, count);
      CvkJsonPlace place = { 1, 1 };

      for (size_t i = 0; i < count; i++)
        {
          size_t start = self->start + i * PLACE_STEP;

          places[i] = place;
          count_places (self, start, MIN (start + PLACE_STEP, self->length), &place);
        }
      g_once_init_leave (&self->places, (size_t) places);
    }
  return (const CvkJsonPlace *) self->places;
}

void
cvk_json_get_place (const CvkJson *self, size_t offset, unsigned *line, unsigned *column)
{
  size_t step = (offset - self->start) / PLACE_STEP;
  CvkJsonPlace place = { 1, 1 };

  if (step > 0)
    place = get_places ((CvkJson *) self)[step];
  count_places (self, self->start + step * PLACE_STEP, offset, &place);
  *line = place.line;
  *column = place.column;
}

void
cvk_json_set_error_at (const CvkJson *self,
                       size_t offset,
                       GError **error,
                       CvkJsonError code,
                       const char *message)
{
  unsigned line = 0;
  unsigned column = 0;
  CvkJsonErrorPrivate *place = NULL;

  if (error == NULL)
    return;
  cvk_json_get_place (self, offset, &line, &column);
  /* Translators: a place in a text, and what is wrong there. */
  g_set_error (error, CVK_JSON_ERROR, (int) code, _ ("line %u, column %u: %s"), line, column,
               message);
  place = cvk_json_error_get_private (*error);
  place->line = line;
  place->column = column;
  place->sentence = g_strdup (message);
}

static const CvkJsonToken *
get_token (CvkJsonCursor self)
{
  return &self.json->tokens[self.index];
}

static gboolean
is_container (const CvkJsonToken *token)
{
  return token->kind == CVK_VALUE_ARRAY || token->kind == CVK_VALUE_OBJECT;
}

/* The token of the name of the member whose value is @self. */
static const CvkJsonToken *
get_name_token (CvkJsonCursor self)
{
  const CvkJsonToken *token = NULL;

  if (self.index == 0)
    return NULL;
  token = &self.json->tokens[self.index - 1];
  return token->kind == CVK_JSON_TOKEN_NAME ? token : NULL;
}

CvkJsonCursor
cvk_json_get_root (const CvkJson *self)
{
  return (CvkJsonCursor){ self, 0 };
}

CvkValueKind
cvk_json_cursor_get_kind (CvkJsonCursor self)
{
  return (CvkValueKind) get_token (self)->kind;
}

gboolean
cvk_json_cursor_first (CvkJsonCursor self, CvkJsonCursor *child)
{
  const CvkJsonToken *token = get_token (self);

  if (!is_container (token) || token->skip == 1)
    return FALSE;
  *child = (CvkJsonCursor){ self.json, self.index + (token->kind == CVK_VALUE_OBJECT ? 2 : 1) };
  return TRUE;
}

gboolean
cvk_json_cursor_next (CvkJsonCursor *child)
{
  const CvkJson *json = child->json;
  const CvkJsonToken *token = get_token (*child);
  uint32_t next = child->index + token->skip;

  if (next >= json->count)
    return FALSE;
  /* The text itself tells whether another one follows: a comma stands behind the value. */
  for (size_t at = (size_t) token->offset + token->length; at < json->length; at++)
    {
      if (json->text[at] == ',')
        {
          child->index = next + (json->tokens[next].kind == CVK_JSON_TOKEN_NAME ? 1 : 0);
          return TRUE;
        }
      if (json->text[at] == ']' || json->text[at] == '}')
        break;
    }
  return FALSE;
}

char *
cvk_json_cursor_dup_name (CvkJsonCursor self)
{
  const CvkJsonToken *name = get_name_token (self);
  g_autofree char *text = NULL;
  size_t at = 0;
  ssize_t length = 0;

  if (name == NULL)
    return NULL;
  text = g_malloc (name->length + 1);
  length = cvk_json_unescape (self.json->text + name->offset, name->length, text, &at);
  if (length < 0)
    return g_strndup (self.json->text + name->offset + 1, name->length - 2);
  text[length] = '\0';
  return g_steal_pointer (&text);
}

static gboolean
name_is (CvkJsonCursor member, const char *name, size_t length)
{
  const CvkJsonToken *token = get_name_token (member);
  const char *source = member.json->text + token->offset;
  g_autofree char *unescaped = NULL;
  size_t at = 0;

  if (!token->escaped)
    return token->length == length + 2 && memcmp (source + 1, name, length) == 0;
  unescaped = g_malloc (token->length);
  return cvk_json_unescape (source, token->length, unescaped, &at) == (ssize_t) length &&
         memcmp (unescaped, name, length) == 0;
}

gboolean
cvk_json_cursor_find (CvkJsonCursor self, const char *name, CvkJsonCursor *value)
{
  size_t length = strlen (name);
  CvkJsonCursor child;

  if (get_token (self)->kind != CVK_VALUE_OBJECT || !cvk_json_cursor_first (self, &child))
    return FALSE;
  do
    if (name_is (child, name, length))
      {
        *value = child;
        return TRUE;
      }
  while (cvk_json_cursor_next (&child));
  return FALSE;
}

const char *
cvk_json_cursor_get_source (CvkJsonCursor self, size_t *length)
{
  const CvkJsonToken *token = get_token (self);

  *length = token->length;
  return self.json->text + token->offset;
}

void
cvk_json_cursor_get_place (CvkJsonCursor self, unsigned *line, unsigned *column)
{
  cvk_json_get_place (self.json, get_token (self)->offset, line, column);
}

void
cvk_json_cursor_get_name_place (CvkJsonCursor self, unsigned *line, unsigned *column)
{
  const CvkJsonToken *name = get_name_token (self);

  cvk_json_get_place (self.json, name == NULL ? get_token (self)->offset : name->offset, line,
                      column);
}

void
cvk_json_cursor_set_error (CvkJsonCursor self,
                           GError **error,
                           CvkJsonError code,
                           const char *format,
                           ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  cvk_json_set_error_at (self.json, get_token (self)->offset, error, code, message);
}
