// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-checks.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-checks-private.h"
#include "model/cvk-document-private.h"
#include "model/cvk-schema-private.h"
#include "model/cvk-schema.h"

typedef struct
{
  CvkProblem *problem;
  uint64_t order; /* place in the file, then order of finding */
} Entry;

/* --- Places --- */

/* Follows @field, a dotted path, as far as it goes. Names may have dots themselves. */
static CvkJsonCursor
find_field (CvkJsonCursor cursor, const char *field)
{
  gboolean found = TRUE;

  while (found && *field != '\0')
    {
      gboolean is_array = cvk_json_cursor_get_kind (cursor) == CVK_VALUE_ARRAY;
      CvkJsonCursor child;
      size_t index = 0;

      found = FALSE;
      for (gboolean more = cvk_json_cursor_first (cursor, &child); more && !found;
           more = !found && cvk_json_cursor_next (&child))
        {
          g_autofree char *name =
            is_array ? g_strdup_printf ("%zu", index++) : cvk_json_cursor_dup_name (child);
          size_t length = strlen (name);

          found =
            strncmp (field, name, length) == 0 && (field[length] == '.' || field[length] == '\0');
          if (found)
            {
              field += length + (field[length] == '.' ? 1 : 0);
              cursor = child;
            }
        }
    }

  return cursor;
}

static void
set_place (CvkChecks *self, unsigned index, CvkProblem *problem)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  const char *field = cvk_problem_get_field (problem);
  unsigned line;
  unsigned column;

  cvk_problem_set_node (problem, node->id);
  if (self->document->changed || node->line == 0 || cvk_problem_get_line (problem) != 0)
    return;
  cvk_problem_set_line (problem, node->line, node->column);
  if (field == NULL || node->settings_source == NULL)
    return;

  if (self->placed_node != index)
    {
      g_autoptr (GBytes) source =
        g_bytes_new_static (node->settings_source, strlen (node->settings_source));

      g_clear_pointer (&self->placed_json, cvk_json_unref);
      self->placed_json = cvk_json_parse (source, 0, 0, NULL);
      self->placed_node = index;
    }
  if (self->placed_json == NULL)
    return;
  cvk_json_cursor_get_place (find_field (cvk_json_get_root (self->placed_json), field), &line,
                             &column);
  if (line == 1)
    column += node->settings_column - 1;
  cvk_problem_set_line (problem, node->settings_line + line - 1, column);
}

static void
take_problem (CvkChecks *self, uint64_t order, CvkProblem *problem)
{
  Entry entry = { problem, order << 32 | self->entries->len };

  g_array_append_val (self->entries, entry);
}

void
cvk_checks_take_node_problem (CvkChecks *self, unsigned node, CvkProblem *problem)
{
  set_place (self, node, problem);
  take_problem (self, node, problem);
}

void
cvk_checks_take_link_problem (CvkChecks *self, unsigned link, CvkProblem *problem)
{
  const CvkLink *element = g_ptr_array_index (self->links, link);

  /* Of a link with a loose end, the other end is where it can be mended. */
  if (cvk_problem_get_node (problem) == NULL)
    {
      if (cvk_document_get_node (self->document, element->source) != NULL)
        cvk_problem_set_node (problem, element->source);
      else if (cvk_document_get_node (self->document, element->target) != NULL)
        cvk_problem_set_node (problem, element->target);
    }
  if (!self->document->changed && element->line != 0)
    cvk_problem_set_line (problem, element->line, element->column);
  take_problem (self, (uint64_t) self->nodes->len + link, problem);
}

/* --- Suggestions --- */

/* A broken file may have as many wrong names as nodes, and comparing all with all takes long:
 * the first few hundred get suggestions. */
#define MAX_SUGGESTIONS 200

const char *
cvk_checks_suggest_node (CvkChecks *self, const char *id)
{
  unsigned nearest_distance = MIN (3, (unsigned) strlen (id) / 2);
  const char *nearest = NULL;
  gpointer known;

  if (g_hash_table_lookup_extended (self->suggestions, id, NULL, &known))
    return known;
  if (g_hash_table_size (self->suggestions) >= MAX_SUGGESTIONS)
    return NULL;

  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, i);
      unsigned distance = cvk_edit_distance (id, node->id, nearest_distance);

      if (distance <= nearest_distance && (nearest == NULL || distance < nearest_distance))
        {
          nearest = node->id;
          nearest_distance = distance;
        }
    }
  g_hash_table_insert (self->suggestions, g_strdup (id), (gpointer) nearest);

  return nearest;
}

/* --- Nodes --- */

