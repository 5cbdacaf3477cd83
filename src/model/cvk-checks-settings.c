// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-checks-private.h"
#include "model/cvk-javascript.h"
#include "model/cvk-schema-private.h"

/* The texts in a node's settings: which are expressions, what they read, which name files. */

typedef struct
{
  CvkChecks *checks;
  unsigned node;
} Scan;

static void scan_value (Scan *self,
                        const CvkValue *schema,
                        const CvkValue *value,
                        const char *field,
                        gboolean is_template,
                        unsigned depth);

static void
take_problem (Scan *self, const char *field, CvkProblem *problem)
{
  cvk_problem_set_field (problem, field);
  cvk_checks_take_node_problem (self->checks, self->node, problem);
}

/* --- What is read --- */

static void
add_reference (Scan *self, const char *field, const char *id, gboolean is_certain)
{
  CvkChecks *checks = self->checks;
  CvkCheckedReference reference = { self->node, 0, NULL };
  const char *suggestion;
  gpointer index;
  int64_t key;
  CvkProblem *problem;

  if (g_hash_table_lookup_extended (checks->node_index, id, NULL, &index))
    {
      reference.to = GPOINTER_TO_UINT (index);
      key = (int64_t) reference.from * checks->nodes->len + reference.to;
      /* Once for each pair is enough. */
      if (!g_hash_table_add (checks->referenced, g_memdup2 (&key, sizeof key)))
        return;
      reference.field = g_strdup (field);
      g_array_append_val (checks->references, reference);
      return;
    }

  suggestion = cvk_checks_suggest_node (checks, id);
  problem =
    suggestion != NULL
      ? cvk_problem_new ("unknown-reference",
                         N_ ("“{field}” reads from the node “{other}”, which is not there. Did you "
                             "mean “{suggestion}”?"),
                         "field", field, "other", id, "suggestion", suggestion, NULL)
      : cvk_problem_new ("unknown-reference",
                         N_ ("“{field}” reads from the node “{other}”, which is not there."),
                         "field", field, "other", id, NULL);
  cvk_problem_set_warning (problem, !is_certain);
  take_problem (self, field, problem);
}

static void
check_input (Scan *self, const char *field, const char *name)
{
  CvkProblem *problem;

  if (g_hash_table_contains (self->checks->input_names, name))
    return;
  problem = cvk_problem_new ("unknown-field",
                             N_ ("“{field}” reads the input “{name}”, which the pipeline does not "
                                 "ask for. Add it to the fields of an input node."),
                             "field", field, "name", name, NULL);
  cvk_problem_set_warning (problem, TRUE);
  take_problem (self, field, problem);
}

static void
check_run (Scan *self, const char *field, const char *name)
{
  static const char *const names[] = { "id", "started", "now", NULL };
  CvkProblem *problem;

  if (g_strv_contains (names, name))
    return;
  problem = cvk_problem_new ("unknown-field",
                             N_ ("“{field}” reads run.{name}. A run has id, started and now."),
                             "field", field, "name", name, NULL);
  cvk_problem_set_warning (problem, TRUE);
  take_problem (self, field, problem);
}

static void
scan_segment (Scan *self, const CvkSegment *segment, const char *field)
{
  const char *name = segment->n_steps > 0 ? segment->steps[0].name : NULL;

  if (segment->kind == CVK_SEGMENT_SCRIPT)
    for (char **id = segment->nodes; *id != NULL; id++)
      add_reference (self, field, *id, TRUE);
  if (segment->kind != CVK_SEGMENT_PATH)
    return;
  if (segment->root == CVK_PATH_ROOT_ITEM)
    self->checks->reads_item[self->node] = TRUE;
  else if (segment->root == CVK_PATH_ROOT_NODES)
    add_reference (self, field, segment->node_id, TRUE);
  else if (segment->root == CVK_PATH_ROOT_INPUTS && name != NULL)
    check_input (self, field, name);
  else if (segment->root == CVK_PATH_ROOT_RUN && name != NULL)
    check_run (self, field, name);
}

