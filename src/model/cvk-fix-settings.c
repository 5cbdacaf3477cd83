// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <string.h>

#include "model/cvk-fix-private.h"
#include "model/cvk-schema-private.h"

/* The end of the first part of @path that names a member of @object. Names may hold dots, so the
 * longest member counts; a name that is not there ends at the first dot. */
static size_t
measure_name (const CvkValue *object, const char *path)
{
  size_t longest = 0;

  for (size_t i = 0; i < cvk_value_get_length (object); i++)
    {
      const char *name;
      CvkValue *member;
      size_t length;

      cvk_value_get_member_at (object, i, &name, &member);
      length = strlen (name);
      if (length > longest && strncmp (path, name, length) == 0 &&
          (path[length] == '.' || path[length] == '\0'))
        longest = length;
    }
  return longest > 0 ? longest : strcspn (path, ".");
}

/* One step: the child that @path begins with, and the rest of the path (NULL at its end). */
static CvkValue *
step (const CvkValue *value, const char *path, char **name, size_t *index, const char **rest)
{
  size_t length = cvk_value_is_object (value) ? measure_name (value, path) : strcspn (path, ".");

  *name = g_strndup (path, length);
  *rest = path[length] == '.' ? path + length + 1 : NULL;
  if (cvk_value_is_object (value))
    return cvk_value_get_member (value, *name);
  *index = (size_t) g_ascii_strtoull (*name, NULL, 10);
  return cvk_value_is_array (value) ? cvk_value_get_element (value, *index) : NULL;
}

CvkValue *
cvk_fix_settings_lookup (CvkValue *settings, const char *path)
{
  CvkValue *value = settings;

  while (path != NULL && value != NULL)
    {
      g_autofree char *name = NULL;
      size_t index;

      value = step (value, path, &name, &index, &path);
    }
  return value;
}

static CvkValue *
replace_member (const CvkValue *object, const char *name, CvkValue *value)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, object);
  if (value != NULL)
    cvk_object_builder_set (&builder, name, value);
  else
    cvk_object_builder_remove (&builder, name);
  return cvk_object_builder_end (&builder);
}

static CvkValue *
replace_element (const CvkValue *array, size_t index, CvkValue *value)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (array); i++)
    if (i != index)
      cvk_array_builder_append (&builder, cvk_value_ref (cvk_value_get_element (array, i)));
    else if (value != NULL)
      cvk_array_builder_append (&builder, value);
  return cvk_array_builder_end (&builder);
}

static CvkValue *
replace (const CvkValue *value, const char *path, const CvkValue *new_value, unsigned depth)
{
  g_autofree char *name = NULL;
  size_t index = 0;
  const char *rest;
  CvkValue *child;
  CvkValue *new_child;

  if (depth > CVK_SCHEMA_MAX_DEPTH || (!cvk_value_is_object (value) && !cvk_value_is_array (value)))
    return NULL;
  child = step (value, path, &name, &index, &rest);
  if (rest == NULL)
    new_child = new_value == NULL ? NULL : cvk_value_ref ((CvkValue *) new_value);
  else
    {
      g_autoptr (CvkValue) empty = cvk_value_new_object (NULL, NULL);

      new_child = replace (child != NULL ? child : empty, rest, new_value, depth + 1);
      if (new_child == NULL)
        return NULL;
    }
  return cvk_value_is_object (value) ? replace_member (value, name, new_child)
                                     : replace_element (value, index, new_child);
}

CvkValue *
cvk_fix_settings_replace (const CvkValue *settings, const char *path, const CvkValue *value)
{
  return replace (settings, path, value, 0);
}
