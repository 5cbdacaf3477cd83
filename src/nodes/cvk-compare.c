// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "nodes/cvk-compare.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"

gboolean
cvk_value_is_empty (const CvkValue *value)
{
  if (value == NULL || cvk_value_is_null (value))
    return TRUE;
  if (cvk_value_is_string (value))
    return cvk_value_get_string_length (value) == 0;
  if (cvk_value_is_array (value) || cvk_value_is_object (value))
    return cvk_value_get_length (value) == 0;
  return FALSE;
}

char *
cvk_value_dup_text (const CvkValue *value)
{
  if (value == NULL || cvk_value_is_null (value))
    return g_strdup ("");
  if (cvk_value_is_string (value))
    return g_strdup (cvk_value_get_string (value));
  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

gboolean
cvk_value_read_number (const CvkValue *value, double *number)
{
  const char *text = NULL;
  char *end = NULL;

  if (value == NULL)
    return FALSE;
  if (cvk_value_is_number (value))
    {
      *number = cvk_value_get_double (value);
      return TRUE;
    }
  if (!cvk_value_is_string (value))
    return FALSE;
  text = cvk_value_get_string (value);
  if (!g_ascii_isdigit (*text) && strchr ("+-.", *text) == NULL)
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*number);
}

static gboolean
read_instant (const CvkValue *value, int64_t *instant)
{
  g_autoptr (CvkDateTime) date = NULL;
  const char *text = cvk_value_is_string (value) ? cvk_value_get_string (value) : NULL;

  /* 2026-03-03T… at the least; anything shorter is not worth the parse. */
  if (text == NULL || strlen (text) < 17 || text[4] != '-')
    return FALSE;
  date = cvk_date_time_parse (text, NULL);
  if (date == NULL || !date->has_offset)
    return FALSE;
  *instant = date->instant;
  return TRUE;
}

gboolean
cvk_value_read_integer (const CvkValue *value, int64_t *integer)
{
  const char *text = NULL;
  char *end = NULL;

  if (value == NULL)
    return FALSE;
  if (cvk_value_is_integer (value))
    {
      *integer = cvk_value_get_integer (value);
      return TRUE;
    }
  if (!cvk_value_is_string (value))
    return FALSE;
  text = cvk_value_get_string (value);
  if (!g_ascii_isdigit (*text) && strchr ("+-", *text) == NULL)
    return FALSE;
  errno = 0;
  *integer = g_ascii_strtoll (text, &end, 10);
  return errno == 0 && end != text && *end == '\0';
}

void
cvk_reading_init (CvkReading *self, const CvkValue *value)
{
  *self = (CvkReading){ .value = value };
  if (value == NULL || cvk_value_is_null (value))
    self->rank = CVK_READING_NOTHING;
  else if (cvk_value_read_integer (value, &self->integer))
    {
      self->rank = CVK_READING_NUMBER;
      self->is_integer = TRUE;
      self->number = (double) self->integer;
    }
  else if (cvk_value_read_number (value, &self->number))
    self->rank = CVK_READING_NUMBER;
  else if (read_instant (value, &self->integer))
    self->rank = CVK_READING_INSTANT;
  else
    self->rank = CVK_READING_TEXT;
}

static int
compare_integers (int64_t a, int64_t b)
{
  return (a > b) - (a < b);
}

static int
compare_texts (const CvkValue *a, const CvkValue *b)
{
  g_autofree char *a_text = NULL;
  g_autofree char *b_text = NULL;

  if (cvk_value_is_string (a) && cvk_value_is_string (b))
    return strcmp (cvk_value_get_string (a), cvk_value_get_string (b));
  a_text = cvk_value_dup_text (a);
  b_text = cvk_value_dup_text (b);
  return strcmp (a_text, b_text);
}

int
cvk_reading_compare (const CvkReading *a, const CvkReading *b)
{
  if (a->rank != b->rank)
    return (int) a->rank - (int) b->rank;
  switch (a->rank)
    {
    case CVK_READING_NOTHING:
      return 0;
    case CVK_READING_NUMBER:
      /* Exact beyond 2^53. */
      if (a->is_integer && b->is_integer)
        return compare_integers (a->integer, b->integer);
      return (a->number > b->number) - (a->number < b->number);
    case CVK_READING_INSTANT:
      return compare_integers (a->integer, b->integer);
    case CVK_READING_TEXT:
    default:
      return compare_texts (a->value, b->value);
    }
}

int
cvk_compare_values (const CvkValue *a, const CvkValue *b)
{
  CvkReading x;
  CvkReading y;

  cvk_reading_init (&x, a);
  cvk_reading_init (&y, b);
  return cvk_reading_compare (&x, &y);
}
