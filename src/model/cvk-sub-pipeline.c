// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-sub-pipeline.h"

#include <string.h>

gboolean
cvk_sub_pipeline_runs (const CvkNode *node)
{
  return g_str_equal (node->type, "pipeline") || g_str_equal (node->type, "for-each");
}

const char *
cvk_sub_pipeline_get_file (const CvkNode *node)
{
  const char *file = NULL;

  if (!cvk_sub_pipeline_runs (node))
    return NULL;
  file = cvk_value_lookup_string (node->settings, "file", NULL);
  return file != NULL && *file != '\0' ? file : NULL;
}

gboolean
cvk_sub_pipeline_is_in (CvkDocument *document)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    if (cvk_sub_pipeline_get_file (g_ptr_array_index (nodes, i)) != NULL)
      return TRUE;
  return FALSE;
}

CvkDocument *
cvk_sub_pipeline_find (CvkDocument *document, const CvkNode *node)
{
  const char *file = cvk_sub_pipeline_get_file (node);
  GPtrArray *pipelines = cvk_document_get_pipelines (document);

  for (unsigned i = 0; file != NULL && pipelines != NULL && i < pipelines->len; i++)
    {
      const CvkCarriedPipeline *carried = g_ptr_array_index (pipelines, i);

      if (g_str_equal (carried->file, file))
        return carried->document;
    }
  return NULL;
}

const char *
cvk_sub_pipeline_map_slot (const CvkNode *node, const char *slot)
{
  CvkValue *slots = cvk_value_get_member (node->settings, "slots");

  return slots != NULL && cvk_value_is_object (slots) ? cvk_value_lookup_string (slots, slot, slot)
                                                      : slot;
}

gboolean
cvk_sub_pipeline_passes_slot (CvkDocument *document, const CvkNode *node, const char *slot)
{
  CvkDocument *inner = cvk_sub_pipeline_find (document, node);
  GPtrArray *slots = inner != NULL ? cvk_document_get_slots (inner) : NULL;

  for (unsigned i = 0; slots != NULL && i < slots->len; i++)
    {
      const CvkConnectionSlot *own = g_ptr_array_index (slots, i);

      if (g_str_equal (cvk_sub_pipeline_map_slot (node, own->name), slot) &&
          cvk_sub_pipeline_uses_slot (inner, own->name))
        return TRUE;
    }
  return FALSE;
}

gboolean
cvk_sub_pipeline_uses_slot (CvkDocument *document, const char *slot)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (!node->muted && (g_strcmp0 (node->slot, slot) == 0 ||
                           cvk_sub_pipeline_passes_slot (document, node, slot)))
        return TRUE;
    }
  return FALSE;
}

/* --- Places --- */

char *
cvk_place_dup_node (const char *place)
{
  return g_strndup (place, strcspn (place, ":/"));
}

char *
cvk_place_dup_path (const char *place)
{
  GString *path = g_string_new (NULL);

  while (*place != '\0')
    {
      size_t length = strcspn (place, ":/");

      g_string_append_len (path, place, (gssize) length);
      place += length;
      place += strcspn (place, "/");
      if (*place == '/')
        g_string_append_c (path, *place++);
    }
  return g_string_free (path, FALSE);
}

const char *
cvk_place_find_slot (CvkDocument *document, const char *place)
{
  g_autofree char *id = cvk_place_dup_node (place);
  const CvkNode *node = cvk_document_get_node (document, id);
  const char *rest = strchr (place, '/');
  CvkDocument *inner = NULL;
  const char *slot = NULL;

  if (node == NULL)
    return NULL;
  if (rest == NULL)
    return node->slot;
  inner = cvk_sub_pipeline_find (document, node);
  slot = inner != NULL ? cvk_place_find_slot (inner, rest + 1) : NULL;
  return slot != NULL ? cvk_sub_pipeline_map_slot (node, slot) : NULL;
}
