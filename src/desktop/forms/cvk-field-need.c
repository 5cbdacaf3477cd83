// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-field-need.h"

#include <string.h>

#include "desktop/forms/cvk-settings-path.h"

#define RULE "x-requires"

/* (transfer none) (nullable) */
static const char *
get_other (const CvkValue *schema)
{
  return cvk_value_lookup_string (cvk_value_get_member (schema, RULE), "field", NULL);
}

/* (transfer none) (nullable) */
static const CvkValue *
find_schema (const CvkValue *schema, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  for (unsigned i = 0; names[i] != NULL && schema != NULL; i++)
    schema = cvk_value_get_member (cvk_value_get_member (schema, "properties"), names[i]);
  return schema;
}

gboolean
cvk_field_need_has_rule (const CvkValue *schema, const CvkValue *scope_schema)
{
  const char *other = get_other (schema);

  return other != NULL && find_schema (scope_schema, other) != NULL;
}

CvkFieldNeed
cvk_field_need_find (const CvkValue *schema, const CvkValue *scope_schema, const CvkValue *scope)
{
  const char *other = get_other (schema);
  CvkValue *values = cvk_value_get_member (cvk_value_get_member (schema, RULE), "values");
  g_autoptr (CvkValue) nothing = cvk_value_new_null ();
  const CvkValue *value;

  g_return_val_if_fail (other != NULL, CVK_FIELD_NEED_UNKNOWN);

  value = cvk_settings_path_lookup (scope, other);
  if (values == NULL)
    return value != NULL ? CVK_FIELD_NEED_YES : CVK_FIELD_NEED_NO;
  if (value == NULL)
    value = cvk_value_get_member (find_schema (scope_schema, other), "default");
  for (size_t i = 0; i < cvk_value_get_length (values); i++)
    if (cvk_value_equal (cvk_value_get_element (values, i), value != NULL ? value : nothing))
      return CVK_FIELD_NEED_YES;
  if (value == NULL ||
      (cvk_value_is_string (value) && strstr (cvk_value_get_string (value), "{{") != NULL))
    return CVK_FIELD_NEED_UNKNOWN;
  return CVK_FIELD_NEED_NO;
}
