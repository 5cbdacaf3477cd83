// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-named-ports.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-text.h"

static const char *
get_name (const CvkValue *settings, const char *member, size_t index)
{
  CvkValue *name = cvk_value_get_element (cvk_value_get_member (settings, member), index);

  return cvk_value_is_string (name) ? cvk_value_get_string (name) : NULL;
}

static size_t
count_names (const CvkValue *settings, const char *member)
{
  CvkValue *names = cvk_value_get_member (settings, member);

  return names != NULL && cvk_value_is_array (names) ? cvk_value_get_length (names) : 0;
}

GStrv
cvk_named_ports_list (const CvkValue *settings, const char *member, const char *only)
{
  g_autoptr (GStrvBuilder) ports = g_strv_builder_new ();
  size_t length = count_names (settings, member);

  for (size_t i = 0; i < length; i++)
    {
      const char *name = get_name (settings, member, i);

      g_strv_builder_add (ports, name != NULL && cvk_text_is_id (name) ? name : only);
    }
  if (length == 0)
    g_strv_builder_add (ports, only);
  return g_strv_builder_end (ports);
}

void
cvk_named_ports_check (const CvkValue *settings, const char *member, GPtrArray *problems)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; i < count_names (settings, member); i++)
    {
      const char *name = get_name (settings, member, i);
      g_autofree char *field = g_strdup_printf ("%s.%zu", member, i);
      CvkProblem *problem = NULL;

      if (name == NULL)
        continue;
      if (g_str_equal (name, "failed"))
        problem = cvk_problem_new ("reserved-name",
                                   N_ ("A port cannot be called “{name}”. Rename it in the "
                                       "sub-pipeline, and here."),
                                   "name", name, NULL);
      else if (!g_hash_table_add (names, (gpointer) name))
        problem = cvk_problem_new ("duplicate-name",
                                   N_ ("“{name}” stands there twice. Remove one of them."), "name",
                                   name, NULL);
      if (problem == NULL)
        continue;
      cvk_problem_set_field (problem, field);
      g_ptr_array_add (problems, problem);
    }
}
