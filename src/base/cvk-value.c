// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-value.h"

#include <math.h>
#include <string.h>

#include "base/cvk-value-private.h"

/* Containers nested deeper than this are put aside while freeing, so that the stack stays flat. */
#define FREE_RECURSION 200

static CvkValue null_value = { 1, CVK_VALUE_NULL };
static CvkNumberValue false_value = { { 1, CVK_VALUE_BOOLEAN }, { FALSE } };
static CvkNumberValue true_value = { { 1, CVK_VALUE_BOOLEAN }, { TRUE } };

static void release (CvkValue *self, unsigned depth, GPtrArray **deferred);

G_DEFINE_BOXED_TYPE (CvkValue, cvk_value, cvk_value_ref, cvk_value_unref)

static gboolean
is_static (const CvkValue *self)
{
  return self->kind <= CVK_VALUE_BOOLEAN;
}

static void
free_array (CvkArrayValue *self, unsigned depth, GPtrArray **deferred)
{
  for (size_t i = 0; i < self->length; i++)
    release (self->elements[i], depth + 1, deferred);
  g_free (self);
}

static void
free_object (CvkObjectValue *self, unsigned depth, GPtrArray **deferred)
{
  for (uint32_t i = 0; i < self->length; i++)
    {
      g_ref_string_release (self->members[i].key);
      release (self->members[i].value, depth + 1, deferred);
    }
  g_free (self);
}

static void
free_value (CvkValue *self, unsigned depth, GPtrArray **deferred)
{
  if (self->kind == CVK_VALUE_ARRAY)
    free_array (cvk_value_as_array (self), depth, deferred);
  else if (self->kind == CVK_VALUE_OBJECT)
    free_object (cvk_value_as_object (self), depth, deferred);
  else
    g_free (self);
}