static void
check_slot (CvkChecks *self, unsigned index, const CvkNodeType *type)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  const CvkConnectionSlot *slot;
  CvkProblem *problem = NULL;

  if (type->connector == NULL || (type->is_slot_optional && node->slot == NULL))
    return;

  slot = cvk_document_get_slot (self->document, node->slot);
  if (node->slot == NULL || *node->slot == '\0')
    problem = cvk_problem_new ("empty-slot",
                               N_ ("“{node}” needs a connection of the kind “{connector}”: name a "
                                   "slot of the pipeline for it."),
                               "node", node->id, "connector", type->connector, NULL);
  else if (slot == NULL)
    problem = cvk_problem_new (
      "unknown-slot", N_ ("“{node}” uses the slot “{slot}”, which the pipeline does not have."),
      "node", node->id, "slot", node->slot, NULL);
  else if (!cvk_node_types_fits (self->types, slot->connector, type->connector))
    problem = cvk_problem_new ("wrong-slot",
                               N_ ("“{node}” needs a connection of the kind “{connector}”, but the "
                                   "slot “{slot}” is for “{other}”."),
                               "node", node->id, "connector", type->connector, "slot", node->slot,
                               "other", slot->connector, NULL);
  if (problem != NULL)
    cvk_checks_take_node_problem (self, index, problem);
}

/* Fields that the form does not have, unless the schema says itself what it thinks of them. */
static void
check_unknown_fields (CvkChecks *self, unsigned index, const CvkValue *schema)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  CvkValue *properties = cvk_value_get_member (schema, "properties");

  if (properties == NULL || cvk_value_get_member (schema, "additionalProperties") != NULL ||
      cvk_value_get_member (schema, "oneOf") != NULL ||
      cvk_value_get_member (schema, "anyOf") != NULL)
    return;
  for (size_t i = 0; i < cvk_value_get_length (node->settings); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (node->settings, i, &name, &value);
      if (cvk_value_get_member (properties, name) == NULL)
        cvk_checks_take_node_problem (self, index,
                                      cvk_schema_describe_unknown (properties, name, name));
    }
}

static void
check_settings (CvkChecks *self, unsigned index, const CvkNodeType *type)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  CvkValue *schema = cvk_node_type_get_settings_schema (type);
  g_autoptr (GPtrArray) problems = g_ptr_array_new ();

  for (unsigned i = 0; node->settings_problems != NULL && i < node->settings_problems->len; i++)
    cvk_checks_take_node_problem (self, index,
                                  cvk_problem_ref (g_ptr_array_index (node->settings_problems, i)));

  cvk_schema_check (schema, node->settings, NULL, CVK_SCHEMA_TEMPLATES, problems);
  if (type->check != NULL)
    type->check (type, node->settings, problems);
  for (unsigned i = 0; i < problems->len; i++)
    cvk_checks_take_node_problem (self, index, g_ptr_array_index (problems, i));
  check_unknown_fields (self, index, schema);
}

static const char *
suggest_type (CvkChecks *self, const char *id)
{
  g_autoptr (GPtrArray) types = cvk_node_types_list (self->types);
  const char *nearest = NULL;
  unsigned nearest_distance = MIN (3, (unsigned) strlen (id) / 2);

  for (unsigned i = 0; i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);
      unsigned distance = cvk_edit_distance (id, type->id, nearest_distance);

      if (distance <= nearest_distance && (nearest == NULL || distance < nearest_distance))
        {
          nearest = type->id;
          nearest_distance = distance;
        }
    }

  return nearest;
}

static void
report_unknown_type (CvkChecks *self, unsigned index)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  const char *suggestion = index < MAX_SUGGESTIONS ? suggest_type (self, node->type) : NULL;

  if (suggestion != NULL)
    cvk_checks_take_node_problem (
      self, index,
      cvk_problem_new ("unknown-type",
                       N_ ("“{node}” is of the type “{type}”, which this Convoke does not know. "
                           "Did you mean “{suggestion}”?"),
                       "node", node->id, "type", node->type, "suggestion", suggestion, NULL));
  else
    cvk_checks_take_node_problem (
      self, index,
      cvk_problem_new ("unknown-type",
                       N_ ("“{node}” is of the type “{type}”, which this Convoke does not know. "
                           "Update Convoke or choose another type."),
                       "node", node->id, "type", node->type, NULL));
}

static void
check_node (CvkChecks *self, unsigned index)
{
  const CvkNode *node = g_ptr_array_index (self->nodes, index);
  const CvkNodeType *type = self->node_types[index];

  if (type == NULL)
    {
      report_unknown_type (self, index);
      return;
    }
  if (type->is_incomplete)
    {
      cvk_checks_take_node_problem (
        self, index,
        cvk_problem_new ("choose-action", N_ ("Choose an action"), "node", node->id, NULL));
      return;
    }
  check_slot (self, index, type);
  check_settings (self, index, type);
  cvk_checks_scan_settings (self, index);
}

