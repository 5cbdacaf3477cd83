// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-compare.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_merge;

#define MAX_INPUTS 16

static GStrv
list_inputs (const CvkNodeType *type, const CvkValue *settings)
{
  g_autoptr (GStrvBuilder) ports = g_strv_builder_new ();
  int64_t count = CLAMP (cvk_value_lookup_integer (settings, "inputs", MAX_INPUTS), 1, MAX_INPUTS);

  for (int64_t i = 1; i <= count; i++)
    {
      g_autofree char *port = g_strdup_printf ("in%d", (int) i);

      g_strv_builder_add (ports, port);
    }
  return g_strv_builder_end (ports);
}

static void
check_key (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  CvkProblem *problem = NULL;

  if (g_strcmp0 (cvk_value_lookup_string (settings, "mode", NULL), "key") != 0 ||
      cvk_value_get_member (settings, "key") != NULL)
    return;
  problem = cvk_problem_new ("missing-field",
                             N_ ("Merging by a common field needs the name of the field."), NULL);
  cvk_problem_set_field (problem, "key");
  g_ptr_array_add (problems, problem);
}

/* One item of several: their fields together, the earlier ports first. */
static void
emit_joined (CvkStep *step, GPtrArray *parts, CvkOutput *output)
{
  g_auto (CvkObjectBuilder) fields = { 0 };

  cvk_object_builder_init (&fields);
  for (unsigned i = 0; i < parts->len; i++)
    {
      g_autoptr (CvkValue) part = cvk_item_to_value (g_ptr_array_index (parts, i));

      for (size_t k = 0; k < cvk_value_get_length (part); k++)
        {
          const char *name = NULL;
          CvkValue *value = NULL;

          cvk_value_get_member_at (part, k, &name, &value);
          cvk_object_builder_set (&fields, name, cvk_value_ref (value));
        }
    }
  cvk_output_emit (output, 0,
                   cvk_item_new_joined (cvk_step_get_index (step), (CvkItem *const *) parts->pdata,
                                        parts->len, cvk_object_builder_end (&fields)));
}

static void
append_inputs (CvkStep *step, CvkOutput *output)
{
  for (unsigned port = 0; port < cvk_step_get_n_inputs (step); port++)
    {
      GPtrArray *items = cvk_step_get_items (step, port);

      for (unsigned i = 0; i < items->len; i++)
        cvk_output_pass (output, 0, g_ptr_array_index (items, i));
    }
}

static void
merge_by_position (CvkStep *step, CvkOutput *output)
{
  for (unsigned i = 0;; i++)
    {
      g_autoptr (GPtrArray) parts = g_ptr_array_new ();

      for (unsigned port = 0; port < cvk_step_get_n_inputs (step); port++)
        {
          GPtrArray *items = cvk_step_get_items (step, port);

          if (i < items->len)
            g_ptr_array_add (parts, g_ptr_array_index (items, i));
        }
      if (parts->len == 0)
        return;
      emit_joined (step, parts, output);
    }
}

/* What must be equal: 5 and the "5" of a table are the same key. NULL for an empty field. */
static char *
dup_key (const CvkItem *item, const char *field)
{
  CvkValue *value = cvk_rows_get_field (item, field);

  return cvk_value_is_empty (value) ? NULL : cvk_value_dup_text (value);
}

/* Groups in the order in which their keys first appear. An item whose field is empty, and a second
 * one with the same key at the same port, make a group of their own: nothing is dropped. */
static void
merge_by_key (CvkStep *step, const char *key, CvkOutput *output)
{
  g_autoptr (GPtrArray) groups =
    g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (unsigned port = 0; port < cvk_step_get_n_inputs (step); port++)
    {
      GPtrArray *items = cvk_step_get_items (step, port);
      g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

      for (unsigned i = 0; i < items->len; i++)
        {
          CvkItem *item = g_ptr_array_index (items, i);
          g_autofree char *value = dup_key (item, key);
          GPtrArray *group = value != NULL ? g_hash_table_lookup (by_key, value) : NULL;

          if (group == NULL || !g_hash_table_add (taken, group))
            {
              gboolean is_first = group == NULL && value != NULL;

              group = g_ptr_array_new ();
              g_ptr_array_add (groups, group);
              if (is_first)
                g_hash_table_insert (by_key, g_steal_pointer (&value), group);
              g_hash_table_add (taken, group);
            }
          g_ptr_array_add (group, item);
        }
    }
  for (unsigned i = 0; i < groups->len; i++)
    emit_joined (step, g_ptr_array_index (groups, i), output);
}

static gboolean
merge_items (CvkStep *step, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  const char *mode = cvk_value_lookup_string (settings, "mode", "append");

  if (g_str_equal (mode, "position"))
    merge_by_position (step, output);
  else if (g_str_equal (mode, "key"))
    merge_by_key (step, cvk_value_lookup_string (settings, "key", ""), output);
  else
    append_inputs (step, output);
  return TRUE;
}

CvkNodeOperations cvk_node_merge = { .type.list_inputs = list_inputs,
                                     .type.check = check_key,
                                     .all = merge_items };
