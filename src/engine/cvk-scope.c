// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-scope.h"

#include <glib/gi18n-lib.h>

static CvkProblem *
explain_missing_parent (const CvkSegment *path)
{
  /* Translators: {expression} is what the user wrote, such as item.address.city */
  return cvk_problem_new ("missing-parent",
                          N_ ("“{expression}” looks into something that is not there. Check the "
                              "name, or fill in the field before this step."),
                          "expression", path->text, NULL);
}

static const CvkItem *
find_node_item (const CvkScope *self, const CvkSegment *path, CvkProblem **problem)
{
  gpointer index = g_hash_table_lookup (self->indices, path->node_id);
  const CvkItem *found = NULL;
  unsigned count = 0;

  if (index != NULL && self->item != NULL)
    count = cvk_item_find (self->item, GPOINTER_TO_UINT (index) - 1, &found);
  if (count == 1)
    return found;
  if (count > 1)
    *problem = cvk_problem_new (
      "several-items",
      N_ ("Several items of “{node}” lead here, so “{expression}” could mean any of them. Use a "
          "field of the item itself instead."),
      "node", path->node_id, "expression", path->text, NULL);
  else
    *problem = cvk_problem_new (
      "no-such-item",
      N_ ("No item of “{node}” leads here, so “{expression}” has no value. Link that step in "
          "front of this one."),
      "node", path->node_id, "expression", path->text, NULL);
  return NULL;
}

/* JavaScript counts UTF-16 units; the plain path must not differ from the same text in a script. */
static int64_t
count_utf16_units (const char *text)
{
  int64_t units = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    units += g_utf8_get_char (p) > 0xffff ? 2 : 1;
  return units;
}

/* One step into @value. (transfer full) (nullable): NULL when there is nothing to step into. */
static CvkValue *
step_into (const CvkValue *value, const CvkPathStep *step)
{
  CvkValue *child = NULL;

  if (cvk_value_is_null (value))
    return NULL;
  if (step->name == NULL)
    {
      if (cvk_value_is_array (value) && step->index >= 0)
        child = cvk_value_get_element (value, (size_t) step->index);
    }
  else if (cvk_value_is_object (value))
    child = cvk_value_get_member (value, step->name);
  else if (g_str_equal (step->name, "length") && cvk_value_is_array (value))
    return cvk_value_new_integer ((int64_t) cvk_value_get_length (value));
  else if (g_str_equal (step->name, "length") && cvk_value_is_string (value))
    return cvk_value_new_integer (count_utf16_units (cvk_value_get_string (value)));
  return child != NULL ? cvk_value_ref (child) : cvk_value_new_null ();
}

CvkValue *
cvk_scope_get_path (const CvkScope *self, const CvkSegment *path, CvkProblem **problem)
{
  g_autoptr (CvkValue) value = NULL;
  const CvkItem *item = self->item;
  size_t first = 0;

  switch (path->root)
    {
    case CVK_PATH_ROOT_NODES:
      item = find_node_item (self, path, problem);
      if (item == NULL)
        return NULL;
      break;
    case CVK_PATH_ROOT_INPUTS:
      value = cvk_value_ref (self->inputs);
      break;
    case CVK_PATH_ROOT_RUN:
      value = cvk_value_ref (self->run);
      break;
    case CVK_PATH_ROOT_ITEM:
    default:
      if (item == NULL)
        {
          *problem = cvk_problem_new (
            "no-item",
            N_ ("This step works on the whole list at once, so “{expression}” means no single "
                "item. Use “inputs”, “run” or a fixed value here."),
            "expression", path->text, NULL);
          return NULL;
        }
      break;
    }

  if (value == NULL && path->n_steps > 0 && path->steps[0].name != NULL)
    {
      CvkValue *field = cvk_item_get_field (item, path->steps[0].name);

      value = field != NULL ? cvk_value_ref (field) : cvk_value_new_null ();
      first = 1;
    }
  else if (value == NULL)
    value = cvk_item_to_value (item);

  for (size_t i = first; i < path->n_steps; i++)
    {
      CvkValue *child = step_into (value, &path->steps[i]);

      if (child == NULL)
        {
          *problem = explain_missing_parent (path);
          return NULL;
        }
      cvk_value_unref (value);
      value = child;
    }
  return g_steal_pointer (&value);
}

static void
add_node (const CvkScope *self, const char *id, CvkObjectBuilder *nodes)
{
  gpointer index = g_hash_table_lookup (self->indices, id);
  const CvkItem *found = NULL;

  if (index != NULL && self->item != NULL &&
      cvk_item_find (self->item, GPOINTER_TO_UINT (index) - 1, &found) == 1)
    cvk_object_builder_set (nodes, id, cvk_item_to_value (found));
}

CvkValue *
cvk_scope_to_value (const CvkScope *self, const char *const *nodes, gboolean all_nodes)
{
  g_auto (CvkObjectBuilder) scope = { 0 };
  g_auto (CvkObjectBuilder) named = { 0 };
  GHashTableIter iter;
  gpointer id = NULL;

  cvk_object_builder_init (&scope);
  cvk_object_builder_init (&named);
  g_hash_table_iter_init (&iter, self->indices);
  while (all_nodes && g_hash_table_iter_next (&iter, &id, NULL))
    add_node (self, id, &named);
  for (size_t i = 0; !all_nodes && nodes != NULL && nodes[i] != NULL; i++)
    add_node (self, nodes[i], &named);
  cvk_object_builder_set (
    &scope, "item", self->item != NULL ? cvk_item_to_value (self->item) : cvk_value_new_null ());
  cvk_object_builder_set (&scope, "nodes", cvk_object_builder_end (&named));
  return cvk_object_builder_end (&scope);
}
