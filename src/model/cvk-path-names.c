// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-path-names.h"

#include <glib/gi18n-lib.h>

/* NULL when the member is missing or no list: the schema says so. */
static CvkValue *
get_paths (const CvkValue *settings, const char *member, size_t *length)
{
  CvkValue *paths = cvk_value_get_member (settings, member);

  *length = paths != NULL && cvk_value_is_array (paths) ? cvk_value_get_length (paths) : 0;
  return paths;
}

GStrv
cvk_path_names_list (const CvkValue *settings, const char *member)
{
  g_autoptr (GStrvBuilder) ports = g_strv_builder_new ();
  size_t length = 0;
  CvkValue *paths = get_paths (settings, member, &length);

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

void
cvk_path_names_check (const CvkValue *settings, const char *member, GPtrArray *problems)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  size_t length = 0;
  CvkValue *paths = get_paths (settings, member, &length);

  for (size_t i = 0; i < length; i++)
    {
      const char *name = cvk_value_lookup_string (cvk_value_get_element (paths, i), "name", NULL);
      CvkProblem *problem = NULL;
      g_autofree char *field = g_strdup_printf ("%s.%zu.name", member, i);

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
