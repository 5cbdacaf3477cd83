// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-schema.h"

typedef enum
{
  PART_CONSTANT,
  PART_TEMPLATE,
  PART_OBJECT,
  PART_ARRAY,
} PartKind;

typedef struct _Part Part;

struct _Part
{
  PartKind kind;
  char *path;             /* owned: dotted, for problems */
  GRefString *name;       /* owned, nullable: the member's name */
  CvkValue *schema;       /* borrowed, nullable: of a value that has to be brought to a type */
  const char *plain_type; /* borrowed, nullable: when the schema asks for nothing but this type */
  CvkValue *value;        /* owned: CONSTANT */
  CvkTemplate *text;      /* owned: TEMPLATE */
  size_t first_script;    /* TEMPLATE: number of its first script */
  GPtrArray *children;    /* owned: OBJECT, ARRAY */
};

struct _CvkSettings
{
  Part *root;
  GArray *scripts;
  CvkValue *constant; /* owned, nullable: when nothing depends on the item */
};

/* As deep as a pipeline file may nest: every text in it is a template. */
#define MAX_NESTING CVK_JSON_MAX_DEPTH

static void
free_part (Part *part)
{
  g_free (part->path);
  g_clear_pointer (&part->name, g_ref_string_release);
  g_clear_pointer (&part->value, cvk_value_unref);
  g_clear_pointer (&part->text, cvk_template_unref);
  g_clear_pointer (&part->children, g_ptr_array_unref);
  g_free (part);
}

static Part *
create_part (PartKind kind, const char *path, const char *name, CvkValue *schema)
{
  Part *part = g_new0 (Part, 1);

  part->kind = kind;
  part->path = g_strdup (path);
  part->name = name != NULL ? g_ref_string_new (name) : NULL;
  part->schema = schema;
  return part;
}

static CvkValue *
get_member_schema (const CvkValue *schema, const char *name)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  CvkValue *found = cvk_value_get_member (properties, name);

  if (found == NULL)
    found = cvk_value_get_member (schema, "additionalProperties");
  return found != NULL && cvk_value_is_object (found) ? found : NULL;
}

/* A schema that asks for one type and nothing else needs no general check for each item. */
static const char *
get_plain_type (const CvkValue *schema)
{
  const char *type = cvk_value_lookup_string (schema, "type", NULL);
  size_t length = cvk_value_get_length (schema);

  if (type == NULL)
    return NULL;
  for (size_t i = 0; i < length; i++)
    {
      static const char *const harmless[] = { "type",    "title",    "description", "help",
                                              "default", "examples", NULL };
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (schema, i, &name, &value);
      if (!g_str_has_prefix (name, "x-") && !g_strv_contains (harmless, name))
        return NULL;
    }
  return type;
}

static gboolean
has_template (const CvkValue *value, unsigned depth)
{
  size_t length = 0;

  if (cvk_value_is_string (value))
    return strstr (cvk_value_get_string (value), "{{") != NULL;
  if (!cvk_value_is_array (value) && !cvk_value_is_object (value))
    return FALSE;
  if (depth > MAX_NESTING)
    return FALSE;
  length = cvk_value_get_length (value);
  for (size_t i = 0; i < length; i++)
    {
      const char *name = NULL;
      CvkValue *child = NULL;

      if (cvk_value_is_array (value))
        child = cvk_value_get_element (value, i);
      else
        cvk_value_get_member_at (value, i, &name, &child);
      if (has_template (child, depth + 1))
        return TRUE;
    }
  return FALSE;
}

/* Brings @value to @schema's type and checks it. Takes @value. */
static CvkValue *
fit_value (CvkValue *value, CvkValue *schema, const char *path, CvkProblem **problem)
{
  g_autoptr (CvkValue) given = value;
  g_autoptr (CvkValue) fitted = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  if (schema == NULL)
    return g_steal_pointer (&given);
  fitted = cvk_schema_coerce (schema, given, path, problem);
  if (fitted == NULL)
    return NULL;
  problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  if (!cvk_schema_check (schema, fitted, path, CVK_SCHEMA_DEFAULT, problems))
    {
      *problem = cvk_problem_ref (g_ptr_array_index (problems, 0));
      return NULL;
    }
  return g_steal_pointer (&fitted);
}

