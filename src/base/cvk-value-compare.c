// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-value.h"

#include <string.h>

#include "base/cvk-value-private.h"

/* Deeper pairs wait in a list instead of on the stack; deeper values do not add to the hash. */
#define COMPARE_RECURSION 200
#define HASH_RECURSION 64

typedef struct
{
  const CvkValue *a;
  const CvkValue *b;
} Pair;

static gboolean compare (const CvkValue *a, const CvkValue *b, unsigned depth, GArray **later);

/* Whether @number is exactly an int64, which 2^63 no longer is. */
static gboolean
double_to_integer (double number, int64_t *integer)
{
  if (!(number >= -0x1p63 && number < 0x1p63))
    return FALSE;
  *integer = (int64_t) number;
  return (double) *integer == number;
}

static gboolean
compare_numbers (const CvkValue *a, const CvkValue *b)
{
  int64_t integer = 0;

  if (a->kind == CVK_VALUE_DOUBLE && b->kind == CVK_VALUE_DOUBLE)
    return cvk_value_as_number (a)->number == cvk_value_as_number (b)->number;
  if (a->kind == CVK_VALUE_INTEGER && b->kind == CVK_VALUE_INTEGER)
    return cvk_value_as_number (a)->integer == cvk_value_as_number (b)->integer;
  if (a->kind == CVK_VALUE_DOUBLE)
    return double_to_integer (cvk_value_as_number (a)->number, &integer) &&
           integer == cvk_value_as_number (b)->integer;
  return compare_numbers (b, a);
}

static gboolean
compare_arrays (const CvkArrayValue *a, const CvkArrayValue *b, unsigned depth, GArray **later)
{
  if (a->length != b->length)
    return FALSE;
  for (size_t i = 0; i < a->length; i++)
    if (!compare (a->elements[i], b->elements[i], depth + 1, later))
      return FALSE;
  return TRUE;
}

static gboolean
compare_objects (const CvkObjectValue *a, const CvkObjectValue *b, unsigned depth, GArray **later)
{
  if (a->length != b->length)
    return FALSE;
  for (uint32_t i = 0; i < a->length; i++)
    {
      const CvkMember *mine = &a->members[i];
      const CvkMember *other = &b->members[i];

      if (mine->key != other->key)
        other = cvk_object_find (b, mine->key, mine->key_length, mine->hash);
      if (other == NULL || !compare (mine->value, other->value, depth + 1, later))
        return FALSE;
    }
  return TRUE;
}

static gboolean
compare_content (const CvkValue *a, const CvkValue *b, unsigned depth, GArray **later)
{
  const CvkStringValue *text = cvk_value_as_string (a);

  switch (a->kind)
    {
    case CVK_VALUE_STRING:
      return text->length == cvk_value_as_string (b)->length &&
             memcmp (text->text, cvk_value_as_string (b)->text, text->length) == 0;
    case CVK_VALUE_ARRAY:
      return compare_arrays (cvk_value_as_array (a), cvk_value_as_array (b), depth, later);
    case CVK_VALUE_OBJECT:
      return compare_objects (cvk_value_as_object (a), cvk_value_as_object (b), depth, later);
    case CVK_VALUE_NULL:
    case CVK_VALUE_BOOLEAN:
    case CVK_VALUE_INTEGER:
    case CVK_VALUE_DOUBLE:
    default:
      /* Null and the booleans are one value each: a and b would be the same pointer. */
      return FALSE;
    }
}

static gboolean
compare (const CvkValue *a, const CvkValue *b, unsigned depth, GArray **later)
{
  Pair pair = { a, b };

  if (a == b)
    return TRUE;
  if (cvk_value_is_number (a) && cvk_value_is_number (b))
    return compare_numbers (a, b);
  if (a->kind != b->kind)
    return FALSE;
  if (depth < COMPARE_RECURSION)
    return compare_content (a, b, depth, later);
  if (*later == NULL)
    *later = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_array_append_val (*later, pair);
  return TRUE;
}

gboolean
cvk_value_equal (const CvkValue *a, const CvkValue *b)
{
  g_autoptr (GArray) later = NULL;
  gboolean equal = FALSE;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  equal = compare (a, b, 0, &later);
  while (equal && later != NULL && later->len > 0)
    {
      Pair pair = g_array_index (later, Pair, later->len - 1);

      g_array_set_size (later, later->len - 1);
      equal = compare (pair.a, pair.b, 0, &later);
    }
  return equal;
}

static uint32_t
hash_integer (int64_t integer)
{
  return cvk_value_hash_bytes ((const char *) &integer, sizeof integer);
}

static uint32_t
hash_double (double number)
{
  int64_t integer = 0;

  if (double_to_integer (number, &integer))
    return hash_integer (integer);
  return cvk_value_hash_bytes ((const char *) &number, sizeof number);
}

static uint32_t
hash_value (const CvkValue *self, unsigned depth)
{
  uint32_t hash = 17;

  if (depth > HASH_RECURSION)
    return hash;
  switch (self->kind)
    {
    case CVK_VALUE_BOOLEAN:
      return cvk_value_get_boolean (self) ? 1231 : 1237;
    case CVK_VALUE_INTEGER:
      return hash_integer (cvk_value_as_number (self)->integer);
    case CVK_VALUE_DOUBLE:
      return hash_double (cvk_value_as_number (self)->number);
    case CVK_VALUE_STRING:
      return cvk_value_hash_bytes (cvk_value_as_string (self)->text,
                                   cvk_value_as_string (self)->length);
    case CVK_VALUE_ARRAY:
      for (size_t i = 0; i < cvk_value_as_array (self)->length; i++)
        hash = hash * 31 + hash_value (cvk_value_as_array (self)->elements[i], depth + 1);
      return hash;
    case CVK_VALUE_OBJECT:
      /* A sum, because the order of the members does not count. */
      for (uint32_t i = 0; i < cvk_value_as_object (self)->length; i++)
        {
          const CvkMember *member = &cvk_value_as_object (self)->members[i];

          hash += (member->hash ^ 0x5bd1e995) * (hash_value (member->value, depth + 1) | 1);
        }
      return hash;
    case CVK_VALUE_NULL:
    default:
      return hash;
    }
}

unsigned
cvk_value_hash (const CvkValue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return hash_value (self, 0);
}
