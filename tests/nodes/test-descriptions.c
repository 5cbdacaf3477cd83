// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-schema.h"
#include "nodes/cvk-nodes.h"

/* What pipeline files may name, in the order of the palette's documentation. */
static const char *const known_types[] = {
  "input",
  "output",
  "calendar.read",
  "calendar.write",
  "calendar.invite",
  "csv.read",
  "csv.write",
  "clipboard",
  "spreadsheet.read",
  "spreadsheet.write",
  "json.read",
  "json.write",
  "file.list",
  "file.read",
  "file.write",
  "set",
  "text",
  "filter",
  "condition",
  "switch",
  "table.delete",
  "table.read",
  "table.write",
  "for-each",
  "pipeline",
  "merge",
  "notify",
  "open",
  "split",
  "sort",
  "limit",
  "deduplicate",
  "date",
  "script",
  "aggregate",
  "stop",
  "approval",
  "remember",
  "wait",
  "trigger.calendar",
  "trigger.file",
  "trigger.pipeline",
  "trigger.schedule",
  "trigger.webhook",
  "trigger.zoom",
  NULL,
};

static const char *const groups[] = { "Calendar", "Data",     "Files", "Lists", "Logic",
                                      "Messages", "Triggers", "Web",   NULL };

static void
check_phrase (const char *phrase)
{
  size_t length = 0;

  g_assert_nonnull (phrase);
  length = strlen (phrase);
  g_assert_cmpuint (length, >, 1);
  g_assert_cmpuint (length, <=, 40);
  g_assert_true (g_unichar_isupper (g_utf8_get_char (phrase)));
  g_assert_null (strchr (".:!? ", phrase[length - 1]));
}

static void
check_sentence (const char *sentence)
{
  g_assert_nonnull (sentence);
  g_assert_true (g_unichar_isupper (g_utf8_get_char (sentence)) ||
                 g_str_has_prefix (sentence, "“"));
  g_assert_true (g_str_has_suffix (sentence, "."));
  g_assert_null (strstr (sentence, "  "));
}

static gboolean
is_known_keyword (const char *name)
{
  static const char *const keywords[] = {
    "type",       "title",    "description", "default",   "enum",
    "properties", "required", "items",       "minItems",  "maxItems",
    "minimum",    "maximum",  "minLength",   "maxLength", "pattern",
    "format",     "const",    "oneOf",       "anyOf",     "additionalProperties",
    NULL,
  };

  return g_str_has_prefix (name, "x-") || g_strv_contains (keywords, name);
}

static gboolean
is_known_type (const char *name)
{
  static const char *const types[] = { "null",   "boolean", "integer", "number",
                                       "string", "array",   "object",  NULL };

  return g_strv_contains (types, name);
}

static void
check_schema (const CvkValue *schema, gboolean is_field)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  CvkValue *required = cvk_value_get_member (schema, "required");
  CvkValue *standard = cvk_value_get_member (schema, "default");
  CvkValue *choices = cvk_value_get_member (schema, "enum");
  CvkValue *items = cvk_value_get_member (schema, "items");
  CvkValue *others = cvk_value_get_member (schema, "additionalProperties");
  const char *type = cvk_value_lookup_string (schema, "type", NULL);

  g_assert_true (cvk_value_is_object (schema));
  for (size_t i = 0; i < cvk_value_get_length (schema); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (schema, i, &name, &value);
      g_assert_true (is_known_keyword (name));
    }
  g_assert_true (type == NULL || is_known_type (type));
  if (is_field)
    check_phrase (cvk_value_lookup_string (schema, "title", NULL));
  if (cvk_value_get_member (schema, "description") != NULL)
    check_sentence (cvk_value_lookup_string (schema, "description", NULL));
  if (standard != NULL)
    g_assert_true (cvk_schema_check (schema, standard, NULL, CVK_SCHEMA_DEFAULT, NULL));
  g_assert_true (choices == NULL || cvk_value_get_length (choices) > 1);
  for (size_t i = 0; required != NULL && i < cvk_value_get_length (required); i++)
    g_assert_nonnull (cvk_value_get_member (
      properties, cvk_value_get_string (cvk_value_get_element (required, i))));
  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name = NULL;
      CvkValue *property = NULL;

      cvk_value_get_member_at (properties, i, &name, &property);
      check_schema (property, TRUE);
    }
  if (items != NULL)
    check_schema (items, FALSE);
  if (others != NULL && cvk_value_is_object (others))
    check_schema (others, FALSE);
}

static void
check_ports (GStrv ports)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; ports[i] != NULL; i++)
    {
      g_assert_true (g_regex_match_simple ("^[a-z][a-z0-9-]*$", ports[i], 0, 0));
      g_assert_cmpstr (ports[i], !=, "failed");
      g_assert_true (g_hash_table_add (seen, ports[i]));
    }
}

static void
test_type (gconstpointer data)
{
  const CvkNodeType *type = data;
  CvkValue *schema = cvk_node_type_get_settings_schema (type);
  CvkValue *output = cvk_node_type_get_output_schema (type);
  g_autoptr (CvkValue) nothing = cvk_value_new_object (NULL, NULL);
  g_auto (GStrv) inputs = cvk_node_type_list_inputs (type, nothing);
  g_auto (GStrv) outputs = cvk_node_type_list_outputs (type, nothing);

  g_assert_true (g_regex_match_simple ("^[a-z]+(-[a-z]+)*(\\.[a-z]+)?$", type->id, 0, 0));
  check_phrase (type->title);
  check_sentence (type->help);
  g_assert_true (g_regex_match_simple ("^[a-z-]+-symbolic$", type->icon, 0, 0));
  g_assert_true (g_strv_contains (groups, type->group));
  g_assert_cmpstr (cvk_value_lookup_string (schema, "type", NULL), ==, "object");
  check_schema (schema, FALSE);
  if (output != NULL)
    g_assert_cmpstr (cvk_value_lookup_string (output, "type", NULL), ==, "object");
  check_ports (inputs);
  check_ports (outputs);
  g_assert_cmpint (inputs[0] == NULL, ==, type->is_source);
}

/* Neither more nor fewer than are documented. */
static void
test_known_types (gconstpointer data)
{
  GPtrArray *types = (GPtrArray *) data;

  g_assert_cmpuint (types->len, ==, g_strv_length ((GStrv) known_types));
  for (unsigned i = 0; i < types->len; i++)
    g_assert_true (
      g_strv_contains (known_types, ((const CvkNodeType *) g_ptr_array_index (types, i))->id));
}

int
main (int argc, char **argv)
{
  g_autoptr (CvkNodeTypes) types = cvk_node_types_new ();
  g_autoptr (GPtrArray) list = NULL;

  g_test_init (&argc, &argv, NULL);
  cvk_nodes_register (types);
  list = cvk_node_types_list (types);
  g_test_add_data_func ("/descriptions/known-types", list, test_known_types);
  for (unsigned i = 0; i < list->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (list, i);
      g_autofree char *path = g_strdup_printf ("/descriptions/%s", type->id);

      g_test_add_data_func (path, type, test_type);
    }
  return g_test_run ();
}
