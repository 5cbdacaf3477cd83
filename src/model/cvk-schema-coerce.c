// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-schema.h"

#include <string.h>

#include "model/cvk-schema-private.h"

/* The parts of @path are put together only when there is something to say about them. */
typedef struct _Place Place;

struct _Place
{
  const Place *parent;
  const char *name; /* NULL: an element */
  size_t index;
  unsigned depth;
};

static CvkValue *coerce (const CvkValue *schema,
                         const CvkValue *value,
                         const Place *place,
                         CvkProblem **problem);

static char *
dup_path (const Place *place)
{
  g_autofree char *path = NULL;

  if (place->parent == NULL)
    return g_strdup (place->name);
  path = dup_path (place->parent);

  return place->name != NULL ? cvk_schema_join (path, place->name)
                             : cvk_schema_join_index (path, place->index);
}

static gboolean
is_absent (const CvkValue *schema, const CvkValue *value)
{
  unsigned types;

  if (!cvk_value_is_null (value) &&
      !(cvk_value_is_string (value) && cvk_value_get_string_length (value) == 0))
    return FALSE;
  types = cvk_schema_get_types (schema);

  return (types & (1u << cvk_value_get_kind (value))) == 0 ||
         /* A schema that names no type says nothing against null, but a field that is null is not
          * set all the same. */
         (cvk_value_is_null (value) && cvk_value_get_member (schema, "type") == NULL &&
          cvk_value_get_member (schema, "enum") == NULL &&
          cvk_value_get_member (schema, "const") == NULL);
}

static CvkValue *
check_required (const CvkValue *schema, CvkValue *value, const Place *place, CvkProblem **problem)
{
  CvkValue *required = cvk_value_get_member (schema, "required");

  for (size_t i = 0; required != NULL && i < cvk_value_get_length (required); i++)
    {
      const char *name = cvk_value_get_string (cvk_value_get_element (required, i));

      if (cvk_value_get_member (value, name) == NULL)
        {
          g_autofree char *path = dup_path (place);
          g_autofree char *field = cvk_schema_join (path, name);

          *problem = cvk_schema_describe_missing (field);
          cvk_value_unref (value);
          return NULL;
        }
    }

  return value;
}

static CvkValue *
coerce_members (const CvkValue *schema,
                const CvkValue *value,
                const Place *place,
                CvkProblem **problem)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  gboolean is_changed = FALSE;

  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *member;
      CvkValue *member_schema;
      g_autoptr (CvkValue) coerced = NULL;
      gboolean absent;

      cvk_value_get_member_at (value, i, &name, &member);
      member_schema = cvk_schema_get_member (schema, name);
      if (member_schema == NULL)
        continue;
      absent = is_absent (member_schema, member);
      if (!absent)
        {
          Place below = { place, name, 0, place->depth + 1 };

          coerced = coerce (member_schema, member, &below, problem);
          if (coerced == NULL)
            return NULL;
          if (coerced == member)
            continue;
        }
      /* Most settings have their types already: a copy is made when the first has not. */
      if (!is_changed)
        cvk_object_builder_init_from (&builder, value);
      is_changed = TRUE;
      if (absent)
        cvk_object_builder_remove (&builder, name);
      else
        cvk_object_builder_set (&builder, name, g_steal_pointer (&coerced));
    }

  return check_required (
    schema, is_changed ? cvk_object_builder_end (&builder) : cvk_value_ref (value), place, problem);
}

static CvkValue *
coerce_elements (const CvkValue *schema,
                 const CvkValue *value,
                 const Place *place,
                 CvkProblem **problem)
{
  CvkValue *items = cvk_value_get_member (schema, "items");
  g_autoptr (GPtrArray) elements = NULL;
  gboolean is_changed = FALSE;
  size_t length = cvk_value_get_length (value);

  if (items == NULL || !cvk_value_is_object (items))
    return cvk_value_ref (value);

  elements = g_ptr_array_new_full ((unsigned) length, (GDestroyNotify) cvk_value_unref);
  for (size_t i = 0; i < length; i++)
    {
      CvkValue *element = cvk_value_get_element (value, i);
      Place below = { place, NULL, i, place->depth + 1 };
      CvkValue *coerced = coerce (items, element, &below, problem);

      if (coerced == NULL)
        return NULL;
      is_changed |= coerced != element;
      g_ptr_array_add (elements, coerced);
    }
  if (!is_changed)
    return cvk_value_ref (value);
  g_ptr_array_set_free_func (elements, NULL);

  return cvk_value_new_array ((CvkValue *const *) elements->pdata, length);
}

