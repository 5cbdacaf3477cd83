// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-types.h"
#include "cli/cvk-cli.h"

static const GOptionEntry options[] = { CVK_OPTION_JSON, CVK_OPTION_DATA_DIR, { NULL } };

static const char *
get_effect_name (CvkNodeEffect effect)
{
  switch (effect)
    {
    case CVK_NODE_EFFECT_READ:
      return "read";
    case CVK_NODE_EFFECT_CHANGE:
      return "change";
    case CVK_NODE_EFFECT_PURE:
    default:
      return "pure";
    }
}

static CvkValue *
make_strings (GStrv names)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0; names[i] != NULL; i++)
    cvk_array_builder_append (&builder, cvk_value_new_string (names[i]));
  return cvk_array_builder_end (&builder);
}

static CvkValue *
describe_type (const CvkNodeType *type)
{
  g_autoptr (CvkValue) settings = cvk_value_new_object (NULL, NULL);
  g_auto (GStrv) inputs = cvk_node_type_list_inputs (type, settings);
  g_auto (GStrv) outputs = cvk_node_type_list_outputs (type, settings);
  CvkValue *output = cvk_node_type_get_output_schema (type);
  CvkNodeMode mode = cvk_node_type_get_mode (type, settings);

  return cvk_value_new_object (
    "id", cvk_value_new_string (type->id), "title", cvk_value_new_string (_ (type->title)), "help",
    cvk_value_new_string (_ (type->help)), "group", cvk_value_new_string (_ (type->group)), "icon",
    cvk_value_new_string (type->icon), "connector", cvk_value_new_string (type->connector), "mode",
    cvk_value_new_string (mode == CVK_NODE_MODE_EACH ? "each" : "all"), "effect",
    cvk_value_new_string (get_effect_name (type->effect)), "inputs", make_strings (inputs),
    "outputs", make_strings (outputs), "keeps_input", cvk_value_new_boolean (type->keeps_input),
    "settings", cvk_value_ref (cvk_node_type_get_settings_schema (type)), "output",
    output != NULL ? cvk_value_ref (output) : cvk_value_new_null (), NULL);
}

/* --- One type, for a person --- */

static gboolean
is_required (const CvkValue *schema, const char *name)
{
  const CvkValue *required = cvk_value_get_member (schema, "required");

  for (size_t i = 0; required != NULL && i < cvk_value_get_length (required); i++)
    {
      const CvkValue *element = cvk_value_get_element (required, i);

      if (cvk_value_is_string (element) && g_str_equal (cvk_value_get_string (element), name))
        return TRUE;
    }
  return FALSE;
}

static char *
describe_kind (const CvkValue *field)
{
  const CvkValue *type = cvk_value_get_member (field, "type");

  if (type == NULL)
    return g_strdup ("");
  return cvk_value_is_string (type) ? g_strdup (cvk_value_get_string (type))
                                    : cvk_value_to_json (type, CVK_JSON_COMPACT);
}

static char *
dup_text (const CvkValue *value)
{
  return cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                     : cvk_value_to_json (value, CVK_JSON_COMPACT);
}

/* The title, and what can be chosen: "Kind: 1 (Instant), 2 (Scheduled)". */
static char *
describe_field (const CvkValue *field)
{
  const char *title = cvk_value_lookup_string (field, "title", "");
  const CvkValue *choices = cvk_value_get_member (field, "enum");
  const CvkValue *labels = cvk_value_get_member (field, "x-labels");
  GString *text = g_string_new (title[0] != '\0' ? _ (title) : "");

  for (size_t i = 0; choices != NULL && i < cvk_value_get_length (choices); i++)
    {
      g_autofree char *choice = dup_text (cvk_value_get_element (choices, i));
      const CvkValue *label = labels != NULL && i < cvk_value_get_length (labels)
                                ? cvk_value_get_element (labels, i)
                                : NULL;

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : text->len > 0 ? ": " : "", choice);
      if (label != NULL && cvk_value_is_string (label))
        g_string_append_printf (text, " (%s)", _ (cvk_value_get_string (label)));
    }
  return g_string_free (text, FALSE);
}

