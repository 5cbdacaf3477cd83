// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connector-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define INCLUDE "$include"
#define DEFINITIONS "#/$defs/"
/* A definition that includes itself comes here. */
#define MAX_DEPTH 48

typedef struct
{
  const CvkValue *definitions;
  const char *action;
} Expansion;

static CvkValue *expand (const Expansion *self,
                         const CvkValue *value,
                         unsigned depth,
                         GError **error);

static gboolean
is_for_action (const Expansion *self, const CvkValue *member)
{
  CvkValue *actions = cvk_value_get_member (member, "x-actions");

  if (actions == NULL || !cvk_value_is_array (actions))
    return TRUE;
  for (size_t i = 0; i < cvk_value_get_length (actions); i++)
    {
      CvkValue *action = cvk_value_get_element (actions, i);

      if (cvk_value_is_string (action) &&
          g_strcmp0 (cvk_value_get_string (action), self->action) == 0)
        return TRUE;
    }
  return FALSE;
}

static CvkValue *
find_definition (const Expansion *self, const CvkValue *pointer, GError **error)
{
  const char *text = cvk_value_is_string (pointer) ? cvk_value_get_string (pointer) : "";
  CvkValue *found = NULL;

  if (g_str_has_prefix (text, DEFINITIONS))
    found = cvk_value_get_member (self->definitions, text + strlen (DEFINITIONS));
  if (found == NULL || !cvk_value_is_object (found))
    {
      g_set_error (error, CVK_CONNECTOR_ERROR, CVK_CONNECTOR_ERROR_DESCRIPTION,
                   /* Translators: an action, and a part of a connector; said to who writes one. */
                   _ ("The action “%s” includes “%s”, which is not defined."), self->action, text);
      return NULL;
    }
  return found;
}

static gboolean
include_members (const Expansion *self,
                 const CvkValue *pointer,
                 CvkObjectBuilder *builder,
                 unsigned depth,
                 GError **error)
{
  CvkValue *definition = find_definition (self, pointer, error);
  g_autoptr (CvkValue) members = NULL;

  if (definition == NULL)
    return FALSE;
  members = expand (self, definition, depth + 1, error);
  if (members == NULL)
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (members); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (members, i, &name, &value);
      cvk_object_builder_set (builder, name, cvk_value_ref (value));
    }
  return TRUE;
}

static CvkValue *
expand_object (const Expansion *self, const CvkValue *object, unsigned depth, GError **error)
{
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (object); i++)
    {
      const char *name;
      CvkValue *member;
      CvkValue *expanded;

      cvk_value_get_member_at (object, i, &name, &member);
      if (strcmp (name, INCLUDE) == 0)
        {
          if (!include_members (self, member, &builder, depth, error))
            return NULL;
          continue;
        }
      if (!is_for_action (self, member))
        continue;
      expanded = expand (self, member, depth + 1, error);
      if (expanded == NULL)
        return NULL;
      cvk_object_builder_set (&builder, name, expanded);
    }
  return cvk_object_builder_end (&builder);
}

static CvkValue *
expand_array (const Expansion *self, const CvkValue *array, unsigned depth, GError **error)
{
  g_auto (CvkArrayBuilder) builder = { NULL };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (array); i++)
    {
      CvkValue *element = expand (self, cvk_value_get_element (array, i), depth + 1, error);

      if (element == NULL)
        return NULL;
      cvk_array_builder_append (&builder, element);
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
expand (const Expansion *self, const CvkValue *value, unsigned depth, GError **error)
{
  if (depth > MAX_DEPTH)
    {
      g_set_error (error, CVK_CONNECTOR_ERROR, CVK_CONNECTOR_ERROR_DESCRIPTION,
                   _ ("The action “%s” includes a definition that includes itself."), self->action);
      return NULL;
    }
  if (cvk_value_is_object (value))
    return expand_object (self, value, depth, error);
  if (cvk_value_is_array (value))
    return expand_array (self, value, depth, error);
  return cvk_value_ref (value);
}

CvkValue *
cvk_connector_expand (const CvkValue *value,
                      const CvkValue *description,
                      const char *action,
                      GError **error)
{
  Expansion expansion = { cvk_value_get_member (description, "$defs"), action };

  return expand (&expansion, value, 0, error);
}