static void
collect_scripts (CvkSettings *self, Part *part)
{
  size_t n_segments = 0;
  const CvkSegment *segments = cvk_template_get_segments (part->text, &n_segments);

  part->first_script = self->scripts->len;
  for (size_t i = 0; i < n_segments; i++)
    {
      CvkSettingsScript script = { .field = part->path };

      if (segments[i].kind != CVK_SEGMENT_SCRIPT)
        continue;
      script.source = segments[i].text;
      script.nodes = (const char *const *) segments[i].nodes;
      script.all_nodes = segments[i].all_nodes;
      g_array_append_val (self->scripts, script);
    }
}

static Part *
compile_template (CvkSettings *self,
                  CvkValue *value,
                  CvkValue *schema,
                  const char *path,
                  const char *name,
                  CvkProblem **problem)
{
  g_autoptr (CvkTemplate) text = cvk_template_parse (cvk_value_get_string (value), problem);
  Part *part = NULL;

  if (text == NULL)
    {
      cvk_problem_set_field (*problem, path);
      return NULL;
    }
  part = create_part (PART_TEMPLATE, path, name, schema);
  part->text = g_steal_pointer (&text);
  part->plain_type = schema != NULL ? get_plain_type (schema) : NULL;
  collect_scripts (self, part);
  return part;
}

static Part *
compile_part (CvkSettings *self,
              CvkValue *value,
              CvkValue *schema,
              const char *path,
              const char *name,
              unsigned depth,
              CvkProblem **problem)
{
  gboolean templates = schema == NULL || cvk_value_lookup_boolean (schema, "x-template", TRUE);
  Part *part = NULL;
  size_t length = 0;

  if (depth > MAX_NESTING || !templates || !has_template (value, depth))
    {
      CvkValue *fitted = fit_value (cvk_value_ref (value), schema, path, problem);

      if (fitted == NULL)
        return NULL;
      part = create_part (PART_CONSTANT, path, name, schema);
      part->value = fitted;
      return part;
    }
  if (cvk_value_is_string (value))
    return compile_template (self, value, schema, path, name, problem);

  part = create_part (cvk_value_is_array (value) ? PART_ARRAY : PART_OBJECT, path, name, schema);
  part->children = g_ptr_array_new_with_free_func ((GDestroyNotify) free_part);
  length = cvk_value_get_length (value);
  for (size_t i = 0; i < length; i++)
    {
      g_autofree char *number = NULL;
      g_autofree char *child_path = NULL;
      const char *child_name = NULL;
      CvkValue *child = NULL;
      CvkValue *child_schema = NULL;
      Part *compiled = NULL;

      if (part->kind == PART_ARRAY)
        {
          child = cvk_value_get_element (value, i);
          child_schema = schema != NULL ? cvk_value_get_member (schema, "items") : NULL;
          number = g_strdup_printf ("%zu", i);
        }
      else
        {
          cvk_value_get_member_at (value, i, &child_name, &child);
          child_schema = schema != NULL ? get_member_schema (schema, child_name) : NULL;
        }
      child_path = path != NULL ? g_strconcat (path, ".", number ? number : child_name, NULL)
                                : g_strdup (number ? number : child_name);
      compiled =
        compile_part (self, child, child_schema, child_path, child_name, depth + 1, problem);
      if (compiled == NULL)
        {
          free_part (part);
          return NULL;
        }
      g_ptr_array_add (part->children, compiled);
    }
  return part;
}

static void
append_as_text (const CvkValue *value, GString *text)
{
  switch (cvk_value_get_kind (value))
    {
    case CVK_VALUE_NULL:
      break;
    case CVK_VALUE_STRING:
      g_string_append_len (text, cvk_value_get_string (value),
                           (gssize) cvk_value_get_string_length (value));
      break;
    case CVK_VALUE_BOOLEAN:
    case CVK_VALUE_INTEGER:
    case CVK_VALUE_DOUBLE:
    case CVK_VALUE_ARRAY:
    case CVK_VALUE_OBJECT:
    default:
      cvk_value_append_json (value, CVK_JSON_COMPACT, 0, text);
      break;
    }
}

/* What is put into an address must not become another part of it. Where an address begins with an
 * expression, that is the address's beginning and stays as it is. */
static void
append_to_address (const CvkValue *value, GString *address)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_as_text (value, address->len > 0 ? text : address);
  if (text->len > 0)
    g_string_append_uri_escaped (address, text->str, NULL, FALSE);
}

