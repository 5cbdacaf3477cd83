// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "desktop/forms/cvk-any-field.h"
#include "desktop/forms/cvk-choice-field.h"
#include "desktop/forms/cvk-code-field.h"
#include "desktop/forms/cvk-conditions-field.h"
#include "desktop/forms/cvk-data-table-field.h"
#include "desktop/forms/cvk-date-field.h"
#include "desktop/forms/cvk-date-zone-field.h"
#include "desktop/forms/cvk-duration-field.h"
#include "desktop/forms/cvk-json-field.h"
#include "desktop/forms/cvk-list-field.h"
#include "desktop/forms/cvk-model-field.h"
#include "desktop/forms/cvk-number-field.h"
#include "desktop/forms/cvk-object-field.h"
#include "desktop/forms/cvk-occurrence-field.h"
#include "desktop/forms/cvk-passcode-field.h"
#include "desktop/forms/cvk-people-field.h"
#include "desktop/forms/cvk-record.h"
#include "desktop/forms/cvk-records-field.h"
#include "desktop/forms/cvk-recurrence-editor.h"
#include "desktop/forms/cvk-recurrence-field.h"
#include "desktop/forms/cvk-schedule-field.h"
#include "desktop/forms/cvk-switch-field.h"
#include "desktop/forms/cvk-table-field.h"
#include "desktop/forms/cvk-text-field.h"
#include "desktop/forms/cvk-three-state-field.h"
#include "rows.h"

/* What a schema asks for, a value that its control shows, and one that it leaves to the text with
 * variables; all in single quotes. */
typedef struct
{
  const char *name;
  GType (*get_type) (void);
  const char *schema;
  const char *value;
  const char *odd; /* NULL: the control shows everything */
} Case;

// clang-format off
static const Case cases[] = {
  { "any", cvk_any_field_get_type, "{}", "'text'", NULL },
  { "choice", cvk_choice_field_get_type, "{'enum':['a','b'],'type':'string'}", "'b'", "'c'" },
  { "code", cvk_code_field_get_type, "{'type':'string','x-widget':'javascript'}", "'1 + 1'", "7" },
  { "conditions", cvk_conditions_field_get_type, "{'type':'array','x-widget':'conditions',"
    "'items':{'properties':{'operator':{'type':'string','enum':['exists']}}}}",
    "[{'field':'a','operator':'exists'}]", "'a'" },
  { "data-table", cvk_data_table_field_get_type, "{'type':'string','x-widget':'data-table'}",
    "'People'", "7" },
  { "date", cvk_date_field_get_type, "{'type':'string','x-widget':'date-time'}",
    "'2036-03-04T14:00:00'", "7" },
  { "time-zone", cvk_date_zone_field_get_type, "{'type':'string','x-widget':'time-zone'}",
    "'Europe/Berlin'", "7" },
  { "duration", cvk_duration_field_get_type,
    "{'type':'integer','x-widget':'duration','x-unit':'minutes'}", "90", "{'a':1}" },
  { "json", cvk_json_field_get_type, "{'type':'object','additionalProperties':false}", "{'a':1}",
    NULL },
  { "list", cvk_list_field_get_type, "{'type':'array','items':{'type':'string'}}", "['a','b']",
    "'a'" },
  { "number", cvk_number_field_get_type, "{'type':'integer'}", "7", "'a'" },
  { "object", cvk_object_field_get_type,
    "{'type':'object','properties':{'a':{'type':'string'}}}", "{'a':'b'}", "7" },
  { "model", cvk_model_field_get_type, "{'type':'string','x-widget':'model'}",
    "'llama3.2'", "7" },
  { "occurrence", cvk_occurrence_field_get_type, "{'type':'string','x-widget':'occurrence'}",
    "'1648194360000'", "7" },
  { "passcode", cvk_passcode_field_get_type, "{'type':'string','x-widget':'passcode'}", "'a1b2c3'",
    "7" },
  { "people", cvk_people_field_get_type, "{'type':'string','x-widget':'people'}",
    "'mara@example.com'", "7" },
  { "records", cvk_records_field_get_type,
    "{'type':'array','items':{'type':'object','properties':{'a':{'type':'string'}}}}",
    "[{'a':'b'}]", "'a'" },
  { "recurrence", cvk_recurrence_field_get_type,
    "{'type':'object','x-widget':'recurrence','properties':{'type':{},'repeat_interval':{},"
    "'end_times':{}}}",
    "{'type':1,'repeat_interval':1,'end_times':3}", "7" },
  { "schedule", cvk_schedule_field_get_type,
    "{'type':['string','object'],'x-widget':'schedule'}", "{'repeat':'days','times':['09:00']}", "7" },
  { "switch", cvk_switch_field_get_type, "{'type':'boolean'}", "true", "'a'" },
  { "table", cvk_table_field_get_type, "{'type':'object'}", "{'a':'b'}", "7" },
  { "text", cvk_text_field_get_type, "{'type':'string'}", "'a'", "7" },
  { "three-state", cvk_three_state_field_get_type, "{'type':'boolean','x-three-state':true}",
    "false", "'a'" },
};
// clang-format on

