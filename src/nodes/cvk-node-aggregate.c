// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-compare.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_aggregate;

static const CvkValue *
get_field (GPtrArray *items, unsigned index, const char *field)
{
  return field != NULL ? cvk_rows_get_field (g_ptr_array_index (items, index), field) : NULL;
}

static CvkValue *
count_items (GPtrArray *items, const char *field)
{
  int64_t count = 0;

  for (unsigned i = 0; i < items->len; i++)
    if (field == NULL || !cvk_value_is_empty (get_field (items, i, field)))
      count++;
  return cvk_value_new_integer (count);
}

/* A whole number however it is written: 5, "5", 5.0. */
static gboolean
read_whole (const CvkValue *value, double number, int64_t *integer)
{
  if (cvk_value_read_integer (value, integer))
    return TRUE;
  if (number != floor (number) || fabs (number) > 0x1p53)
    return FALSE;
  *integer = (int64_t) number;
  return TRUE;
}

/* Whole numbers stay exact as long as their sum fits. */
static CvkValue *
add_up (GPtrArray *items, const char *field, gboolean average, CvkProblem **problem)
{
  int64_t exact = 0;
  double sum = 0;
  int64_t count = 0;
  gboolean is_exact = TRUE;

  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkValue *value = get_field (items, i, field);
      double number = 0;
      int64_t integer = 0;

      if (cvk_value_is_empty (value))
        continue;
      if (!cvk_value_read_number (value, &number))
        {
          g_autofree char *text = cvk_value_dup_text (value);

          *problem = cvk_problem_new ("not-a-number",
                                      N_ ("“{value}” in “{field}” is no number, so it cannot be "
                                          "added up."),
                                      "value", text, "field", field, NULL);
          return NULL;
        }
      count++;
      sum += number;
      is_exact = is_exact && read_whole (value, number, &integer) &&
                 !__builtin_add_overflow (exact, integer, &exact);
    }
  if (average)
    return count > 0 ? cvk_value_new_double (sum / (double) count) : cvk_value_new_null ();
  if (is_exact)
    return cvk_value_new_integer (exact);
  return isfinite (sum) ? cvk_value_new_double (sum) : cvk_value_new_null ();
}

static CvkValue *
find_extreme (GPtrArray *items, const char *field, int sign)
{
  const CvkValue *found = NULL;

  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkValue *value = get_field (items, i, field);

      if (!cvk_value_is_empty (value) &&
          (found == NULL || cvk_compare_values (value, found) * sign > 0))
        found = value;
    }
  return found != NULL ? cvk_value_ref (found) : cvk_value_new_null ();
}

static CvkValue *
list_values (GPtrArray *items, const char *field, gboolean unique)
{
  g_auto (CvkArrayBuilder) list = { 0 };
  g_autoptr (GHashTable) seen =
    g_hash_table_new ((GHashFunc) cvk_value_hash, (GEqualFunc) cvk_value_equal);

  cvk_array_builder_init (&list);
  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkValue *value = get_field (items, i, field);

      if (unique && (cvk_value_is_empty (value) || !g_hash_table_add (seen, (gpointer) value)))
        continue;
      cvk_array_builder_append (&list,
                                value != NULL ? cvk_value_ref (value) : cvk_value_new_null ());
    }
  return cvk_array_builder_end (&list);
}

static CvkValue *
compute (GPtrArray *items, const char *function, const char *field, CvkProblem **problem)
{
  const CvkValue *value = NULL;

  if (g_str_equal (function, "count"))
    return count_items (items, field);
  if (g_str_equal (function, "sum") || g_str_equal (function, "average"))
    return add_up (items, field, g_str_equal (function, "average"), problem);
  if (g_str_equal (function, "min") || g_str_equal (function, "max"))
    return find_extreme (items, field, g_str_equal (function, "max") ? 1 : -1);
  if (g_str_equal (function, "list") || g_str_equal (function, "unique"))
    return list_values (items, field, g_str_equal (function, "unique"));
  if (items->len > 0)
    value = get_field (items, g_str_equal (function, "last") ? items->len - 1 : 0, field);
  return value != NULL ? cvk_value_ref (value) : cvk_value_new_null ();
}

static CvkValue *
list_items (GPtrArray *items)
{
  g_auto (CvkArrayBuilder) list = { 0 };

  cvk_array_builder_init (&list);
  for (unsigned i = 0; i < items->len; i++)
    cvk_array_builder_append (&list, cvk_item_to_value (g_ptr_array_index (items, i)));
  return cvk_array_builder_end (&list);
}

static gboolean
aggregate_items (CvkStep *step, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  GPtrArray *items = cvk_step_get_items (step, 0);
  const char *name = cvk_value_lookup_string (settings, "name", NULL);
  CvkValue *fields = cvk_value_get_member (settings, "fields");
  size_t length = fields != NULL ? cvk_value_get_length (fields) : 0;
  g_auto (CvkObjectBuilder) result = { 0 };

  cvk_object_builder_init (&result);
  if (name != NULL || fields == NULL)
    cvk_object_builder_set (&result, name != NULL ? name : "items", list_items (items));
  for (size_t i = 0; i < length; i++)
    {
      const char *key = NULL;
      CvkValue *figure = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (fields, i, &key, &figure);
      value = compute (items, cvk_value_lookup_string (figure, "function", "count"),
                       cvk_value_lookup_string (figure, "field", NULL), problem);
      if (value == NULL)
        return FALSE;
      cvk_object_builder_set (&result, key, value);
    }
  cvk_output_emit (output, 0,
                   cvk_item_new_joined (cvk_step_get_index (step), (CvkItem *const *) items->pdata,
                                        items->len, cvk_object_builder_end (&result)));
  return TRUE;
}

CvkNodeOperations cvk_node_aggregate = { .all = aggregate_items };
