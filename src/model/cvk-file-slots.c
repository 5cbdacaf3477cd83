// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-file-slots.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/cvk-schema-private.h"

/* A relative path must stay below the pipeline's folder; a slot may be bound to anything. */
static gboolean
is_contained (const char *path)
{
  g_autofree char *canonical = g_canonicalize_filename (path, "/root-of-the-pipeline");

  return !g_path_is_absolute (path) && g_str_has_prefix (canonical, "/root-of-the-pipeline/");
}

/* (transfer full) (nullable): where @path leads, links followed; where its folder does when there
 * is nothing yet. NULL for what leads nowhere: a link to nothing, or a loop. */
static char *
follow (const char *path)
{
  g_autofree char *at = g_strdup (path);
  struct stat status;

  while (TRUE)
    {
      char *target = realpath (at, NULL);
      int number = errno;
      g_autofree char *folder = NULL;

      if (target != NULL)
        {
          char *copy = g_strdup (target);

          free (target);
          return copy;
        }
      if ((number != ENOENT && number != ENOTDIR) || lstat (at, &status) == 0)
        return NULL;
      folder = g_path_get_dirname (at);
      if (g_str_equal (folder, at))
        return NULL;
      g_free (at);
      at = g_steal_pointer (&folder);
    }
}

/* Links come with folders as files do. One that leads out of its folder would have a stranger's
 * pipeline read, under a name of its own, what lies elsewhere on this computer. */
static gboolean
leads_out (const char *folder, const char *path)
{
  g_autofree char *root = follow (folder);
  g_autofree char *target = follow (path);

  if (root == NULL || target == NULL)
    return TRUE;
  return !g_str_has_prefix (target, root) ||
         (target[strlen (root)] != '\0' && target[strlen (root)] != G_DIR_SEPARATOR &&
          !g_str_equal (root, G_DIR_SEPARATOR_S));
}

/* The slash behind the first part of @file that is bound, or is a slot: a folder, and what comes
 * after it is in there. (nullable) */
static const char *
find_folder_end (CvkDocument *document, GHashTable *files, const char *file)
{
  for (const char *at = strchr (file, '/'); at != NULL; at = strchr (at + 1, '/'))
    {
      g_autofree char *name = g_strndup (file, at - file);

      if (g_hash_table_contains (files, name) ||
          cvk_document_get_file_slot (document, name) != NULL)
        return at;
    }
  return NULL;
}

/* @relative below @folder, and nowhere else. */
static char *
resolve_inside (const char *folder, const char *relative, CvkProblem **problem)
{
  g_autofree char *resolved = NULL;

  if (!is_contained (relative))
    {
      *problem = cvk_problem_new ("file-outside",
                                  N_ ("“{path}” lies outside the pipeline's folder. Give the file "
                                      "with --file instead."),
                                  "path", relative, NULL);
      return NULL;
    }
  resolved = g_build_filename (folder, relative, NULL);
  if (leads_out (folder, resolved))
    {
      *problem = cvk_problem_new ("file-outside",
                                  N_ ("“{path}” is a link that leads out of the pipeline's folder. "
                                      "Give the file with --file instead."),
                                  "path", relative, NULL);
      return NULL;
    }
  return g_steal_pointer (&resolved);
}

static char *
resolve_name (CvkDocument *document,
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
  folder = path != NULL ? g_path_get_dirname (path) : g_get_current_dir ();
  return resolve_inside (folder, relative, problem);
}

char *
cvk_file_slots_resolve (CvkDocument *document,
                        GHashTable *files,
                        const char *path,
                        const char *file,
                        CvkProblem **problem)
{
  gboolean is_known =
    g_hash_table_contains (files, file) || cvk_document_get_file_slot (document, file) != NULL;
  const char *end = is_known ? NULL : find_folder_end (document, files, file);
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;

  if (end == NULL)
    return resolve_name (document, files, path, file, problem);
  name = g_strndup (file, end - file);
  folder = resolve_name (document, files, path, name, problem);
  return folder != NULL ? resolve_inside (folder, end + 1, problem) : NULL;
}

static void
file_name_free (CvkFileName *self)
{
  g_free (self->field);
  g_free (self->name);
  g_free (self);
}

/* "x-requires" (connectors/FORMAT.md): what stands in a field that is not in use is sent nowhere.
 */
static gboolean
is_in_use (const CvkValue *schema, const CvkNode *node, const CvkValue *type_schema)
{
  CvkValue *rule = cvk_value_get_member (schema, "x-requires");
  CvkValue *values = cvk_value_get_member (rule, "values");
  const char *other = cvk_value_lookup_string (rule, "field", NULL);
  CvkValue *value = NULL;

  if (other == NULL || values == NULL || !cvk_value_is_array (values))
    return TRUE;
  value = cvk_value_get_member (node->settings, other);
  if (value == NULL)
    value = cvk_value_get_member (cvk_schema_get_member (type_schema, other), "default");
  for (size_t i = 0; value != NULL && i < cvk_value_get_length (values); i++)
    if (cvk_value_equal (cvk_value_get_element (values, i), value))
      return TRUE;
  return FALSE;
}

static void
collect (GPtrArray *list, const CvkValue *schema, const CvkValue *value, const char *field)
{
  if (cvk_value_is_string (value) &&
      g_str_equal (cvk_value_lookup_string (schema, "x-widget", ""), "file"))
    {
      CvkFileName *found = g_new0 (CvkFileName, 1);

      found->field = g_strdup (field);
      found->name = g_strdup (cvk_value_get_string (value));
      g_ptr_array_add (list, found);
    }
  for (size_t i = 0; cvk_value_is_object (value) && i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *child;
      g_autofree char *path = NULL;

      cvk_value_get_member_at (value, i, &name, &child);
      path = cvk_schema_join (field, name);
      if (cvk_schema_get_member (schema, name) != NULL)
        collect (list, cvk_schema_get_member (schema, name), child, path);
    }
}

GPtrArray *
cvk_file_slots_list (const CvkNodeType *type, const CvkNode *node)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) file_name_free);
  CvkValue *schema = type != NULL ? cvk_node_type_get_settings_schema (type) : NULL;

  for (size_t i = 0; schema != NULL && i < cvk_value_get_length (node->settings); i++)
    {
      const char *name;
      CvkValue *value;
      CvkValue *field;

      cvk_value_get_member_at (node->settings, i, &name, &value);
      field = cvk_schema_get_member (schema, name);
      if (field != NULL && is_in_use (field, node, schema))
        collect (list, field, value, name);
    }
  return list;
}

gboolean
cvk_file_slots_are_used (CvkDocument *document, const CvkNodeTypes *types, const char *name)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  if (cvk_document_get_file_slot (document, name) != NULL)
    return TRUE;
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      g_autoptr (GPtrArray) list =
        cvk_file_slots_list (cvk_node_types_lookup (types, node->type), node);

      for (unsigned k = 0; k < list->len; k++)
        if (g_str_equal (((CvkFileName *) g_ptr_array_index (list, k))->name, name))
          return TRUE;
    }
  return FALSE;
}
