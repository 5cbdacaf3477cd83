// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-field-factory.h"

#include "desktop/forms/cvk-choice-field.h"
#include "desktop/forms/cvk-json-field.h"
#include "desktop/forms/cvk-number-field.h"
#include "desktop/forms/cvk-switch-field.h"
#include "desktop/forms/cvk-text-field.h"
#include "desktop/forms/cvk-three-state-field.h"

typedef struct
{
  const char *hint;
  GType (*get_type) (void);
} Entry;

/* By "x-widget". */
static const Entry widgets[] = {
  { "multiline", cvk_text_field_get_type },
  { "text", cvk_text_field_get_type },
};

/* By "type", when nothing more special is said. */
static const Entry types[] = {
  { "boolean", cvk_switch_field_get_type },
  { "integer", cvk_number_field_get_type },
  { "number", cvk_number_field_get_type },
  { "string", cvk_text_field_get_type },
};

static GType
find (const Entry *entries, size_t count, const char *hint)
{
  for (size_t i = 0; i < count; i++)
    if (g_strcmp0 (entries[i].hint, hint) == 0)
      return entries[i].get_type ();
  return G_TYPE_INVALID;
}

GType
cvk_field_factory_choose (const CvkValue *schema)
{
  const char *widget = cvk_value_lookup_string (schema, "x-widget", NULL);
  const char *type = cvk_value_lookup_string (schema, "type", NULL);
  GType found = find (widgets, G_N_ELEMENTS (widgets), widget);

  if (found == G_TYPE_INVALID && cvk_value_lookup_boolean (schema, "x-three-state", FALSE))
    found = CVK_TYPE_THREE_STATE_FIELD;
  if (found == G_TYPE_INVALID && (cvk_value_get_member (schema, "enum") != NULL ||
                                  cvk_value_get_member (schema, "x-suggestions") != NULL))
    found = CVK_TYPE_CHOICE_FIELD;
  if (found == G_TYPE_INVALID)
    found = find (types, G_N_ELEMENTS (types), type);
  return found != G_TYPE_INVALID ? found : CVK_TYPE_JSON_FIELD;
}

CvkField *
cvk_field_factory_new (CvkFieldContext *context,
                       const char *path,
                       const CvkValue *schema,
                       gboolean is_required)
{
  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (context), NULL);

  return g_object_new (cvk_field_factory_choose (schema), "context", context, "path", path,
                       "schema", schema, "required", is_required, NULL);
}