static void
release (CvkValue *self, unsigned depth, GPtrArray **deferred)
{
  if (is_static (self) || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  if (depth < FREE_RECURSION)
    {
      free_value (self, depth, deferred);
      return;
    }
  if (*deferred == NULL)
    *deferred = g_ptr_array_new ();
  g_ptr_array_add (*deferred, self);
}

CvkValue *
cvk_value_ref (const CvkValue *self)
{
  CvkValue *value = (CvkValue *) self;

  g_return_val_if_fail (self != NULL, NULL);

  if (!is_static (value))
    g_atomic_int_inc (&value->ref_count);
  return value;
}

void
cvk_value_unref (CvkValue *self)
{
  GPtrArray *deferred = NULL;

  g_return_if_fail (self != NULL);

  release (self, 0, &deferred);
  if (deferred == NULL)
    return;
  while (deferred->len > 0)
    free_value (g_ptr_array_steal_index_fast (deferred, deferred->len - 1), 0, &deferred);
  g_ptr_array_unref (deferred);
}

static void
init_value (CvkValue *self, CvkValueKind kind)
{
  self->ref_count = 1;
  self->kind = kind;
}

CvkValue *
cvk_value_new_null (void)
{
  return &null_value;
}

CvkValue *
cvk_value_new_boolean (gboolean value)
{
  return value ? &true_value.base : &false_value.base;
}

CvkValue *
cvk_value_new_integer (int64_t value)
{
  CvkNumberValue *self = g_new (CvkNumberValue, 1);

  init_value (&self->base, CVK_VALUE_INTEGER);
  self->integer = value;
  return &self->base;
}

CvkValue *
cvk_value_new_double (double value)
{
  CvkNumberValue *self = NULL;

  g_return_val_if_fail (isfinite (value), cvk_value_new_null ());

  self = g_new (CvkNumberValue, 1);
  init_value (&self->base, CVK_VALUE_DOUBLE);
  self->number = value;
  return &self->base;
}

CvkValue *
cvk_value_new_string_space (size_t length, char **text)
{
  CvkStringValue *self = g_malloc (sizeof (CvkStringValue) + length + 1);

  init_value (&self->base, CVK_VALUE_STRING);
  self->length = length;
  self->text[length] = '\0';
  *text = self->text;
  return &self->base;
}

CvkValue *
cvk_value_shorten_string (CvkValue *self, size_t length)
{
  CvkStringValue *string = cvk_value_as_string (self);

  if (length < string->length)
    string = g_realloc (string, sizeof (CvkStringValue) + length + 1);
  string->length = length;
  string->text[length] = '\0';
  return &string->base;
}

CvkValue *
cvk_value_new_string_length (const char *text, size_t length)
{
  char *space = NULL;
  CvkValue *self = NULL;

  g_return_val_if_fail (text != NULL || length == 0, cvk_value_new_null ());

  self = cvk_value_new_string_space (length, &space);
  if (length > 0)
    memcpy (space, text, length);
  return self;
}

CvkValue *
cvk_value_new_string (const char *text)
{
  if (text == NULL)
    return cvk_value_new_null ();
  return cvk_value_new_string_length (text, strlen (text));
}

CvkValue *
cvk_value_take_string (char *text)
{
  g_autofree char *owned = text;

  return cvk_value_new_string (owned);
}

CvkValue *
cvk_value_new_array (CvkValue *const *values, size_t count)
{
  CvkArrayValue *self = NULL;

  g_return_val_if_fail (values != NULL || count == 0, cvk_value_new_null ());

  self = g_malloc (sizeof (CvkArrayValue) + count * sizeof (CvkValue *));
  init_value (&self->base, CVK_VALUE_ARRAY);
  self->length = count;
  if (count > 0)
    memcpy (self->elements, values, count * sizeof (CvkValue *));
  return &self->base;
}

CvkValueKind
cvk_value_get_kind (const CvkValue *self)
{
  g_return_val_if_fail (self != NULL, CVK_VALUE_NULL);

  return self->kind;
}

const char *
cvk_value_kind_name (CvkValueKind kind)
{
  static const char *const names[] = {
    [CVK_VALUE_NULL] = "null",     [CVK_VALUE_BOOLEAN] = "boolean", [CVK_VALUE_INTEGER] = "integer",
    [CVK_VALUE_DOUBLE] = "number", [CVK_VALUE_STRING] = "string",   [CVK_VALUE_ARRAY] = "array",
    [CVK_VALUE_OBJECT] = "object",
  };

  g_return_val_if_fail ((unsigned) kind < G_N_ELEMENTS (names), "null");

  return names[kind];
}

gboolean
cvk_value_get_boolean (const CvkValue *self)
{
  g_return_val_if_fail (self != NULL && self->kind == CVK_VALUE_BOOLEAN, FALSE);

  return cvk_value_as_number (self)->integer != 0;
}

int64_t
cvk_value_get_integer (const CvkValue *self)
{
  g_return_val_if_fail (self != NULL && self->kind == CVK_VALUE_INTEGER, 0);

  return cvk_value_as_number (self)->integer;
}

double
cvk_value_get_double (const CvkValue *self)
{
  g_return_val_if_fail (self != NULL && cvk_value_is_number (self), 0);

  if (self->kind == CVK_VALUE_INTEGER)
    return (double) cvk_value_as_number (self)->integer;
  return cvk_value_as_number (self)->number;
}

const char *
cvk_value_get_string (const CvkValue *self)
{
  g_return_val_if_fail (self != NULL && self->kind == CVK_VALUE_STRING, "");

  return cvk_value_as_string (self)->text;
}

size_t
cvk_value_get_string_length (const CvkValue *self)
{
  g_return_val_if_fail (self != NULL && self->kind == CVK_VALUE_STRING, 0);

  return cvk_value_as_string (self)->length;
}

size_t
cvk_value_get_length (const CvkValue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->kind == CVK_VALUE_OBJECT)
    return cvk_value_as_object (self)->length;
  g_return_val_if_fail (self->kind == CVK_VALUE_ARRAY, 0);
  return cvk_value_as_array (self)->length;
}

CvkValue *
cvk_value_get_element (const CvkValue *self, size_t index)
{
  g_return_val_if_fail (self != NULL && self->kind == CVK_VALUE_ARRAY, NULL);

  if (index >= cvk_value_as_array (self)->length)
    return NULL;
  return cvk_value_as_array (self)->elements[index];
}
