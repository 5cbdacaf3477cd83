// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "base/cvk-text.h"
#include "engine/cvk-node-operations.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_condition;

/* Paths without a usable name keep their place, so that port numbers are numbers of paths. */
static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  g_autoptr (GStrvBuilder) ports = g_strv_builder_new ();
  CvkValue *paths = cvk_value_get_member (settings, "paths");
  size_t length = paths != NULL && cvk_value_is_array (paths) ? cvk_value_get_length (paths) : 0;

  for (size_t i = 0; i < length; i++)
    g_strv_builder_add (ports,
                        cvk_value_lookup_string (cvk_value_get_element (paths, i), "name", ""));
  g_strv_builder_add (ports, "else");
  return g_strv_builder_end (ports);
}

static gboolean
is_reserved (const char *name)
{
  static const char *const reserved[] = { "in", "out", "failed", "else", NULL };

  return g_strv_contains (reserved, name);
}

static void
check_paths (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  CvkValue *paths = cvk_value_get_member (settings, "paths");
  size_t length = paths != NULL && cvk_value_is_array (paths) ? cvk_value_get_length (paths) : 0;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; i < length; i++)
    {
      const char *name = cvk_value_lookup_string (cvk_value_get_element (paths, i), "name", NULL);
      CvkProblem *problem = NULL;
      g_autofree char *field = g_strdup_printf ("paths.%zu.name", i);

      if (name == NULL)
        continue;
      if (is_reserved (name))
        problem = cvk_problem_new ("reserved-name",
                                   N_ ("A path cannot be called “{name}”. Choose another name."),
                                   "name", name, NULL);
      else if (!g_hash_table_add (names, (gpointer) name))
        problem = cvk_problem_new ("duplicate-name", N_ ("Two paths are called “{name}”."), "name",
                                   name, NULL);
      if (problem == NULL)
        continue;
      cvk_problem_set_field (problem, field);
      g_ptr_array_add (problems, problem);
    }
}

static gboolean
send_item (CvkStep *step,
           CvkItem *item,
           CvkValue *settings,
           CvkOutput *output,
           CvkProblem **problem)
{
  CvkValue *raw_paths = cvk_value_get_member (cvk_step_get_raw_settings (step), "paths");
  CvkValue *paths = cvk_value_get_member (settings, "paths");
  size_t length = cvk_value_get_length (paths);
  size_t port = 0;

  for (; port < length; port++)
    {
      CvkValue *path = cvk_value_get_element (paths, port);
      gboolean matches = cvk_rows_match (
        item, cvk_value_get_member (cvk_value_get_element (raw_paths, port), "rows"),
        cvk_value_get_member (path, "rows"), cvk_value_lookup_string (path, "match", "all"),
        problem);

      if (*problem != NULL)
        return FALSE;
      if (matches)
        break;
    }
  cvk_output_pass (output, (unsigned) port, item);
  return TRUE;
}

CvkNodeOperations cvk_node_condition = { .type.list_outputs = list_outputs,
                                         .type.check = check_paths,
                                         .each = send_item };
