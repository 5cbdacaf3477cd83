// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-activation-request.h"

#include "base/cvk-i18n.h"
#include "model/cvk-file-slots.h"
#include "engine/cvk-inputs.h"
#include "model/cvk-checks.h"
#include "service/cvk-run-bindings.h"

static gboolean
has_trigger (CvkHost *host, CvkDocument *document)
{
  const CvkNodeTypes *types = cvk_host_get_environment (host)->types;
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (types, node->type);

      if (type != NULL && type->is_trigger && !node->muted)
        return TRUE;
    }
  return FALSE;
}

static CvkValue *
freeze_connections (const CvkRunBindings *bindings)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  GHashTableIter iter;
  gpointer slot = NULL;
  gpointer connection = NULL;

  cvk_object_builder_init (&builder);
  g_hash_table_iter_init (&iter, bindings->connections);
  while (g_hash_table_iter_next (&iter, &slot, &connection))
    cvk_object_builder_set (
      &builder, slot,
      cvk_value_new_object ("id", cvk_value_new_string (cvk_connection_get_id (connection)), "name",
                            cvk_value_new_string (cvk_connection_get_name (connection)), NULL));
  return cvk_object_builder_end (&builder);
}

static void
freeze_file (CvkDocument *document,
             const CvkRunBindings *bindings,
             const CvkFileName *file,
             CvkObjectBuilder *builder,
             CvkProblem **problem)
{
  g_autofree char *path = NULL;

  if (strstr (file->name, "{{") != NULL)
    return;
  path = cvk_file_slots_resolve (document, bindings->files, bindings->path, file->name, problem);
  if (path != NULL)
    cvk_object_builder_set (builder, file->name, cvk_value_new_string (path));
  else
    cvk_problem_set_field (*problem, file->field);
}

/* Paths as they are now: the pipeline's folder may be renamed. */
static CvkValue *
freeze_files (CvkDocument *document,
              const CvkNodeTypes *types,
              const CvkRunBindings *bindings,
              GPtrArray *problems)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      g_autoptr (GPtrArray) files =
        cvk_file_slots_list (cvk_node_types_lookup (types, node->type), node);

      for (unsigned k = 0; k < files->len && !node->muted; k++)
        {
          CvkProblem *problem = NULL;

          freeze_file (document, bindings, g_ptr_array_index (files, k), &builder, &problem);
          if (problem == NULL)
            continue;
          cvk_problem_set_node (problem, node->id);
          g_ptr_array_add (problems, problem);
        }
    }
  return cvk_object_builder_end (&builder);
}

/* What was pinned to try the pipeline out would stand in for what happens in every run. */
static void
warn_of_pins (CvkHost *host, CvkDocument *document, GPtrArray *problems)
{
  const CvkNodeTypes *types = cvk_host_get_environment (host)->types;
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (types, node->type);
      CvkProblem *problem = NULL;

      if (node->pinned == NULL || node->muted || (type != NULL && type->is_trigger))
        continue;
      problem = cvk_problem_new (
        "pinned",
        N_ ("“{node}” puts out what is pinned to it, in every run. Unpin it and activate the "
            "pipeline again, unless that is meant."),
        "node", node->label != NULL ? node->label : node->id, NULL);
      cvk_problem_set_node (problem, node->id);
      cvk_problem_set_warning (problem, TRUE);
      g_ptr_array_add (problems, problem);
    }
}

CvkValue *
cvk_activation_request_to_record (CvkHost *host,
                                  CvkHostConnections *connections,
                                  CvkDocument *document,
                                  GBytes *text,
                                  GVariantDict *options,
                                  const char *id,
                                  GPtrArray *problems)
{
  const CvkNodeTypes *types = cvk_host_get_environment (host)->types;
  g_autoptr (CvkRunBindings) bindings =
    cvk_run_bindings_new (document, types, options, connections, problems);
  g_autoptr (CvkValue) inputs = cvk_inputs_complete (document, NULL, problems);
  g_autoptr (CvkValue) files = freeze_files (document, types, bindings, problems);
  g_autofree char *hash = cvk_document_dup_content_hash (document);
  gsize length = 0;
  const char *pipeline = g_bytes_get_data (text, &length);

  warn_of_pins (host, document, problems);
  if (!has_trigger (host, document))
    g_ptr_array_add (
      problems, cvk_problem_new ("no-trigger",
                                 N_ ("Nothing makes this pipeline run by itself. Add a trigger to "
                                     "it, such as a schedule, then activate it."),
                                 NULL));
  if (bindings->path == NULL || !g_path_is_absolute (bindings->path))
    g_ptr_array_add (
      problems,
      cvk_problem_new ("invalid-option", N_ ("Say which file the pipeline is in (“path”)."), NULL));
  if (cvk_problems_have_errors (problems))
    return NULL;
  return cvk_value_new_object (
    "id", cvk_value_new_string (id), "path", cvk_value_new_string (bindings->path), "name",
    cvk_value_new_string (cvk_document_get_name (document)), "hash", cvk_value_new_string (hash),
    "pipeline", cvk_value_new_string_length (pipeline, length), "bindings",
    cvk_value_new_object ("connections", freeze_connections (bindings), "files",
                          g_steal_pointer (&files), NULL),
    "since", cvk_value_new_integer (cvk_clock_get_wall (cvk_host_get_environment (host)->clock)),
    NULL);
}
