// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <stdlib.h>

#include "nodes/cvk-compare.h"
#include "nodes/cvk-table-rows.h"

extern CvkNodeOperations cvk_node_table_read;

enum
{
  PORT_OUT,
  PORT_ELSE,
};

/* How many look-ups wait for the store at a time. */
#define CONCURRENCY 16

static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  static const char *const ports[] = { "out", "else", NULL };

  return g_strdupv ((GStrv) ports);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const CvkValue *by = user_data;
  CvkValue *first = cvk_value_get_member (*(CvkValue *const *) a, "fields");
  CvkValue *second = cvk_value_get_member (*(CvkValue *const *) b, "fields");

  for (size_t i = 0; i < cvk_value_get_length (by); i++)
    {
      const CvkValue *key = cvk_value_get_element (by, i);
      const char *field = cvk_value_lookup_string (key, "field", "");
      int result = cvk_compare_values (cvk_value_get_member (first, field),
                                       cvk_value_get_member (second, field));

      if (result != 0)
        return cvk_value_lookup_boolean (key, "descending", FALSE) ? -result : result;
    }
  return 0;
}

static void
emit_row (CvkCall *call, const CvkValue *row, const char *name)
{
  CvkValue *fields = cvk_value_ref (cvk_value_get_member (row, "fields"));
  CvkItem *item = cvk_call_get_item (call);

  if (name != NULL && *name != '\0')
    fields = cvk_value_new_object (name, fields, NULL);
  if (item != NULL)
    cvk_output_emit_over (cvk_call_get_output (call), PORT_OUT, item, fields);
  else
    cvk_output_emit_new (cvk_call_get_output (call), PORT_OUT, NULL, fields);
}

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  CvkValue *settings = cvk_call_get_settings (call);
  CvkValue *by = cvk_value_get_member (settings, "by");
  const char *name = cvk_value_lookup_string (settings, "name", NULL);
  int64_t limit = cvk_value_lookup_integer (settings, "limit", INT64_MAX);
  CvkProblem *problem = NULL;
  g_autoptr (GPtrArray) rows = cvk_table_rows_find_finish (call, result, &problem);

  if (rows == NULL)
    {
      cvk_call_fail (call, problem);
      return;
    }
  if (by != NULL && cvk_value_get_length (by) > 0)
    g_ptr_array_sort_with_data (rows, compare_rows, by);
  for (unsigned i = 0; i < rows->len && i < limit; i++)
    emit_row (call, g_ptr_array_index (rows, i), name);
  if (rows->len == 0 && cvk_call_get_item (call) != NULL)
    cvk_output_pass (cvk_call_get_output (call), PORT_ELSE, cvk_call_get_item (call));
  cvk_call_succeed (call);
}

static void
start_reading (CvkCall *call)
{
  if (cvk_table_rows_check (call))
    cvk_table_rows_find_async (call, found_cb, call);
}

static unsigned
get_concurrency (CvkStep *step)
{
  return CONCURRENCY;
}

CvkNodeOperations cvk_node_table_read = {
  .type.list_outputs = list_outputs,
  .start = start_reading,
  .get_concurrency = get_concurrency,
};