static CvkValue *
read_value (const char *quoted)
{
  g_autofree char *json = g_strdelimit (g_strdup (quoted), "'", '"');
  g_autoptr (GError) error = NULL;
  CvkValue *value = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);

  g_assert_no_error (error);
  return value;
}

static Rows *
open_case (const Case *self)
{
  Rows *rows = rows_open ("output", "name", "{}");

  rows_replace_field (rows, self->schema);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (rows->field), ==, g_type_name (self->get_type ()));
  return rows;
}

/* The class that the schema asks for shows the value in its control and can be reached by keyboard;
 * rows_close() sees to it that nothing of it is left. */
static void
test_class (gconstpointer data)
{
  const Case *self = data;
  Rows *rows = open_case (self);
  g_autoptr (CvkValue) value = read_value (self->value);
  CvkFieldClass *class = CVK_FIELD_GET_CLASS (rows->field);

  g_assert_true (class->can_show (rows->field, value));
  cvk_field_set_value (rows->field, value);
  rows_settle ();
  g_assert_true (cvk_value_equal (cvk_field_get_value (rows->field), value));
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (rows->field), GTK_DIR_TAB_FORWARD));
  if (self->odd != NULL)
    {
      g_autoptr (CvkValue) odd = read_value (self->odd);

      g_assert_false (class->can_show (rows->field, odd));
      cvk_field_set_value (rows->field, odd);
      rows_settle ();
      g_assert_true (cvk_value_equal (cvk_field_get_value (rows->field), odd));
    }
  rows_close (rows);
}

static const Case *
find_case (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_equal (cases[i].name, name))
      return &cases[i];
  g_assert_not_reached ();
}

/* Each element of a list of objects has fields of its own. */
static void
test_record (void)
{
  const Case *self = find_case ("records");
  Rows *rows = open_case (self);
  g_autoptr (CvkValue) value = read_value (self->value);
  CvkRecord *record;

  cvk_field_set_value (rows->field, value);
  rows_settle ();
  record = rows_find (rows->field, CVK_TYPE_RECORD, 0);
  g_assert_nonnull (record);
  g_assert_cmpstr (cvk_value_lookup_string (cvk_record_get_value (record), "a", NULL), ==, "b");
  g_assert_true (CVK_IS_TEXT_FIELD (cvk_record_get_field (record, "a")));
  g_object_add_weak_pointer (G_OBJECT (record), (gpointer *) &record);
  rows_close (rows);
  g_assert_null (record);
}

/* The editor gives back the rule that it was given. */
static void
test_recurrence_editor (void)
{
  const Case *self = find_case ("recurrence");
  Rows *rows = open_case (self);
  CvkRecurrenceEditor *editor = rows_find (rows->field, CVK_TYPE_RECURRENCE_EDITOR, 0);
  g_autoptr (CvkValue) value = read_value (self->value);
  g_autoptr (CvkValue) back = NULL;

  g_assert_nonnull (editor);
  g_assert_null (cvk_recurrence_editor_get_value (editor));
  cvk_recurrence_editor_set_value (editor, value);
  back = cvk_recurrence_editor_get_value (editor);
  g_assert_true (cvk_value_equal (back, value));
  g_object_add_weak_pointer (G_OBJECT (editor), (gpointer *) &editor);
  rows_close (rows);
  g_assert_null (editor);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/field-classes/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], test_class);
    }
  g_test_add_func ("/field-classes/record", test_record);
  g_test_add_func ("/field-classes/recurrence-editor", test_recurrence_editor);
  return g_test_run ();
}
