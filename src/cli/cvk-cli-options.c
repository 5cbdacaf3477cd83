// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-options.h"

#include <stdlib.h>
#include <string.h>

#include "base/cvk-i18n.h"

void
cvk_options_insert_file (GVariantDict *options, const char *file)
{
  char *path = realpath (file, NULL);

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    g_variant_dict_insert (options, "path", "s", path);
  free (path);
  g_variant_dict_insert (options, "trust", "b", TRUE);
}

gboolean
cvk_options_insert_pairs (GVariantDict *options,
                          const char *name,
                          char **pairs,
                          gboolean are_paths,
                          CvkProblem **problem)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  for (size_t i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      const char *separator = strchr (pairs[i], '=');

      if (separator == NULL || separator == pairs[i] || !g_utf8_validate (pairs[i], -1, NULL))
        {
          *problem = cvk_problem_new ("wrong-usage", N_ ("“{pair}” is not of the form NAME=VALUE."),
                                      "pair", pairs[i], NULL);
          return FALSE;
        }
      g_autofree char *key = g_strndup (pairs[i], (size_t) (separator - pairs[i]));
      g_autofree char *value =
        are_paths ? g_canonicalize_filename (separator + 1, NULL) : g_strdup (separator + 1);
      g_variant_builder_add (&builder, "{ss}", key, value);
    }
  g_variant_dict_insert_value (options, name, g_variant_builder_end (&builder));
  return TRUE;
}
