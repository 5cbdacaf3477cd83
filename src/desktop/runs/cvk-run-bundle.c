// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-bundle.h"

#include "desktop/forms/cvk-file-bindings.h"
#include "model/cvk-bundle.h"

GHashTable *
cvk_run_bundle_dup_files (CvkSession *session)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GVariant) option = g_variant_ref_sink (cvk_file_bindings_make_option (session));
  GVariantIter iter;
  char *name = NULL;
  char *path = NULL;

  g_variant_iter_init (&iter, option);
  while (g_variant_iter_next (&iter, "{ss}", &name, &path))
    g_hash_table_replace (files, name, path);
  return files;
}

void
cvk_run_bundle_async (CvkSession *session,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GBytes) text = cvk_document_to_bytes (cvk_session_get_document (session));
  g_autoptr (GHashTable) files = cvk_run_bundle_dup_files (session);
  GFile *file = cvk_session_get_file (session);

  cvk_bundle_pipeline_async (text, file != NULL ? g_file_peek_path (file) : NULL, files,
                             cancellable, callback, user_data);
}

GBytes *
cvk_run_bundle_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
{
  return cvk_bundle_pipeline_finish (result, problems, error);
}
