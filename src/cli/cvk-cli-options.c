// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-options.h"

#include <stdlib.h>
#include <string.h>

#include "base/cvk-i18n.h"
#include "model/cvk-bundle.h"
#include "model/cvk-document-file.h"
#include "service/cvk-problems.h"

void
cvk_options_insert_file (GVariantDict *options, const char *file)
{
  char *path = realpath (file, NULL);

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    g_variant_dict_insert (options, "path", "s", path);
  free (path);
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

GHashTable *
cvk_options_read_files (char **pairs)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (size_t i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      const char *separator = strchr (pairs[i], '=');

      if (separator != NULL)
        g_hash_table_replace (files, g_strndup (pairs[i], (size_t) (separator - pairs[i])),
                              g_canonicalize_filename (separator + 1, NULL));
    }
  return files;
}

/* A pipe is fine, and what has no end is none: a folder of somebody else may hold a link to a
 * device. (transfer full) (nullable) */
static GBytes *
read_bounded (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  uint8_t buffer[65536];
  gssize length = -1;
  gsize size = 0;

  if (stream == NULL)
    return NULL;
  while (content->len <= CVK_DOCUMENT_MAX_SIZE &&
         (length =
            g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, error)) > 0)
    g_byte_array_append (content, buffer, (unsigned) length);
  if (length < 0)
    return NULL;
  if (content->len > CVK_DOCUMENT_MAX_SIZE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   _ ("“%s” is too large for a pipeline."), path);
      return NULL;
    }
  /* Of an empty file, too, there is a text. */
  size = content->len;
  g_byte_array_append (content, (const uint8_t *) "", 1);
  return g_bytes_new_take (g_byte_array_free (g_steal_pointer (&content), FALSE), size);
}

GBytes *
cvk_options_read_pipeline (const char *file, char **files, GPtrArray *paths, GPtrArray **problems)
{
  g_autoptr (GHashTable) table = cvk_options_read_files (files);
  g_autoptr (GPtrArray) found = cvk_problems_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  char *path = NULL;

  bytes = read_bounded (file, &error);
  if (bytes == NULL)
    {
      *problems = cvk_problems_new_single (cvk_problem_new_from_error ("unreadable-file", error));
      return NULL;
    }
  path = realpath (file, NULL);
  if (paths != NULL)
    g_ptr_array_add (paths, g_strdup (file));
  g_autoptr (GBytes) whole = cvk_bundle_pipeline (bytes, path, table, found, paths);
  free (path);
  if (found->len == 0)
    return g_steal_pointer (&whole);
  *problems = g_steal_pointer (&found);
  return NULL;
}
