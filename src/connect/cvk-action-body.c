// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

/* The shape of a request's body, as "body" of an action gives it: JSON in which an object with one
 * of these members stands for something else. What it stands for may be nothing; then the member or
 * element that it is the value of is left out.
 *
 * "$setting": the setting of that name, or what "$else" says when it is not set.
 * "$settings": an object of those of the settings that are set.
 * "$with": the object itself, when the setting of that name is set. */
#define SETTING "$setting"
#define ELSE "$else"
#define SETTINGS "$settings"
#define WITH "$with"

static CvkValue *fill (const CvkValue *shape, const CvkValue *settings);

static CvkValue *
get_setting (const CvkValue *settings, const char *name)
{
  CvkValue *value = cvk_value_get_member (settings, name);

  return value != NULL && !cvk_value_is_null (value) ? value : NULL;
}

static CvkValue *
fill_array (const CvkValue *shape, const CvkValue *settings)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (shape); i++)
    {
      CvkValue *element = fill (cvk_value_get_element (shape, i), settings);

      if (element != NULL)
        cvk_array_builder_append (&builder, element);
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
collect (const CvkValue *names, const CvkValue *settings)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (names); i++)
    {
      const char *name = cvk_value_get_string (cvk_value_get_element (names, i));
      CvkValue *value = get_setting (settings, name);

      if (value != NULL)
        cvk_object_builder_append (&builder, name, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

static CvkValue *
fill_object (const CvkValue *shape, const CvkValue *settings)
{
  const char *setting = cvk_value_lookup_string (shape, SETTING, NULL);
  const char *with = cvk_value_lookup_string (shape, WITH, NULL);
  CvkValue *names = cvk_value_get_member (shape, SETTINGS);
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (setting != NULL)
    {
      CvkValue *value = get_setting (settings, setting);

      if (value == NULL)
        value = cvk_value_get_member (shape, ELSE);
      return value != NULL ? cvk_value_ref (value) : NULL;
    }
  if (names != NULL)
    return collect (names, settings);
  if (with != NULL && get_setting (settings, with) == NULL)
    return NULL;
  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (shape); i++)
    {
      const char *name;
      CvkValue *member;
      CvkValue *filled;

      cvk_value_get_member_at (shape, i, &name, &member);
      filled = g_str_equal (name, WITH) ? NULL : fill (member, settings);
      if (filled != NULL)
        cvk_object_builder_append (&builder, name, filled);
    }
  return cvk_object_builder_end (&builder);
}

/* Descriptions are read to a bounded depth, so this ends. (transfer full) (nullable) */
static CvkValue *
fill (const CvkValue *shape, const CvkValue *settings)
{
  if (cvk_value_is_object (shape))
    return fill_object (shape, settings);
  if (cvk_value_is_array (shape))
    return fill_array (shape, settings);
  return cvk_value_ref ((CvkValue *) shape);
}

CvkValue *
cvk_action_fill_body (const CvkAction *self, const CvkValue *settings)
{
  CvkValue *shape = cvk_value_get_member (self->description, "body");

  return shape != NULL ? fill (shape, settings) : NULL;
}

/* The first setting that @shape names and @properties do not have. (transfer none) (nullable) */
static const char *
find_unknown (const CvkValue *shape, const CvkValue *properties)
{
  const char *found = NULL;

  if (cvk_value_is_array (shape))
    for (size_t i = 0; found == NULL && i < cvk_value_get_length (shape); i++)
      found = find_unknown (cvk_value_get_element (shape, i), properties);
  if (!cvk_value_is_object (shape))
    return found;
  for (size_t i = 0; found == NULL && i < cvk_value_get_length (shape); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (shape, i, &name, &member);
      if (g_str_equal (name, SETTING) || g_str_equal (name, WITH))
        {
          const char *setting = cvk_value_is_string (member) ? cvk_value_get_string (member) : "";

          if (cvk_value_get_member (properties, setting) == NULL)
            found = setting;
        }
      else if (g_str_equal (name, SETTINGS))
        {
          if (!cvk_value_is_array (member))
            return SETTINGS;
          for (size_t j = 0; found == NULL && j < cvk_value_get_length (member); j++)
            {
              CvkValue *element = cvk_value_get_element (member, j);
              const char *setting =
                cvk_value_is_string (element) ? cvk_value_get_string (element) : "";

              if (cvk_value_get_member (properties, setting) == NULL)
                found = setting;
            }
        }
      else
        found = find_unknown (member, properties);
    }
  return found;
}

const char *
cvk_action_find_unknown_setting (const CvkValue *body, const CvkValue *properties)
{
  return find_unknown (body, properties);
}
