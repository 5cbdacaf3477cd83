// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-file-slots.h"

#include <glib/gi18n-lib.h>

/* A relative path must stay below the pipeline's folder; a slot may be bound to anything. */
static gboolean
is_contained (const char *path)
{
  g_autofree char *canonical = g_canonicalize_filename (path, "/root-of-the-pipeline");

  return !g_path_is_absolute (path) && g_str_has_prefix (canonical, "/root-of-the-pipeline/");
}

char *
cvk_file_slots_resolve (CvkDocument *document,
                        GHashTable *files,
                        const char *path,
                        const char *file,
                        CvkProblem **problem)
{
  const char *bound = g_hash_table_lookup (files, file);
  const CvkFileSlot *slot = cvk_document_get_file_slot (document, file);
  const char *relative = file;
  g_autofree char *folder = NULL;

  if (bound != NULL)
    return g_strdup (bound);
  if (slot != NULL)
    relative = slot->default_path;
  if (relative == NULL || *relative == '\0')
    {
      *problem = cvk_problem_new ("empty-file-slot",
                                  N_ ("No file is chosen for “{slot}”. Choose one, or give it with "
                                      "--file {slot}=PATH."),
                                  "slot", file, NULL);
      return NULL;
    }
  if (!is_contained (relative))
    {
      *problem = cvk_problem_new ("file-outside",
                                  N_ ("“{path}” lies outside the pipeline's folder. Give the file "
                                      "with --file instead."),
                                  "path", relative, NULL);
      return NULL;
    }
  folder = path != NULL ? g_path_get_dirname (path) : g_get_current_dir ();
  return g_build_filename (folder, relative, NULL);
}
