// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-field-factory.h"

#include "desktop/forms/cvk-any-field.h"
#include "desktop/forms/cvk-choice-field.h"
#include "desktop/forms/cvk-code-field.h"
#include "desktop/forms/cvk-conditions-field.h"
#include "desktop/forms/cvk-data-table-field.h"
#include "desktop/forms/cvk-date-field.h"
#include "desktop/forms/cvk-date-zone-field.h"
#include "desktop/forms/cvk-duration-field.h"
#include "desktop/forms/cvk-file-slot-field.h"
#include "desktop/forms/cvk-json-field.h"
#include "desktop/forms/cvk-list-field.h"
#include "desktop/forms/cvk-model-field.h"
#include "desktop/forms/cvk-number-field.h"
#include "desktop/forms/cvk-object-field.h"
#include "desktop/forms/cvk-occurrence-field.h"
#include "desktop/forms/cvk-passcode-field.h"
#include "desktop/forms/cvk-people-field.h"
#include "desktop/forms/cvk-records-field.h"
#include "desktop/forms/cvk-recurrence-field.h"
#include "desktop/forms/cvk-schedule-field.h"
#include "desktop/forms/cvk-switch-field.h"
#include "desktop/forms/cvk-table-field.h"
#include "desktop/forms/cvk-text-field.h"
#include "desktop/forms/cvk-three-state-field.h"

typedef struct
{
  const char *hint;
  GType (*get_type) (void);
} Entry;

/* By "x-widget". */
// clang-format off
static const Entry widgets[] = {
  { "conditions", cvk_conditions_field_get_type },
  { "data-table", cvk_data_table_field_get_type },
  { "date", cvk_date_field_get_type },
  { "date-time", cvk_date_field_get_type },
  { "duration", cvk_duration_field_get_type },
  { "file", cvk_file_slot_field_get_type },
  { "javascript", cvk_code_field_get_type },
  { "json", cvk_code_field_get_type },
  { "model", cvk_model_field_get_type },
  { "multiline", cvk_text_field_get_type },
  { "occurrence", cvk_occurrence_field_get_type },
  { "passcode", cvk_passcode_field_get_type },
  { "people", cvk_people_field_get_type },
  { "recurrence", cvk_recurrence_field_get_type },
  { "schedule", cvk_schedule_field_get_type },
  { "text", cvk_text_field_get_type },
  { "time-zone", cvk_date_zone_field_get_type },
};
// clang-format on

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

/* Lists and objects, by what they hold. */
static GType
choose_structure (const CvkValue *schema, const char *type)
{
  const CvkValue *items = cvk_value_get_member (schema, "items");
  const CvkValue *values = cvk_value_get_member (schema, "additionalProperties");

  if (g_strcmp0 (type, "array") == 0 && cvk_value_get_member (items, "properties") != NULL)
    return CVK_TYPE_RECORDS_FIELD;
  if (g_strcmp0 (type, "array") == 0)
    return CVK_TYPE_LIST_FIELD;
  if (g_strcmp0 (type, "object") != 0)
    return G_TYPE_INVALID;
  if (cvk_value_get_member (schema, "properties") != NULL)
    return CVK_TYPE_OBJECT_FIELD;
  return values == NULL || !cvk_value_is_boolean (values) || cvk_value_get_boolean (values)
           ? CVK_TYPE_TABLE_FIELD
           : CVK_TYPE_JSON_FIELD;
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
  if (found == G_TYPE_INVALID)
    found = choose_structure (schema, type);
  if (found == G_TYPE_INVALID && cvk_value_get_member (schema, "type") == NULL)
    found = CVK_TYPE_ANY_FIELD;
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
