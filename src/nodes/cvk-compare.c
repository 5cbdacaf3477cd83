// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "nodes/cvk-compare.h"

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

/* Unlike things have a fixed order, so that sorting a mixed column has one result. */
typedef enum
{
  RANK_NOTHING,
  RANK_NUMBER,
  RANK_INSTANT,
  RANK_TEXT,
} Rank;

typedef struct
{
  Rank rank;
  double number;
  int64_t instant;
} Reading;

static void
read_value (const CvkValue *value, Reading *reading)
{
  if (value == NULL || cvk_value_is_null (value))
    reading->rank = RANK_NOTHING;
  else if (cvk_value_read_number (value, &reading->number))
    reading->rank = RANK_NUMBER;
  else if (read_instant (value, &reading->instant))
    reading->rank = RANK_INSTANT;
  else
    reading->rank = RANK_TEXT;
}

int
cvk_compare_values (const CvkValue *a, const CvkValue *b)
{
  Reading x = { 0 };
  Reading y = { 0 };
  g_autofree char *a_text = NULL;
  g_autofree char *b_text = NULL;

  /* Exact beyond 2^53. */
  if (a != NULL && b != NULL && cvk_value_is_integer (a) && cvk_value_is_integer (b))
    {
      int64_t i = cvk_value_get_integer (a);
      int64_t k = cvk_value_get_integer (b);

      return (i > k) - (i < k);
    }
  read_value (a, &x);
  read_value (b, &y);
  if (x.rank != y.rank)
    return (int) x.rank - (int) y.rank;
  switch (x.rank)
    {
    case RANK_NOTHING:
      return 0;
    case RANK_NUMBER:
      return (x.number > y.number) - (x.number < y.number);
    case RANK_INSTANT:
      return (x.instant > y.instant) - (x.instant < y.instant);
    case RANK_TEXT:
    default:
      a_text = cvk_value_dup_text (a);
      b_text = cvk_value_dup_text (b);
      return strcmp (a_text, b_text);
    }
}