static void
collect_input_names (CvkChecks *self)
{
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, i);
      CvkValue *fields = cvk_value_get_member (node->settings, "fields");

      if (strcmp (node->type, "input") != 0 || fields == NULL || !cvk_value_is_array (fields))
        continue;
      for (size_t j = 0; j < cvk_value_get_length (fields); j++)
        {
          const char *name =
            cvk_value_lookup_string (cvk_value_get_element (fields, j), "name", NULL);

          if (name != NULL)
            g_hash_table_add (self->input_names, (gpointer) name);
        }
    }
}

static void
check_file_slots (CvkChecks *self)
{
  for (unsigned i = 0; i < self->document->file_slots->len; i++)
    {
      const CvkFileSlot *slot = g_ptr_array_index (self->document->file_slots, i);
      CvkProblem *problem =
        slot->default_path != NULL ? cvk_checks_describe_path (slot->default_path) : NULL;

      if (problem == NULL)
        continue;
      if (!self->document->changed && slot->line != 0)
        cvk_problem_set_line (problem, slot->line, slot->column);
      take_problem (self, 0, problem);
    }
}

/* --- The whole --- */

static void
clear_expression (gpointer data)
{
  CvkCheckedExpression *expression = data;

  g_free (expression->field);
  cvk_template_unref (expression->text);
}

static void
clear_reference (gpointer data)
{
  g_free (((CvkCheckedReference *) data)->field);
}

static void
start (CvkChecks *self, CvkDocument *document, const CvkNodeTypes *types)
{
  self->document = document;
  self->types = types;
  self->nodes = document->nodes;
  self->links = document->links;
  self->placed_node = CVK_CHECKS_NONE;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->expressions = g_array_new (FALSE, FALSE, sizeof (CvkCheckedExpression));
  g_array_set_clear_func (self->expressions, clear_expression);
  self->references = g_array_new (FALSE, FALSE, sizeof (CvkCheckedReference));
  g_array_set_clear_func (self->references, clear_reference);
  self->referenced = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->input_names = g_hash_table_new (g_str_hash, g_str_equal);
  self->suggestions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->node_index = g_hash_table_new (g_str_hash, g_str_equal);
  self->node_types = g_new0 (const CvkNodeType *, self->nodes->len + 1);
  self->reads_item = g_new0 (gboolean, self->nodes->len + 1);
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, i);

      g_hash_table_insert (self->node_index, node->id, GUINT_TO_POINTER (i));
      self->node_types[i] = cvk_node_types_lookup (types, node->type);
    }
}

static void
finish (CvkChecks *self)
{
  g_array_unref (self->entries);
  g_array_unref (self->expressions);
  g_array_unref (self->references);
  g_hash_table_unref (self->referenced);
  g_hash_table_unref (self->input_names);
  g_hash_table_unref (self->suggestions);
  g_hash_table_unref (self->node_index);
  g_clear_pointer (&self->placed_json, cvk_json_unref);
  g_free (self->node_types);
  g_free (self->reads_item);
  g_free (self->in_start);
  g_free (self->in_links);
  g_free (self->out_start);
  g_free (self->out_links);
  g_free (self->link_source);
  g_free (self->link_target);
  g_free (self->order);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a;
  const Entry *second = b;

  return (first->order > second->order) - (first->order < second->order);
}

GPtrArray *
cvk_document_check (CvkDocument *document, const CvkNodeTypes *types)
{
  CvkChecks self = { 0 };
  g_autoptr (GPtrArray) problems = NULL;

  g_return_val_if_fail (CVK_IS_DOCUMENT (document) && types != NULL, NULL);

  problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  start (&self, document, types);
  if (self.nodes->len == 0)
    take_problem (&self, 0,
                  cvk_problem_new (
                    "no-nodes", N_ ("The pipeline has no nodes: there is nothing to run."), NULL));
  check_file_slots (&self);
  collect_input_names (&self);
  for (unsigned i = 0; i < self.nodes->len; i++)
    check_node (&self, i);
  cvk_checks_links (&self);
  cvk_checks_order (&self);
  cvk_checks_cycles (&self);
  cvk_checks_reach (&self);
  cvk_checks_references (&self);
  cvk_checks_expression_types (&self);
  cvk_checks_pipelines (&self);
  cvk_checks_advise (&self);

  g_array_sort (self.entries, compare_entries);
  for (unsigned i = 0; i < self.entries->len; i++)
    g_ptr_array_add (problems, g_array_index (self.entries, Entry, i).problem);
  finish (&self);

  return g_steal_pointer (&problems);
}

gboolean
cvk_problems_have_errors (GPtrArray *problems)
{
  g_return_val_if_fail (problems != NULL, FALSE);

  for (unsigned i = 0; i < problems->len; i++)
    if (!cvk_problem_is_warning (g_ptr_array_index (problems, i)))
      return TRUE;

  return FALSE;
}