/* The first alternative that the value fits as it is, else the first it can be brought to. */
static CvkValue *
coerce_alternatives (const CvkValue *alternatives,
                     const CvkValue *value,
                     const Place *place,
                     CvkProblem **problem)
{
  g_autoptr (CvkProblem) nearest = NULL;
  size_t length = cvk_value_get_length (alternatives);

  for (size_t i = 0; i < length; i++)
    if (cvk_schema_check (cvk_value_get_element (alternatives, i), value, NULL, CVK_SCHEMA_DEFAULT,
                          NULL))
      return coerce (cvk_value_get_element (alternatives, i), value, place, problem);

  for (size_t i = 0; i < length; i++)
    {
      CvkValue *alternative = cvk_value_get_element (alternatives, i);
      g_autoptr (CvkProblem) found = NULL;
      CvkValue *coerced = coerce (alternative, value, place, &found);

      if (coerced != NULL)
        return coerced;
      /* The complaint of an alternative that at least has the right type says more. */
      if (nearest == NULL || cvk_schema_types_match (cvk_schema_get_types (alternative), value))
        {
          g_clear_pointer (&nearest, cvk_problem_unref);
          nearest = g_steal_pointer (&found);
        }
    }
  *problem = g_steal_pointer (&nearest);

  return NULL;
}

/* Recursion is bounded by CVK_SCHEMA_MAX_DEPTH. */
static CvkValue *
coerce (const CvkValue *schema, const CvkValue *value, const Place *place, CvkProblem **problem)
{
  unsigned types = cvk_schema_get_types (schema);
  CvkValue *alternatives = cvk_value_get_member (schema, "oneOf");
  g_autoptr (CvkValue) converted = NULL;
  g_autofree char *path = NULL;

  if (place->depth > CVK_SCHEMA_MAX_DEPTH)
    return cvk_value_ref (value);
  if (alternatives == NULL)
    alternatives = cvk_value_get_member (schema, "anyOf");

  converted = cvk_schema_convert (types, value);
  if (converted == NULL)
    {
      path = dup_path (place);
      *problem = cvk_schema_describe_type (types, value, path);
      return NULL;
    }
  if (alternatives != NULL && cvk_value_get_length (alternatives) > 0)
    {
      g_autoptr (CvkValue) original = g_steal_pointer (&converted);

      converted = coerce_alternatives (alternatives, original, place, problem);
      if (converted == NULL)
        return NULL;
    }
  *problem = cvk_schema_check_flat (schema, converted, NULL);
  if (*problem != NULL)
    {
      g_clear_pointer (problem, cvk_problem_unref);
      path = dup_path (place);
      *problem = cvk_schema_check_flat (schema, converted, path);
      return NULL;
    }

  if (cvk_value_is_object (converted))
    return coerce_members (schema, converted, place, problem);
  if (cvk_value_is_array (converted))
    return coerce_elements (schema, converted, place, problem);

  return g_steal_pointer (&converted);
}

CvkValue *
cvk_schema_coerce (const CvkValue *schema,
                   const CvkValue *value,
                   const char *path,
                   CvkProblem **problem)
{
  Place place = { NULL, path, 0, 0 };
  g_autoptr (CvkProblem) found = NULL;
  CvkValue *coerced;

  g_return_val_if_fail (schema != NULL && value != NULL, NULL);

  if (is_absent (schema, value))
    return cvk_value_new_null ();
  coerced = coerce (schema, value, &place, &found);
  if (problem != NULL && found != NULL)
    *problem = g_steal_pointer (&found);

  return coerced;
}