/* Likewise for HTML: a value is text in it and no element. */
static void
append_to_html (const CvkValue *value, GString *html)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *escaped = NULL;

  append_as_text (value, text);
  escaped = g_markup_escape_text (text->str, (gssize) text->len);
  g_string_append (html, escaped);
}

static CvkValue *
evaluate_template (const Part *part,
                   const CvkScope *scope,
                   CvkValue *const *script_values,
                   CvkProblem **problem)
{
  size_t n_segments = 0;
  const CvkSegment *segments = cvk_template_get_segments (part->text, &n_segments);
  gboolean single = cvk_template_is_single (part->text);
  const char *escape = cvk_value_lookup_string (part->schema, "x-escape", "");
  size_t script = part->first_script;
  g_autoptr (GString) text = single ? NULL : g_string_new (NULL);

  for (size_t i = 0; i < n_segments; i++)
    {
      g_autoptr (CvkValue) value = NULL;

      if (segments[i].kind == CVK_SEGMENT_TEXT)
        {
          if (single)
            return cvk_value_new_string (segments[i].text);
          g_string_append (text, segments[i].text);
          continue;
        }
      if (segments[i].kind == CVK_SEGMENT_PATH)
        value = cvk_scope_get_path (scope, &segments[i], problem);
      else
        value = cvk_value_ref (script_values[script++]);
      if (value == NULL)
        return NULL;
      if (single)
        return g_steal_pointer (&value);
      if (g_str_equal (escape, "url"))
        append_to_address (value, text);
      else if (g_str_equal (escape, "html"))
        append_to_html (value, text);
      else
        append_as_text (value, text);
    }
  return single ? cvk_value_new_null () : cvk_value_new_string_length (text->str, text->len);
}

static gboolean
has_plain_type (const CvkValue *value, const char *type)
{
  return type != NULL && g_str_equal (cvk_value_kind_name (cvk_value_get_kind (value)), type);
}