static void
add_fields (GPtrArray *rows, const CvkValue *schema, const char *prefix)
{
  const CvkValue *fields = cvk_value_get_member (schema, "properties");

  for (size_t i = 0; fields != NULL && i < cvk_value_get_length (fields); i++)
    {
      const char *name = NULL;
      CvkValue *field = NULL;

      cvk_value_get_member_at (fields, i, &name, &field);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
      char *path = g_strconcat (prefix, name, NULL);
      const CvkValue *items = cvk_value_get_member (field, "items");
      g_autofree char *deeper = g_strconcat (path, items != NULL ? "[]." : ".", NULL);

      g_ptr_array_add (cells, path);
      g_ptr_array_add (cells, describe_kind (field));
      g_ptr_array_add (cells,
                       g_strdup (is_required (schema, name) ? C_ ("table cell", "yes") : ""));
      g_ptr_array_add (cells, describe_field (field));
      g_ptr_array_add (rows, cells);
      add_fields (rows, items != NULL ? items : field, deeper);
    }
}

static void
print_type (const CvkNodeType *type)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (CvkValue) settings = cvk_value_new_object (NULL, NULL);
  g_auto (GStrv) inputs = cvk_node_type_list_inputs (type, settings);
  g_auto (GStrv) outputs = cvk_node_type_list_outputs (type, settings);
  g_autofree char *input_names = g_strjoinv (", ", inputs);
  g_autofree char *output_names = g_strjoinv (", ", outputs);
  const char *titles[] = { _ ("Field"), _ ("Type"), _ ("Required"), _ ("Title"), NULL };

  printf ("%s: %s\n%s\n", type->id, _ (type->title), _ (type->help));
  /* Translators: “none” stands behind “Input ports:” and “Output ports:”. */
  printf (_ ("Input ports: %s\n"), input_names[0] != '\0' ? input_names : _ ("none"));
  printf (_ ("Output ports: %s\n\n"), output_names[0] != '\0' ? output_names : _ ("none"));
  add_fields (rows, cvk_node_type_get_settings_schema (type), "");
  if (rows->len > 0)
    cvk_print_table (titles, rows);
}

/* --- The command --- */

static void
print_list (GPtrArray *list)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { _ ("Type"), _ ("Title"), _ ("Group"), NULL };

  for (unsigned i = 0; i < list->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (list, i);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (cells, g_strdup (type->id));
      g_ptr_array_add (cells, g_strdup (_ (type->title)));
      g_ptr_array_add (cells, g_strdup (_ (type->group)));
      g_ptr_array_add (rows, cells);
    }
  cvk_print_table (titles, rows);
}

static void
print_list_as_json (GPtrArray *list)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < list->len; i++)
    cvk_array_builder_append (&builder, describe_type (g_ptr_array_index (list, i)));
  g_autoptr (CvkValue) array = cvk_array_builder_end (&builder);
  cvk_print_json (array);
}

static CvkExit
run_nodes (int argc, char **argv)
{
  g_autoptr (CvkNodeTypes) types = cvk_cli_types_new ();
  g_autoptr (GPtrArray) list = cvk_node_types_list (types);
  const CvkNodeType *type = argc > 1 ? cvk_node_types_lookup (types, argv[1]) : NULL;

  if (argc > 1 && type == NULL)
    {
      g_autofree char *message = g_strdup_printf (_ ("There is no node type “%s”."), argv[1]);

      if (cvk_option_json)
        puts ("null");
      cvk_print_error (message);
      return CVK_EXIT_USAGE;
    }
  if (type != NULL && cvk_option_json)
    {
      g_autoptr (CvkValue) description = describe_type (type);

      cvk_print_json (description);
    }
  else if (type != NULL)
    print_type (type);
  else if (cvk_option_json)
    print_list_as_json (list);
  else
    print_list (list);
  return CVK_EXIT_DONE;
}

const CvkCommand cvk_command_nodes = {
  .name = "nodes",
  .usage = "[TYPE] [--json] [--data-dir DIR]",
  .summary = N_ ("List the node types, or explain one"),
  .options = options,
  .max_arguments = 1,
  .run = run_nodes,
};