static void
scan_template (Scan *self, const CvkValue *schema, const char *text, const char *field)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkTemplate) template = cvk_template_parse (text, &problem);
  const CvkSegment *segments;
  size_t count;

  if (template == NULL)
    {
      take_problem (self, field, g_steal_pointer (&problem));
      return;
    }
  segments = cvk_template_get_segments (template, &count);
  for (size_t i = 0; i < count; i++)
    scan_segment (self, &segments[i], field);
  if (cvk_template_is_single (template) && segments[0].kind == CVK_SEGMENT_PATH)
    {
      CvkCheckedExpression expression = { self->node, g_strdup (field), g_steal_pointer (&template),
                                          (CvkValue *) schema };

      g_array_append_val (self->checks->expressions, expression);
    }
}

/* A script may use the name for something of its own, so what it seems to read is no more than a
 * hint, and only the engine knows its syntax. */
static void
scan_script (Scan *self, const char *code, const char *field)
{
  g_auto (CvkJavascriptScan) scan = { 0 };

  if (!cvk_javascript_scan (code, strlen (code), FALSE, &scan))
    return;
  for (unsigned i = 0; i < scan.references->len; i++)
    {
      const char *id = g_array_index (scan.references, CvkNodeReference, i).id;

      if (!g_hash_table_contains (self->checks->node_index, id))
        add_reference (self, field, id, FALSE);
    }
}

/* --- Files --- */

static gboolean
leaves_folder (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  int depth = 0;

  for (char **part = parts; *part != NULL && depth >= 0; part++)
    if (strcmp (*part, "..") == 0)
      depth--;
    else if (**part != '\0' && strcmp (*part, ".") != 0)
      depth++;

  return depth < 0;
}

CvkProblem *
cvk_checks_describe_path (const char *path)
{
  g_autofree char *scheme = g_uri_parse_scheme (path);

  if (*path == '/' || *path == '~' || scheme != NULL)
    return cvk_problem_new (
      "absolute-path",
      N_ ("“{path}” is a path of one computer and does not belong in a pipeline. Write a path "
          "relative to the pipeline file, or a file slot, and bind it where the pipeline runs."),
      "path", path, NULL);
  if (leaves_folder (path))
    return cvk_problem_new ("absolute-path",
                            N_ ("“{path}” leaves the folder of the pipeline. Declare a file slot "
                                "and bind it where the pipeline runs."),
                            "path", path, NULL);

  return NULL;
}

/* --- The walk --- */

static void
scan_text (Scan *self,
           const CvkValue *schema,
           const CvkValue *value,
           const char *field,
           gboolean is_template)
{
  const char *text = cvk_value_get_string (value);
  const char *widget = cvk_value_lookup_string (schema, "x-widget", "");
  gboolean has_expression = is_template && strstr (text, "{{") != NULL;

  if (strcmp (widget, "javascript") == 0)
    scan_script (self, text, field);
  else if (has_expression)
    scan_template (self, schema, text, field);
  else if (strcmp (widget, "file") == 0)
    {
      CvkProblem *problem = cvk_checks_describe_path (text);

      if (problem != NULL)
        take_problem (self, field, problem);
    }
}

static void
scan_value (Scan *self,
            const CvkValue *schema,
            const CvkValue *value,
            const char *field,
            gboolean is_template,
            unsigned depth)
{
  gboolean is_object = cvk_value_is_object (value);

  /* Settings deeper than a schema can be are data. */
  if (depth > CVK_SCHEMA_MAX_DEPTH)
    return;
  if (schema != NULL)
    is_template = is_template && cvk_schema_is_template (schema);
  if (cvk_value_is_string (value))
    scan_text (self, schema, value, field, is_template);
  if (!is_object && !cvk_value_is_array (value))
    return;

  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      CvkValue *child;
      CvkValue *child_schema;
      g_autofree char *child_field = NULL;

      if (is_object)
        {
          const char *name;

          cvk_value_get_member_at (value, i, &name, &child);
          child_field = cvk_schema_join (field, name);
          child_schema = cvk_schema_get_member (schema, name);
        }
      else
        {
          child = cvk_value_get_element (value, i);
          child_field = cvk_schema_join_index (field, i);
          child_schema = cvk_value_get_member (schema, "items");
        }
      scan_value (self, child_schema, child, child_field, is_template, depth + 1);
    }
}

void
cvk_checks_scan_settings (CvkChecks *self, unsigned index)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  Scan scan = { self, index };

  scan_value (&scan, cvk_node_type_get_settings_schema (self->node_types[index]), node->settings,
              NULL, TRUE, 0);
}