static gboolean
takes_anything (const CvkValue *schema)
{
  static const char *const keywords[] = { "type", "enum", "const", "oneOf", "anyOf" };

  for (size_t i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (cvk_value_get_member (schema, keywords[i]) != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
check_required (const Part *part, const CvkValue *object, CvkProblem **problem)
{
  CvkValue *required =
    part->schema != NULL ? cvk_value_get_member (part->schema, "required") : NULL;
  size_t length = required != NULL ? cvk_value_get_length (required) : 0;

  for (size_t i = 0; i < length; i++)
    {
      const char *name = cvk_value_get_string (cvk_value_get_element (required, i));
      g_autofree char *path = NULL;

      if (cvk_value_get_member (object, name) != NULL)
        continue;
      path = part->path != NULL ? g_strconcat (part->path, ".", name, NULL) : g_strdup (name);
      *problem = cvk_problem_new ("missing-field",
                                  N_ ("“{field}” is empty for this item, but it is needed here."),
                                  "field", path, NULL);
      cvk_problem_set_field (*problem, path);
      return FALSE;
    }
  return TRUE;
}

static CvkValue *evaluate_part (const Part *part,
                                const CvkScope *scope,
                                CvkValue *const *script_values,
                                CvkProblem **problem);

/* A setting that is a text is read as C reads texts: it would be cut off at a NUL, silently. */
static gboolean
is_cut_off (const Part *part, const CvkValue *value)
{
  return cvk_value_is_string (value) &&
         strlen (cvk_value_get_string (value)) != cvk_value_get_string_length (value) &&
         g_str_equal (cvk_value_lookup_string (part->schema, "type", ""), "string");
}

/* Brings what a template gave to the type of its setting. Takes @value. (transfer full)
 * (nullable): NULL with @problem, or NULL for a field that turned out absent. */
static CvkValue *
fit_result (const Part *part, CvkValue *value, CvkProblem **problem)
{
  g_autoptr (CvkValue) given = value;
  gboolean is_null = cvk_value_is_null (given);

  if (is_cut_off (part, given))
    {
      *problem = cvk_problem_new (
        "nul-character", N_ ("A text here contains the character U+0000. Remove it."), NULL);
      cvk_problem_set_field (*problem, part->path);
      return NULL;
    }
  if (part->schema == NULL || has_plain_type (given, part->plain_type))
    return g_steal_pointer (&given);
  /* A setting of no certain type takes null as a value like any other. */
  if (is_null && takes_anything (part->schema))
    return g_steal_pointer (&given);
  if (is_null && cvk_value_lookup_boolean (part->schema, "x-null-is-empty", FALSE))
    return cvk_value_new_string ("");
  if (is_null ||
      (cvk_value_is_string (given) && cvk_value_get_string_length (given) == 0 &&
       !g_str_equal (cvk_value_lookup_string (part->schema, "type", "string"), "string")))
    return NULL;
  return fit_value (g_steal_pointer (&given), part->schema, part->path, problem);
}

static CvkValue *
evaluate_array (const Part *part,
                const CvkScope *scope,
                CvkValue *const *script_values,
                CvkProblem **problem)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < part->children->len; i++)
    {
      CvkValue *value =
        evaluate_part (g_ptr_array_index (part->children, i), scope, script_values, problem);

      if (value == NULL && *problem != NULL)
        return NULL;
      if (value != NULL)
        cvk_array_builder_append (&builder, value);
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
evaluate_object (const Part *part,
                 const CvkScope *scope,
                 CvkValue *const *script_values,
                 CvkProblem **problem)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) object = NULL;

  cvk_object_builder_init (&builder);
  for (unsigned i = 0; i < part->children->len; i++)
    {
      const Part *child = g_ptr_array_index (part->children, i);
      CvkValue *value = evaluate_part (child, scope, script_values, problem);

      if (value == NULL && *problem != NULL)
        return NULL;
      if (value != NULL)
        cvk_object_builder_append_key (&builder, child->name, value);
    }
  object = cvk_object_builder_end (&builder);
  return check_required (part, object, problem) ? g_steal_pointer (&object) : NULL;
}

/* (transfer full) (nullable): NULL with @problem, or NULL for a field that turned out absent. */
static CvkValue *
evaluate_part (const Part *part,
               const CvkScope *scope,
               CvkValue *const *script_values,
               CvkProblem **problem)
{
  CvkValue *value = NULL;

  switch (part->kind)
    {
    case PART_TEMPLATE:
      value = evaluate_template (part, scope, script_values, problem);
      if (value != NULL)
        return fit_result (part, value, problem);
      cvk_problem_set_field (*problem, part->path);
      return NULL;
    case PART_OBJECT:
      return evaluate_object (part, scope, script_values, problem);
    case PART_ARRAY:
      return evaluate_array (part, scope, script_values, problem);
    case PART_CONSTANT:
    default:
      return cvk_value_ref (part->value);
    }
}

/* Settings that wait for an item have their shape all the same: a list is one from the start. */
static gboolean
check_shape (const CvkValue *settings, const CvkValue *schema, CvkProblem **problem)
{
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

  if (schema == NULL || cvk_schema_check (schema, settings, NULL, CVK_SCHEMA_TEMPLATES, problems))
    return TRUE;
  for (unsigned i = 0; i < problems->len; i++)
    {
      CvkProblem *found = g_ptr_array_index (problems, i);

      if (cvk_problem_is_warning (found))
        continue;
      *problem = cvk_problem_ref (found);
      return FALSE;
    }
  return TRUE;
}

CvkSettings *
cvk_settings_new (CvkValue *settings, CvkValue *schema, CvkProblem **problem)
{
  g_autoptr (CvkSettings) self = g_new0 (CvkSettings, 1);

  self->scripts = g_array_new (FALSE, FALSE, sizeof (CvkSettingsScript));
  if (has_template (settings, 0) && !check_shape (settings, schema, problem))
    return NULL;
  self->root = compile_part (self, settings, schema, NULL, NULL, 0, problem);
  if (self->root == NULL)
    return NULL;
  if (self->root->kind == PART_CONSTANT)
    self->constant = cvk_value_ref (self->root->value);
  return g_steal_pointer (&self);
}

void
cvk_settings_free (CvkSettings *self)
{
  g_clear_pointer (&self->root, free_part);
  g_array_unref (self->scripts);
  g_clear_pointer (&self->constant, cvk_value_unref);
  g_free (self);
}

size_t
cvk_settings_get_n_scripts (const CvkSettings *self)
{
  return self->scripts->len;
}

const CvkSettingsScript *
cvk_settings_get_script (const CvkSettings *self, size_t index)
{
  return &g_array_index (self->scripts, CvkSettingsScript, index);
}

CvkValue *
cvk_settings_evaluate (const CvkSettings *self,
                       const CvkScope *scope,
                       CvkValue *const *script_values,
                       CvkProblem **problem)
{
  if (self->constant != NULL)
    return cvk_value_ref (self->constant);
  return evaluate_part (self->root, scope, script_values, problem);
}
